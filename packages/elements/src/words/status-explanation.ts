import type { Row, StatusReason } from '@live-takeover/sdk';
import { durationWords } from '../language/duration.js';
import { instantWords, type Words } from '../language/words.js';
import { operatorWords, statusWords } from './status-words.js';

/** What an explanation reads of a row. */
export type Explained = Pick<Row, 'status' | 'since' | 'reason' | 'changesAt' | 'isMine' | 'lastMessage' | 'waitingSince'>;

/**
 * A status explained, sentence by sentence: since when, why, and what changes next.
 *
 * @param now - epoch ms of the store's clock
 */
export function statusExplanation(words: Words, row: Explained, now: number): readonly string[] {
  const time = instantWords(words, row.since, now);
  const since = words('explain.since', { status: statusWords(words, row.status), time, duration: durationWords(words, now - row.since) });
  return [since, whyWords(words, row, now), ...waitWords(words, row, now), nextWords(words, row, now)];
}

function whyWords(words: Words, row: Explained, now: number): string {
  const { reason } = row;
  const at = (instant: number): string => instantWords(words, instant, now);
  switch (reason.code) {
    case 'asked':
      return reason.text === undefined
        ? words('explain.asked', { time: at(reason.askedAt) })
        : words('explain.asked-because', { time: at(reason.askedAt), text: reason.text });
    case 'desk-requested':
      return words('explain.desk-requested', { time: at(reason.askedAt) });
    case 'with-agent':
      return words(row.isMine ? 'explain.with-me' : 'explain.with-agent', { name: holderOf(words, reason), time: at(row.since) });
    case 'default-answers':
      return words('explain.default-answers', { count: reason.count, threshold: reason.threshold });
    case 'bot-failed':
    case 'customer-ended':
    case 'connection-lost':
    case 'closed':
      return words(`explain.${reason.code}`, { time: at(reason.at) });
    case 'silent':
    case 'silent-long':
    case 'timed-out':
      return words('explain.silent', { time: at(reason.idleSince) });
    case 'active':
      return row.lastMessage === null ? words('explain.started') : words('explain.active', { time: at(row.lastMessage.at) });
  }
}

/** In a conversation of one's own: how long the customer has been waiting for an answer. */
function waitWords(words: Words, { isMine, waitingSince }: Explained, now: number): readonly string[] {
  if (!isMine || waitingSince === null) return [];
  return [words('explain.customer-waits', { time: instantWords(words, waitingSince, now) })];
}

function nextWords(words: Words, { reason, isMine, changesAt }: Explained, now: number): string {
  if (reason.code === 'with-agent')
    return isMine ? words('explain.until-handed-back-by-me') : words('explain.until-handed-back', { name: holderOf(words, reason) });
  if (changesAt === null) return words('explain.until-taken');
  const time = instantWords(words, changesAt, now);
  switch (reason.code) {
    case 'active':
      return words('explain.becomes', { status: statusWords(words, 'stalled'), time });
    case 'silent':
    case 'default-answers':
    case 'bot-failed':
      return words('explain.becomes', { status: statusWords(words, 'abandoned'), time });
    default:
      return words('explain.leaves', { time });
  }
}

function holderOf(words: Words, { operator }: Extract<StatusReason, { code: 'with-agent' }>): string {
  return operatorWords(words, operator, false);
}
