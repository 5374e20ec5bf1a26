/** Conversations, agents and commands for tests of decisions. */
import type { Agent, CommandBody, Conversation, ConversationCommand, ConversationEvent, NewEvent } from '@live-takeover/sdk/core';
import { defaultBotRules, fold } from '@live-takeover/sdk/core';
import type { BotConfig } from '../config/config.js';
import { decide, lastTakeoverEnd } from './decide.js';
import type { Candidate, Circumstances, Decision } from './decision.js';

/** When every head was made, and the present of every decision. */
export const startedAt: number = 1_000_000;
/** An agent. */
export const ana: Agent = { id: 'ana', name: 'Ana', role: 'agent' };
/** Another agent. */
export const ben: Agent = { id: 'ben', name: 'Ben', role: 'agent' };
/** A supervisor. */
export const sue: Agent = { id: 'sue', name: 'Sue', role: 'supervisor' };
/** A bot whose every message tells what is filled in. */
export const bot: BotConfig = {
  id: 'bank',
  name: 'Bank Bot',
  tenant: 'default',
  protocol: 'webhook',
  auth: { kind: 'none' },
  url: 'http://bot.test/',
  timeoutMs: 10_000,
  deliveryMode: 'callback',
  defaultAnswers: [],
  rules: defaultBotRules,
  teams: [],
  agentRequests: 'agents',
  whileWaiting: 'answer',
  requestTimeoutMs: 120_000,
  onNoAgents: 'keep',
  onUnreachable: 'requeue',
  attachments: { whenBot: 'refuse' },
  messages: {
    start: 'Hello {customer}, {agent} here, about {reference}.',
    exit: '{bot} is back.',
    confirmation: 'Someone is coming.',
    noAgents: 'Nobody is there.',
    allBusy: 'All are busy.',
    outsideHours: 'Back at {opens}.',
    notOffered: 'No.',
    requestExpired: 'Still busy.',
    filesNotNow: '',
    fileTooLarge: '',
    fileNotAllowed: '',
    fileNotStored: '',
  },
  preparedReplies: [],
  wrapUp: null,
  openingHours: { timeZone: 'Europe/Berlin', week: [[], [], [], [], [], [], []], closedOn: [] },
};
/** Ben is there, Cem has a full desk, Dan is gone. */
const candidates: readonly Candidate[] = [
  { id: 'ana', name: 'Ana', readiness: 'available', capacity: null },
  { id: 'ben', name: 'Ben', readiness: 'available', capacity: 3 },
  { id: 'cem', name: 'Cem', readiness: 'full', capacity: 2 },
  { id: 'dan', name: 'Dan', readiness: 'absent', capacity: null },
  { id: 'sue', name: 'Sue', readiness: 'available', capacity: null },
];

const start: NewEvent = {
  type: 'conversation-started',
  id: 'started',
  bot: { id: 'bank', name: 'Bank Bot' },
  channel: 'web',
  contact: { name: '{agent}', verified: false },
  attributes: {},
  reference: 'ABCD2345',
  thread: 't1',
};
const message: NewEvent = { type: 'message-sent', id: 'm1', from: 'customer', text: 'Hi' };
/** An agent takes the conversation over. */
export const taken = (agent: Agent, term: number = 1): NewEvent => ({ type: 'takeover-started', id: `t${term}`, operator: { kind: 'agent', id: agent.id, name: agent.name }, term });
/** The customer asks for an agent. */
export const asked: NewEvent = { type: 'agent-requested', id: 'r1', target: 'agents' };
/** The conversation is over. */
export const closed: NewEvent = { type: 'conversation-closed', id: 'x', why: 'ended' };
/** What makes a conversation need action. */
export const defaultAnswers: readonly NewEvent[] = [1, 2, 3].flatMap((count): NewEvent[] => [
  { type: 'message-sent', id: `q${count}`, from: 'customer', text: '?' },
  { type: 'message-sent', id: `a${count}`, from: 'bot', text: 'Sorry?', defaultAnswer: true },
]);

/** A conversation in which a customer wrote, and then this happened. */
export function headOf(...events: readonly NewEvent[]): Conversation {
  let head: Conversation | undefined;
  for (const [index, event] of [start, message, ...events].entries())
    head = fold(head, { ...event, conversationId: 'c1', seq: index + 1, at: startedAt } as ConversationEvent);
  return head as Conversation;
}

/** Decides a command, given with nothing in its way but `extra`. */
export function run(command: CommandBody, head: Conversation, agent: Agent, extra: Partial<Circumstances> = {}): Decision {
  return decide({ ...(command as ConversationCommand), id: 'k' }, {
    head,
    agent,
    bot,
    load: { holding: 1, capacity: null },
    staffing: { state: 'available' },
    candidate: (id) => candidates.find((one) => one.id === id),
    now: startedAt,
    ...extra,
  });
}

/** Type and what distinguishes it, of each event. */
export function summary(decision: Decision): readonly string[] {
  if (!decision.ok) return [`refused: ${decision.error.code}`];
  return decision.events.map((event) => {
    switch (event.type) {
      case 'message-sent':
        return `${event.id} ${event.automatic ?? event.from}: ${event.text} (term ${event.term ?? '–'})`;
      case 'takeover-started':
        return `${event.id} started ${event.operator.name} ${event.term}${byWhom(event)}`;
      case 'takeover-ended':
        return `${event.id} ended ${event.term}→${event.endedInto} ${event.why}${byWhom(event)}${event.wrapUp === undefined ? '' : ` (${event.wrapUp})`}`;
      case 'note-added':
        return `${event.id} note${byWhom(event)}: ${event.text}`;
      case 'agent-request-ended':
      case 'conversation-closed':
        return `${event.id} ${event.type} ${event.why}`;
      default:
        return `${event.id} ${event.type}`;
    }
  });
}

function byWhom({ by }: { readonly by?: { readonly name: string } }): string {
  return by === undefined ? '' : ` by ${by.name}`;
}

/** Takes over. */
export const take = (seenTerm: number, force?: boolean): CommandBody => ({ name: 'take-over', conversationId: 'c1', seenTerm, ...(force === undefined ? {} : { force }) });
/** Hands back. */
export const handBack = (term: number): CommandBody => ({ name: 'hand-back', conversationId: 'c1', term });
/** Passes on, or with null back to the queue. */
export const transfer = (term: number, to: string | null): CommandBody => ({ name: 'transfer', conversationId: 'c1', term, to });
/** Sends a message. */
export const send = (term: number): CommandBody => ({ name: 'send', conversationId: 'c1', term, text: 'Hello' });
/** Dismisses the need for action. */
export const dismiss = (term: number): CommandBody => ({ name: 'dismiss-action', conversationId: 'c1', term });
/** Closes. */
export const close = (term: number): CommandBody => ({ name: 'close', conversationId: 'c1', term });
/** Assigns. */
export const assign = (seenTerm: number, to: string): CommandBody => ({ name: 'assign', conversationId: 'c1', seenTerm, to });
/** Takes a hand-back back. */
export const undo = (seenTerm: number): CommandBody => ({ name: 'take-over', conversationId: 'c1', seenTerm, isUndo: true });
/** Adds a note. */
export const note: CommandBody = { name: 'add-note', conversationId: 'c1', text: 'VIP' };

/** The bot answers. */
export const withBot: Conversation = headOf();
/** Ana holds it. */
export const withAna: Conversation = headOf(taken(ana));
/** A takeover of term 1 ends. */
export const ended = (by: Agent, why: 'handed-back' | 'requeued' = 'handed-back'): NewEvent => ({ type: 'takeover-ended', id: 'e', term: 1, endedInto: 2, why, by: { id: by.id, name: by.name } });
/** Ana held it and handed it back. */
export const handedBack: Conversation = headOf(taken(ana), ended(ana));
/** What is read of the log for a command that takes a hand-back back. */
export const endOf = (...events: readonly NewEvent[]): Pick<Circumstances, 'lastEnd'> => ({ lastEnd: lastTakeoverEnd(events as readonly ConversationEvent[]) });
/** What a customer is told when Ana takes over from the bot. */
export const start1: string = 'k:1 start: Hello {agent}, Ana here, about ABCD2345. (term 1)';
