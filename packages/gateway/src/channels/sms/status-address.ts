import type { ConversationId } from '@live-takeover/sdk/core';
import type { RotatedSecret } from '../../config/secrets.js';
import { seal, unseal } from '../../http/sealed.js';

/** Which text a provider tells of: the part of a message, and the number of ours that sent it. */
export interface TextPlace {
  readonly tenant: string;
  readonly conversationId: ConversationId;
  readonly reference: string;
  /** Id of the `message-sent` event. */
  readonly messageId: string;
  /** From 0 on. */
  readonly part: number;
  readonly parts: number;
  /** Ours. */
  readonly number: string;
}

const purpose = 'sms-status';

/** The last part of the address at which a provider tells of a text: nobody can make one for another. */
export function statusCapability(secret: RotatedSecret, { tenant, conversationId, reference, messageId, part, parts, number }: TextPlace): string {
  return seal(secret, purpose, [tenant, conversationId, reference, messageId, part, parts, number]);
}

/** What an address tells; undefined for one that was not given out here. */
export function placeOf(secret: RotatedSecret, capability: string): TextPlace | undefined {
  const value = unseal(secret, purpose, capability);
  if (!Array.isArray(value)) return undefined;
  const [tenant, conversationId, reference, messageId, part, parts, number] = value as [string, string, string, string, number, number, string];
  return { tenant, conversationId, reference, messageId, part, parts, number };
}
