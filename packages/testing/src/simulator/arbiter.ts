import type {
  Agent,
  AutomaticMessage,
  Command,
  Conversation,
  ConversationCommand,
  NewEvent,
  TakeoverEnded,
  TakeoverErrorCode,
} from '@live-takeover/sdk';
import type { BotRules } from '@live-takeover/sdk';
import { TakeoverError, defaultBotRules, statusOf } from '@live-takeover/sdk';
import { defaultLimits } from '@live-takeover/sdk/core';
import type { Roster } from './roster.js';

/** What a decision may look at. */
export interface Circumstances {
  readonly agent: Agent;
  readonly roster: Roster;
  readonly rules: BotRules | undefined;
  readonly now: number;
}

/** What to append (nothing, if the aim is reached already), or the refusal. */
export type Decision = { readonly ok: true; readonly events: readonly NewEvent[] } | { readonly ok: false; readonly error: TakeoverError };

/** What a command makes of a conversation, or why it is refused. Changes nothing. */
export function decide(command: ConversationCommand & Pick<Command, 'id'>, head: Conversation | undefined, circumstances: Circumstances): Decision {
  if (head === undefined) return refuse('conversation-unknown', `There is no conversation ${command.conversationId}.`);
  if (head.closed !== null && command.name !== 'add-note')
    return refuse('conversation-closed', 'The conversation is closed. A new message of the customer opens another.');
  const outcome = outcomeOf(command, head, circumstances);
  if (outcome instanceof TakeoverError) return { ok: false, error: outcome };
  const idOf = (index: number): string => `${command.id}:${index}`;
  const causeOf = (event: Unnamed, index: number): string =>
    event.type === 'message-sent' && event.automatic !== undefined ? idOf(index - 1) : command.id;
  return { ok: true, events: outcome.map((event, index): NewEvent => ({ ...event, id: idOf(index), causedBy: causeOf(event, index) })) };
}

type Distributed<Event> = Event extends NewEvent ? Omit<Event, 'id' | 'causedBy'> : never;

/** An event that has no id and no cause yet. */
export type Unnamed = Distributed<NewEvent>;

type Outcome = readonly Unnamed[] | TakeoverError;

function outcomeOf(command: ConversationCommand, head: Conversation, circumstances: Circumstances): Outcome {
  const { agent } = circumstances;
  const isSupervisor = agent.role === 'supervisor';
  switch (command.name) {
    case 'take-over':
      return takeOver(command.seenTerm, command.force === true, head, agent);
    case 'hand-back':
      return objectionTo(command.term, head, agent, isSupervisor) ?? handBack(head);
    case 'transfer':
      return objectionTo(command.term, head, agent, isSupervisor) ?? transfer(command.to, head, circumstances);
    case 'send':
      return objectionTo(command.term, head, agent) ?? send(command, head, agent);
    case 'add-note':
      return command.text.trim() === ''
        ? failure('message-empty', 'A note needs words.')
        : [{ type: 'note-added', by: nameOf(agent), text: command.text }];
    case 'dismiss-action':
      return dismiss(command.term, head, circumstances);
    case 'close':
      return close(command.term, head, agent);
    case 'request-desk':
      return failure('not-supported', `No desk ${command.desk} is connected.`);
  }
}

function takeOver(seenTerm: number, isForced: boolean, head: Conversation, agent: Agent): Outcome {
  const { operator, term } = head;
  if (operator.kind === 'agent' && operator.id === agent.id) return [];
  if (operator.kind !== 'bot' && !isForced)
    return failure('already-taken', `${operator.name} holds this conversation. Wait until it is handed back.`, operator.name);
  if (operator.kind !== 'bot' && agent.role !== 'supervisor')
    return failure('forbidden', 'Only a supervisor may take over from a colleague.', operator.name);
  if (seenTerm !== term) return stale(seenTerm, head);
  return operator.kind === 'bot' ? startedBy(agent, head) : passedOn(head, agent);
}

function startedBy({ id, name }: Agent, head: Conversation): readonly Unnamed[] {
  const term = head.term + 1;
  return [
    { type: 'takeover-started', operator: { kind: 'agent', id, name }, term },
    automatic('start', `You are now talking to ${name}.`, term),
  ];
}

function handBack(head: Conversation): Outcome {
  return [endedBecause('handed-back', head), farewell(head)];
}

function transfer(to: string | null, head: Conversation, { agent, roster }: Circumstances): Outcome {
  if (to === null)
    return [endedBecause('requeued', head), ...requestOf(roster.isAnyoneAvailable, head.term + 1)];
  if (head.operator.kind === 'agent' && to === head.operator.id)
    return failure('bad-request', `${agent.name} has this conversation already. Choose someone else.`);
  const target = roster.agent(to);
  if (target === undefined || !roster.isAvailable(to)) return failure('not-available', `${target?.name ?? to} is not available.`);
  return passedOn(head, target);
}

/** An agent request, and what the customer is told about it. */
export function requestOf(isAnyoneAvailable: boolean, term: number, reason?: string): readonly Unnamed[] {
  return [
    { type: 'agent-requested', target: 'agents', ...(reason === undefined ? {} : { reason }) },
    isAnyoneAvailable
      ? automatic('confirmation', 'I am calling a colleague. One moment, please.', term)
      : automatic('no-agents', 'Nobody is here right now. I will keep your request open.', term),
  ];
}

function passedOn(head: Conversation, to: Agent): Outcome {
  return [endedBecause('transferred', head), ...startedBy(to, head)];
}

function endedBecause(why: TakeoverEnded['why'], { term }: Conversation): Unnamed {
  return { type: 'takeover-ended', term, endedInto: term + 1, why };
}

function farewell({ operator, bot, term }: Conversation): Unnamed {
  return automatic('exit', `${operator.kind === 'bot' ? 'Your agent' : operator.name} has left. ${bot.name} is back.`, term + 1);
}

function send(command: Extract<ConversationCommand, { name: 'send' }>, head: Conversation, agent: Agent): Outcome {
  const { text, attachments } = command;
  if (text.trim() === '' && (attachments ?? []).length === 0) return failure('message-empty', 'A message needs words or a file.');
  if (text.length > defaultLimits.messageLength)
    return failure('message-too-large', `The message has ${text.length} characters; at most ${defaultLimits.messageLength} go through.`);
  const message = { type: 'message-sent', from: 'agent', text, author: nameOf(agent), term: head.term } as const;
  return [attachments === undefined ? message : { ...message, attachments }];
}

/** Dismisses the need for action. Never ends a request: it may have come in the instant of the press, unseen. */
function dismiss(term: number, head: Conversation, { agent, rules, now }: Circumstances): Outcome {
  if (term !== head.term) return stale(term, head);
  switch (statusOf(head, rules ?? defaultBotRules, now).reason.code) {
    case 'default-answers':
    case 'bot-failed':
      return [{ type: 'action-dismissed', by: nameOf(agent) }];
    default:
      return failure('nothing-to-dismiss', 'The conversation does not call for action.');
  }
}

function close(term: number, head: Conversation, agent: Agent): Outcome {
  const closed: Unnamed = { type: 'conversation-closed', why: 'closed-by-agent' };
  if (term !== head.term) return stale(term, head);
  const dismissed: readonly Unnamed[] = head.request === null ? [] : [{ type: 'agent-request-ended', why: 'dismissed' }];
  if (head.operator.kind === 'bot') return [...dismissed, closed];
  return objectionTo(term, head, agent, agent.role === 'supervisor') ?? [endedBecause('closed', head), farewell(head), closed];
}

/** Why this agent may not act under this term; undefined if they may. */
function objectionTo(term: number, head: Conversation, agent: Agent, mayStandIn = false): TakeoverError | undefined {
  const { operator } = head;
  if (term !== head.term) return stale(term, head);
  if (operator.kind === 'bot') return failure('not-yours', 'The bot answers this conversation. Take it over first.');
  if (mayStandIn || (operator.kind === 'agent' && operator.id === agent.id)) return undefined;
  return failure('not-yours', `${operator.name} holds this conversation. Take it over first.`, operator.name);
}

function stale(term: number, head: Conversation): TakeoverError {
  const holder = head.operator.kind === 'bot' ? undefined : head.operator.name;
  return failure('stale-term', `The conversation has moved on from term ${term} to ${head.term}. Look again before you act.`, holder);
}

function automatic(kind: AutomaticMessage, text: string, term: number): Unnamed {
  return { type: 'message-sent', from: 'system', text, automatic: kind, term };
}

function nameOf({ id, name }: Agent): { readonly id: string; readonly name: string } {
  return { id, name };
}

function failure(code: TakeoverErrorCode, message: string, holder?: string): TakeoverError {
  return new TakeoverError(code, message, { holder });
}

function refuse(code: TakeoverErrorCode, message: string): Decision {
  return { ok: false, error: failure(code, message) };
}
