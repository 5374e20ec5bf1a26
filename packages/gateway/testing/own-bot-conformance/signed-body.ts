import { createHmac, timingSafeEqual } from 'node:crypto';

/** The header that carries a signature, both ways. */
export const signatureHeader = 'x-live-takeover-signature';

const windowSeconds = 300;

/** A signature as docs/own-bot-platform.md describes it, made without the gateway's own code. @param at - epoch ms */
export function signatureOf(secret: string, body: string, at: number): string {
  const seconds = Math.floor(at / 1000);
  return `t=${String(seconds)},v1=${createHmac('sha256', secret).update(`${String(seconds)}.${body}`).digest('hex')}`;
}

/** Whether a body was signed with the secret, at most five minutes from `now`. */
export function isSignatureOf(secret: string, body: string, given: string | null, now: number): boolean {
  const [, seconds] = /^t=(\d+),v1=[0-9a-f]{64}$/.exec(given ?? '') ?? [];
  if (given === null || seconds === undefined || Math.abs(now / 1000 - Number(seconds)) > windowSeconds) return false;
  return timingSafeEqual(Buffer.from(signatureOf(secret, body, Number(seconds) * 1000)), Buffer.from(given));
}
