import { TakeoverError } from '../base/errors.js';
import type { Command, CommandBody } from '../command/command.js';
import type { Attachment } from '../conversation/event.js';
import type { Check, Checks } from './check.js';
import { flag, identifier, integer, isObject, listOf, fields, nullable, optional, pick, text } from './check.js';
import { defaultLimits } from './limits.js';
import { settings } from './settings-checks.js';

/** A command as someone sent it: whole, or what is wrong with it. */
export type DecodedCommand =
  | { readonly ok: true; readonly command: Command }
  /** `commandId` when that much could be read, so that the sender can be told. */
  | { readonly ok: false; readonly error: TakeoverError; readonly commandId?: string };

/** What identifies a conversation. */
export const conversationId: Check = identifier(128);
/** What identifies a command; no colon, for its events are called `id:0`, `id:1` … */
export const commandId: Check = identifier(100, '_.-');

const attachmentChecks: Checks<Attachment> = {
  name: text(1, 255),
  contentType: text(1, 100),
  url: text(1, 2_048),
  sizeBytes: optional(integer(0)),
  expiresAt: optional(integer(0)),
};
const term = integer(0);
const wrapUp = optional(text(1, 64));
const note = optional(text(1, 4_000));
const message = text();

type Named<Name> = Omit<Extract<CommandBody, { name: Name }>, 'name'>;

/** What any of them may say. */
const everyCommand = { isRepeat: optional(flag) };

const commandChecks: { readonly [Name in CommandBody['name']]: Checks<Named<Name>> } = {
  'take-over': { conversationId, seenTerm: term, force: optional(flag), isUndo: optional(flag) },
  'hand-back': { conversationId, term, wrapUp },
  transfer: { conversationId, term, to: nullable(text(1, 128)), note },
  assign: { conversationId, seenTerm: term, to: text(1, 128), note },
  send: { conversationId, term, text: message, attachments: optional(listOf(fields(attachmentChecks), 10)) },
  'add-note': { conversationId, text: message },
  'dismiss-action': { conversationId, term },
  close: { conversationId, term, wrapUp },
  'request-desk': { conversationId, term, desk: text(1, 100) },
  'set-availability': { availability: text(1, 50), agentId: optional(text(1, 128)) },
  'change-settings': { botId: text(1, 64), settings },
};

/**
 * A command out of parsed JSON, from a socket or from `POST /v1/commands`, with
 * nothing in it but the fields that its name allows.
 *
 * The error is `bad-request`, `message-too-large` or `message-empty`.
 */
export function decodeCommand(value: unknown, messageLength: number = defaultLimits.messageLength): DecodedCommand {
  if (!isObject(value)) return refuse('bad-request', 'The command must be an object.');
  const { id, name } = value;
  if (commandId(id) !== undefined) return refuse('bad-request', `command.id${commandId(id)}.`);
  const readId = id as string;
  if (typeof name !== 'string' || !Object.hasOwn(commandChecks, name))
    return refuse('bad-request', `command.name must be one of ${Object.keys(commandChecks).join(', ')}.`, readId);
  const checks = { ...commandChecks[name as CommandBody['name']], ...everyCommand } as Checks<object>;
  const problem = fields(checks)(value);
  if (problem !== undefined) return refuse('bad-request', `command${problem}.`, readId);
  const command = { id, name, ...pick(value, checks) } as unknown as Command;
  if (command.name === 'send' || command.name === 'add-note') {
    const refusal = refuseText(command, messageLength);
    if (refusal !== undefined) return refusal;
  }
  if (command.name !== 'send' || command.attachments === undefined) return { ok: true, command };
  const attachments = command.attachments.map((attachment) => pick({ ...attachment }, attachmentChecks) as unknown as Attachment);
  return { ok: true, command: { ...command, attachments } };
}

function refuseText(command: Extract<Command, { text: string }>, messageLength: number): DecodedCommand | undefined {
  const { length } = command.text;
  if (length > messageLength)
    return refuse(
      'message-too-large',
      `The text has ${length} characters; at most ${messageLength} are allowed. Send it in parts.`,
      command.id,
    );
  const isAccompanied = command.name === 'send' && (command.attachments?.length ?? 0) > 0;
  return command.text.trim() === '' && !isAccompanied
    ? refuse('message-empty', 'The text is empty. Write something first.', command.id)
    : undefined;
}

function refuse(code: 'bad-request' | 'message-too-large' | 'message-empty', text: string, id?: string): DecodedCommand {
  return { ok: false, error: new TakeoverError(code, text), ...(id === undefined ? {} : { commandId: id }) };
}
