import type { LimitsConfig } from '../config/config.js';
import type { BotReply } from './bot.js';

/** What bounds a bot's reply. */
export type ReplyLimits = Pick<LimitsConfig, 'botMessageLength' | 'frameBytes'>;

/** Ends a text of which the rest was left out. */
export const cutMark = ' […]';
const filesKept = 50;

/**
 * A reply as far as it is kept: a text that is too long is cut and marked, for half an answer is better than none;
 * cards and other extras that are too large are left out, for half a card is nothing.
 */
export function boundedReply(reply: BotReply, { botMessageLength, frameBytes }: ReplyLimits): { readonly reply: BotReply; readonly isCut: boolean } {
  const { text, attachments = [], channelData, ...rest } = reply;
  const isTextKept = text.length <= botMessageLength;
  const isExtraKept = channelData === undefined || Buffer.byteLength(JSON.stringify(channelData)) <= frameBytes;
  if (isTextKept && isExtraKept && attachments.length <= filesKept) return { reply, isCut: false };
  const kept: BotReply = {
    ...rest,
    text: isTextKept ? text : `${startOf(text, botMessageLength - cutMark.length)}${cutMark}`,
    ...(attachments.length === 0 ? {} : { attachments: attachments.slice(0, filesKept) }),
    ...(isExtraKept && channelData !== undefined ? { channelData } : {}),
  };
  return { reply: kept, isCut: true };
}

/** At most `length` code units, and no half of a character. */
function startOf(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
