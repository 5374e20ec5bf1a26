import type { LoggedConversation } from '../conversation/logged-conversation.js';
import type { Chunk } from './chunk.js';
import type { ColumnOrder } from './compare.js';
import { MatchCounts } from './match-counts.js';
import { isAskedFor, isMatchAll, matchOf, readsOf } from './predicate.js';
import type { Predicate, relationOf, SearchWords } from './predicate.js';
import type { ColumnKey, Filter, Query } from './query.js';
import type { StatusCounts } from './row-source.js';
import { SortKeys } from './sort-keys.js';
import { sortSlots } from './sort-slots.js';
import { SortedSlots } from './sorted-slots.js';
import { offPageRank, rankAt, ruleAt } from './standings.js';
import type { Standings } from './standings.js';

/** Columns after the first that are sorted by. */
const furtherLimit = 2;

/** What an order depends on besides conversations and their standings. */
export interface OrderTerms {
  readonly query: Query;
  readonly words: SearchWords;
  /** The order of a column; the same one again knows its texts already. */
  readonly columnOf: (column: ColumnKey) => ColumnOrder;
  /** The signed-in agent. */
  readonly agentId: string | undefined;
  /** What a text is compared as in searches. */
  readonly plainOf: (text: string) => string;
}

/** An order that is there already, and what the new one matches of what it does: see {@link relationOf}. */
export interface EarlierOrder {
  readonly order: LiveOrder;
  readonly relation: ReturnType<typeof relationOf>;
}

/**
 * The slots that a query asks for, kept in its order while conversations change:
 * only a slot whose own key changes is moved, and in most orders most events
 * change none. Descending is the same lists read backwards.
 */
export class LiveOrder {
  readonly keys: SortKeys;
  readonly #standings: Standings;
  readonly #lists: readonly SortedSlots[];
  /** The changes after which a slot may belong elsewhere. */
  readonly #reads: number;
  readonly #filter: Filter;
  /** What matches, asked for or not; undefined where everything does. */
  readonly #matches: MatchCounts | undefined;
  #match: Predicate;

  /**
   * The order of all slots taken at present.
   *
   * @param earlier - spares it to look at everything
   */
  constructor(standings: Standings, { query, words, columnOf, agentId, plainOf }: OrderTerms, earlier?: EarlierOrder) {
    const { sort, thenBy = [], filter } = query;
    this.#standings = standings;
    this.#filter = filter;
    this.#match = matchOf(query, words, agentId, plainOf);
    this.#matches = isMatchAll(query) ? undefined : new MatchCounts(standings);
    const columns = [sort, ...thenBy.slice(0, furtherLimit)].map(({ column, isDescending }) => [columnOf(column), isDescending] as const);
    this.keys = SortKeys.of(columns, standings.slotCount);
    this.#reads = columns.reduce((reads, [order]) => reads | order.reads, readsOf(query));
    const chunkOf = new Array<Chunk | undefined>(standings.slotCount);
    this.#lists = this.keys.first.order.buckets.map((_texts, bucket) => new SortedSlots(this.keys, chunkOf, standings, bucket));
    this.#fill(earlier);
  }

  /** Counts of what would be shown if the query asked for no status, operator or *awaiting*. */
  get matches(): StatusCounts {
    return this.#matches?.counts ?? this.#standings.counts;
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
    for (const { order } of [this.keys.first, ...this.keys.further]) for (const bucket of order.buckets) texts += bucket?.size ?? 0;
    return texts > (2 + this.keys.further.length) * this.#standings.slotCount + 1024;
  }

  /** Slots as displayed, from `first` to `last` (exclusive); both at most `total`. */
  slots(first: number, last: number): Int32Array {
    const slots = new Int32Array(Math.max(0, last - first));
    const { isDescending } = this.keys.first;
    let start = 0;
    for (const list of this.#displayed()) {
      const { count } = list;
      const [from, to] = [Math.max(0, first - start), Math.min(count, last - start)];
      if (from < to) {
        const part = slots.subarray(start + from - first, start + to - first);
        list.copyTo(part, isDescending ? count - to : from);
        if (isDescending) part.reverse();
      }
      start += count;
    }
    return slots;
  }

  /** Where a slot is displayed; −1 if the query does not ask for it. */
  indexOf(slot: number): number {
    const { buckets, isDescending } = this.keys.first;
    const own = this.#lists[buckets[slot] ?? -1];
    if (own === undefined) return -1;
    let index = isDescending ? own.count - 1 - own.indexOf(slot) : own.indexOf(slot);
    for (const list of this.#displayed()) {
      if (list === own) break;
      index += list.count;
    }
    return index;
  }

  /** Turns the order round; for one column only, as further ones have directions of their own. */
  reverse(): void {
    this.keys.first.isDescending = !this.keys.first.isDescending;
  }

  /** Makes another agent the one who is signed in. Slots are looked at when updated. */
  setTerms({ query, words, agentId, plainOf }: OrderTerms): void {
    this.#match = matchOf(query, words, agentId, plainOf);
  }

  /**
   * Moves a slot to where it belongs.
   *
   * @param changes - what of its conversation may be another
   * @returns whether it was looked at; if not, nothing about its place can have changed
   */
  update(slot: number, changes: number): boolean {
    if ((changes & this.#reads) === 0) return false;
    const { keys } = this;
    const { first } = keys;
    if (slot >= first.buckets.length) keys.grow(slot);
    const conversation = this.#standings.conversations[slot] as LoggedConversation;
    const place = this.#standings.places[slot] as number;
    const since = this.#standings.sinces[slot] as number;
    const bucket = this.#bucketOf(slot, conversation);
    if (bucket < 0) {
      this.#takeOut(slot);
      return true;
    }
    const before = first.buckets[slot] as number;
    const key = first.order.keyOf(conversation, since);
    const haveFurtherChanged = keys.setFurther(slot, conversation, place, since);
    const list = this.#lists[bucket] as SortedSlots;
    if (bucket === before) {
      if (haveFurtherChanged || key !== first.numbers[slot]) list.rekey(slot, key);
      return true;
    }
    if (before >= 0) this.#lists[before]?.remove(slot);
    first.numbers[slot] = key;
    first.buckets[slot] = bucket;
    list.insert(slot);
    return true;
  }

  /** Lets go of a slot, whose conversation is no longer in the set. */
  remove(slot: number): void {
    this.#matches?.set(slot, false);
    this.#takeOut(slot);
  }

  #takeOut(slot: number): void {
    const bucket = this.keys.first.buckets[slot] ?? -1;
    if (bucket < 0) return;
    this.keys.first.buckets[slot] = -1;
    this.#lists[bucket]?.remove(slot);
  }

  /** The lists in the order in which they are displayed. */
  #displayed(): readonly SortedSlots[] {
    const { isDescending, order } = this.keys.first;
    if (!isDescending) return this.#lists;
    const reversed = [...this.#lists].reverse();
    return order.missing < 0 ? reversed : [...reversed.slice(1), ...reversed.slice(0, 1)];
  }

  /** Whether a slot matches, asked for or not. */
  #has(slot: number): boolean {
    return this.#matches?.has(slot) ?? rankAt(this.#standings.places[slot] as number) !== offPageRank;
  }

  #bucketOf(slot: number, conversation: LoggedConversation, earlier?: EarlierOrder): number {
    const place = this.#standings.places[slot] as number;
    const rule = ruleAt(place);
    const isKnown = earlier !== undefined && (earlier.relation === 'same' || !earlier.order.#has(slot));
    const isMatch = isKnown ? earlier.order.#has(slot) : this.#match(conversation, rule);
    this.#matches?.set(slot, isMatch);
    return isMatch && isAskedFor(this.#filter, conversation, rule) ? this.keys.first.order.bucketOf(conversation, place) : -1;
  }

  #fill(earlier: EarlierOrder | undefined): void {
    const known = earlier?.relation === 'other' ? undefined : earlier;
    const { conversations, places, sinces } = this.#standings;
    const { keys } = this;
    const slots: number[][] = this.#lists.map(() => []);
    for (const conversation of conversations) {
      if (conversation === undefined) continue;
      const { slot } = conversation;
      const bucket = this.#bucketOf(slot, conversation, known);
      if (bucket < 0) continue;
      keys.first.buckets[slot] = bucket;
      keys.setNew(slot, conversation, places[slot] as number, sinces[slot] as number);
      slots[bucket]?.push(slot);
    }
    keys.rankNew();
    const idOf = (slot: number): string => (conversations[slot] as LoggedConversation).id;
    const idRanks = (): Int32Array => this.#standings.idRanks.bySlot;
    for (const [bucket, list] of this.#lists.entries()) {
      const unsorted = slots[bucket] as number[];
      list.fill(unsorted.length, () => sortSlots(Int32Array.from(unsorted), { keysOf: keys.levelsOf(bucket), idOf, idRanks }));
    }
  }
}
