import type { Conversation, ConversationEvent, ConversationId, NewEvent } from '@live-takeover/sdk/core';
import { checkAppend, checkName, planAppend, repeatedAppend } from '../src/store/append-rules.js';
import type { AppendRequest, PlannedAppend, StoredAppend } from '../src/store/append-rules.js';
import type { AppendExpectations, Appended, AuditEntry, EventStore, Lease, Position, StoredEvent, TenantHead } from '../src/store/event-store.js';
import { StoreError } from '../src/store/event-store.js';
import { planImport } from '../src/store/import-rules.js';
import { tailOf } from '../src/store/tail.js';
import type { TailSource } from '../src/store/tail.js';

export interface MemoryStoreOptions {
  /** The store's clock, epoch ms. Default: the machine's. */
  readonly now?: () => number;
}

interface StoredConversation {
  head: Conversation;
  readonly events: ConversationEvent[];
  readonly positions: Position[];
  readonly appends: Map<string, StoredAppend>;
}

/**
 * An {@link EventStore} that keeps everything in this process and forgets it at
 * the end: for tests of what stands on a store. It decides as the durable ones
 * do, and answers without waiting for anything.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): EventStore {
  return new MemoryStore(options.now ?? Date.now);
}

class MemoryStore implements EventStore {
  readonly partitions = 1;
  readonly isShared = false;
  readonly #now: () => number;
  readonly #incarnation = crypto.randomUUID();
  readonly #conversations = new Map<string, StoredConversation>();
  readonly #log: StoredEvent[] = [];
  readonly #references = new Set<string>();
  /** First heads: thread and start never change. */
  readonly #threads = new Map<string, Conversation[]>();
  readonly #claims = new Set<string>();
  readonly #leases = new Map<string, Lease>();
  readonly #settings = new Map<string, Map<string, string>>();
  readonly #audit = new Map<string, AuditEntry[]>();
  readonly #listeners = new Set<() => void>();
  #isClosed = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  async append(
    tenant: string,
    conversationId: ConversationId,
    events: readonly NewEvent[],
    expectations: AppendExpectations = {},
  ): Promise<Appended> {
    this.#checkOpen();
    const request: AppendRequest = { tenant, conversationId, events, expectations, now: this.#now() };
    checkAppend(request);
    const stored = this.#conversations.get(keyOf(tenant, conversationId));
    const repeated = repeatedAppend(request, (eventId) => stored?.appends.get(eventId));
    if (stored !== undefined && repeated !== undefined) return answerTo(stored, repeated, true);
    const append = { ...this.#write(tenant, planAppend(request, stored?.head)), commandHash: expectations.commandHash ?? null };
    const written = this.#conversation(tenant, conversationId);
    for (const event of events) written.appends.set(event.id, append);
    this.#wake();
    return answerTo(written, append, false);
  }

  async importConversation(tenant: string, events: readonly ConversationEvent[]): Promise<void> {
    this.#checkOpen();
    const planned = planImport(tenant, events);
    const { head } = planned;
    const stored = this.#conversations.get(keyOf(tenant, head.id));
    if (stored !== undefined) throw new StoreError('conflict', `${head.id} exists already. Import it once.`, { head: stored.head });
    const append = { ...this.#write(tenant, planned), commandHash: null };
    const written = this.#conversation(tenant, head.id);
    for (const event of events) written.appends.set(event.id, append);
    this.#wake();
  }

  async read(tenant: string, conversationId: ConversationId, afterVersion: number, limit = Infinity): Promise<readonly ConversationEvent[]> {
    this.#checkOpen();
    const events = this.#conversations.get(keyOf(tenant, conversationId))?.events ?? [];
    return events.slice(Math.max(0, afterVersion), Math.max(0, afterVersion) + limit);
  }

  async readBackwards(
    tenant: string,
    conversationId: ConversationId,
    before: number | null,
    limit: number,
  ): Promise<readonly ConversationEvent[]> {
    this.#checkOpen();
    const events = this.#conversations.get(keyOf(tenant, conversationId))?.events ?? [];
    const end = before === null ? events.length : Math.max(0, Math.min(events.length, before - 1));
    return events.slice(Math.max(0, end - limit), end);
  }

  async head(tenant: string, conversationId: ConversationId): Promise<Conversation | undefined> {
    this.#checkOpen();
    return this.#conversations.get(keyOf(tenant, conversationId))?.head;
  }

  async heads(query: {
    readonly activeSince: number;
  }): Promise<{ readonly heads: readonly TenantHead[]; readonly atPositions: readonly Position[] }> {
    this.#checkOpen();
    const heads: TenantHead[] = [];
    for (const [key, { head }] of this.#conversations)
      if (head.closed === null || head.at >= query.activeSince) heads.push({ tenant: tenantOf(key), head });
    return { heads, atPositions: [this.#log.length] };
  }

  async threadConversations(tenant: string, thread: string): Promise<readonly ConversationId[]> {
    this.#checkOpen();
    const heads = [...(this.#threads.get(keyOf(tenant, thread)) ?? [])];
    return heads.sort((left, right) => left.startedAt - right.startedAt).map((head) => head.id);
  }

  tail(_partition: number, afterPosition: Position, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]> {
    return tailOf(this.#tailSource, afterPosition, signal);
  }

  async claim(tenant: string, kind: string, key: string): Promise<boolean> {
    this.#checkOpen();
    const claim = keyOf(tenant, kind, key);
    if (this.#claims.has(claim)) return false;
    this.#claims.add(claim);
    return true;
  }

  async lease(tenant: string, kind: string, key: string, holder: string, durationMs: number): Promise<boolean> {
    this.#checkOpen();
    const now = this.#now();
    const held = this.#leases.get(keyOf(tenant, kind, key));
    if (held !== undefined && held.holder !== holder && held.expiresAt > now) return false;
    this.#leases.set(keyOf(tenant, kind, key), { kind, key, holder, expiresAt: now + durationMs });
    return true;
  }

  async release(tenant: string, kind: string, key: string, holder: string): Promise<void> {
    this.#checkOpen();
    if (this.#leases.get(keyOf(tenant, kind, key))?.holder === holder) this.#leases.delete(keyOf(tenant, kind, key));
  }

  async leases(tenant: string, kind: string): Promise<readonly Lease[]> {
    this.#checkOpen();
    const now = this.#now();
    return [...this.#leases]
      .filter(([key, lease]) => tenantOf(key) === tenant && lease.kind === kind && lease.expiresAt > now)
      .map(([, lease]) => lease);
  }

  async setting(tenant: string, key: string): Promise<string | undefined> {
    this.#checkOpen();
    return this.#settings.get(tenant)?.get(key);
  }

  async settings(tenant: string, keyPrefix: string): Promise<ReadonlyMap<string, string>> {
    this.#checkOpen();
    return new Map([...(this.#settings.get(tenant) ?? [])].filter(([key]) => key.startsWith(keyPrefix)));
  }

  async putSetting(tenant: string, key: string, value: string): Promise<void> {
    this.#checkOpen();
    checkName('setting', key);
    const settings = this.#settings.get(tenant) ?? new Map<string, string>();
    this.#settings.set(tenant, settings.set(key, value));
  }

  async audit(tenant: string, entries: readonly AuditEntry[]): Promise<void> {
    this.#checkOpen();
    this.#audit.set(tenant, [...(this.#audit.get(tenant) ?? []), ...entries].sort((left, right) => left.at - right.at));
  }

  async auditLog(tenant: string, query: { readonly since: number; readonly limit: number }): Promise<readonly AuditEntry[]> {
    this.#checkOpen();
    return (this.#audit.get(tenant) ?? []).filter((entry) => entry.at >= query.since).slice(0, query.limit);
  }

  now(): number {
    return this.#now();
  }

  announce(): void {}

  onAnnouncement(): () => void {
    return () => {};
  }

  async incarnation(): Promise<string> {
    return this.#incarnation;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wake();
  }

  #write(tenant: string, { events, bodies, head }: PlannedAppend): { readonly firstSeq: number; readonly lastSeq: number } {
    const key = keyOf(tenant, head.id);
    if (!this.#conversations.has(key)) {
      const reference = keyOf(tenant, head.reference);
      if (this.#references.has(reference))
        throw new StoreError('reference-taken', `Reference ${head.reference} belongs to another conversation. Draw another.`);
      this.#references.add(reference);
      const thread = keyOf(tenant, head.thread);
      this.#threads.set(thread, [...(this.#threads.get(thread) ?? []), head]);
    }
    const stored: StoredConversation = this.#conversations.get(key) ?? { head, events: [], positions: [], appends: new Map() };
    this.#conversations.set(key, stored);
    stored.head = head;
    for (const body of bodies) {
      const event = JSON.parse(body) as ConversationEvent;
      const position = this.#log.length + 1;
      stored.events.push(event);
      stored.positions.push(position);
      this.#log.push({ tenant, position, event });
    }
    return { firstSeq: events[0]?.seq ?? 0, lastSeq: head.seq };
  }

  #conversation(tenant: string, conversationId: ConversationId): StoredConversation {
    const stored = this.#conversations.get(keyOf(tenant, conversationId));
    if (stored === undefined) throw new StoreError('invalid', `${conversationId} does not exist.`);
    return stored;
  }

  #wake(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new StoreError('unavailable', 'The store is closed. Open it again.');
  }

  readonly #tailSource: TailSource = ((store: MemoryStore): TailSource => ({
    get lastPosition() {
      return store.#log.length;
    },
    floor: 0,
    get isClosed() {
      return store.#isClosed;
    },
    readAfter: async (position, limit) => store.#log.slice(position, position + limit),
    onChange(listener) {
      store.#listeners.add(listener);
      return () => void store.#listeners.delete(listener);
    },
  }))(this);
}

function answerTo({ head, events, positions }: StoredConversation, append: StoredAppend, isDuplicate: boolean): Appended {
  return {
    version: append.lastSeq,
    position: positions[append.lastSeq - 1] ?? 0,
    duplicate: isDuplicate,
    events: events.slice(append.firstSeq - 1, append.lastSeq),
    head,
  };
}

const separator = '\u0000';

function keyOf(...parts: readonly string[]): string {
  return parts.join(separator);
}

function tenantOf(key: string): string {
  return key.slice(0, key.indexOf(separator));
}
