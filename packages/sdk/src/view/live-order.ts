import type { LoggedConversation } from '../conversation/logged-conversation.js';
import { columnOrder } from './compare.js';
import type { ColumnOrder } from './compare.js';
import { grown } from './grown.js';
import { isByStanding, predicateOf } from './predicate.js';
import type { Predicate, SearchWords } from './predicate.js';
import type { Query } from './query.js';
import { sortSlots } from './sort-slots.js';
import { SortedSlots } from './sorted-slots.js';
import type { SlotKeys } from './sorted-slots.js';
import { ruleAt } from './standings.js';
import type { Standings } from './standings.js';

/** What an order depends on besides conversations and their standings. */
export interface OrderTerms {
  readonly query: Query;
  readonly words: SearchWords;
  readonly collator: Intl.Collator;
  /** The signed-in agent. */
  readonly agentId: string | undefined;
}

/**
 * The slots that a query asks for, kept in its order while conversations change:
 * only a slot whose own key changes is moved, and in most orders most events
 * change none. Descending is the same lists read backwards.
 */
export class LiveOrder {
  /** By slot: the bucket it stands in, −1 for none. */
  buckets: Int8Array;
  isDescending: boolean;
  readonly #standings: Standings;
  readonly #column: ColumnOrder;
  readonly #keys: SlotKeys;
  readonly #lists: readonly SortedSlots[];
  readonly #isByStanding: boolean;
  #predicate: Predicate;

  /** The order of all slots taken at present. */
  constructor(standings: Standings, { query, words, collator, agentId }: OrderTerms) {
    const { slotCount } = standings;
    this.#standings = standings;
    this.#predicate = predicateOf(query, words, agentId);
    this.#column = columnOrder(query.sort.column, words, collator);
    this.#isByStanding = this.#column.isByStanding && isByStanding(query);
    this.isDescending = query.sort.isDescending;
    this.buckets = new Int8Array(slotCount).fill(-1);
    this.#keys = { numbers: new Float64Array(slotCount), chunks: [] };
    this.#lists = this.#column.buckets.map((texts) => new SortedSlots(this.#keys, standings, texts));
    this.#fill();
  }

  /** How many slots the query asks for. */
  get total(): number {
    let total = 0;
    for (const list of this.#lists) total += list.count;
    return total;
  }

  /** Whether most of the texts that it keeps in order are those of conversations long gone. */
  get isOvergrown(): boolean {
    let texts = 0;
    for (const bucket of this.#column.buckets) texts += bucket?.size ?? 0;
    return texts > 2 * this.#standings.slotCount + 1024;
  }

  /** By slot: the key in its bucket. Another array once it has grown. */
  get keys(): Float64Array {
    return this.#keys.numbers;
  }

  /** Negative if the first key stands before the second in a bucket, positive if after. */
  compareKeys(bucket: number, first: number, second: number): number {
    return (this.#lists[bucket] as SortedSlots).compareKeys(first, second);
  }

  /** Slots as displayed, from `first` to `last` (exclusive); both at most `total`. */
  slots(first: number, last: number): number[] {
    const slots: number[] = [];
    const { total, isDescending } = this;
    const [from, to] = isDescending ? [total - last, total - first] : [first, last];
    let start = 0;
    for (const list of this.#lists) {
      list.copyTo(slots, Math.max(0, from - start), Math.min(list.count, to - start));
      start += list.count;
    }
    return isDescending ? slots.reverse() : slots;
  }

  /** Where a slot is displayed; −1 if the query does not ask for it. */
  indexOf(slot: number): number {
    const bucket = this.buckets[slot] ?? -1;
    if (bucket < 0) return -1;
    let index = (this.#lists[bucket] as SortedSlots).indexOf(slot);
    for (const list of this.#lists.slice(0, bucket)) index += list.count;
    return this.isDescending ? this.total - 1 - index : index;
  }

  /** Makes another agent the one who is signed in. Slots are looked at when updated. */
  setTerms({ query, words, agentId }: OrderTerms): void {
    this.#predicate = predicateOf(query, words, agentId);
  }

  /**
   * Moves a slot to where it belongs.
   *
   * @param hasMoved - whether the rule or `since` of its conversation is another
   * @returns whether it was looked at; if not, nothing about its place can have changed
   */
  update(slot: number, hasMoved: boolean): boolean {
    if (!hasMoved && this.#isByStanding) return false;
    if (slot >= this.buckets.length) this.#grow(slot);
    const conversation = this.#standings.conversations[slot] as LoggedConversation;
    const before = this.buckets[slot] as number;
    const bucket = this.#bucketOf(slot, conversation);
    if (bucket < 0) {
      if (before >= 0) this.remove(slot);
      return true;
    }
    const key = this.#column.keyOf(conversation, this.#standings.sinces[slot] as number);
    const list = this.#lists[bucket] as SortedSlots;
    if (bucket === before) {
      if (key !== this.#keys.numbers[slot]) list.rekey(slot, key);
      return true;
    }
    if (before >= 0) this.#lists[before]?.remove(slot);
    this.#keys.numbers[slot] = key;
    this.buckets[slot] = bucket;
    list.insert(slot);
    return true;
  }

  /** Takes a slot out. */
  remove(slot: number): void {
    const bucket = this.buckets[slot] ?? -1;
    if (bucket < 0) return;
    this.buckets[slot] = -1;
    this.#lists[bucket]?.remove(slot);
  }

  #bucketOf(slot: number, conversation: LoggedConversation): number {
    const place = this.#standings.places[slot] as number;
    return this.#predicate(conversation, ruleAt(place)) ? this.#column.bucketOf(conversation, place) : -1;
  }

  #fill(): void {
    const { conversations, sinces } = this.#standings;
    const slots: number[][] = this.#lists.map(() => []);
    for (const conversation of conversations) {
      if (conversation === undefined) continue;
      const bucket = this.#bucketOf(conversation.slot, conversation);
      this.buckets[conversation.slot] = bucket;
      slots[bucket]?.push(conversation.slot);
    }
    this.#column.prepare(conversations.filter((conversation) => conversation !== undefined && (this.buckets[conversation.slot] as number) >= 0) as LoggedConversation[]);
    for (const [bucket, list] of this.#lists.entries()) {
      const members = Int32Array.from(slots[bucket] as number[]);
      const texts = this.#column.buckets[bucket];
      const ranks = Float64Array.from(members, (slot) => {
        const key = this.#column.keyOf(conversations[slot] as LoggedConversation, sinces[slot] as number);
        this.#keys.numbers[slot] = key;
        return texts === undefined ? key : (texts.ranks[key] as number);
      });
      list.fill(sortSlots(members, ranks, (first, second) => list.isBefore(first, second)));
    }
  }

  #grow(slot: number): void {
    const length = slot * 2 + 64;
    const before = this.buckets.length;
    this.buckets = grown(this.buckets, length).fill(-1, before);
    this.#keys.numbers = grown(this.#keys.numbers, length);
  }
}
