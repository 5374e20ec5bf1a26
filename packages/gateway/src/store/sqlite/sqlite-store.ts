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
  StoreError,
  TenantHead,
} from '../event-store.js';
import { createStoreClock, resumedAt } from '../store-clock.js';
import { tailOf } from '../tail.js';
import { createFollowedLog } from './followed-log.js';
import type { FollowedLog } from './followed-log.js';
import type { AppendedInTransit, Json } from './protocol.js';
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

/**
 * The embedded store: SQLite in one file, held by this process alone. An append
 * that resolved is on disk; appends that wait together share one sync.
 *
 * @throws {StoreError} `locked`: another process has the file; `invalid`: not ours, or of a newer release; `unavailable`
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<EventStore> {
  // Nothing is committed before the first call, and there is none before this is set.
  let log: FollowedLog | undefined = undefined;
  const thread = await startStoreThread(
    { path: options.path, synchronous: options.synchronous ?? 'full', isRestored: options.isRestored ?? false },
    { committed: (stored) => log?.add(stored), fault: (error) => options.onFault?.(error) },
  );
  log = createFollowedLog(thread);
  return new SqliteStore(thread, log, clockOf(options.now, thread.openedAt.newestAt));
}

/** Of a clock that is given, the owner says how it goes on while it is behind: it stands. */
function clockOf(given: (() => number) | undefined, newestAt: number): () => number {
  const wall = given ?? Date.now;
  return createStoreClock(wall, given === undefined ? () => performance.now() : () => 0, resumedAt(newestAt, wall()));
}

class SqliteStore implements EventStore {
  readonly partitions = 1;
  readonly isShared = false;
  readonly now: () => number;
  readonly #thread: StoreThread;
  readonly #log: FollowedLog;

  constructor(thread: StoreThread, log: FollowedLog, now: () => number) {
    this.#thread = thread;
    this.#log = log;
    this.now = now;
  }

  async append(
    tenant: string,
    conversationId: ConversationId,
    events: readonly NewEvent[],
    expectations: AppendExpectations = {},
  ): Promise<Appended> {
    return appendedOf(await this.#thread.call('append', { tenant, conversationId, events, expectations, now: this.now() }));
  }

  async importConversation(tenant: string, events: readonly ConversationEvent[]): Promise<void> {
    await this.#thread.call('importConversation', tenant, events);
  }

  async read(tenant: string, conversationId: ConversationId, afterVersion: number, limit = -1): Promise<readonly ConversationEvent[]> {
    return this.#thread.parsed(await this.#thread.call('read', tenant, conversationId, afterVersion, limit));
  }

  async readBackwards(
    tenant: string,
    conversationId: ConversationId,
    before: number | null,
    limit: number,
  ): Promise<readonly ConversationEvent[]> {
    return this.#thread.parsed(await this.#thread.call('readBackwards', tenant, conversationId, before, limit));
  }

  head(tenant: string, conversationId: ConversationId): Promise<Conversation | undefined> {
    return this.#thread.call('head', tenant, conversationId);
  }

  async heads(query: {
    readonly activeSince: number;
  }): Promise<{ readonly heads: readonly TenantHead[]; readonly atPositions: readonly Position[] }> {
    const heads: TenantHead[] = [];
    const take = async (part: Json): Promise<void> => {
      for (const head of this.#thread.parsed<readonly TenantHead[]>(part)) heads.push(head);
      await nextTurn();
    };
    let taken = Promise.resolve();
    const onPart = (part: Json): void => {
      taken = taken.then(() => take(part));
      // It is awaited below, once there are no more.
      taken.catch(() => {});
    };
    const { position } = await this.#thread.callInParts(onPart, 'heads', query.activeSince);
    await taken;
    return { heads, atPositions: [position] };
  }

  async closedHeads(tenant: string, query: ClosedQuery): Promise<readonly Conversation[]> {
    return this.#thread.parsed(await this.#thread.call('closedHeads', tenant, query));
  }

  threadConversations(tenant: string, thread: string): Promise<readonly ConversationId[]> {
    return this.#thread.call('threadConversations', tenant, thread);
  }

  contactConversations(tenant: string, contactId: string): Promise<readonly ConversationId[]> {
    return this.#thread.call('contactConversations', tenant, contactId);
  }

  async erase(tenant: string, conversationIds: readonly ConversationId[]): Promise<void> {
    await this.#thread.call('erase', tenant, conversationIds, this.now());
  }

  async prune(limits: PruneLimits): Promise<Pruned> {
    const { pruned, floor } = await this.#thread.call('prune', limits, this.now());
    this.#log.raiseFloor(floor);
    return pruned;
  }

  async compact(): Promise<void> {
    await this.#thread.call('compact');
  }

  async backup(path: string): Promise<void> {
    await this.#thread.call('backup', path);
  }

  tail(_partition: number, afterPosition: Position, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]> {
    return tailOf(this.#log, afterPosition, signal);
  }

  claim(tenant: string, kind: string, key: string): Promise<boolean> {
    return this.#thread.call('claim', tenant, kind, key, this.now());
  }

  lease(tenant: string, kind: string, key: string, holder: string, durationMs: number): Promise<boolean> {
    const now = this.now();
    return this.#thread.call('lease', tenant, { kind, key, holder, expiresAt: now + durationMs }, now);
  }

  async release(tenant: string, kind: string, key: string, holder: string): Promise<void> {
    await this.#thread.call('release', tenant, kind, key, holder);
  }

  leases(tenant: string, kind: string): Promise<readonly Lease[]> {
    return this.#thread.call('leases', tenant, kind, this.now());
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

  replaceSetting(tenant: string, key: string, before: string | undefined, value: string): Promise<boolean> {
    return this.#thread.call('replaceSetting', tenant, key, before, value);
  }

  async audit(tenant: string, entries: readonly AuditEntry[]): Promise<void> {
    await this.#thread.call('audit', tenant, entries);
  }

  auditLog(tenant: string, query: { readonly since: number; readonly limit: number }): Promise<readonly AuditEntry[]> {
    return this.#thread.call('auditLog', tenant, query.since, query.limit);
  }

  /** Nobody else has the file. */
  announce(): void {}

  onAnnouncement(): () => void {
    return () => {};
  }

  async incarnation(): Promise<string> {
    return this.#thread.openedAt.incarnation;
  }

  async close(): Promise<void> {
    await this.#thread.close();
    this.#log.close();
  }
}

/** What most who append never look at is parsed when somebody does. */
function appendedOf({ version, position, duplicate, ...json }: AppendedInTransit): Appended {
  let events: readonly ConversationEvent[] | undefined;
  let head: Conversation | undefined;
  return {
    version,
    position,
    duplicate,
    get events() {
      return (events ??= JSON.parse(json.events) as readonly ConversationEvent[]);
    },
    get head() {
      return (head ??= JSON.parse(json.head) as Conversation);
    },
  };
}

/** Lets other work of this thread go first. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
