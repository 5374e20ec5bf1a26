/** A gateway that can do no wrong, with clients who do as they please: histories that any judge must accept. */
import type { ConversationEvent, NewEvent } from '@live-takeover/sdk/core';
import { seededRandom } from '../../src/import/seeded-random.js';
import type { Action, Actor, History, Operation, Outcome } from './history.js';
import type { LockState } from './takeover-lock.js';
import { freshLock, step } from './takeover-lock.js';

/** How big a history is to be. */
export interface IdealPlan {
  readonly seed: number;
  readonly agents: number;
  readonly customers: number;
  readonly conversations: number;
  readonly operations: number;
  /** How many of 1 lose their answer. */
  readonly unknownShare: number;
}

/** The agent of a number; the first is a supervisor. */
export function agentOf(index: number): Actor {
  return { id: `agent-${index}`, name: `Agent ${index}`, ...(index === 0 ? { isSupervisor: true } : {}) };
}

/** A wish on its way: sent, not yet decided. */
interface Pending extends Omit<Operation, 'answeredAt' | 'outcome'> {
  readonly decidedAt: number;
  readonly isAnswered: boolean;
}

/** Plays clients against a gateway that can do no wrong. */
export function idealHistory(plan: IdealPlan): History {
  const random = seededRandom(plan.seed);
  const places = Array.from({ length: plan.conversations }, (_, index) => new IdealConversation(`c${index}`));
  const operations: Operation[] = [];
  const actors = [...Array.from({ length: plan.agents }, (_, index) => agentOf(index)), ...Array.from({ length: plan.customers }, (_, index) => ({ id: `customer-${index}`, name: `Customer ${index}` }))];
  const freeAt = new Map(actors.map(({ id }) => [id, random()]));
  let pending: Pending[] = [];
  for (let count = 0; count < plan.operations; count += 1) {
    const actor = actors.reduce((first, other) => ((freeAt.get(other.id) ?? 0) < (freeAt.get(first.id) ?? 0) ? other : first));
    const sentAt = freeAt.get(actor.id) ?? 0;
    const isDue = ({ decidedAt }: Pending): boolean => decidedAt <= sentAt;
    for (const due of pending.filter(isDue).sort((left, right) => left.decidedAt - right.decidedAt)) operations.push(decide(due, places, random));
    pending = pending.filter((wish) => !isDue(wish));
    const place = places[Math.floor(random() * places.length)] as IdealConversation;
    const isAnswered = random() >= plan.unknownShare;
    // A wish whose answer is lost may take effect long after, or never.
    const decidedAt = sentAt + random() * (isAnswered ? 4 : 60) + (!isAnswered && random() < 0.3 ? Infinity : 0);
    pending.push({ id: `k${count}`, conversationId: place.id, actor, action: place.wishOf(actor, count, plan.agents, random), sentAt, decidedAt, isAnswered });
    freeAt.set(actor.id, (isAnswered ? decidedAt : sentAt + 30) + random() * 4);
  }
  for (const due of pending.sort((left, right) => left.decidedAt - right.decidedAt)) operations.push(decide(due, places, random));
  return { operations, logs: new Map(places.map(({ id, log }) => [id, log])) };
}

function decide({ decidedAt, isAnswered, ...wish }: Pending, places: readonly IdealConversation[], random: () => number): Operation {
  const outcome = Number.isFinite(decidedAt) ? places.find(({ id }) => id === wish.conversationId)?.take(wish, random) : undefined;
  return isAnswered && outcome !== undefined
    ? { ...wish, answeredAt: decidedAt + random() * 3, outcome }
    : { ...wish, answeredAt: Infinity, outcome: { kind: 'unknown' } };
}

type Wish = Omit<Operation, 'answeredAt' | 'outcome'>;

/** One conversation that keeps every promise. */
export class IdealConversation {
  readonly id: string;
  readonly log: ConversationEvent[] = [];
  #state: LockState = freshLock;

  constructor(id: string) {
    this.id = id;
    const bot = { id: 'bank', name: 'Bank' };
    this.#append({ type: 'conversation-started', id: 'started', bot, channel: 'web', contact: { verified: false }, attributes: {}, reference: id, thread: id });
  }

  get state(): LockState {
    return this.#state;
  }

  /** Something that this actor might ask for, now and then by an old view. */
  wishOf(actor: Actor, count: number, agents: number, random: () => number): Action {
    const term = random() < 0.1 ? Math.max(0, this.#state.term - 1) : this.#state.term;
    if (actor.id.startsWith('customer')) return { name: 'say', text: `message ${count}` };
    const dice = random();
    if (this.#state.operator === null || dice < 0.2)
      return { name: 'take-over', seenTerm: term, ...(actor.isSupervisor === true && dice < 0.5 ? { force: true } : {}) };
    if (dice < 0.6) return { name: 'send', term, text: `answer ${count}` };
    if (dice < 0.9) return { name: 'hand-back', term };
    return { name: 'transfer', term, to: dice < 0.93 ? null : agentOf(Math.floor(random() * agents)) };
  }

  /** Does what is asked, or refuses. */
  take(wish: Wish, random: () => number = () => 1): Outcome {
    const outcome = this.#outcomeOf(wish);
    if (outcome.kind !== 'ok' || outcome.seq === 0) return outcome;
    for (const event of eventsOf(wish, this.#state)) this.#append(event);
    const next = step(this.#state, { ...wish, outcome });
    if (next !== undefined) this.#state = { ...next, seq: outcome.seq };
    if (wish.action.name === 'say') this.#letBotAnswer(wish, random() < 0.2);
    return outcome;
  }

  /** Every outcome is put to the lock; it knows which one is possible. */
  #outcomeOf(wish: Wish): Outcome {
    const ok: Outcome = { kind: 'ok', seq: this.log.length + eventsOf(wish, this.#state).length };
    const holder = this.#state.operator?.name;
    const refusals = ['already-taken', 'stale-term', 'not-yours', 'forbidden', 'bad-request'].flatMap((code): Outcome[] => [
      { kind: 'refused', code, holder },
      { kind: 'refused', code, holder: undefined },
    ]);
    const possible = [ok, { kind: 'ok', seq: 0 } as const, ...refusals].find((outcome) => step(this.#state, { ...wish, outcome }) !== undefined);
    if (possible === undefined) throw new Error(`The lock has no answer to ${wish.action.name}.`);
    return possible;
  }

  #letBotAnswer({ action }: Wish, isSilent: boolean): void {
    if (this.#state.operator !== null || isSilent || action.name !== 'say') return;
    const causedBy = `m:${action.text}`;
    this.#append({ type: 'message-sent', id: `${causedBy}:reply`, causedBy, from: 'bot', text: `answer to ${action.text}`, term: this.#state.term });
  }

  #append(event: NewEvent): void {
    const seq = this.log.length + 1;
    this.log.push({ ...event, conversationId: this.id, seq, at: 1_000 + seq } as ConversationEvent);
  }
}

function eventsOf({ id, actor, action }: Wish, { operator, term }: LockState): readonly NewEvent[] {
  const ended = (why: 'handed-back' | 'transferred' | 'requeued'): NewEvent => ({ type: 'takeover-ended', id: `${id}:0`, causedBy: id, term, endedInto: term + 1, why });
  const started = (who: Actor, index: number): NewEvent => {
    const { id: agentId, name } = who;
    return { type: 'takeover-started', id: `${id}:${index}`, causedBy: id, operator: { kind: 'agent', id: agentId, name }, term: term + 1 };
  };
  switch (action.name) {
    case 'say':
      return [{ type: 'message-sent', id: `m:${action.text}`, from: 'customer', text: action.text }];
    case 'send':
      return [{ type: 'message-sent', id: `${id}:0`, causedBy: id, from: 'agent', text: action.text, author: { id: actor.id, name: actor.name }, term: action.term }];
    case 'take-over':
      return operator === null ? [started(actor, 0)] : [ended('transferred'), started(actor, 1)];
    case 'hand-back':
      return [ended('handed-back')];
    case 'transfer':
      return action.to === null ? [ended('requeued')] : [ended('transferred'), started(action.to, 1)];
    case 'release':
      return [ended('handed-back')];
  }
}
