/** What a customer's message adds to its conversation. Pure. */
import { createHash } from 'node:crypto';
import type { Attachment, Contact, Conversation, NewEvent } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import type { FileRefusal, InboundMessage } from '../channels/channel.js';
import type { BotConfig } from '../config/config.js';
import { automaticMessage } from './automatic-messages.js';

/** What decides over a message's files. */
export interface FileRules {
  /** Undefined for a conversation whose bot is no longer configured. */
  readonly bot: BotConfig | undefined;
  /** Whether a file was kept for this very conversation. */
  readonly isOf: (attachment: Attachment) => boolean;
  /** How many files of which size are possible, for people. */
  readonly limit: string;
}

/** Whether a customer's files are wanted now: a human answers, or a bot that wants them. */
export function takesFiles(head: Conversation | undefined, bot: BotConfig | undefined): boolean {
  if (bot?.attachments.whenBot === 'accept') return true;
  return head !== undefined && head.closed === null && head.operator.kind !== 'bot';
}

/**
 * The message with the files that are taken, and why others are not, as the
 * conversation stands. The first event carries the message's id, whatever came
 * of it, so that a repeat finds it.
 *
 * @returns nothing for files that are refused without a word
 */
export function messageEvents(message: InboundMessage, head: Conversation, rules: FileRules): readonly NewEvent[] {
  const id = eventIdOf(message.messageId);
  const given = message.attachments ?? [];
  const refusal = refusalOf(message, head, rules);
  const attachments = refusal === 'files-not-now' ? [] : given.filter(rules.isOf);
  if (refusal !== undefined && attachments.length === 0 && message.text.trim() === '' && message.unsupported === undefined) return refused(refusal, id, id, head, rules);
  const sent: NewEvent = {
    type: 'message-sent',
    id,
    from: 'customer',
    text: message.text,
    ...(attachments.length === 0 ? {} : { attachments }),
    ...(message.channelData === undefined ? {} : { channelData: message.channelData }),
    ...(message.unsupported === undefined ? {} : { unsupported: message.unsupported }),
  };
  const told = refusal === undefined ? [] : refused(refusal, `${id}:file`, id, head, rules);
  return [sent, ...told, ...contactEvents(message.contact, head, id), ...changesOf(message, id)];
}

/** The error for a message of which nothing was stored but the refusal. */
export function refusedFiles(refusal: FileRefusal, message: string): TakeoverError {
  const text = message === '' ? 'The file was refused.' : message;
  switch (refusal) {
    case 'file-too-large':
      return new TakeoverError('attachment-too-large', text);
    case 'file-not-stored':
      return new TakeoverError('attachments-full', text);
    case 'files-not-now':
    case 'file-not-allowed':
      return new TakeoverError('attachment-not-allowed', text);
  }
}

/** Why not every file of a message is taken; undefined if each one is. */
function refusalOf({ attachments = [], fileRefusal }: InboundMessage, head: Conversation, { bot, isOf }: FileRules): FileRefusal | undefined {
  if (attachments.length === 0) return fileRefusal;
  // What follows is what the channel could not know when the files came in. A closed head is asked for repeats only.
  if (head.closed === null && !takesFiles(head, bot)) return 'files-not-now';
  return attachments.every(isOf) ? fileRefusal : 'file-not-stored';
}

function refused(kind: FileRefusal, id: string, causedBy: string, head: Conversation, { bot, limit }: FileRules): readonly NewEvent[] {
  return automaticMessage(kind, bot, head, { id, causedBy, term: head.term, fileLimit: limit });
}

function changesOf({ changes }: InboundMessage, id: string): readonly NewEvent[] {
  return changes === undefined ? [] : [{ type: 'attributes-changed', id: `${id}:attributes`, causedBy: id, attributes: changes }];
}

/** What a customer's contact says that the conversation does not know yet; nothing if it knows all of it. */
export function contactEvents({ name, phone }: Partial<Contact>, head: Conversation, id: string): readonly NewEvent[] {
  const isKnown = (name === undefined || name === head.contact.name) && (phone === undefined || phone === head.contact.phone);
  if (isKnown) return [];
  const contact = { ...(name === undefined ? {} : { name }), ...(phone === undefined ? {} : { phone }) };
  return [{ type: 'attributes-changed', id: `${id}:contact`, causedBy: id, contact }];
}

/** The id of the event that a channel's message becomes: the same at each repeat. */
export function eventIdOf(messageId: string): string {
  return /^[A-Za-z0-9_|.-]{1,120}$/.test(messageId)
    ? `m:${messageId}`
    : `m:${createHash('sha256').update(messageId).digest('base64url')}`;
}
