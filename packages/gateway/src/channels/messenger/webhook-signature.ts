/** How Facebook proves that a webhook is its own. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RotatedSecret } from '../../config/secrets.js';
import { allOf } from '../../config/secrets.js';

/** The header with `sha256=` and the HMAC of the body's bytes under the app's secret, in hex. */
export const pageSignatureHeader = 'x-hub-signature-256';

/** Whether a body's bytes were signed with the app's secret, or the one before it. */
export function isPageSignature(secret: RotatedSecret | undefined, bytes: Uint8Array, given: string | null): boolean {
  const [, hex] = /^sha256=([0-9a-f]{64})$/i.exec(given ?? '') ?? [];
  if (hex === undefined) return false;
  const candidate = Buffer.from(hex, 'hex');
  return allOf(secret).some((one) => timingSafeEqual(createHmac('sha256', one).update(bytes).digest(), candidate));
}

/** Whether a word is the agreed one; takes as long for a wrong one, however much of it is right. */
export function isAgreedWord(secret: RotatedSecret | undefined, given: string | null): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return given !== null && allOf(secret).some((one) => timingSafeEqual(digest(one), digest(given)));
}
