import { setMaxListeners } from 'node:events';
import type { Conversation, ConversationEvent, ConversationId, NewEvent } from '@live-takeover/sdk/core';
import { checkAppend, checkName, planAppend, repeatedAppend } from '../append-rules.js';
import type { AppendRequest } from '../append-rules.js';
import type { AppendExpectations, Appended, AuditEntry, ClosedQuery, EventStore, Lease, Position, PruneLimits, Pruned, StoredEvent, TenantHead } from '../event-store.js';
import { StoreError } from '../event-store.js';
import { planImport } from '../import-rules.js';
import { partitionOf } from '../partition.js';
import { tailOf } from '../tail.js';
import type { AppendOutcome, WaitingAppend } from './append-batch.js';
import type { Connection } from './connection.js';
import { readAfterPosition, readAppended, readContact, readEvents, readEventsBackwards, readThread } from './event-reader.js';
import { readActiveHeads, readClosedHeads, readHead } from './head-reader.js';
import { LeaseBatches } from './lease-batches.js';
import { storeErrorOf } from './postgres-errors.js';
import { compact, eraseConversations, prune } from './retention.js';
import * as side from './side-tables.js';
import { closedError } from './steady-session.js';
import type { PostgresStoreOptions, StoreParts } from './store-parts.js';
import { startParts } from './store-parts.js';

export type { PostgresStoreOptions } from './store-parts.js';

/**
 * The store for several nodes: PostgreSQL 13 or later. A node folds in memory and one statement decides; no node holds a
 * lock while it thinks. After the database went away, the store finds it again by itself.
 *
 * @throws {StoreError} `invalid`: the URL, the credentials or the server will never do; `unavailable`: it does not answer
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<EventStore> {
  return new PostgresStore(await startParts(options));
}

const everything = Number.MAX_SAFE_INTEGER;
const closingMs = 3_000;

class PostgresStore implements EventStore {
  readonly isShared = true;
  readonly partitions: number;
  readonly #parts: StoreParts;
  readonly #leases: LeaseBatches;
  /** What is still to be looked up for appends that came again. */
  readonly #answering = new Set<Promise<Appended>>();
  #isClosed = false;

  constructor(parts: StoreParts) {
    this.partitions = parts.partitions;
    this.#parts = parts;
    this.#leases = new LeaseBatches((work) => this.#run(work), parts.givenNow);
  }

  async append(
    tenant: string,
    conversationId: ConversationId,
    events: readonly NewEvent[],
    expectations: AppendExpectations = {},
  ): Promise<Appended> {
    const request: AppendRequest = { tenant, conversationId, events, expectations, now: 0 };
    checkAppend(request);
    const { commandHash = null } = expectations;
    if (commandHash !== null) checkName('hash of the command', commandHash);
    const outcome = await this.#decide({
      tenant,
      conversationId,
      eventIds: events.map(({ id }) => id),
      commandHash,
      isStart: events[0]?.type === 'conversation-started',
      plan: (head, now) => planAppend({ ...request, now }, head),
      repeated: (storedWith) => repeatedAppend(request, storedWith),
    });
    if (outcome.kind === 'repeated') {
      const answering = this.#answerAgain(tenant, conversationId, outcome);
      this.#answering.add(answering);
      return answering.finally(() => this.#answering.delete(answering));
    }
    const { planned, position } = outcome;
    return { version: planned.head.seq, position, duplicate: false, events: planned.events, head: planned.head };
  }

  async importConversation(tenant: string, events: readonly ConversationEvent[]): Promise<void> {
    const planned = planImport(tenant, events);
    const { id } = planned.head;
    await this.#decide({
      tenant,
      conversationId: id,
      eventIds: events.map((event) => event.id),
      commandHash: null,
      isStart: true,
      plan(head) {
        if (head !== undefined) throw new StoreError('conflict', `${id} exists already. Import it once.`, { head });
        return planned;
      },
      repeated: () => undefined,
    });
  }

  read(tenant: string, conversationId: ConversationId, afterVersion: number, limit = everything): Promise<readonly ConversationEvent[]> {
    return this.#run((connection) => readEvents(connection, tenant, conversationId, afterVersion, limit));
  }

  readBackwards(
    tenant: string,
    conversationId: ConversationId,
    before: number | null,
    limit: number,
  ): Promise<readonly ConversationEvent[]> {
    return this.#run((connection) => readEventsBackwards(connection, tenant, conversationId, before ?? everything, limit));
  }

  head(tenant: string, conversationId: ConversationId): Promise<Conversation | undefined> {
    return this.#run((connection) => readHead(connection, tenant, conversationId));
  }

  heads(query: {
    readonly activeSince: number;
  }): Promise<{ readonly heads: readonly TenantHead[]; readonly atPositions: readonly Position[] }> {
    return this.#run((connection) => readActiveHeads(connection, query.activeSince));
  }

  closedHeads(tenant: string, query: ClosedQuery): Promise<readonly Conversation[]> {
    const onUnreadable = (count: number): void =>
      this.#parts.onFault(new StoreError('invalid', `${count} closed conversations were passed over: neither their heads nor their events make sense. Look for what damaged them.`));
    return this.#run((connection) => readClosedHeads(connection, tenant, query, onUnreadable));
  }

  threadConversations(tenant: string, thread: string): Promise<readonly ConversationId[]> {
    return this.#run((connection) => readThread(connection, tenant, thread));
  }

  contactConversations(tenant: string, contactId: string): Promise<readonly ConversationId[]> {
    return this.#run((connection) => readContact(connection, tenant, contactId));
  }

  async *tail(partition: number, afterPosition: Position, signal: AbortSignal): AsyncGenerator<readonly StoredEvent[], void, undefined> {
    const { follower } = this.#parts;
    const log = follower.logs[partition];
    if (log === undefined) throw new StoreError('invalid', `There is no partition ${partition}; they are 0 to ${this.partitions - 1}.`);
    // One signal ends the tails of all partitions: that many listeners are no leak.
    setMaxListeners(0, signal);
    // What another node committed or erased a moment ago may not be known here yet.
    if (!this.#isClosed && !signal.aborted) await follower.look();
    const readAfter = (position: Position, limit: number): Promise<readonly StoredEvent[]> =>
      this.#run((connection) => readAfterPosition(connection, partition, position, limit));
    yield* tailOf(log.source(() => this.#isClosed, readAfter), afterPosition, signal);
  }

  claim(tenant: string, kind: string, key: string): Promise<boolean> {
    return this.#run((connection) => side.claim(connection, tenant, kind, key, this.#parts.givenNow()));
  }

  lease(tenant: string, kind: string, key: string, holder: string, durationMs: number): Promise<boolean> {
    return this.#leases.take({ tenant, kind, key, holder, durationMs });
  }

  release(tenant: string, kind: string, key: string, holder: string): Promise<void> {
    return this.#run((connection) => side.releaseLease(connection, tenant, kind, key, holder));
  }

  leases(tenant: string, kind: string): Promise<readonly Lease[]> {
    return this.#run((connection) => side.readLeases(connection, tenant, kind, this.#parts.givenNow()));
  }

  setting(tenant: string, key: string): Promise<string | undefined> {
    return this.#run((connection) => side.readSetting(connection, tenant, key));
  }

  settings(tenant: string, keyPrefix: string): Promise<ReadonlyMap<string, string>> {
    return this.#run((connection) => side.readSettings(connection, tenant, keyPrefix));
  }

  putSetting(tenant: string, key: string, value: string): Promise<void> {
    return this.#run((connection) => side.writeSetting(connection, tenant, key, value));
  }

  replaceSetting(tenant: string, key: string, before: string | undefined, value: string): Promise<boolean> {
    return this.#run((connection) => side.replaceSetting(connection, tenant, key, before, value));
  }

  audit(tenant: string, entries: readonly AuditEntry[]): Promise<void> {
    return this.#run((connection) => side.writeAudit(connection, tenant, entries));
  }

  auditLog(tenant: string, query: { readonly since: number; readonly limit: number }): Promise<readonly AuditEntry[]> {
    return this.#run((connection) => side.readAudit(connection, tenant, query.since, query.limit));
  }

  async erase(tenant: string, conversationIds: readonly ConversationId[]): Promise<void> {
    await this.#run((connection) => eraseConversations(connection, tenant, conversationIds, this.#parts));
    await this.#parts.follower.look();
  }

  async prune(limits: PruneLimits): Promise<Pruned> {
    const pruned = await this.#run((connection) => prune(connection, limits, this.#parts.schema, this.#parts.now()));
    await this.#parts.follower.look();
    return pruned;
  }

  async compact(): Promise<void> {
    try {
      const connection = await this.#parts.connect();
      await compact(connection).finally(() => connection.end());
    } catch (error) {
      throw this.#told(error);
    }
  }

  now(): number {
    return this.#parts.now();
  }

  announce(text: string): void {
    this.#parts.follower.announce(text);
  }

  onAnnouncement(listener: (text: string) => void): () => void {
    return this.#parts.follower.onAnnouncement(listener);
  }

  async incarnation(): Promise<string> {
    return this.#parts.follower.incarnation;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { lanes, appenders, readers, follower, calls } = this.#parts;
    const sessions = [...appenders, ...readers];
    // A database that does not answer must not keep a process from ending.
    const timer = setTimeout(() => [...sessions, follower].forEach((part) => part.abort()), closingMs);
    await Promise.all(lanes.map((lane) => lane.close()));
    await Promise.allSettled([...this.#answering]);
    calls.close();
    await Promise.all([...sessions, follower].map((part) => part.close()));
    clearTimeout(timer);
  }

  #decide(append: Omit<WaitingAppend, 'askedAt' | 'resolve' | 'reject'>): Promise<AppendOutcome> {
    const { lanes, partitions } = this.#parts;
    const lane = lanes[partitionOf(append.tenant, append.conversationId, partitions) % lanes.length];
    return new Promise((resolve, reject) => {
      if (this.#isClosed || lane === undefined) return reject(closedError());
      lane.add({ ...append, askedAt: performance.now(), resolve, reject });
    });
  }

  async #answerAgain(tenant: string, conversationId: ConversationId, { stored }: Extract<AppendOutcome, { kind: 'repeated' }>): Promise<Appended> {
    const { firstSeq, lastSeq } = stored;
    const [{ events, position }, head] = await this.#onReader(async (connection) => [
      await readAppended(connection, tenant, conversationId, firstSeq, lastSeq),
      await readHead(connection, tenant, conversationId),
    ]);
    if (head === undefined) throw new StoreError('unavailable', `${conversationId} is being dropped. Try again.`);
    return { version: lastSeq, position, duplicate: true, events, head };
  }

  async #run<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    if (this.#isClosed) throw closedError();
    return this.#onReader(work);
  }

  /** Reads and small writes: on whichever connection has least to do. */
  async #onReader<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    const [first, ...others] = this.#parts.readers;
    if (first === undefined) throw closedError();
    const freest = others.reduce((least, session) => (session.load < least.load ? session : least), first);
    try {
      return await freest.run(work);
    } catch (error) {
      throw this.#told(error);
    }
  }

  #told(error: unknown): StoreError {
    const told = storeErrorOf(error);
    if (told.code === 'unavailable') this.#parts.onFault(told);
    return told;
  }
}
