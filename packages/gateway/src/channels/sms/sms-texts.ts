/** What a message is on its way to a phone: which texts, from which number to which. Pure. */
import type { Conversation, MessageSent } from '@live-takeover/sdk/core';
import { piecesOf } from '../text-pieces.js';

/** The two ends of a thread. */
export interface ThreadEnds {
  /** Our number. */
  readonly ours: string;
  readonly theirs: string;
}

/** One text of a message. */
export interface TextPart {
  readonly text: string;
  readonly mediaUrls: readonly string[];
}

/** What Twilio takes as one text, in characters. */
const lengthLimit = 1_600;
/** Files of one text. */
const mediaLimit = 10;

/** The thread of a customer's number with one of ours. */
export function threadOf({ ours, theirs }: ThreadEnds): string {
  return `sms:${ours}:${theirs}`;
}

/** The numbers of a thread; undefined for one that is no SMS thread. */
export function endsOf({ thread }: Pick<Conversation, 'thread'>): ThreadEnds | undefined {
  const [, ours, theirs] = /^sms:([^:]+):([^:]+)$/.exec(thread) ?? [];
  return ours === undefined || theirs === undefined ? undefined : { ours, theirs };
}

/** The texts that a message makes, in order; none if there is nothing to send. */
export function textPartsOf({ text, attachments = [] }: Pick<MessageSent, 'text' | 'attachments'>): readonly TextPart[] {
  const pieces = piecesOf(text, lengthLimit);
  const urls = attachments.map(({ url }) => url);
  const batches = Array.from({ length: Math.ceil(urls.length / mediaLimit) }, (_, index) => urls.slice(index * mediaLimit, (index + 1) * mediaLimit));
  const [first = [], ...others] = batches;
  // Files go with the last words, so that nobody wonders what they are.
  const texts = pieces.map((piece, index) => ({ text: piece, mediaUrls: index === pieces.length - 1 ? first : [] }));
  const files = (pieces.length === 0 ? batches : others).map((mediaUrls) => ({ text: '', mediaUrls }));
  return [...texts, ...files];
}
