import type { LoggedConversation } from '../conversation/logged-conversation.js';
import { rankCount, rankOf, statusRules } from '../conversation/status.js';
import type { StatusRule } from '../conversation/status.js';
import { grown } from './grown.js';
import { isAwaiting } from './predicate.js';
import type { StatusCounts } from './row-source.js';

const ranks = Uint8Array.from(statusRules, (rule) => rankOf(rule.code));

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
  readonly #free: number[] = [];
  readonly #countsByPlace = new Int32Array(statusRules.length);

  /** Slots are below this. */
  get slotCount(): number {
    return this.conversations.length;
  }

  /** Gives a conversation its slot; its standing is `closed` until it is set. */
  add(conversation: LoggedConversation): void {
    const slot = this.#free.pop() ?? this.conversations.length;
    conversation.slot = slot;
    this.conversations[slot] = conversation;
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
    this.places[slot] = 0;
    this.sinces[slot] = 0;
    this.#free.push(slot);
  }

  /** @returns whether either is another than before */
  set(slot: number, place: number, since: number): boolean {
    const before = this.places[slot] as number;
    if (place === before && since === this.sinces[slot]) return false;
    this.#count(before, -1);
    this.#count(place, 1);
    this.places[slot] = place;
    this.sinces[slot] = since;
    return true;
  }

  /** How many conversations have each status. */
  get counts(): StatusCounts {
    const counts = { 'waiting-for-agent': 0, action: 0, live: 0, stalled: 0, abandoned: 0, total: 0, awaitingAgent: 0, mine: 0 };
    for (const [place, rule] of statusRules.entries()) {
      const count = this.#countsByPlace[place] ?? 0;
      if (rule.status === 'off-page') continue;
      counts[rule.status] += count;
      counts.total += count;
      if (isAwaiting(rule)) counts.awaitingAgent += count;
    }
    return counts;
  }

  #count(place: number, change: number): void {
    this.#countsByPlace[place] = (this.#countsByPlace[place] as number) + change;
  }
}
