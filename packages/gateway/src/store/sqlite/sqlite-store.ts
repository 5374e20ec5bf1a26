import type { Conversation, ConversationEvent, ConversationId, NewEvent } from '@live-takeover/sdk/core';
import type { AppendExpectations, Appended, AuditEntry, EventStore, Lease, Position, StoredEvent, StoreError, TenantHead } from '../event-store.js';
import { tailOf } from '../tail.js';
import type { TailSource } from '../tail.js';
import { createRecentEvents } from './recent-events.js';
import type { RecentEvents } from './recent-events.js';
import { startStoreThread } from './store-thread.js';
import type { StoreThread } from './store-thread.js';

export interface SqliteStoreOptions {
  /** The database file; made if there is none. Its directory must exist. */
  readonly path: string;
  /** The store's clock, epoch ms. Default: the machine's. */
  readonly now?: () => number;
  /**
   * `off` acknowledges what is not on disk yet and loses it with the machine. It
   * exists only so that the test of durability can show that it would notice.
   * Default `full`.
   */
  readonly synchronous?: 'full' | 'off';
  /** Say so, once, after putting a backup in place of the file: cursors given out since then become void. */
  readonly isRestored?: boolean;
  /** Told of each `unavailable`: the disk failed, or the store's thread did. */
  readonly onFault?: (error: StoreError) => void;
}

const recentEvents = 5_000;

/**
 * The embedded store: SQLite in one file, held by this process alone. An append
 * that resolved is on disk; appends that wait together share one sync.
 *
 * @throws {StoreError} `locked`: another process has the file; `invalid`: not ours, or of a newer release; `unavailable`
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<EventStore> {
  let recent: RecentEvents = createRecentEvents(0, recentEvents);
  const listeners = new Set<() => void>();
  const thread = await startStoreThread(
    { path: options.path, synchronous: options.synchronous ?? 'full', isRestored: options.isRestored ?? false },
    {
      committed(stored) {
        recent.add(stored);
        for (const listener of [...listeners]) listener();
      },
      fault: (error) => options.onFault?.(error),
    },
  );
  recent = createRecentEvents(thread.openedAt, recentEvents);
  return new SqliteStore(thread, recent, listeners, options.now ?? Date.now);
}

class SqliteStore implements EventStore {
  readonly partitions = 1;
  readonly isShared = false;
  readonly #thread: StoreThread;
  readonly #listeners: Set<() => void>;
  readonly #now: () => number;
  readonly #tailSource: TailSource;
  #isClosed = false;

  constructor(thread: StoreThread, recent: RecentEvents, listeners: Set<() => void>, now: () => number) {
    this.#thread = thread;
    this.#listeners = listeners;
    this.#now = now;
    const isClosed = (): boolean => this.#isClosed;
    this.#tailSource = {
      get lastPosition() {
        return recent.lastPosition;
      },
      floor: 0,
      get isClosed() {
        return isClosed();
      },
      readAfter: async (position, limit) =>
        recent.after(position, limit) ?? (JSON.parse(await thread.call('readAfter', position, limit)) as readonly StoredEvent[]),
      onChange(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
  }

  append(
    tenant: string,
    conversationId: ConversationId,
    events: readonly NewEvent[],
    expectations: AppendExpectations = {},
  ): Promise<Appended> {
    return this.#thread.call('append', { tenant, conversationId, events, expectations, now: this.#now() });
  }

  async importConversation(tenant: string, events: readonly ConversationEvent[]): Promise<void> {
    await this.#thread.call('importConversation', tenant, events);
  }

  async read(tenant: string, conversationId: ConversationId, afterVersion: number, limit = -1): Promise<readonly ConversationEvent[]> {
    return JSON.parse(await this.#thread.call('read', tenant, conversationId, afterVersion, limit)) as readonly ConversationEvent[];
  }

  async readBackwards(
    tenant: string,
    conversationId: ConversationId,
    before: number | null,
    limit: number,
  ): Promise<readonly ConversationEvent[]> {
    return JSON.parse(await this.#thread.call('readBackwards', tenant, conversationId, before, limit)) as readonly ConversationEvent[];
  }

  head(tenant: string, conversationId: ConversationId): Promise<Conversation | undefined> {
    return this.#thread.call('head', tenant, conversationId);
  }

  async heads(query: {
    readonly activeSince: number;
  }): Promise<{ readonly heads: readonly TenantHead[]; readonly atPositions: readonly Position[] }> {
    const { parts, position } = await this.#thread.call('heads', query.activeSince);
    const heads: TenantHead[] = [];
    for (const part of parts) {
      for (const head of JSON.parse(part) as readonly TenantHead[]) heads.push(head);
      await nextTurn();
    }
    return { heads, atPositions: [position] };
  }

  threadConversations(tenant: string, thread: string): Promise<readonly ConversationId[]> {
    return this.#thread.call('threadConversations', tenant, thread);
  }

  tail(_partition: number, afterPosition: Position, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]> {
    return tailOf(this.#tailSource, afterPosition, signal);
  }

  claim(tenant: string, kind: string, key: string): Promise<boolean> {
    return this.#thread.call('claim', tenant, kind, key, this.#now());
  }

  lease(tenant: string, kind: string, key: string, holder: string, durationMs: number): Promise<boolean> {
    const now = this.#now();
    return this.#thread.call('lease', tenant, { kind, key, holder, expiresAt: now + durationMs }, now);
  }

  async release(tenant: string, kind: string, key: string, holder: string): Promise<void> {
    await this.#thread.call('release', tenant, kind, key, holder);
  }

  leases(tenant: string, kind: string): Promise<readonly Lease[]> {
    return this.#thread.call('leases', tenant, kind, this.#now());
  }

  setting(tenant: string, key: string): Promise<string | undefined> {
    return this.#thread.call('setting', tenant, key);
  }

  settings(tenant: string, keyPrefix: string): Promise<ReadonlyMap<string, string>> {
    return this.#thread.call('settings', tenant, keyPrefix);
  }

  async putSetting(tenant: string, key: string, value: string): Promise<void> {
    await this.#thread.call('putSetting', tenant, key, value);
  }

  async audit(tenant: string, entries: readonly AuditEntry[]): Promise<void> {
    await this.#thread.call('audit', tenant, entries);
  }

  auditLog(tenant: string, query: { readonly since: number; readonly limit: number }): Promise<readonly AuditEntry[]> {
    return this.#thread.call('auditLog', tenant, query.since, query.limit);
  }

  now(): number {
    return this.#now();
  }

  /** Nobody else has the file. */
  announce(): void {}

  onAnnouncement(): () => void {
    return () => {};
  }

  async incarnation(): Promise<string> {
    return this.#thread.incarnation;
  }

  async close(): Promise<void> {
    await this.#thread.close();
    this.#isClosed = true;
    for (const listener of [...this.#listeners]) listener();
  }
}

/** Lets other work of this thread go first. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
