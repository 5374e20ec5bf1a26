import fc from 'fast-check';
import type { Conversation } from './conversation.js';
import type { ConversationEvent, ConversationId, NewEvent, Operator } from './event.js';
import { fold } from './fold.js';
import { ruleOf, statusRules } from './status.js';
import type { BotRules } from './status.js';

/** When histories begin: a round number, so that a failing one is readable. */
export const startAt = 1_000_000_000;

/** Rules with thresholds that a short history reaches. */
export const shortRules: BotRules = { agentThreshold: 2, stalledAfterMs: 60_000, abandonedAfterMs: 180_000, timeoutMs: 600_000 };

const agents = [
  { kind: 'agent', id: 'ana', name: 'Ana' },
  { kind: 'agent', id: 'ben', name: 'Ben' },
  { kind: 'desk', id: 'salesforce', name: 'Salesforce agent' },
] as const satisfies readonly Operator[];

/** A conversation told event by event; each gets its seq, and the time of the story. */
export class Story {
  readonly events: ConversationEvent[] = [];
  /** The same, in the appends they came in. */
  readonly appends: ConversationEvent[][] = [];
  readonly id: ConversationId;
  conversation: Conversation;
  now: number;

  constructor(id: ConversationId = 'c1', now = startAt, start: Partial<Extract<NewEvent, { type: 'conversation-started' }>> = {}) {
    this.id = id;
    this.now = now;
    const event: ConversationEvent = {
      id: `${id}:1`,
      conversationId: id,
      seq: 1,
      at: now,
      type: 'conversation-started',
      bot: { id: 'helper', name: 'Helper' },
      channel: 'web',
      contact: { verified: false },
      attributes: {},
      reference: `REF${id}`,
      thread: `thread-${id}`,
      ...start,
    };
    this.events.push(event);
    this.appends.push([event]);
    this.conversation = fold(undefined, event);
  }

  /** Lets time pass. */
  after(durationMs: number): this {
    this.now += durationMs;
    return this;
  }

  /** One append of facts, at the present time of the story. */
  add(...facts: readonly (NewEvent extends infer Fact ? (Fact extends NewEvent ? Omit<Fact, 'id'> : never) : never)[]): this {
    const append: ConversationEvent[] = [];
    for (const fact of facts) {
      const seq = this.conversation.seq + 1;
      const event = { ...fact, id: `${this.id}:${seq}`, conversationId: this.id, seq, at: this.now } as ConversationEvent;
      this.events.push(event);
      append.push(event);
      this.conversation = fold(this.conversation, event);
    }
    this.appends.push(append);
    return this;
  }

  customer(text = 'hello'): this {
    return this.add({ type: 'message-sent', from: 'customer', text });
  }

  bot(text = 'hi'): this {
    return this.add({ type: 'message-sent', from: 'bot', text, term: this.conversation.term });
  }

  defaultAnswer(): this {
    return this.add({ type: 'message-sent', from: 'bot', text: 'Sorry?', term: this.conversation.term, defaultAnswer: true });
  }

  takeOver(operator: Exclude<Operator, { kind: 'bot' }> = agents[0]): this {
    return this.add({ type: 'takeover-started', operator, term: this.conversation.term + 1 });
  }

  handBack(): this {
    const { term } = this.conversation;
    return this.add({ type: 'takeover-ended', term, endedInto: term + 1, why: 'handed-back' });
  }

  request(target: 'agents' | 'salesforce' = 'agents'): this {
    return this.add({ type: 'agent-requested', target });
  }
}

type Move = (story: Story, rules: BotRules, choice: number) => unknown;

/** What a gateway may append to a conversation; each does nothing where a gateway would not. */
const moves: Readonly<Record<string, Move>> = {
  customer: (story) => story.customer(`message ${story.conversation.seq}`),
  bot: (story) => isBots(story) && story.bot(),
  defaultAnswer: (story) => isBots(story) && story.defaultAnswer(),
  request: (story, _rules, choice) => isBots(story) && story.request(choice % 2 === 0 ? 'agents' : 'salesforce'),
  endRequest: (story) => story.conversation.request !== null && story.add({ type: 'agent-request-ended', why: 'withdrawn' }),
  takeOver: (story, _rules, choice) => isBots(story) && story.takeOver(agents[choice % agents.length]),
  handBack: (story) => !isBots(story) && story.handBack(),
  transfer(story, _rules, choice) {
    const { term } = story.conversation;
    if (isBots(story)) return;
    const by = choice < agents.length ? {} : { by: { id: 'chief', name: 'Chief' } };
    story.add(
      { type: 'takeover-ended', term, endedInto: term + 1, why: 'transferred', ...by },
      { type: 'takeover-started', operator: agents[choice % agents.length] ?? agents[0], term: term + 1, ...by },
    );
  },
  requeue(story) {
    const { term } = story.conversation;
    if (isBots(story)) return;
    story.add(
      { type: 'takeover-ended', term, endedInto: term + 1, why: 'requeued' },
      { type: 'agent-requested', target: 'agents' },
    );
  },
  agentMessage(story) {
    const { operator, term } = story.conversation;
    if (operator.kind !== 'bot') story.add({ type: 'message-sent', from: operator.kind, text: 'May I help?', term });
  },
  botFailed: (story) => isBots(story) && story.add({ type: 'bot-failed', problem: 'timed-out' }),
  dismiss(story, rules) {
    const needsAction = statusRules.some((rule) => rule.status === 'action' && rule.holds(story.conversation, rules, 0));
    if (needsAction) story.add({ type: 'action-dismissed', by: { id: 'ana', name: 'Ana' } });
  },
  leave: (story) => story.add({ type: 'customer-left', why: 'ended' }),
  loseConnection: (story) => story.add({ type: 'customer-left', why: 'connection-lost' }),
  return: (story) => story.conversation.left !== null && story.add({ type: 'customer-returned' }),
  note: (story) => story.add({ type: 'note-added', by: { id: 'ana', name: 'Ana' }, text: 'a note' }),
  view: (story) => story.add({ type: 'conversation-viewed', by: { id: 'ana', name: 'Ana' }, term: story.conversation.term }),
  suppress: (story) => story.add({ type: 'bot-reply-suppressed', text: 'late', term: 0 }),
  system: (story) => story.add({ type: 'message-sent', from: 'system', text: 'An agent was asked for.', automatic: 'confirmation' }),
  rename: (story, _rules, choice) => story.add({ type: 'attributes-changed', contact: { name: `Name ${choice}`, phone: `+4812${choice}` } }),
  close: (story, _rules, choice) => choice === 0 && story.add({ type: 'conversation-closed', why: 'ended' }),
};

function isBots(story: Story): boolean {
  return story.conversation.operator.kind === 'bot';
}

/** One step of a random history: what to try, and how long after the step before. */
export interface Step {
  readonly move: string;
  readonly choice: number;
  readonly delayMs: number;
}

/** A step whose delay likes to fall on, just before and just after the thresholds of {@link shortRules}. */
export const arbitraryStep: fc.Arbitrary<Step> = fc.record({
  move: fc.constantFrom(...Object.keys(moves)),
  choice: fc.nat(5),
  delayMs: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(0, 1, 1_000, 10_000) },
    fc.nat(200_000),
    fc
      .tuple(fc.constantFrom(shortRules.stalledAfterMs, shortRules.abandonedAfterMs, shortRules.timeoutMs), fc.integer({ min: -1, max: 1 }))
      .map(([threshold, aside]) => threshold + aside),
  ),
});

/**
 * Takes one step in a story, if a gateway would. Nothing follows a conversation's
 * end; and one that has timed out is about to be closed, which only its customer can forestall.
 */
export function take(story: Story, { move, choice, delayMs }: Step, rules: BotRules = shortRules): void {
  story.after(delayMs);
  const { code } = ruleOf(story.conversation, rules, story.now);
  if (code === 'closed' || (code === 'timed-out' && move !== 'customer' && move !== 'close')) return;
  moves[move]?.(story, rules, choice);
}
