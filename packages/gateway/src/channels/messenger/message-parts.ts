/** What a message is on its way to Messenger: which calls, in order. Pure. */
import type { MessageSent } from '@live-takeover/sdk/core';
import { isRecord, listField, recordField, stringField } from '../../activity/activity.js';
import { piecesOf } from '../text-pieces.js';

/** The `message` of one call, without its metadata. */
export type MessagePart = Readonly<Record<string, unknown>>;

/** Longest text of one message, in UTF-16 code units. UNVERIFIED: as is generally known. */
const textLimit = 2_000;
/** What Messenger takes of buttons under the box. */
const quickReplyLimit = 13;
const quickReplyTitleLimit = 20;

/** The parts that a message makes; none if there is nothing to send. Buttons go with the last words. */
export function messagePartsOf({ text, attachments = [], channelData }: Pick<MessageSent, 'text' | 'attachments' | 'channelData'>): readonly MessagePart[] {
  const texts: MessagePart[] = piecesOf(text, textLimit).map((piece) => ({ text: piece }));
  const files: MessagePart[] = attachments.map(({ url, contentType }) => ({ attachment: { type: typeOf(contentType), payload: { url, is_reusable: false } } }));
  const last = texts.at(-1);
  const quickReplies = quickRepliesOf(channelData);
  if (last === undefined || quickReplies.length === 0) return [...texts, ...files];
  // Buttons go away with the next message, so the files come before them.
  return [...texts.slice(0, -1), ...files, { ...last, quick_replies: quickReplies }];
}

function typeOf(contentType: string): string {
  const [kind = ''] = contentType.split('/');
  return ['image', 'video', 'audio'].includes(kind) ? kind : 'file';
}

/** A bot's suggested actions that say something when they are pressed. */
function quickRepliesOf(channelData: unknown): readonly object[] {
  const activity = isRecord(channelData) ? recordField(channelData, 'activity') : {};
  const actions = listField(recordField(activity, 'suggestedActions'), 'actions').filter(isRecord);
  const said = actions.flatMap((action) => {
    const title = stringField(action, 'title', Infinity) ?? '';
    const value = typeof action['value'] === 'string' ? action['value'] : title;
    return title === '' || !['imBack', 'postBack', 'messageBack'].includes(String(action['type'])) ? [] : [{ title, value }];
  });
  return said.slice(0, quickReplyLimit).map(({ title, value }) => ({ content_type: 'text', title: title.slice(0, quickReplyTitleLimit), payload: value.slice(0, 1_000) }));
}
