import type { Row } from '@live-takeover/sdk';
import { agoLastsMs, durationLastsMs, durationWords } from '../language/duration.js';
import type { Words } from '../language/words.js';
import { reasonLastsMs, reasonWords } from '../words/status-words.js';

/** Why a row's status; in a row of one's own, how long its customer has been waiting for an answer. */
export function rowReasonWords(words: Words, row: Row, now: number): string {
  if (!row.isMine || row.waitingSince === null) return reasonWords(words, row, now);
  return words('table.mine-waiting', { duration: durationWords(words, now - row.waitingSince) });
}

/** How long a row says the same if nothing happens in it, in ms: what it says of ages. */
export function rowLastsMs(row: Row, now: number): number {
  const reasonMs = row.isMine && row.waitingSince !== null ? durationLastsMs(row.waitingSince, now) : reasonLastsMs(row, now);
  return row.lastMessage === null ? reasonMs : Math.min(reasonMs, agoLastsMs(row.lastMessage.at, now));
}
