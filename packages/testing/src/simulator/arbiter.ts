import type {
  Agent,
  BotRules,
  Command,
  Conversation,
  ConversationCommand,
  ConversationEvent,
  NewEvent,
  TakeoverEnded,
  TakeoverErrorCode,
  WrapUp,
} from '@live-takeover/sdk';
import { TakeoverError, defaultBotRules, statusOf } from '@live-takeover/sdk';
import { defaultLimits } from '@live-takeover/sdk/core';
import type { Addressed, Messages, Unnamed } from './automatic.js';
import { automatic } from './automatic.js';
import type { Roster, Staffing } from './roster.js';

/** What a decision may look at. */
export interface Circumstances {
  readonly agent: Agent;
  readonly roster: Roster;
  readonly staffing: Staffing;
  readonly rules: BotRules | undefined;
  readonly messages: Messages;
  /** What the bot asks at the end. */
  readonly wrapUp: WrapUp | null;
  /** All that happened so far. */
  readonly events: () => readonly ConversationEvent[];
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

type Outcome = readonly Unnamed[] | TakeoverError;

function outcomeOf(command: ConversationCommand, head: Conversation, circumstances: Circumstances): Outcome {
  const { agent } = circumstances;
  const isSupervisor = agent.role === 'supervisor';
  switch (command.name) {
    case 'take-over':
      return takeOver(command, head, circumstances);
    case 'hand-back':
      return objectionTo(command.term, head, agent, isSupervisor) ?? objectionToWrapUp(command.wrapUp, circumstances) ?? handBack(command.wrapUp, head, circumstances);
    case 'transfer':
      return objectionTo(command.term, head, agent, isSupervisor) ?? transfer(command.to, command.note, head, circumstances);
    case 'assign':
      return assign(command, head, circumstances);
    case 'send':
      return objectionTo(command.term, head, agent) ?? send(command, head, agent);
    case 'add-note':
      return command.text.trim() === ''
        ? failure('message-empty', 'A note needs words.')
        : [{ type: 'note-added', by: nameOf(agent), text: command.text }];
    case 'dismiss-action':
      return dismiss(command.term, head, circumstances);
    case 'close':
      return close(command, head, circumstances);
    case 'request-desk':
      return failure('not-supported', `No desk ${command.desk} is connected.`);
  }
}

function takeOver({ seenTerm, force, isUndo }: Extract<ConversationCommand, { name: 'take-over' }>, head: Conversation, circumstances: Circumstances): Outcome {
  const { agent, roster } = circumstances;
  const { operator, term } = head;
  if (operator.kind === 'agent' && operator.id === agent.id) return [];
  if (isUndo === true) return undo(seenTerm, head, circumstances);
  if (operator.kind !== 'bot' && force !== true)
    return failure('already-taken', `${operator.name} holds this conversation. Wait until it is handed back.`, operator.name);
  if (operator.kind !== 'bot' && agent.role !== 'supervisor')
    return failure('forbidden', 'Only a supervisor may take over from a colleague.', operator.name);
  if (seenTerm !== term) return stale(seenTerm, head);
  if (roster.isFull(agent.id)) return failure('at-capacity', 'You hold as many conversations as you may. Hand one back first.');
  return handOver(head, agent, undefined, circumstances);
}

/** Takes back a hand-back of one's own that nobody has noticed yet. */
function undo(seenTerm: number, head: Conversation, circumstances: Circumstances): Outcome {
  const { agent, roster } = circumstances;
  if (head.operator.kind !== 'bot') return failure('too-late', `${head.operator.name} has taken the conversation over since. Ask them to transfer it.`, head.operator.name);
  if (seenTerm !== head.term) return failure('too-late', 'Somebody had the conversation since. Look again.');
  const events = circumstances.events();
  const ended = events.findLastIndex(({ type }) => type === 'takeover-ended');
  const end = events[ended];
  if (end?.type !== 'takeover-ended' || end.why !== 'handed-back' || end.by?.id !== agent.id)
    return failure('bad-request', 'There is no hand-back of yours to take back. Take the conversation over instead.');
  if (events.slice(ended).some((event) => event.type === 'message-sent' && event.from === 'customer'))
    return failure('too-late', 'The customer has written since, and the bot answers. Take the conversation over instead.');
  if (roster.isFull(agent.id)) return failure('at-capacity', 'You hold as many conversations as you may. Hand one back first.');
  return handOver(head, agent, undefined, circumstances);
}

function handBack(wrapUp: string | undefined, head: Conversation, circumstances: Circumstances): Outcome {
  return [endedBecause('handed-back', head, circumstances, wrapUp), ...farewell(head, circumstances)];
}

function transfer(to: string | null, note: string | undefined, head: Conversation, circumstances: Circumstances): Outcome {
  if (to !== null) return give(to, note, head, circumstances);
  const { staffing, messages } = circumstances;
  return [...noted(note, circumstances), endedBecause('requeued', head, circumstances), ...requestOf({ staffing, messages, head, term: head.term + 1 })];
}

function assign({ seenTerm, to, note }: Extract<ConversationCommand, { name: 'assign' }>, head: Conversation, circumstances: Circumstances): Outcome {
  if (circumstances.agent.role !== 'supervisor') return failure('forbidden', 'Only a supervisor assigns conversations.');
  return seenTerm === head.term ? give(to, note, head, circumstances) : stale(seenTerm, head);
}

function give(to: string, note: string | undefined, head: Conversation, circumstances: Circumstances): Outcome {
  if (head.operator.kind === 'agent' && to === head.operator.id)
    return failure('bad-request', `${head.operator.name} has this conversation already. Choose someone else.`);
  const target = receiver(to, circumstances.roster);
  return target instanceof TakeoverError ? target : handOver(head, target, note, circumstances);
}

function receiver(agentId: string, roster: Roster): Agent | TakeoverError {
  const target = roster.agent(agentId);
  if (target !== undefined && roster.isAvailable(agentId)) return target;
  const name = target?.name ?? agentId;
  return roster.isFull(agentId)
    ? failure('at-capacity', `${name} holds as many conversations as they may. Choose someone else.`)
    : failure('not-available', `${name} is not available.`);
}

/** An agent request, and what the customer is told about it. */
export function requestOf({ staffing, messages, head, term, reason }: Asking): readonly Unnamed[] {
  const told = { available: 'confirmation', 'all-busy': 'all-busy', nobody: 'no-agents', closed: 'outside-hours' } as const;
  return [
    { type: 'agent-requested', target: 'agents', ...(reason === undefined ? {} : { reason }) },
    ...automatic(told[staffing], messages, head, { term }),
  ];
}

/** A customer, or who acts for them, asks for an agent. */
export interface Asking {
  readonly staffing: Staffing;
  readonly messages: Messages;
  readonly head: Addressed;
  /** The term in which they ask. */
  readonly term: number;
  readonly reason?: string | undefined;
}

/** The note, the end of a takeover if there is one, the next one, and what the customer is told. */
function handOver(head: Conversation, { id, name }: Agent, note: string | undefined, circumstances: Circumstances): Outcome {
  const { agent, messages } = circumstances;
  const term = head.term + 1;
  const by = id === agent.id ? {} : { by: nameOf(agent) };
  return [
    ...noted(note, circumstances),
    ...(head.operator.kind === 'bot' ? [] : [endedBecause('transferred', head, circumstances)]),
    { type: 'takeover-started', operator: { kind: 'agent', id, name }, term, ...by },
    ...automatic('start', messages, head, { term, agentName: name }),
  ];
}

function noted(note: string | undefined, { agent }: Circumstances): readonly Unnamed[] {
  return note === undefined || note.trim() === '' ? [] : [{ type: 'note-added', by: nameOf(agent), text: note }];
}

function endedBecause(why: TakeoverEnded['why'], { term }: Conversation, { agent }: Circumstances, wrapUp?: string): Unnamed {
  return { type: 'takeover-ended', term, endedInto: term + 1, why, by: nameOf(agent), ...(wrapUp === undefined ? {} : { wrapUp }) };
}

function farewell(head: Conversation, { messages }: Circumstances): readonly Unnamed[] {
  const agentName = head.operator.kind === 'bot' ? '' : head.operator.name;
  return automatic('exit', messages, head, { term: head.term + 1, agentName });
}

function objectionToWrapUp(given: string | undefined, { wrapUp }: Circumstances): TakeoverError | undefined {
  if (given === undefined)
    return wrapUp?.isRequired === true ? failure('wrap-up-missing', 'This bot asks for a reason at the end. Choose one.') : undefined;
  return wrapUp?.reasons.some(({ id }) => id === given) === true ? undefined : failure('bad-request', `${given} is none of this bot's reasons. Choose one of them.`);
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

function close({ term, wrapUp }: Extract<ConversationCommand, { name: 'close' }>, head: Conversation, circumstances: Circumstances): Outcome {
  const { agent } = circumstances;
  const closed: Unnamed = { type: 'conversation-closed', why: 'closed-by-agent' };
  if (term !== head.term) return stale(term, head);
  const dismissed: readonly Unnamed[] = head.request === null ? [] : [{ type: 'agent-request-ended', why: 'dismissed' }];
  if (head.operator.kind === 'bot') return [...dismissed, closed];
  const objection = objectionTo(term, head, agent, agent.role === 'supervisor') ?? objectionToWrapUp(wrapUp, circumstances);
  return objection ?? [endedBecause('closed', head, circumstances, wrapUp), ...farewell(head, circumstances), closed];
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

function nameOf({ id, name }: Agent): { readonly id: string; readonly name: string } {
  return { id, name };
}

function failure(code: TakeoverErrorCode, message: string, holder?: string): TakeoverError {
  return new TakeoverError(code, message, { holder });
}

function refuse(code: TakeoverErrorCode, message: string): Decision {
  return { ok: false, error: failure(code, message) };
}
