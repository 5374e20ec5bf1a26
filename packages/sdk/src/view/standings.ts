import type { LoggedConversation } from '../conversation/logged-conversation.js';
import { rankCount, rankOf, statusRules } from '../conversation/status.js';
import type { StatusRule } from '../conversation/status.js';
import { grown } from './grown.js';
import { IdRanks } from './id-ranks.js';
import { isAwaiting } from './predicate.js';
import type { StatusCounts } from './row-source.js';

const ranks = Uint8Array.from(statusRules, (rule) => rankOf(rule.code));
const awaiting = Uint8Array.from(statusRules, (rule) => Number(isAwaiting(rule)));

/** The rank of conversations that are not on the page. */
export const offPageRank: number = rankCount - 1;

/** The rank of the rule at a place in {@link statusRules}. */
export function rankAt(place: number): number {
  return ranks[place] as number;
}

/** The rule at a place in {@link statusRules}. */
export function ruleAt(place: number): StatusRule {
  return statusRules[place] as StatusRule;
}

function isAwaitingAt(place: number): boolean {
  return awaiting[place] === 1;
}

/** Counts by status, from counts by place in {@link statusRules}. */
export function countsFrom(countsByPlace: ArrayLike<number>, mine: number): StatusCounts {
  const counts = { 'waiting-for-agent': 0, action: 0, live: 0, stalled: 0, abandoned: 0, total: 0, awaitingAgent: 0, mine };
  for (const [place, rule] of statusRules.entries()) {
    const count = countsByPlace[place] ?? 0;
    if (rule.status === 'off-page') continue;
    counts[rule.status] += count;
    counts.total += count;
    if (isAwaiting(rule)) counts.awaitingAgent += count;
  }
  return counts;
}

/**
 * The conversations of a set with the status each was last found in, by *slot*:
 * a small number that is a conversation's while it is held, then another's.
 * Whatever else is kept per conversation is an array by slot too, so that an
 * order over a hundred thousand of them is numbers side by side, not objects.
 */
export class Standings {
  readonly conversations: (LoggedConversation | undefined)[] = [];
  /** Place in {@link statusRules} of the rule that decides. */
  places: Uint8Array = new Uint8Array(64);
  /** When it began to. */
  sinces: Float64Array = new Float64Array(64);
  /** Of all slots by their ids. */
  readonly idRanks: IdRanks = new IdRanks(this.conversations);
  readonly #free: number[] = [];
  readonly #countsByPlace = new Int32Array(statusRules.length);
  readonly #mine = new Set<number>();
  #agentId: string | undefined;
  /** What {@link nextAwaiting} answers where nothing is excepted. */
  #firstAwaiting: number | undefined | 'unknown';

  /** Slots are below this. */
  get slotCount(): number {
    return this.conversations.length;
  }

  /** The signed-in agent. */
  get agentId(): string | undefined {
    return this.#agentId;
  }

  set agentId(agentId: string | undefined) {
    this.#agentId = agentId;
    for (let slot = 0; slot < this.slotCount; slot += 1) this.#markMine(slot);
  }

  /** Slots on the page that the signed-in agent holds, in no order. */
  get mine(): ReadonlySet<number> {
    return this.#mine;
  }

  /** Gives a conversation its slot; its standing is `closed` until it is set. */
  add(conversation: LoggedConversation): void {
    const slot = this.#free.pop() ?? this.conversations.length;
    conversation.slot = slot;
    this.conversations[slot] = conversation;
    this.idRanks.expire(slot);
    if (slot >= this.places.length) {
      this.places = grown(this.places, slot * 2);
      this.sinces = grown(this.sinces, slot * 2);
    }
    this.#count(0, 1);
  }

  /** Takes a conversation's slot back. */
  remove(slot: number): void {
    this.#count(this.places[slot] as number, -1);
    this.conversations[slot] = undefined;
    this.idRanks.expire(slot);
    this.#mine.delete(slot);
    this.places[slot] = 0;
    this.sinces[slot] = 0;
    this.#free.push(slot);
    if (slot === this.#firstAwaiting) this.#firstAwaiting = 'unknown';
  }

  /**
   * Takes note of where a conversation stands; and of its operator, who may be another under the same rule.
   *
   * @returns whether place or `since` is another than before
   */
  set(slot: number, place: number, since: number): boolean {
    const before = this.places[slot] as number;
    const hasMoved = place !== before || since !== this.sinces[slot];
    if (hasMoved) {
      this.#count(before, -1);
      this.#count(place, 1);
      this.places[slot] = place;
      this.sinces[slot] = since;
      this.#noteUrgency(slot);
    }
    this.#markMine(slot);
    return hasMoved;
  }

  /** How many conversations have each status. */
  get counts(): StatusCounts {
    return countsFrom(this.#countsByPlace, this.#mine.size);
  }

  /** Negative if a slot stands before another in the order that a table opens with, positive if after. */
  compareUrgency(first: number, second: number): number {
    const [one, other] = [this.conversations[first] as LoggedConversation, this.conversations[second] as LoggedConversation];
    return (
      rankAt(this.places[first] as number) - rankAt(this.places[second] as number) ||
      (this.sinces[first] as number) - (this.sinces[second] as number) ||
      (one.id < other.id ? -1 : one.id > other.id ? 1 : 0)
    );
  }

  /**
   * The first slot of the order that a table opens with that awaits an agent, `except` aside: the one after it if it
   * awaits one itself, and again from the beginning. Where nothing is excepted the answer is kept, for it is shown all the time.
   */
  nextAwaiting(except: number | undefined): number | undefined {
    if (except !== undefined) return this.#findAwaiting(except);
    if (this.#firstAwaiting === 'unknown') this.#firstAwaiting = this.#findAwaiting(undefined);
    return this.#firstAwaiting;
  }

  /** A pass over all. */
  #findAwaiting(except: number | undefined): number | undefined {
    const isAfter = except !== undefined && isAwaitingAt(this.places[except] as number);
    let first: number | undefined;
    let next: number | undefined;
    for (let slot = 0; slot < this.slotCount; slot += 1) {
      if (!isAwaitingAt(this.places[slot] as number) || slot === except) continue;
      if (first === undefined || this.compareUrgency(slot, first) < 0) first = slot;
      if (!isAfter || this.compareUrgency(slot, except) < 0) continue;
      if (next === undefined || this.compareUrgency(slot, next) < 0) next = slot;
    }
    return next ?? first;
  }

  /** Whoever comes before the first takes its place; when the first itself moves, the next is not known. */
  #noteUrgency(slot: number): void {
    const first = this.#firstAwaiting;
    if (first === 'unknown') return;
    if (slot === first) this.#firstAwaiting = 'unknown';
    else if (isAwaitingAt(this.places[slot] as number) && (first === undefined || this.compareUrgency(slot, first) < 0)) this.#firstAwaiting = slot;
  }

  #markMine(slot: number): void {
    const operator = this.conversations[slot]?.operator;
    const isMine = operator?.kind === 'agent' && operator.id === this.#agentId && rankAt(this.places[slot] as number) !== offPageRank;
    if (isMine) this.#mine.add(slot);
    else if (this.#mine.size > 0) this.#mine.delete(slot);
  }

  #count(place: number, change: number): void {
    this.#countsByPlace[place] = (this.#countsByPlace[place] as number) + change;
  }
}
