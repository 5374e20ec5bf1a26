import type { Channel, Operator, Row, TakeoverError } from '@live-takeover/sdk';
import { agoLastsMs, agoWords, durationLastsMs, durationWords } from '../language/duration.js';
import type { MessageKey } from '../language/catalogue.js';
import type { Words } from '../language/words.js';

const intentKeys: Readonly<Record<string, MessageKey | undefined>> = {
  'take-over': 'intent.take-over',
  'hand-back': 'intent.hand-back',
  transfer: 'intent.transfer',
  assign: 'intent.assign',
  'dismiss-action': 'intent.dismiss-action',
  close: 'intent.close',
  'request-desk': 'intent.request-desk',
};

/** A status as a word: "Waiting For Agent". */
export function statusWords(words: Words, status: Row['status'] | 'off-page'): string {
  return words(`status.${status}`);
}

/**
 * Why a conversation has its status, as the rest of a sentence: "asked 3 min
 * ago", "with Ana (you)", "default answer 3 of 3".
 *
 * @param now - epoch ms of the store's clock
 */
export function reasonWords(words: Words, row: Pick<Row, 'reason' | 'since' | 'isMine' | 'lastMessage'>, now: number): string {
  const { reason } = row;
  switch (reason.code) {
    case 'asked':
    case 'desk-requested':
      return words(`reason.${reason.code}`, { ago: agoWords(words, reason.askedAt, now) });
    case 'with-agent':
      return words(row.isMine ? 'reason.with-me' : 'reason.with-agent', { name: operatorName(words, reason.operator) });
    case 'default-answers':
      return words('reason.default-answers', { count: reason.count, threshold: reason.threshold });
    case 'silent':
    case 'silent-long':
    case 'timed-out':
      return words('reason.silent', { duration: durationWords(words, now - reason.idleSince) });
    case 'bot-failed':
    case 'customer-ended':
    case 'connection-lost':
    case 'closed':
      return words(`reason.${reason.code}`, { ago: agoWords(words, reason.at, now) });
    case 'active':
      return words('reason.active', { ago: agoWords(words, row.lastMessage?.at ?? row.since, now) });
  }
}

/** How long {@link reasonWords} say the same, in ms; Infinity where they speak of no time. */
export function reasonLastsMs(row: Pick<Row, 'reason' | 'since' | 'lastMessage'>, now: number): number {
  const { reason } = row;
  switch (reason.code) {
    case 'asked':
    case 'desk-requested':
      return agoLastsMs(reason.askedAt, now);
    case 'with-agent':
    case 'default-answers':
      return Infinity;
    case 'silent':
    case 'silent-long':
    case 'timed-out':
      return durationLastsMs(reason.idleSince, now);
    case 'bot-failed':
    case 'customer-ended':
    case 'connection-lost':
    case 'closed':
      return agoLastsMs(reason.at, now);
    case 'active':
      return agoLastsMs(row.lastMessage?.at ?? row.since, now);
  }
}

/** Who answers, as column Operator says it: "Bot", "Ana (you)", "Salesforce agent". */
export function operatorWords(words: Words, operator: Operator, isMine: boolean): string {
  const name = operatorName(words, operator);
  return isMine ? words('operator.me', { name }) : name;
}

/**
 * A command on its way or just failed: "taking over …", "taken over by Ben".
 * Null when there is none and when it was acknowledged; messages and notes, which
 * the transcript shows, are spoken of only once they failed.
 */
export function intentWords(words: Words, intent: Row['intent']): string | null {
  if (intent === null) return null;
  const { name, state } = intent;
  if (state.state === 'failed') return failedWords(words, name, state.error);
  const key = intentKeys[name];
  if (state.state === 'acknowledged' || key === undefined) return null;
  return words(state.state === 'uncertain' ? 'intent.uncertain' : key);
}

/** A channel as a word; an integrator's own channel is called what it is called. */
export function channelWords(words: Words, channel: Channel): string {
  const known: Readonly<Record<string, MessageKey>> = {
    web: 'channel.web',
    messenger: 'channel.messenger',
    sms: 'channel.sms',
  };
  const key = Object.hasOwn(known, channel) ? known[channel] : undefined;
  return key === undefined ? channel : words(key);
}

function failedWords(words: Words, name: string, { code, holder }: TakeoverError): string {
  if (code === 'outcome-unknown') return words('intent.outcome-unknown');
  if (code === 'already-taken' && holder !== undefined) return words('intent.taken', { name: holder });
  return words(name === 'send' ? 'intent.not-sent' : 'intent.failed');
}

function operatorName(words: Words, operator: Operator): string {
  switch (operator.kind) {
    case 'bot':
      return words('operator.bot');
    case 'agent':
      return operator.name;
    case 'desk':
      return operator.id === 'salesforce' ? words('operator.salesforce') : operator.name;
  }
}
