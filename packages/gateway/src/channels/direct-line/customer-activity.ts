import { createHash } from 'node:crypto';
import type { Activity } from '../../activity/activity.js';
import { isActivity, listField, recordField, stringField } from '../../activity/activity.js';
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
      readonly extras: ActivityExtras | undefined;
      readonly senderName: string | undefined;
    }
  | { readonly kind: 'typing' }
  | { readonly kind: 'ended' }
  /** Nothing for us, though nothing wrong. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'invalid'; readonly code: DirectLineProblemCode; readonly message: string };

const ignoredTypes: ReadonlySet<string> = new Set([
  'event',
  'conversationUpdate',
  'contactRelationUpdate',
  'messageReaction',
  'invoke',
  'trace',
]);

/** Reads what a customer's client posted. Total: what cannot be read is `invalid` and says why. */
export function customerActivityOf(body: unknown, limits: { readonly messageLength: number }): CustomerActivity {
  if (!isActivity(body)) return invalid('BadArgument', 'The body is not an activity. Post a JSON object with a "type".');
  if (body.type === 'message') return customerMessageOf(body, limits.messageLength);
  if (body.type === 'typing') return { kind: 'typing' };
  if (body.type === 'endOfConversation') return { kind: 'ended' };
  if (ignoredTypes.has(body.type)) return { kind: 'ignored' };
  return invalid('BadArgument', `Activities of type ${JSON.stringify(body.type.slice(0, 40))} are not accepted. Post "message".`);
}

function customerMessageOf(activity: Activity, messageLength: number): CustomerActivity {
  if (listField(activity, 'attachments').length > 0) return attachmentsNotSupported();
  const spoken = typeof activity['text'] === 'string' ? activity['text'] : '';
  const text = spoken === '' ? textOfValue(activity['value']) : spoken;
  if (text.trim() === '') return invalid('BadArgument', 'The message says nothing. Give it a "text".');
  if (text.length > messageLength)
    return invalid(
      'MessageSizeTooBig',
      `The message has ${String(text.length)} characters; at most ${String(messageLength)} are accepted. Shorten it or send it in parts.`,
    );
  return {
    kind: 'message',
    messageId: messageIdOf(activity, text),
    text,
    extras: extrasOf(activity, { isTextDerived: spoken === '' }),
    senderName: stringField(recordField(activity, 'from'), 'name', 200),
  };
}

/** The refusal of files, which this channel does not carry yet. */
export function attachmentsNotSupported(): Extract<CustomerActivity, { kind: 'invalid' }> {
  return invalid('NotSupported', 'Attachments are not accepted on this channel. Send the message without them.');
}

function invalid(code: DirectLineProblemCode, message: string): Extract<CustomerActivity, { kind: 'invalid' }> {
  return { kind: 'invalid', code, message };
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
