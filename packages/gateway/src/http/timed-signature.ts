/** Bodies that two servers who share a secret sign for each other: `t=<epoch seconds>,v1=<hex>`. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RotatedSecret } from '../config/secrets.js';
import { allOf } from '../config/secrets.js';

/** The header that carries it. */
export const timedSignatureHeader = 'x-live-takeover-signature';

/** How far the signer's clock may be from ours, and how late a request may come. */
export const signatureWindowMs: number = 5 * 60_000;

/**
 * The header's value: HMAC-SHA256 over the time, a full stop and the raw body.
 *
 * @param at - epoch ms
 */
export function timedSignature(secret: RotatedSecret, body: string, at: number): string {
  const seconds = Math.floor(at / 1000);
  return `t=${String(seconds)},v1=${digest(secret.current, seconds, body).toString('hex')}`;
}

/** Whether a body was signed with the present secret or the one before, not longer ago than it may be. */
export function isTimedSignature(secret: RotatedSecret | undefined, body: string, given: string | null, now: number): boolean {
  const [, stamp, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(given ?? '') ?? [];
  if (stamp === undefined || hex === undefined) return false;
  const seconds = Number(stamp);
  if (Math.abs(now - seconds * 1000) > signatureWindowMs) return false;
  const candidate = Buffer.from(hex, 'hex');
  return allOf(secret).some((one) => timingSafeEqual(digest(one, seconds, body), candidate));
}

function digest(secret: string, seconds: number, body: string): Buffer {
  return createHmac('sha256', secret).update(`${String(seconds)}.${body}`).digest();
}
