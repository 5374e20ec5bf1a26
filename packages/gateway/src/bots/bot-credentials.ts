/** How a bot knows that it is us who call. */
import { createHmac } from 'node:crypto';
import type { BotAuth } from '../config/channels-config.js';
import type { Secrets } from '../config/secrets.js';
import { namedSecret } from '../config/secrets.js';

/** The headers of a call with this body. */
export type BotCredentials = (body: string) => Readonly<Record<string, string>>;

/** Hex HMAC-SHA256 over the body's bytes, by which a bot knows that we called. */
export const signatureHeader = 'x-live-takeover-signature';

/** A bot's credentials as its configuration has them. A secret that is not set gives none: the bot refuses, and the log says so. */
export function botCredentials(auth: BotAuth, named: Secrets['named']): BotCredentials {
  if (auth.kind === 'none') return () => ({});
  const secret = namedSecret(named === undefined ? {} : { named }, auth.secret);
  if (secret === undefined) return () => ({});
  return auth.kind === 'header' ? () => ({ [auth.header]: secret.current }) : (body) => ({ [signatureHeader]: signatureOf(secret.current, body) });
}

/** `sha256=` and the HMAC of a body, as sent in {@link signatureHeader}. */
export function signatureOf(secret: string, body: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
