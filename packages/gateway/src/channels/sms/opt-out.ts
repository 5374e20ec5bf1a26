/** What customers say about being written to. Pure. */
import type { Attributes } from '@live-takeover/sdk/core';
import type { IncomingText, OptOutWord } from './sms-provider.js';

/** The attribute of a conversation whose customer does not want to be written to. */
export const optedOutAttribute = 'optedOut';

/** UNVERIFIED: the words that carriers and Twilio act upon by default, in a text that holds nothing else. */
const words: Readonly<Record<OptOutWord, readonly string[]>> = {
  stop: ['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout'],
  start: ['start', 'yes', 'unstop'],
  help: ['help', 'info'],
};

/** What a text says about it; undefined for all other texts. The provider's word goes before ours. */
export function optOutOf({ text, optOut }: Pick<IncomingText, 'text' | 'optOut'>): OptOutWord | undefined {
  if (optOut !== undefined) return optOut;
  const said = text.trim().toLowerCase();
  return (['stop', 'start', 'help'] as const).find((word) => words[word].includes(said));
}

/**
 * What a text changes; undefined for nothing.
 *
 * @param known - of the newest conversation of the thread
 */
export function optOutChange(word: OptOutWord | undefined, known: Attributes): Attributes | undefined {
  const isOut = known[optedOutAttribute] === true;
  if (word === 'stop' && !isOut) return { [optedOutAttribute]: true };
  // "Yes" is an answer like others to who never left.
  return word === 'start' && isOut ? { [optedOutAttribute]: false } : undefined;
}
