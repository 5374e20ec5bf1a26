import type { Conversation, ConversationEvent, ConversationId, NewEvent } from '@live-takeover/sdk/core';
import type {
  AppendExpectations,
  Appended,
  AuditEntry,
  ClosedQuery,
  EventStore,
  Lease,
  Position,
  Pruned,
  PruneLimits,
  StoredEvent,
  TenantHead,
} from '../src/store/event-store.js';
import { announcementLimit, claimKeptMs, StoreError } from '../src/store/event-store.js';
import { tailOf } from '../src/store/tail.js';
import { MemoryLog } from './memory-log.js';
import { MemorySideTables } from './memory-side-tables.js';

export interface MemoryStoreOptions {
  /** The store's clock, epoch ms. Default: the machine's. */
  readonly now?: () => number;
  /** Default 1. */
  readonly partitions?: number;
  /** Whether the gateways that use it are to know that they are several. Default false. */
  readonly isShared?: boolean;
}

/** An {@link EventStore} in memory, as one node holds it. */
export interface MemoryStore extends EventStore {
  /**
   * One more node's hold of the same data. Each hears what the others announce, and is closed by itself;
   * the data is there as long as anybody holds it.
   */
  node(): MemoryStore;
}

/**
 * An {@link EventStore} that keeps everything in this process and forgets it at
 * the end: for tests of what stands on a store. It decides as the durable ones
 * do, and answers without waiting for anything.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  return new MemoryNode({
    log: new MemoryLog(options.partitions ?? 1),
    side: new MemorySideTables(),
    incarnation: crypto.randomUUID(),
    isShared: options.isShared ?? false,
    now: neverBack(options.now ?? Date.now),
    nodes: new Set(),
  });
}

/** What all nodes share. */
interface MemoryData {
  readonly log: MemoryLog;
  readonly side: MemorySideTables;
  readonly incarnation: string;
  readonly isShared: boolean;
  readonly now: () => number;
  readonly nodes: Set<MemoryNode>;
}

class MemoryNode implements MemoryStore {
  readonly partitions: number;
  readonly isShared: boolean;
  readonly #data: MemoryData;
  readonly #changeListeners = new Set<() => void>();
  readonly #announcementListeners = new Set<(text: string) => void>();
  #isClosed = false;

  constructor(data: MemoryData) {
    this.#data = data;
    this.partitions = data.log.partitions.length;
    this.isShared = data.isShared;
    data.nodes.add(this);
  }

  node(): MemoryStore {
    return new MemoryNode(this.#data);
  }

  async append(
    tenant: string,
    conversationId: ConversationId,
    events: readonly NewEvent[],
    expectations: AppendExpectations = {},
  ): Promise<Appended> {
    const appended = this.#open.log.append({ tenant, conversationId, events, expectations, now: this.now() });
    if (!appended.duplicate) this.#wakeAll();
    return appended;
  }

  async importConversation(tenant: string, events: readonly ConversationEvent[]): Promise<void> {
    this.#open.log.importConversation(tenant, events);
    this.#wakeAll();
  }

  async read(tenant: string, conversationId: ConversationId, afterVersion: number, limit = Infinity): Promise<readonly ConversationEvent[]> {
    const first = Math.max(0, afterVersion);
    return this.#open.log.events(tenant, conversationId).slice(first, first + limit);
  }

  async readBackwards(
    tenant: string,
    conversationId: ConversationId,
    before: number | null,
    limit: number,
  ): Promise<readonly ConversationEvent[]> {
    const events = this.#open.log.events(tenant, conversationId);
    const end = before === null ? events.length : Math.max(0, Math.min(events.length, before - 1));
    return events.slice(Math.max(0, end - limit), end);
  }

  async head(tenant: string, conversationId: ConversationId): Promise<Conversation | undefined> {
    return this.#open.log.head(tenant, conversationId);
  }

  async heads(query: {
    readonly activeSince: number;
  }): Promise<{ readonly heads: readonly TenantHead[]; readonly atPositions: readonly Position[] }> {
    const { log } = this.#open;
    return { heads: log.heads(query.activeSince), atPositions: log.partitions.map(({ lastPosition }) => lastPosition) };
  }

  async closedHeads(tenant: string, query: ClosedQuery): Promise<readonly Conversation[]> {
    return this.#open.log.closedHeads(tenant, query);
  }

  async threadConversations(tenant: string, thread: string): Promise<readonly ConversationId[]> {
    return this.#open.log.threadConversations(tenant, thread);
  }

  async contactConversations(tenant: string, contactId: string): Promise<readonly ConversationId[]> {
    return this.#open.log.contactConversations(tenant, contactId);
  }

  tail(partition: number, afterPosition: Position, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]> {
    const followed = this.#data.log.partitions[partition];
    if (followed === undefined) throw new RangeError(`There is no partition ${partition}. They are 0 to ${this.partitions - 1}.`);
    const isClosed = (): boolean => this.#isClosed;
    const source = {
      get lastPosition() {
        return followed.lastPosition;
      },
      get floor() {
        return followed.floor;
      },
      get isClosed() {
        return isClosed();
      },
      readAfter: async (position: Position, limit: number) => followed.readAfter(position, limit),
      onChange: (listener: () => void) => added(this.#changeListeners, listener),
    };
    return tailOf(source, afterPosition, signal);
  }

  async claim(tenant: string, kind: string, key: string): Promise<boolean> {
    return this.#open.side.claim(tenant, kind, key, this.now());
  }

  async lease(tenant: string, kind: string, key: string, holder: string, durationMs: number): Promise<boolean> {
    const now = this.now();
    return this.#open.side.lease(tenant, { kind, key, holder, expiresAt: now + durationMs }, now);
  }

  async release(tenant: string, kind: string, key: string, holder: string): Promise<void> {
    this.#open.side.release(tenant, kind, key, holder);
  }

  async leases(tenant: string, kind: string): Promise<readonly Lease[]> {
    return this.#open.side.leases(tenant, kind, this.now());
  }

  async setting(tenant: string, key: string): Promise<string | undefined> {
    return this.#open.side.setting(tenant, key);
  }

  async settings(tenant: string, keyPrefix: string): Promise<ReadonlyMap<string, string>> {
    return this.#open.side.settings(tenant, keyPrefix);
  }

  async putSetting(tenant: string, key: string, value: string): Promise<void> {
    this.#open.side.putSetting(tenant, key, value);
  }

  async replaceSetting(tenant: string, key: string, before: string | undefined, value: string): Promise<boolean> {
    return this.#open.side.replaceSetting(tenant, key, before, value);
  }

  async audit(tenant: string, entries: readonly AuditEntry[]): Promise<void> {
    this.#open.side.audit(tenant, entries);
  }

  async auditLog(tenant: string, query: { readonly since: number; readonly limit: number }): Promise<readonly AuditEntry[]> {
    return this.#open.side.auditLog(tenant, query.since, query.limit);
  }

  async erase(tenant: string, conversationIds: readonly ConversationId[]): Promise<void> {
    this.#open.log.erase(tenant, conversationIds, this.now());
    this.#wakeAll();
  }

  async prune({ closedBefore, auditBefore, claimedBefore, limit }: PruneLimits): Promise<Pruned> {
    const { log, side } = this.#open;
    return {
      conversations: log.prune(closedBefore, limit),
      auditEntries: side.pruneAudit(auditBefore, limit),
      claims: side.pruneClaims(Math.min(claimedBefore, this.now() - claimKeptMs), limit),
    };
  }

  /** There are no files. */
  async compact(): Promise<void> {
    void this.#open;
  }

  now(): number {
    return this.#data.now();
  }

  announce(text: string): void {
    if (text.length > announcementLimit)
      throw new StoreError('invalid', `An announcement has at most ${announcementLimit} characters, not ${text.length}. Say less.`);
    if (this.#isClosed) return;
    for (const node of this.#data.nodes) if (node !== this) queueMicrotask(() => node.#hear(text));
  }

  onAnnouncement(listener: (text: string) => void): () => void {
    return added(this.#announcementListeners, listener);
  }

  async incarnation(): Promise<string> {
    return this.#data.incarnation;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#data.nodes.delete(this);
    this.#wake();
  }

  get #open(): MemoryData {
    if (this.#isClosed) throw new StoreError('unavailable', 'The store is closed. Open it again.');
    return this.#data;
  }

  #wakeAll(): void {
    for (const node of this.#data.nodes) node.#wake();
  }

  #wake(): void {
    for (const listener of [...this.#changeListeners]) listener();
  }

  #hear(text: string): void {
    if (!this.#isClosed) for (const listener of [...this.#announcementListeners]) listener(text);
  }
}

function neverBack(clock: () => number): () => number {
  let latest = -Infinity;
  return () => (latest = Math.max(latest, clock()));
}

function added<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
