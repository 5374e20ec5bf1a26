import { createHash } from 'node:crypto';
import type { Activity } from '../../activity/activity.js';
import { isActivity, isRecord, listField, recordField, stringField } from '../../activity/activity.js';
import type { ActivityExtras } from '../../activity/extras.js';
import { extrasOf } from '../../activity/extras.js';
import type { DirectLineProblemCode } from './problem.js';

/** What a customer's posted activity asks of us. */
export type CustomerActivity =
  | {
      readonly kind: 'message';
      /** Undefined when the client gave nothing by which a repeat could be told. */
      readonly messageId: string | undefined;
      readonly text: string;
      /** Files that came inside the activity. */
      readonly files: readonly ActivityFile[];
      readonly extras: ActivityExtras | undefined;
      readonly senderName: string | undefined;
    }
  | { readonly kind: 'typing' }
  | { readonly kind: 'ended' }
  /** Nothing for us, though nothing wrong. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'invalid'; readonly code: DirectLineProblemCode; readonly message: string };

/** A file inside an activity. */
export interface ActivityFile {
  readonly name: string;
  readonly contentType: string;
  /** Undefined for what calls itself a file and has no content: a card, a link. */
  readonly bytes: Uint8Array | undefined;
}

const ignoredTypes: ReadonlySet<string> = new Set([
  'event',
  'conversationUpdate',
  'contactRelationUpdate',
  'messageReaction',
  'invoke',
  'trace',
]);

/**
 * Reads what a customer's client posted. Total: what cannot be read is `invalid` and says why.
 *
 * @param isUpload - whether its files come beside it: what it says of them itself describes those
 */
export function customerActivityOf(body: unknown, limits: { readonly messageLength: number }, isUpload: boolean = false): CustomerActivity {
  if (!isActivity(body)) return invalid('BadArgument', 'The body is not an activity. Post a JSON object with a "type".');
  if (body.type === 'message') return customerMessageOf(body, limits.messageLength, isUpload);
  if (body.type === 'typing') return { kind: 'typing' };
  if (body.type === 'endOfConversation') return { kind: 'ended' };
  if (ignoredTypes.has(body.type)) return { kind: 'ignored' };
  return invalid('BadArgument', `Activities of type ${JSON.stringify(body.type.slice(0, 40))} are not accepted. Post "message".`);
}

function customerMessageOf(activity: Activity, messageLength: number, isUpload: boolean): CustomerActivity {
  const files = isUpload ? [] : listField(activity, 'attachments').map(fileOf);
  const spoken = typeof activity['text'] === 'string' ? activity['text'] : '';
  const text = spoken === '' ? textOfValue(activity['value']) : spoken;
  if (text.trim() === '' && files.length === 0 && !isUpload) return invalid('BadArgument', 'The message says nothing. Give it a "text".');
  if (text.length > messageLength)
    return invalid(
      'MessageSizeTooBig',
      `The message has ${String(text.length)} characters; at most ${String(messageLength)} are accepted. Shorten it or send it in parts.`,
    );
  return {
    kind: 'message',
    messageId: messageIdOf(activity, text),
    text,
    files,
    // What is kept of the files is the message's own; what the client said of them is not passed on.
    extras: extrasOf({ ...activity, attachments: [] }, { isTextDerived: spoken === '' }),
    senderName: stringField(recordField(activity, 'from'), 'name', 200),
  };
}

function invalid(code: DirectLineProblemCode, message: string): Extract<CustomerActivity, { kind: 'invalid' }> {
  return { kind: 'invalid', code, message };
}

function fileOf(attachment: unknown): ActivityFile {
  const record = isRecord(attachment) ? attachment : {};
  const [, declared = '', content] = /^data:([^,;]*)(?:;[^,]*)?;base64,([A-Za-z0-9+/=\s]*)$/i.exec(stringField(record, 'contentUrl', Infinity) ?? '') ?? [];
  return {
    name: stringField(record, 'name', 1000) ?? '',
    contentType: stringField(record, 'contentType', 200) ?? declared,
    bytes: content === undefined ? undefined : Buffer.from(content, 'base64'),
  };
}

/** A pressed button or submitted card, in words for the people who read along. */
function textOfValue(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/**
 * Tells a repeated post from a second message. The client's own id alone will
 * not do: some clients always send the same one.
 */
function messageIdOf(activity: Activity, text: string): string | undefined {
  const clientActivityId = stringField(recordField(activity, 'channelData'), 'clientActivityID');
  const localTimestamp = stringField(activity, 'localTimestamp');
  if (clientActivityId === undefined || localTimestamp === undefined) return undefined;
  return createHash('sha256').update(JSON.stringify([clientActivityId, localTimestamp, text])).digest('base64url').slice(0, 32);
}
