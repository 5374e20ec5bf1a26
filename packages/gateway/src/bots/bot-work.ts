import type { Conversation, ConversationEvent, MessageSent } from '@live-takeover/sdk/core';
import { fold } from '@live-takeover/sdk/core';
import type { ConversationChange } from '../conversations/projection.js';
import type { BotInput } from './bot.js';

/** Something that a bot is to be told, and the event that says so. */
export type BotWork =
  | (SayingEvent & { readonly kind: 'started'; readonly term: number })
  | (SayingEvent & { readonly kind: 'message'; readonly term: number; readonly message: MessageSent })
  | (SayingEvent & { readonly kind: 'handoff-status'; readonly state: HandoffState });

interface SayingEvent {
  readonly eventId: string;
  readonly seq: number;
  /** Epoch ms of the store's clock. */
  readonly at: number;
}

/** How a bot learns what became of a conversation it wanted to give away. */
export type HandoffState = Extract<BotInput, { kind: 'handoff-status' }>['state'];

/** What a bot is to be told of a change. Messages written while a human is operator are not among it. */
export function workOf(change: ConversationChange): readonly BotWork[] {
  const work: BotWork[] = [];
  let before = change.previous;
  for (const event of change.events) {
    const one = workOfEvent(before, event);
    if (one !== undefined) work.push(one);
    before = before !== undefined && before.seq >= event.seq ? before : fold(before, event);
  }
  return work;
}

/**
 * What of a conversation's newest events a bot was not told, or did not finish,
 * before this process began: derived from the log, so that accepted work is
 * finished whatever happened to whoever had begun it.
 *
 * @param events - the newest ones, oldest first
 * @param isTold - whether the bot was told of an event and had nothing to say
 * @param isSilentWhileWaiting - whether the bot is told nothing while a request for an agent is open
 */
export function pendingWorkOf(
  head: Conversation,
  events: readonly ConversationEvent[],
  isTold: (eventId: string) => boolean,
  isSilentWhileWaiting = false,
): readonly BotWork[] {
  if (head.operator.kind !== 'bot' || head.closed !== null) return [];
  const settled = new Set<string>();
  const work: BotWork[] = [];
  for (const event of [...events].reverse()) {
    if (event.causedBy !== undefined && settles(event)) settled.add(event.causedBy);
    // What came before another operator is no longer the bot's affair, and what came before
    // something settled was settled before it: bots are told one thing after the other.
    if (event.type === 'takeover-started' || event.type === 'takeover-ended' || saysUnasked(event)) break;
    if (event.type === 'agent-request-ended' && isSilentWhileWaiting) break;
    if (settled.has(event.id) || isTold(event.id)) break;
    const one = workOfEvent(head, event);
    if (one !== undefined && one.kind !== 'handoff-status') work.unshift(one);
  }
  return work;
}

/**
 * What of takeovers and requests among a conversation's newest events a bot was
 * not told. No event says that it was, so only the mark does.
 */
export function pendingHandoffsOf(head: Conversation, events: readonly ConversationEvent[], isTold: (eventId: string) => boolean): readonly BotWork[] {
  if (head.closed !== null) return [];
  const work: BotWork[] = [];
  let transferTerm = -1;
  for (const event of events) {
    const one = workOfEvent({ ...head, transferTerm }, event);
    if (one?.kind === 'handoff-status' && !isTold(event.id)) work.push(one);
    if (event.type === 'takeover-ended') transferTerm = event.why === 'transferred' ? event.endedInto : -1;
  }
  return work;
}

/** Whether an event says that a bot has dealt with an earlier one: it came of it, or the bot has spoken without saying to what. */
export function dealsWith(event: ConversationEvent, eventId: string): boolean {
  return (event.causedBy === eventId && settles(event)) || saysUnasked(event);
}

/**
 * The term in force when an event was stored, null if a human was operator
 * then. Of a term that is over it is only sure that it is not the present one.
 *
 * @param events - the newest ones, oldest first
 * @returns undefined if the event is not among them
 */
export function termThen(head: Conversation, events: readonly ConversationEvent[], eventId: string): number | null | undefined {
  const index = events.findIndex(({ id }) => id === eventId);
  if (index < 0) return undefined;
  const next = events.slice(index + 1).find((event) => event.type === 'takeover-started' || event.type === 'takeover-ended');
  if (next?.type === 'takeover-started') return next.term - 1;
  return next === undefined && head.operator.kind === 'bot' ? head.term : null;
}

function workOfEvent(before: Conversation | undefined, event: ConversationEvent): BotWork | undefined {
  const saying = { eventId: event.id, seq: event.seq, at: event.at };
  switch (event.type) {
    case 'conversation-started':
      return { kind: 'started', ...saying, term: 0 };
    case 'message-sent':
      if (event.from !== 'customer' || before?.operator.kind !== 'bot') return undefined;
      return { kind: 'message', ...saying, term: before.term, message: event };
    case 'takeover-started':
      // A transfer changes the human, not what the bot has to know.
      return before?.transferTerm === event.term ? undefined : { kind: 'handoff-status', ...saying, state: 'accepted' };
    case 'takeover-ended':
      return event.why === 'transferred' ? undefined : { kind: 'handoff-status', ...saying, state: 'completed' };
    case 'agent-request-ended':
      return event.why === 'no-agents' || event.why === 'expired' ? { kind: 'handoff-status', ...saying, state: 'failed' } : undefined;
    default:
      return undefined;
  }
}

/** Whether an event is what came of the event it was caused by. */
function settles(event: ConversationEvent): boolean {
  switch (event.type) {
    case 'message-sent':
      return event.from === 'bot';
    case 'bot-reply-suppressed':
    case 'bot-failed':
    case 'agent-requested':
      return true;
    default:
      return false;
  }
}

/** Whether a bot spoke without saying to what: then it has spoken last. */
function saysUnasked(event: ConversationEvent): boolean {
  return event.type === 'message-sent' && event.from === 'bot' && event.causedBy === undefined;
}
