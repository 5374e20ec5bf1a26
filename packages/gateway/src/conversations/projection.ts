/**
 * The one reader of the log on a node: loads the heads, follows every
 * partition, folds each event once and tells everyone who derives from it.
 */
import type { Conversation, ConversationEvent, ConversationId, NewEvent } from '@live-takeover/sdk/core';
import { fold } from '@live-takeover/sdk/core';
import { pause } from '../pause.js';
import type { Runtime } from '../runtime.js';
import { FoldWaiters } from './fold-waiters.js';
import type { AppendExpectations, Appended, EventStore, Position, StoredEvent } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';

/** What happened to one conversation in one batch of commits. */
export interface ConversationChange {
  readonly tenant: string;
  /** Undefined if this batch starts the conversation, or it had left memory. */
  readonly previous: Conversation | undefined;
  readonly head: Conversation;
  /** In order, without gaps. */
  readonly events: readonly ConversationEvent[];
}

/** Commits of one partition that were folded together. */
export interface ChangeBatch {
  /** Positions of all partitions after this batch. */
  readonly positions: readonly Position[];
  readonly changes: readonly ConversationChange[];
}

/** Every conversation in progress, in memory, a moment behind the store and always in its order. */
export interface Projection {
  /** Resolves when the heads are loaded and the log is being followed. */
  readonly ready: Promise<void>;
  readonly isReady: boolean;
  /** Positions that the heads stand for, per partition. */
  readonly positions: readonly Position[];
  readonly incarnation: string;
  /** When following the log last broke off, epoch ms; −1 for never. */
  readonly interruptedAt: number;
  /** A head held in memory; closed conversations leave after ten minutes. */
  head(tenant: string, conversationId: ConversationId): Conversation | undefined;
  /** A head wherever it is. */
  findHead(tenant: string, conversationId: ConversationId): Promise<Conversation | undefined>;
  heads(tenant: string): Iterable<Conversation>;
  tenants(): Iterable<string>;
  /** Told of each change after it was folded, in the log's order. A listener that throws is logged and stops nobody else. */
  subscribe(listener: (change: ConversationChange) => void): () => void;
  /** {@link Projection.subscribe} for those who need the positions too. */
  subscribeBatches(listener: (batch: ChangeBatch) => void): () => void;
  /** Told when commits were missed, so that everything derived must be made anew. */
  onReload(listener: () => void): () => void;
  /**
   * {@link EventStore.append}, resolving once this projection holds the result:
   * whoever awaits it reads its own writes here, unless the log cannot be followed now.
   */
  append(
    tenant: string,
    conversationId: ConversationId,
    events: readonly NewEvent[],
    expectations?: AppendExpectations,
  ): Promise<Appended>;
  /** Stops following. */
  stop(): Promise<void>;
}

/** How long the head of a closed conversation is held in memory. */
export const keptAfterClosingMs: number = 10 * 60_000;
const retryAfterMs = 500;

/** Starts a projection of `store`. */
export function createProjection(store: EventStore, runtime: Runtime): Projection {
  return new LogProjection(store, runtime);
}

class LogProjection implements Projection {
  readonly ready: Promise<void>;
  isReady = false;
  positions: readonly Position[] = [];
  incarnation = '';
  interruptedAt = -1;
  readonly #store: EventStore;
  readonly #runtime: Runtime;
  readonly #tenants = new Map<string, Map<ConversationId, Conversation>>();
  readonly #batchListeners = new Set<(batch: ChangeBatch) => void>();
  readonly #reloadListeners = new Set<() => void>();
  readonly #waiters: FoldWaiters;
  /** Closed conversations still in memory, in the order of closing. */
  readonly #closed: { readonly tenant: string; readonly id: ConversationId; readonly dropAt: number }[] = [];
  readonly #stopping = new AbortController();
  /** Of following the log from the heads as they were loaded last. */
  #round = new AbortController();
  #reloading: Promise<void> | undefined;
  readonly #loops: Promise<void>[] = [];

  constructor(store: EventStore, runtime: Runtime) {
    this.#store = store;
    this.#runtime = runtime;
    this.#waiters = new FoldWaiters(runtime);
    this.ready = this.#start();
    // Whoever awaits it hears of a failure; that nobody does yet is no reason to end the process.
    this.ready.catch(() => {});
  }

  head(tenant: string, conversationId: ConversationId): Conversation | undefined {
    return this.#tenants.get(tenant)?.get(conversationId);
  }

  async findHead(tenant: string, conversationId: ConversationId): Promise<Conversation | undefined> {
    return this.head(tenant, conversationId) ?? (await this.#store.head(tenant, conversationId));
  }

  heads(tenant: string): Iterable<Conversation> {
    return this.#tenants.get(tenant)?.values() ?? [];
  }

  tenants(): Iterable<string> {
    return this.#tenants.keys();
  }

  subscribe(listener: (change: ConversationChange) => void): () => void {
    return this.subscribeBatches((batch) => {
      for (const change of batch.changes) this.#guard(() => listener(change));
    });
  }

  subscribeBatches(listener: (batch: ChangeBatch) => void): () => void {
    const entry = (batch: ChangeBatch): void => listener(batch);
    this.#batchListeners.add(entry);
    return () => void this.#batchListeners.delete(entry);
  }

  onReload(listener: () => void): () => void {
    const entry = (): void => listener();
    this.#reloadListeners.add(entry);
    return () => void this.#reloadListeners.delete(entry);
  }

  async append(
    tenant: string,
    conversationId: ConversationId,
    events: readonly NewEvent[],
    expectations: AppendExpectations = {},
  ): Promise<Appended> {
    await this.ready;
    const appended = await this.#store.append(tenant, conversationId, events, expectations);
    await this.#folded(tenant, conversationId, appended);
    return appended;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#round.abort();
    await Promise.allSettled(this.#loops);
    this.#waiters.releaseAll();
  }

  async #start(): Promise<void> {
    await this.#load();
    this.isReady = true;
    for (let partition = 0; partition < this.#store.partitions; partition += 1)
      this.#loops.push(this.#follow(partition));
  }

  async #load(): Promise<void> {
    const incarnation = await this.#store.incarnation();
    const { heads, atPositions } = await this.#store.heads({ activeSince: this.#runtime.now() - keptAfterClosingMs });
    this.incarnation = incarnation;
    this.#tenants.clear();
    this.#closed.length = 0;
    for (const { tenant, head } of heads) this.#keep(tenant, head);
    this.positions = atPositions;
  }

  async #follow(partition: number): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const round = this.#round;
      try {
        for await (const batch of this.#store.tail(partition, this.positions[partition] ?? 0, round.signal))
          await this.#apply(partition, batch, round.signal);
      } catch (error) {
        if (signal.aborted) return;
        const code = error instanceof StoreError ? error.code : 'internal';
        this.interruptedAt = this.#runtime.now();
        this.#runtime.log('error', 'projection-interrupted', { partition, code });
        if (code === 'position-expired' && round === this.#round) this.#reloading ??= this.#reload().finally(() => (this.#reloading = undefined));
      }
      await this.#reloading;
      await pause(this.#runtime, retryAfterMs, signal);
    }
  }

  /** For all partitions at once: what is folded while the heads are read would be lost with those that they replace. */
  async #reload(): Promise<void> {
    this.#round.abort();
    try {
      await this.#load();
    } catch {
      // The store is still away: the next round finds the position expired again and comes back here.
      return;
    } finally {
      this.#round = new AbortController();
      if (this.#stopping.signal.aborted) this.#round.abort();
    }
    for (const listener of [...this.#reloadListeners]) this.#guard(listener);
    this.#waiters.releaseAll();
  }

  async #apply(partition: number, batch: readonly StoredEvent[], signal: AbortSignal): Promise<void> {
    const last = batch[batch.length - 1];
    if (last === undefined) return;
    await this.#fetchForgotten(batch);
    // Everything is being loaded anew, this too.
    if (signal.aborted) return;
    const changes = this.#fold(batch);
    this.positions = this.positions.map((position, index) => (index === partition ? last.position : position));
    for (const listener of [...this.#batchListeners]) this.#guard(() => listener({ positions: this.positions, changes }));
    for (const { tenant, head } of changes) this.#waiters.release(keyOf(tenant, head.id), head.seq);
    this.#forgetClosed();
  }

  /** Brings back heads that had left memory, so that no event is folded into nothing. */
  async #fetchForgotten(batch: readonly StoredEvent[]): Promise<void> {
    for (const { tenant, event } of batch) {
      if (event.type === 'conversation-started' || this.head(tenant, event.conversationId) !== undefined) continue;
      if (batch.some((other) => other.tenant === tenant && other.event.conversationId === event.conversationId && other.event.seq < event.seq)) continue;
      const head = await this.#store.head(tenant, event.conversationId);
      if (head !== undefined) this.#keep(tenant, head);
    }
  }

  #fold(batch: readonly StoredEvent[]): readonly ConversationChange[] {
    const changes = new Map<string, { tenant: string; previous: Conversation | undefined; head: Conversation; events: ConversationEvent[] }>();
    for (const { tenant, event } of batch) {
      const present = this.head(tenant, event.conversationId);
      const head = present !== undefined && present.seq >= event.seq ? present : fold(present, event);
      if (head !== present) this.#keep(tenant, head, present);
      const key = keyOf(tenant, event.conversationId);
      const change = changes.get(key);
      if (change === undefined) changes.set(key, { tenant, previous: present, head, events: [event] });
      else {
        change.head = head;
        change.events.push(event);
      }
    }
    return [...changes.values()];
  }

  #keep(tenant: string, head: Conversation, previous?: Conversation): void {
    let heads = this.#tenants.get(tenant);
    if (heads === undefined) this.#tenants.set(tenant, (heads = new Map()));
    heads.set(head.id, head);
    if (head.closed !== null && (previous === undefined || previous.closed === null))
      this.#closed.push({ tenant, id: head.id, dropAt: this.#runtime.now() + keptAfterClosingMs });
  }

  #forgetClosed(): void {
    const now = this.#runtime.now();
    let count = 0;
    for (const { tenant, id, dropAt } of this.#closed) {
      if (dropAt > now) break;
      this.#tenants.get(tenant)?.delete(id);
      count += 1;
    }
    if (count > 0) this.#closed.splice(0, count);
  }

  #folded(tenant: string, conversationId: ConversationId, appended: Appended): Promise<void> | void {
    const head = this.head(tenant, conversationId);
    if (head === undefined ? appended.duplicate : head.seq >= appended.version) return;
    if (this.#stopping.signal.aborted) return;
    return this.#waiters.wait(keyOf(tenant, conversationId), appended.version);
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#runtime.log('error', 'listener-failed', { name: error instanceof Error ? error.name : 'unknown' });
    }
  }
}

function keyOf(tenant: string, conversationId: ConversationId): string {
  return `${tenant}\n${conversationId}`;
}
