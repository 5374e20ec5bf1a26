/** Compares what clients were told with what the log of a conversation holds in the end. */
import type { Conversation, ConversationEvent, MessageSent } from '@live-takeover/sdk/core';
import { fold } from '@live-takeover/sdk/core';
import { groupedBy } from './grouped-by.js';
import type { Operation } from './history.js';

/** What can be wrong. */
export type OffenceKind =
  /** Acknowledged, and not there, or not as it was sent. */
  | 'lost'
  /** Two events of one seq, or a seq that was told for another event. */
  | 'forked'
  | 'gap'
  /** There, although nobody sent it or it was refused. */
  | 'ghost'
  /** Written under a term, or by somebody, that was not in force. */
  | 'stale'
  | 'duplicate'
  | 'two-winners'
  | 'bot-in-takeover'
  /** No takeover lock could have given these answers. */
  | 'impossible'
  /** The checker gave up. */
  | 'undecided'
  /** A node, an agent or a customer holds something else for true than the log. */
  | 'differs'
  /** A process ended by itself. */
  | 'crash';

/** Something wrong, with the operations that show it. */
export interface Offence {
  readonly kind: OffenceKind;
  readonly what: string;
  readonly operations: readonly Operation[];
}

/**
 * Judges one conversation.
 *
 * @param operations - every one that was sent to it
 * @param log - its events, in the order in which they were read
 */
export function judgeLog(operations: readonly Operation[], log: readonly ConversationEvent[]): readonly Offence[] {
  const index = new LogIndex(log);
  return [...judgeSeqs(log), ...judgeTerms(log), ...operations.flatMap((operation) => judgeOperation(operation, index)), ...judgeOrigins(operations, log), ...judgeRepeats(log)];
}

/** The id of the command whose event this is, if it is one. */
export function commandOf({ id }: ConversationEvent): string | undefined {
  return /^(.+):\d+$/.exec(id)?.[1];
}

class LogIndex {
  readonly #byCommand: ReadonlyMap<string | undefined, readonly ConversationEvent[]>;
  readonly #byText: ReadonlyMap<string | undefined, readonly ConversationEvent[]>;

  constructor(log: readonly ConversationEvent[]) {
    this.#byCommand = groupedBy(log, (event) => (event.type === 'command-settled' ? undefined : commandOf(event)));
    this.#byText = groupedBy(log, (event) => (isFromCustomer(event) ? event.text : undefined));
  }

  /** What came of it: that nothing ever will is no event of it. */
  eventsOf({ id, action }: Operation): readonly ConversationEvent[] {
    return (action.name === 'say' ? this.#byText.get(action.text) : this.#byCommand.get(id)) ?? [];
  }
}

function judgeSeqs(log: readonly ConversationEvent[]): readonly Offence[] {
  const offences: Offence[] = [];
  const ids = new Set<string>();
  let last = 0;
  for (const { id, seq, conversationId } of log) {
    if (seq !== last + 1) offences.push(offence(seq <= last ? 'forked' : 'gap', `seq ${seq} follows ${last} in ${conversationId}`));
    if (ids.has(id)) offences.push(offence('duplicate', `${id} is twice in ${conversationId}`));
    ids.add(id);
    last = seq;
  }
  return offences;
}

/** Walks through the log as its readers do: who may write, and under which term. */
function judgeTerms(log: readonly ConversationEvent[]): readonly Offence[] {
  const offences: Offence[] = [];
  const winners = new Map<number, string>();
  let state: Conversation | undefined;
  for (const event of log) {
    if (event.type === 'message-sent' && state !== undefined) offences.push(...judgeMessage(event, state));
    if (event.type === 'takeover-started') {
      const winner = winners.get(event.term);
      if (winner !== undefined) offences.push(offence('two-winners', `term ${event.term} of ${event.conversationId} was won by ${winner} and by ${event.operator.name}`));
      winners.set(event.term, event.operator.name);
    }
    const next = fold(state, event);
    if (event.type === 'takeover-started' && (next.term !== event.term || next.operator.kind === 'bot'))
      offences.push(offence('stale', `the takeover at seq ${event.seq} is of term ${event.term}, where term ${next.term} is in force`));
    if (event.type === 'takeover-ended' && next.term === state?.term)
      offences.push(offence('stale', `seq ${event.seq} ends term ${event.term}, where term ${next.term} is in force`));
    state = next;
  }
  return offences;
}

function judgeMessage({ from, term, seq, author, automatic, text }: MessageSent, { operator, term: inForce }: Conversation): readonly Offence[] {
  if (automatic !== undefined || (from !== 'agent' && from !== 'bot')) return [];
  const offences: Offence[] = [];
  if (from === 'bot' && operator.kind !== 'bot') offences.push(offence('bot-in-takeover', `the bot's "${text}" stands at seq ${seq}, inside the takeover of ${operator.name}`));
  if (term !== inForce) offences.push(offence('stale', `"${text}" at seq ${seq} was written under term ${term} and stands in term ${inForce}`));
  else if (from === 'agent' && (operator.kind !== 'agent' || operator.id !== author?.id))
    offences.push(offence('stale', `"${text}" at seq ${seq} is by ${author?.name}, who was not operator`));
  return offences;
}

function judgeOperation(operation: Operation, index: LogIndex): readonly Offence[] {
  const { outcome, action, actor } = operation;
  const events = index.eventsOf(operation);
  if (outcome.kind === 'unknown' || action.name === 'release') return [];
  if (outcome.kind === 'refused') return events.length === 0 ? [] : [offence('ghost', 'it was refused, and is in the log', operation)];
  if (outcome.seq === 0) return events.length === 0 ? [] : [offence('ghost', 'there was nothing to do, and yet it is in the log', operation)];
  if (events.length === 0) return [offence('lost', 'it was acknowledged, and is not in the log', operation)];
  if (!events.some(({ seq }) => seq === outcome.seq)) return [offence('forked', `it was acknowledged at seq ${outcome.seq}, and stands at ${events[0]?.seq}`, operation)];
  if (!isWhole(operation, events)) return [offence('lost', `it was acknowledged, and stands in the log otherwise than ${actor.name} asked`, operation)];
  return [];
}

function isWhole({ action, actor }: Operation, events: readonly ConversationEvent[]): boolean {
  const started = events.find((event) => event.type === 'takeover-started');
  const ended = events.find((event) => event.type === 'takeover-ended');
  switch (action.name) {
    case 'say':
      return true;
    case 'send':
      return events.some((event) => event.type === 'message-sent' && event.text === action.text && event.author?.id === actor.id && event.term === action.term);
    case 'take-over':
      return started?.operator.id === actor.id && started.term === action.seenTerm + 1 && (action.force === true || ended === undefined);
    case 'hand-back':
      return ended?.term === action.term && started === undefined;
    case 'transfer':
      return ended?.term === action.term && started?.operator.id === action.to?.id;
    case 'release':
      return true;
  }
}

/** What is in the log was sent by somebody, or made by the gateway or the bot because of what stands there before it. */
function judgeOrigins(operations: readonly Operation[], log: readonly ConversationEvent[]): readonly Offence[] {
  const commands = new Set(operations.map(({ id }) => id));
  const texts = new Set(operations.flatMap(({ action }) => (action.name === 'say' ? [action.text] : [])));
  const before = new Set<string>();
  const offences: Offence[] = [];
  for (const event of log) {
    const { id, seq, conversationId, causedBy } = event;
    const isKnown = isFromCustomer(event) ? texts.has(event.text) : !isOfAgent(event) || commands.has(commandOf(event) ?? '');
    if (!isKnown) offences.push(offence('ghost', `nobody sent ${event.type} ${id} at seq ${seq} of ${conversationId}`));
    if (isAnswerOfBot(event) && !before.has(causedBy ?? '')) offences.push(offence('ghost', `the bot's answer at seq ${seq} of ${conversationId} answers nothing`));
    before.add(id);
  }
  return offences;
}

function judgeRepeats(log: readonly ConversationEvent[]): readonly Offence[] {
  const seen = new Set<string>();
  const offences: Offence[] = [];
  for (const event of log) {
    const key = isFromCustomer(event) ? `says ${event.text}` : isAnswerOfBot(event) ? `answers ${event.causedBy}` : undefined;
    if (key === undefined) continue;
    if (seen.has(key)) offences.push(offence('duplicate', `"${event.type === 'message-sent' ? event.text : ''}" is twice in ${event.conversationId}`));
    seen.add(key);
  }
  return offences;
}

function isFromCustomer(event: ConversationEvent): event is MessageSent {
  return event.type === 'message-sent' && event.from === 'customer';
}

function isAnswerOfBot(event: ConversationEvent): boolean {
  return event.type === 'message-sent' && event.from === 'bot' && event.automatic === undefined;
}

/** What only an agent's command brings about. */
function isOfAgent(event: ConversationEvent): boolean {
  if (event.type === 'takeover-started') return true;
  if (event.type === 'takeover-ended') return event.why === 'handed-back' || event.why === 'transferred' || event.why === 'requeued';
  return event.type === 'message-sent' && event.from === 'agent' && event.automatic === undefined;
}

function offence(kind: OffenceKind, what: string, ...operations: readonly Operation[]): Offence {
  return { kind, what, operations };
}
