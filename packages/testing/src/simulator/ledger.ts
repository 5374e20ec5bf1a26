import type { Clock, Conversation, ConversationEvent, ConversationId, MutableConversation, NewEvent } from '@live-takeover/sdk/core';
import { advance, conversationFrom, fold } from '@live-takeover/sdk/core';

/** How many of the newest events a reconnecting client can resume over. */
const resumableEvents = 50_000;

/** The simulated store: one log per conversation, one order of commits over all. */
export interface Ledger {
  /**
   * Stamps and keeps events, all of them, then tells the subscribers. A new
   * conversation begins with `conversation-started`.
   *
   * @returns the stored events
   */
  append(conversationId: ConversationId, events: readonly NewEvent[]): readonly ConversationEvent[];
  head(conversationId: ConversationId): Conversation | undefined;
  heads(): IterableIterator<Conversation>;
  /** How many conversations there are. */
  readonly size: number;
  /** The whole log of one conversation, oldest first. */
  events(conversationId: ConversationId): readonly ConversationEvent[];
  /** How many events were committed since the beginning. */
  readonly position: number;
  /** Events committed after a position; undefined if they are no longer kept. */
  after(position: number): readonly ConversationEvent[] | undefined;
  /** Holds back the telling until `work` is done, then tells all of it at once. */
  batch(work: () => void): void;
  subscribe(listener: (events: readonly ConversationEvent[]) => void): () => void;
}

/**
 * A ledger over a past.
 *
 * @param past - the log of one of `pastIds` before the ledger began; must give the same each time
 */
export function createLedger(
  clock: Clock,
  pastIds: readonly ConversationId[],
  past: (conversationId: ConversationId) => readonly ConversationEvent[],
): Ledger {
  return new MemoryLedger(clock, pastIds, past);
}

class MemoryLedger implements Ledger {
  readonly #clock: Clock;
  readonly #past: (conversationId: ConversationId) => readonly ConversationEvent[];
  readonly #pastIds: ReadonlySet<ConversationId>;
  readonly #heads = new Map<ConversationId, Conversation>();
  /** What came after the past. */
  readonly #logs = new Map<ConversationId, ConversationEvent[]>();
  readonly #listeners = new Set<(events: readonly ConversationEvent[]) => void>();
  #commits: ConversationEvent[] = [];
  #firstCommit = 0;
  #untold: ConversationEvent[] = [];
  #batches = 0;

  constructor(clock: Clock, pastIds: readonly ConversationId[], past: (id: ConversationId) => readonly ConversationEvent[]) {
    this.#clock = clock;
    this.#past = past;
    this.#pastIds = new Set(pastIds);
    for (const id of pastIds) this.#heads.set(id, foldAll(past(id)));
  }

  get size(): number {
    return this.#heads.size;
  }

  get position(): number {
    return this.#firstCommit + this.#commits.length;
  }

  head(conversationId: ConversationId): Conversation | undefined {
    return this.#heads.get(conversationId);
  }

  heads(): IterableIterator<Conversation> {
    return this.#heads.values();
  }

  events(conversationId: ConversationId): readonly ConversationEvent[] {
    const before = this.#pastIds.has(conversationId) ? this.#past(conversationId) : [];
    return [...before, ...(this.#logs.get(conversationId) ?? [])];
  }

  after(position: number): readonly ConversationEvent[] | undefined {
    return position < this.#firstCommit ? undefined : this.#commits.slice(position - this.#firstCommit);
  }

  append(conversationId: ConversationId, newEvents: readonly NewEvent[]): readonly ConversationEvent[] {
    const stored = newEvents.map((event) => this.#store(conversationId, event));
    const log = this.#logs.get(conversationId) ?? [];
    log.push(...stored);
    this.#logs.set(conversationId, log);
    this.#commits.push(...stored);
    this.#forgetOldCommits();
    this.#untold.push(...stored);
    this.#tell();
    return stored;
  }

  batch(work: () => void): void {
    this.#batches += 1;
    try {
      work();
    } finally {
      this.#batches -= 1;
      this.#tell();
    }
  }

  subscribe(listener: (events: readonly ConversationEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #store(conversationId: ConversationId, event: NewEvent): ConversationEvent {
    const head = this.#heads.get(conversationId);
    const at = Math.max(this.#clock.now(), head?.at ?? 0);
    const stored: ConversationEvent = { ...event, conversationId, seq: (head?.seq ?? 0) + 1, at };
    this.#heads.set(conversationId, fold(head, stored));
    return stored;
  }

  #forgetOldCommits(): void {
    if (this.#commits.length <= 2 * resumableEvents) return;
    this.#firstCommit += this.#commits.length - resumableEvents;
    this.#commits = this.#commits.slice(-resumableEvents);
  }

  #tell(): void {
    if (this.#batches > 0 || this.#untold.length === 0) return;
    const events = this.#untold;
    this.#untold = [];
    for (const listener of [...this.#listeners]) listener(events);
  }
}

function foldAll(events: readonly ConversationEvent[]): Conversation {
  let head: MutableConversation | undefined;
  for (const event of events) {
    if (head === undefined) head = conversationFrom(event);
    else advance(head, event);
  }
  if (head === undefined) throw new TypeError('A conversation has at least one event.');
  return head;
}
