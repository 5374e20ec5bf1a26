import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ConversationId } from '@live-takeover/sdk/core';
import type { RotatedSecret } from '../../config/secrets.js';

/**
 * The unguessable part of a call-back address. A bot without credentials signs
 * nothing, so knowing the path that we alone gave it, for this one
 * conversation, is its proof.
 */
export function capabilityOf(secret: RotatedSecret, botId: string, conversationId: ConversationId): string {
  return digest(secret.current, botId, conversationId);
}

/** Whether a call-back's path was given out by us, under the present secret or the one before. */
export function isCapability(secret: RotatedSecret, botId: string, conversationId: ConversationId, given: string): boolean {
  const secrets = secret.previous === undefined ? [secret.current] : [secret.current, secret.previous];
  return secrets.some((one) => {
    const expected = Buffer.from(digest(one, botId, conversationId));
    const candidate = Buffer.from(given);
    return expected.length === candidate.length && timingSafeEqual(expected, candidate);
  });
}

function digest(secret: string, botId: string, conversationId: ConversationId): string {
  return createHmac('sha256', secret).update(JSON.stringify(['bot-call-back', botId, conversationId])).digest('base64url').slice(0, 32);
}
