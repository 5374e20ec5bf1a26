import type { ConversationId } from '../conversation/event.js';
import type { LoggedConversation } from '../conversation/logged-conversation.js';
import { HeldOrder } from './held-order.js';
import { LiveOrder } from './live-order.js';
import type { OrderTerms } from './live-order.js';
import type { SearchWords } from './predicate.js';
import type { Query } from './query.js';
import type { Row } from './row.js';
import type { RowView, StatusCounts } from './row-source.js';
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
  #query: Query;
  #live: LiveOrder;
  #held: HeldOrder | undefined;

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
    return this.counts;
  }

  get mine(): readonly Row[] {
    return [];
  }

  nextMostUrgent(_except: ConversationId | null): Row | undefined {
    return undefined;
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
    const { places, sinces, conversations } = this.#owner.standings;
    const idOf = (slot: number): string => (conversations[slot] as LoggedConversation).id;
    const compare = (first: number, second: number): number =>
      rankAt(places[first] as number) - rankAt(places[second] as number) ||
      (sinces[first] as number) - (sinces[second] as number) ||
      (idOf(first) < idOf(second) ? -1 : 1);
    return [...this.#held.urgent].sort(compare).map((slot) => this.#owner.rowOf(slot));
  }

  rows(first: number, last: number): readonly Row[] {
    const from = Math.max(0, first);
    const to = Math.min(last, this.total);
    return (this.#held ?? this.#live).slots(from, to).map((slot) => this.#owner.rowOf(slot));
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
    const isSameOrder = query.sort.column === before.sort.column;
    if (isSameOrder && query.filter === before.filter && query.search === before.search)
      this.#live.isDescending = query.sort.isDescending;
    else this.#live = new LiveOrder(this.#owner.standings, this.#terms());
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
   * @param hasMoved - whether its rule or `since` is another
   */
  update(slot: number, hasMoved: boolean): void {
    if (this.#live.update(slot, hasMoved)) this.#held?.update(slot);
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
      if (conversation !== undefined) this.update(conversation.slot, true);
  }

  /** Tells the reader that something has changed. */
  notify(): void {
    if (this.#held === undefined && this.#live.isOvergrown) this.refresh();
    for (const listener of [...this.#listeners]) if (this.#listeners.has(listener)) listener();
  }

  #hold(): void {
    this.#held = new HeldOrder(this.#live, this.#owner.standings);
  }

  #terms(): OrderTerms {
    const { collator, agentId } = this.#owner;
    return { query: this.#query, words: this.#words, collator, agentId };
  }
}
