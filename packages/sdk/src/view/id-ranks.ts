import type { LoggedConversation } from '../conversation/logged-conversation.js';
import { sortTexts } from './sort-texts.js';

/**
 * The places of all slots in the order of their ids, worked out when they are asked for: so that conversations alike
 * in everything that is sorted by are put in order by numbers. Ids that came since are sorted by themselves and merged in.
 */
export class IdRanks {
  readonly #conversations: readonly (LoggedConversation | undefined)[];
  /** Slots in order of their ids. */
  #sorted = new Int32Array(0);
  /** By slot; −1 for one that has become another conversation's, or nobody's. */
  #ranks = new Int32Array(0);
  #areTrue = false;

  /** @param conversations - by slot */
  constructor(conversations: readonly (LoggedConversation | undefined)[]) {
    this.#conversations = conversations;
  }

  /** A slot was given to a conversation, or taken from it. */
  expire(slot: number): void {
    this.#areTrue = false;
    if (slot < this.#ranks.length) this.#ranks[slot] = -1;
  }

  /** By slot. Not to be kept: others hold after the next change. */
  get bySlot(): Int32Array {
    if (!this.#areTrue) this.#work();
    return this.#ranks;
  }

  #work(): void {
    const before = this.#ranks;
    const kept = this.#sorted.filter((slot) => (before[slot] as number) >= 0);
    const added: number[] = [];
    for (const [slot, conversation] of this.#conversations.entries())
      if (conversation !== undefined && (before[slot] ?? -1) < 0) added.push(slot);
    const order = sortTexts(added.map((slot) => this.#idOf(slot)));
    this.#sorted = this.#merge(kept, order.map((index) => added[index] as number));
    this.#ranks = new Int32Array(this.#conversations.length).fill(-1);
    for (const [rank, slot] of this.#sorted.entries()) this.#ranks[slot] = rank;
    this.#areTrue = true;
  }

  #merge(kept: Int32Array, added: Int32Array): Int32Array<ArrayBuffer> {
    const all = new Int32Array(kept.length + added.length);
    let from = 0;
    for (const [index, slot] of added.entries()) {
      const to = this.#placeFor(slot, kept, from);
      all.set(kept.subarray(from, to), from + index);
      all[to + index] = slot;
      from = to;
    }
    all.set(kept.subarray(from), from + added.length);
    return all;
  }

  /** Where a slot belongs among others in order, not before `low`. */
  #placeFor(slot: number, sorted: Int32Array, low: number): number {
    const id = this.#idOf(slot);
    for (let high = sorted.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.#idOf(sorted[middle] as number) < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #idOf(slot: number): string {
    return (this.#conversations[slot] as LoggedConversation).id;
  }
}
