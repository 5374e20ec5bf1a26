/**
 * What a command does to a conversation as it stands: the new events, or why
 * not. Pure; the store has the last word through the expectations.
 */
import type { Agent, Command, Conversation, ConversationCommand, NewEvent, TakeoverErrorCode } from '@live-takeover/sdk/core';
import { TakeoverError, isErased, statusOf } from '@live-takeover/sdk/core';
import type { FilesOfCommand } from '../attachments/attachments.js';
import type { BotConfig } from '../config/config.js';
import { automaticMessage } from '../conversations/automatic-messages.js';
import { requestEvents } from './request-events.js';

/** A command about one conversation, with its id. */
export type IdentifiedCommand = ConversationCommand & { readonly id: string };

/** Everything a decision depends on. */
export interface Circumstances {
  readonly head: Conversation;
  readonly agent: Agent;
  /** Undefined for a conversation whose bot is no longer configured. */
  readonly bot: BotConfig | undefined;
  readonly isAnyoneAvailable: boolean;
  /** A colleague who could take the conversation now; undefined if that agent could not. */
  readonly availableColleague: (agentId: string) => Pick<Agent, 'id' | 'name'> | undefined;
  /** The files that the command names, as they were stored; undefined if it names none. */
  readonly files?: FilesOfCommand | undefined;
  readonly now: number;
}

/** What to append, or the refusal. */
export type Decision =
  | {
      readonly ok: true;
      /** Empty when the command's aim is reached already. */
      readonly events: readonly NewEvent[];
      /** Whether anything that happens meanwhile, even a customer's message, calls for another look. */
      readonly isVersionBound: boolean;
    }
  | { readonly ok: false; readonly error: TakeoverError };

type Of<Name extends ConversationCommand['name']> = Extract<IdentifiedCommand, { name: Name }>;

/** Decides a command. */
export function decide(command: IdentifiedCommand, circumstances: Circumstances): Decision {
  if (circumstances.head.closed !== null && (command.name !== 'add-note' || isErased(circumstances.head)))
    return refuse('conversation-closed', 'The conversation is closed. A new message of the customer opens another.');
  switch (command.name) {
    case 'take-over':
      return takeOver(command, circumstances);
    case 'hand-back':
      return handBack(command, circumstances);
    case 'transfer':
      return transfer(command, circumstances);
    case 'send':
      return send(command, circumstances);
    case 'add-note':
      return append([{ type: 'note-added', id: eventIdOf(command)(0), causedBy: command.id, by: byOf(circumstances.agent), text: command.text }]);
    case 'dismiss-action':
      return dismiss(command, circumstances);
    case 'close':
      return close(command, circumstances);
    case 'request-desk':
      return refuse('not-supported', 'No desk is connected to this gateway. Hand over to an agent instead.');
  }
}

/** Names the events of a command: `k:0`, `k:1` … */
export function eventIdOf(command: Pick<Command, 'id'>): (index: number) => string {
  return (index) => `${command.id}:${index}`;
}

function takeOver(command: Of<'take-over'>, circumstances: Circumstances): Decision {
  const { head, agent, bot } = circumstances;
  const { operator, term } = head;
  if (operator.kind === 'agent' && operator.id === agent.id) return append([]);
  if (operator.kind !== 'bot' && command.force !== true)
    return refuse('already-taken', `${operator.name} has taken this conversation over.`, operator.name);
  if (operator.kind !== 'bot' && agent.role !== 'supervisor')
    return refuse('forbidden', 'Only a supervisor may take a conversation from a colleague. Ask one, or ask the colleague.', operator.name);
  if (command.seenTerm !== term) return staleTerm(head);
  const idOf = eventIdOf(command);
  const ended: readonly NewEvent[] =
    operator.kind === 'bot'
      ? []
      : [{ type: 'takeover-ended', id: idOf(0), causedBy: command.id, term, endedInto: term + 1, why: 'transferred' }];
  return append([...ended, ...startedBy(agent, command, ended.length, head, bot)], true);
}

/** The takeover of the next term, and the start message right after it. */
function startedBy(
  holder: Pick<Agent, 'id' | 'name'>,
  command: IdentifiedCommand,
  firstIndex: number,
  head: Conversation,
  bot: BotConfig | undefined,
): readonly NewEvent[] {
  const idOf = eventIdOf(command);
  const operator = { kind: 'agent', id: holder.id, name: holder.name } as const;
  const term = head.term + 1;
  const place = { id: idOf(firstIndex + 1), causedBy: idOf(firstIndex), term, agentName: holder.name };
  return [
    { type: 'takeover-started', id: idOf(firstIndex), causedBy: command.id, operator, term },
    ...automaticMessage('start', bot, head, place),
  ];
}

function handBack(command: Of<'hand-back'>, circumstances: Circumstances): Decision {
  const { head, bot } = circumstances;
  const refusal = refuseUnlessHeld(command.term, circumstances);
  if (refusal !== undefined) return refusal;
  const idOf = eventIdOf(command);
  const endedInto = head.term + 1;
  return append([
    { type: 'takeover-ended', id: idOf(0), causedBy: command.id, term: head.term, endedInto, why: 'handed-back' },
    ...automaticMessage('exit', bot, head, { id: idOf(1), causedBy: idOf(0), term: endedInto, agentName: holderName(head) }),
  ]);
}

function transfer(command: Of<'transfer'>, circumstances: Circumstances): Decision {
  const { head, bot, isAnyoneAvailable, availableColleague } = circumstances;
  const refusal = refuseUnlessHeld(command.term, circumstances);
  if (refusal !== undefined) return refusal;
  const idOf = eventIdOf(command);
  const endedInto = head.term + 1;
  const ended = { type: 'takeover-ended', id: idOf(0), causedBy: command.id, term: head.term, endedInto } as const;
  if (command.to === null) {
    const opening = { idOf: (index: number) => idOf(index + 1), causedBy: command.id, isAnyoneAvailable, term: endedInto };
    return append([{ ...ended, why: 'requeued' }, ...requestEvents(head, bot, opening)]);
  }
  if (head.operator.kind === 'agent' && command.to === head.operator.id)
    return refuse('bad-request', `${head.operator.name} has this conversation already. Choose someone else.`);
  const colleague = availableColleague(command.to);
  if (colleague === undefined)
    return refuse('not-available', 'That colleague is not available for this conversation now. Choose another, or put it in the queue.');
  return append([{ ...ended, why: 'transferred' }, ...startedBy(colleague, command, 1, head, bot)]);
}

function send(command: Of<'send'>, { head, agent, files }: Circumstances): Decision {
  const refusal = refuseUnlessMine(command.term, head, agent);
  if (refusal !== undefined) return refusal;
  if (files?.ok === false) return files;
  return append([
    {
      type: 'message-sent',
      id: eventIdOf(command)(0),
      causedBy: command.id,
      from: 'agent',
      text: command.text,
      author: byOf(agent),
      term: command.term,
      ...(files === undefined || files.attachments.length === 0 ? {} : { attachments: files.attachments }),
    },
  ]);
}

/** Dismisses the need for action. Never ends a request: it may have come in the instant of the press, unseen, and requests do not vanish. */
function dismiss(command: Of<'dismiss-action'>, { head, agent, bot, now }: Circumstances): Decision {
  if (command.term !== head.term) return staleTerm(head);
  const id = eventIdOf(command)(0);
  const code = bot === undefined ? undefined : statusOf(head, bot.rules, now).reason.code;
  if (code === 'default-answers' || code === 'bot-failed')
    return append([{ type: 'action-dismissed', id, causedBy: command.id, by: byOf(agent) }]);
  return refuse('nothing-to-dismiss', 'The conversation no longer needs action.');
}

function close(command: Of<'close'>, circumstances: Circumstances): Decision {
  const { head, bot } = circumstances;
  if (command.term !== head.term) return staleTerm(head);
  if (head.operator.kind !== 'bot') {
    const refusal = refuseUnlessHeld(command.term, circumstances);
    if (refusal !== undefined) return refusal;
  }
  const idOf = eventIdOf(command);
  const events: NewEvent[] = [];
  if (head.request !== null) events.push({ type: 'agent-request-ended', id: idOf(events.length), causedBy: command.id, why: 'dismissed' });
  if (head.operator.kind !== 'bot') {
    const endedInto = head.term + 1;
    events.push({ type: 'takeover-ended', id: idOf(events.length), causedBy: command.id, term: head.term, endedInto, why: 'closed' });
    const place = { id: idOf(events.length), causedBy: idOf(events.length - 1), term: endedInto, agentName: holderName(head) };
    events.push(...automaticMessage('exit', bot, head, place));
  }
  events.push({ type: 'conversation-closed', id: idOf(events.length), causedBy: command.id, why: 'closed-by-agent' });
  return append(events, true);
}

/** For what the holder does, and a supervisor may do in their stead. */
function refuseUnlessHeld(term: number, { head, agent }: Circumstances): Decision | undefined {
  if (term !== head.term) return staleTerm(head);
  if (head.operator.kind === 'bot') return refuse('not-yours', 'The bot answers this conversation. Take it over first.');
  return agent.role === 'supervisor' ? undefined : refuseUnlessMine(term, head, agent);
}

function refuseUnlessMine(term: number, head: Conversation, agent: Agent): Decision | undefined {
  const { operator } = head;
  if (term !== head.term) return staleTerm(head);
  if (operator.kind === 'bot') return refuse('not-yours', 'The bot answers this conversation. Take it over first.');
  if (operator.kind === 'agent' && operator.id === agent.id) return undefined;
  return refuse('not-yours', `${operator.name} has this conversation. Take it over first.`, operator.name);
}

function staleTerm(head: Conversation): Decision {
  const holder = holderName(head);
  const who = head.operator.kind === 'bot' ? 'The bot has it now.' : `${holder} has it now.`;
  return refuse('stale-term', `The conversation changed hands since you looked. ${who} Look again, then decide.`, head.operator.kind === 'bot' ? undefined : holder);
}

function holderName({ operator }: Conversation): string {
  return operator.kind === 'bot' ? '' : operator.name;
}

function byOf({ id, name }: Agent): { readonly id: string; readonly name: string } {
  return { id, name };
}

function append(events: readonly NewEvent[], isVersionBound = false): Decision {
  return { ok: true, events, isVersionBound };
}

function refuse(code: TakeoverErrorCode, message: string, holder?: string): Decision {
  return { ok: false, error: new TakeoverError(code, message, { holder }) };
}
