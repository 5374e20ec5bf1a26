import type { Conversation } from '@live-takeover/sdk/core';
import { StoreError } from '../event-store.js';
import { planBatch, settleBatch } from './append-batch.js';
import type { SettledBatch, WaitingAppend } from './append-batch.js';
import { appendBatch } from './append-statement.js';
import type { Connection } from './connection.js';
import type { HeadCache } from './head-cache.js';
import { isAboutContent, isUndoneByRace, storeErrorOf } from './postgres-errors.js';
import type { SteadySession } from './steady-session.js';
import type { WakeUpCalls } from './wake-up-calls.js';

export interface AppendLaneOptions {
  readonly session: SteadySession;
  readonly heads: HeadCache;
  readonly partitions: number;
  /** The PostgreSQL schema. */
  readonly schema: string;
  readonly calls: WakeUpCalls;
  /** The store's clock. */
  now(): number;
  /** Reads heads that are not known here, folded as this release folds. */
  readHeads(connection: Connection, conversations: readonly Place[]): Promise<ReadonlyMap<string, Conversation>>;
  /** The database told its clock. */
  onClock(databaseNow: number, sentAt: number): void;
  /** What was committed, before the appends that made it resolve. */
  onWritten(written: SettledBatch['written']): void;
  onFault(error: StoreError): void;
  /** How long an append may be planned anew because others were faster. */
  readonly patienceMs: number;
}

const takenAtOnce = 1_000;

/** Where a conversation is found. */
export interface Place {
  readonly tenant: string;
  readonly conversationId: string;
}

/**
 * Group commit: whatever waits when the connection is free becomes one batch, which the database decides in one
 * statement. What it decides otherwise than planned here is planned anew on the head as it is.
 */
export class AppendLane {
  readonly #options: AppendLaneOptions;
  #waiting: WaitingAppend[] = [];
  /** Conversations whose head has to be read, however likely it is that there is none. */
  readonly #surprising = new Set<string>();
  #isWorking = false;
  readonly #onIdle: (() => void)[] = [];

  constructor(options: AppendLaneOptions) {
    this.#options = options;
  }

  add(append: WaitingAppend): void {
    this.#waiting.push(append);
    if (this.#isWorking) return;
    this.#isWorking = true;
    // What is asked for in the same turn goes together.
    setImmediate(() => void this.#work());
  }

  /** Resolves when everything that was added is answered. */
  async close(): Promise<void> {
    if (this.#isWorking) await new Promise<void>((resolve) => this.#onIdle.push(resolve));
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, takenAtOnce);
      await this.#perform(batch);
      // Whoever was answered and goes on at once comes along, instead of waiting for a batch of one to be synced.
      await nextTurn();
    }
    this.#isWorking = false;
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  async #perform(batch: readonly WaitingAppend[]): Promise<void> {
    let chosen = batch;
    try {
      const settled = await this.#options.session.run(async (connection) => {
        await this.#readMissing(connection, batch);
        const { heads, partitions, schema, calls, now, onClock } = this.#options;
        const headOf = (tenant: string, id: string): Conversation | undefined => heads.get(tenant, id);
        const { chains, later } = planBatch(batch, { headOf, partitions, now: now() });
        this.#waiting = [...later, ...this.#waiting];
        chosen = chains.flatMap(({ members }) => members.map(({ append }) => append));
        const sentAt = performance.now();
        const isWriting = chains.some(({ head, base }) => head !== base);
        const { verdict, databaseNow } = await appendBatch(connection, chains, schema, isWriting ? calls.next() : '');
        onClock(databaseNow, sentAt);
        return settleBatch(chains, verdict);
      });
      this.#take(settled);
    } catch (error) {
      await this.#fail(chosen, error);
    }
  }

  async #readMissing(connection: Connection, batch: readonly WaitingAppend[]): Promise<void> {
    const { heads, readHeads } = this.#options;
    const missing = new Map<string, Place>();
    for (const { tenant, conversationId, isStart } of batch) {
      const key = `${tenant}\n${conversationId}`;
      if (heads.get(tenant, conversationId) === undefined && (!isStart || this.#surprising.has(key))) missing.set(key, { tenant, conversationId });
    }
    if (missing.size === 0) return;
    const found = await readHeads(connection, [...missing.values()]);
    for (const [key, { tenant }] of missing) {
      this.#surprising.delete(key);
      const head = found.get(key);
      if (head !== undefined) heads.remember(tenant, head);
    }
  }

  #take(settled: SettledBatch): void {
    const { heads, onWritten } = this.#options;
    for (const { tenant, conversationId } of settled.stale) heads.forget(tenant, conversationId);
    for (const { tenant, conversationId } of settled.again)
      if (heads.get(tenant, conversationId) === undefined) this.#surprising.add(`${tenant}\n${conversationId}`);
    for (const { chain } of settled.written) if (chain.head !== undefined) heads.remember(chain.tenant, chain.head);
    if (settled.written.length > 0) onWritten(settled.written);
    settled.answer();
    this.#again(settled.again);
  }

  #again(appends: readonly WaitingAppend[]): void {
    const now = performance.now();
    const isPatient = ({ askedAt }: WaitingAppend): boolean => now - askedAt < this.#options.patienceMs;
    for (const append of appends)
      if (!isPatient(append))
        append.reject(new StoreError('unavailable', `Others were faster at ${append.conversationId} all the time. Try again with the same ids.`));
    this.#waiting = [...appends.filter(isPatient), ...this.#waiting];
  }

  async #fail(batch: readonly WaitingAppend[], error: unknown): Promise<void> {
    if (isUndoneByRace(error)) return this.#again(batch);
    if (isAboutContent(error) && batch.length > 1) {
      // One of them cannot be stored: each by itself, so that it fails alone.
      for (const append of batch) await this.#perform([append]);
      return;
    }
    const told = storeErrorOf(error);
    if (told.code === 'unavailable') this.#options.onFault(told);
    for (const append of batch) append.reject(told);
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
