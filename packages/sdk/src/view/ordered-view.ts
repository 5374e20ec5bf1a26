import type { ConversationId } from '../conversation/event.js';
import type { LoggedConversation } from '../conversation/logged-conversation.js';
import { change } from './changes.js';
import { columnOrder } from './compare.js';
import type { ColumnOrder } from './compare.js';
import { facetsOf } from './facets.js';
import { HeldOrder } from './held-order.js';
import { LiveOrder } from './live-order.js';
import type { OrderTerms } from './live-order.js';
import { PlainTexts } from './plain-texts.js';
import { relationOf } from './predicate.js';
import type { SearchWords } from './predicate.js';
import type { ColumnKey, Query } from './query.js';
import type { Row } from './row.js';
import type { Facets, RowView, StatusCounts } from './row-source.js';
import { offPageRank, rankAt } from './standings.js';
import type { Standings } from './standings.js';

/** What an {@link OrderedView} reads and who it belongs to. */
export interface OrderedViewOwner {
  readonly standings: Standings;
  readonly counts: StatusCounts;
  readonly collator: Intl.Collator;
  /** The signed-in agent. */
  readonly agentId: string | undefined;
  conversation(conversationId: ConversationId): LoggedConversation | undefined;
  rowOf(slot: number): Row;
  /** Tells the owner that the reader is done. */
  onClose(view: OrderedView): void;
}

/** One reader's rows: an order that follows events, or is held while they go on. */
export class OrderedView implements RowView {
  readonly #owner: OrderedViewOwner;
  readonly #words: SearchWords;
  readonly #listeners = new Set<() => void>();
  readonly #plainTexts = new PlainTexts();
  readonly #columns = new Map<ColumnKey, ColumnOrder>();
  #query: Query;
  #live: LiveOrder;
  #held: HeldOrder | undefined;

  readonly #plainOf = (text: string): string => this.#plainTexts.of(text);

  constructor(owner: OrderedViewOwner, query: Query, words: SearchWords) {
    this.#owner = owner;
    this.#words = words;
    this.#query = query;
    this.#live = new LiveOrder(owner.standings, this.#terms());
  }

  get query(): Query {
    return this.#query;
  }

  get counts(): StatusCounts {
    return this.#owner.counts;
  }

  get matches(): StatusCounts {
    return this.#live.matches;
  }

  get mine(): readonly Row[] {
    const waitingOf = (row: Row): number => row.waitingSince ?? Infinity;
    const compare = (one: Row, other: Row): number => {
      if (waitingOf(one) !== waitingOf(other)) return waitingOf(one) - waitingOf(other);
      return one.since - other.since || (one.id < other.id ? -1 : 1);
    };
    return Array.from(this.#owner.standings.mine, (slot) => this.#owner.rowOf(slot)).sort(compare);
  }

  nextMostUrgent(except: ConversationId | null): Row | undefined {
    const { standings } = this.#owner;
    const slot = standings.nextAwaiting(except === null ? undefined : this.#owner.conversation(except)?.slot);
    return slot === undefined ? undefined : this.#owner.rowOf(slot);
  }

  facets(): Facets {
    return facetsOf(this.#owner.standings);
  }

  get total(): number {
    return (this.#held ?? this.#live).total;
  }

  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  get waitingChanges(): number {
    return this.#held?.waitingCount ?? 0;
  }

  get band(): readonly Row[] {
    if (this.#held === undefined) return [];
    const { standings } = this.#owner;
    return [...this.#held.urgent].sort((first, second) => standings.compareUrgency(first, second)).map((slot) => this.#owner.rowOf(slot));
  }

  rows(first: number, last: number): readonly Row[] {
    const from = Math.max(0, first);
    const to = Math.min(last, this.total);
    return Array.from((this.#held ?? this.#live).slots(from, to), (slot) => this.#owner.rowOf(slot));
  }

  row(conversationId: ConversationId): Row | undefined {
    const slot = this.#owner.conversation(conversationId)?.slot;
    if (slot === undefined) return undefined;
    const isOnPage = rankAt(this.#owner.standings.places[slot] as number) !== offPageRank;
    return isOnPage || (this.#held?.indexOf(slot) ?? -1) >= 0 ? this.#owner.rowOf(slot) : undefined;
  }

  indexOf(conversationId: ConversationId): number {
    const slot = this.#owner.conversation(conversationId)?.slot;
    return slot === undefined ? -1 : (this.#held ?? this.#live).indexOf(slot);
  }

  setQuery(query: Query): void {
    const before = this.#query;
    this.#query = query;
    if (query.search === '') this.#plainTexts.clear();
    if (isReverse(before, query)) this.#live.reverse();
    else this.#live = new LiveOrder(this.#owner.standings, this.#terms(), { order: this.#live, relation: relationOf(query, before) });
    if (this.#held !== undefined) this.#hold();
    this.notify();
  }

  hold(): void {
    if (this.#held !== undefined) return;
    this.#hold();
    this.notify();
  }

  release(): void {
    if (this.#held === undefined) return;
    this.#held = undefined;
    this.notify();
  }

  subscribe(listener: () => void): () => void {
    const entry = (): void => listener();
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  close(): void {
    this.#listeners.clear();
    this.#owner.onClose(this);
  }

  /**
   * Takes note of a change of one conversation.
   *
   * @param changes - what of it may be another
   */
  update(slot: number, changes: number): void {
    if (this.#live.update(slot, changes)) this.#held?.update(slot);
  }

  /** Lets go of a slot, whose conversation is no longer in the set. */
  remove(slot: number): void {
    this.#live.remove(slot);
    this.#held?.remove(slot);
  }

  /** Takes note that very many conversations have changed, or everything may have. */
  refresh(): void {
    if (this.#held === undefined) {
      this.#live = new LiveOrder(this.#owner.standings, this.#terms());
      return;
    }
    this.#live.setTerms(this.#terms());
    for (const conversation of this.#owner.standings.conversations)
      if (conversation !== undefined) this.update(conversation.slot, change.all);
  }

  /** Tells the reader that something has changed. */
  notify(): void {
    if (this.#held === undefined && this.#live.isOvergrown) {
      this.#columns.clear();
      this.refresh();
    }
    for (const listener of [...this.#listeners]) if (this.#listeners.has(listener)) listener();
  }

  #hold(): void {
    this.#held = new HeldOrder(this.#live, this.#owner.standings);
  }

  #terms(): OrderTerms {
    return { query: this.#query, words: this.#words, columnOf: (column) => this.#columnOf(column), agentId: this.#owner.agentId, plainOf: this.#plainOf };
  }

  #columnOf(column: ColumnKey): ColumnOrder {
    const known = this.#columns.get(column);
    if (known !== undefined) return known;
    const order = columnOrder(column, this.#words, this.#owner.collator);
    this.#columns.set(column, order);
    return order;
  }
}

/** Whether one query shows what another shows, in the reverse order. */
function isReverse(one: Query, other: Query): boolean {
  const isSame = one.sort.column === other.sort.column && one.filter === other.filter && one.search === other.search;
  const isOfOneColumn = (one.thenBy ?? []).length + (other.thenBy ?? []).length === 0;
  return isSame && isOfOneColumn && one.sort.isDescending !== other.sort.isDescending;
}
