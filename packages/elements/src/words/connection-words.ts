import type { ConnectionState, Freshness, TakeoverErrorCode } from '@live-takeover/sdk';
import type { MessageKey } from '../language/catalogue.js';
import { dateTimeWords, timeWords, type Words } from '../language/words.js';

const dayMs = 24 * 60 * 60_000;

const refusals: Partial<Readonly<Record<TakeoverErrorCode, MessageKey>>> = {
  unauthorized: 'connection.unauthorized',
  'token-expired': 'connection.unauthorized',
  forbidden: 'connection.forbidden',
  'forbidden-origin': 'connection.forbidden-origin',
  'version-unsupported': 'connection.version-unsupported',
};

/**
 * How fresh the page is: "Up to date", "Catching up", "Not updating since 14:02".
 *
 * @param now - epoch ms of this machine's clock
 */
export function freshnessWords(words: Words, freshness: Freshness, now: number): string {
  if (freshness.state !== 'not-updating') return words(`freshness.${freshness.state}`);
  const say = now - freshness.since < dayMs ? timeWords : dateTimeWords;
  return words('freshness.not-updating', { time: say(words, freshness.since) });
}

/** What to do about a connection that was refused and will not come back by itself. */
export function refusalWords(words: Words, connection: Extract<ConnectionState, { state: 'refused' }>): string {
  const { code } = connection.error;
  return words(refusals[code] ?? 'connection.other', { code });
}
