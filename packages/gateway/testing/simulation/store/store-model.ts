/**
 * A database as nodes see it, with the truth about what is on disk: a write
 * counts once its batch is synced, and a crash takes the rest.
 *
 * What an append decides is decided by the store in memory, which decides as the
 * durable ones do; what this adds is time, loss and crashes.
 */
import type { Appended, EventStore, Position, StoredEvent } from '../../../src/store/event-store.js';
import { partitionOf } from '../../../src/store/partition.js';
import { createMemoryStore } from '../../memory-store.js';
import type { World } from '../world/world.js';

/** Something that the database is asked. */
export interface StoreRequest {
  readonly name: string;
  readonly tenant: string;
  readonly isWrite: boolean;
  /** The setting that it puts, for those who listen. */
  readonly setting?: Setting | undefined;
  /** Decides and does it. Called again, in the same order, to bring back what was on disk. */
  readonly run: (store: EventStore) => Promise<unknown>;
  /** Called once it is on disk, or right away if it writes nothing. Never called if the database went down before. */
  readonly onDone: (outcome: Outcome) => void;
}

/** A setting as it is stored. */
export interface Setting {
  readonly key: string;
  readonly value: string;
}

/** What came of a {@link StoreRequest}. */
export type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/** The one database of a simulation. */
export interface StoreModel {
  readonly partitions: number;
  readonly isShared: boolean;
  readonly incarnation: string;
  readonly isUp: boolean;
  /** Since when it is up, epoch ms. */
  readonly upSince: number;
  /** What is on disk of a partition, in order. */
  log(partition: number): readonly StoredEvent[];
  /** The database's clock, epoch ms. */
  now(): number;
  submit(request: StoreRequest): void;
  /** Power is gone: what is not synced never happened. */
  crash(): void;
  /** Has power go just as the next batch with events in it is written and not yet synced. */
  crashWhileWriting(): void;
  recover(): void;
  /** Told of events in the order in which they came on disk, those of one append together. */
  onCommit(listener: (events: readonly StoredEvent[]) => void): void;
  /** Told of settings that came on disk. */
  onSetting(listener: (setting: Setting) => void): void;
  /** Told when every connection is lost. */
  onCrash(listener: () => void): void;
}

interface Journalled {
  readonly at: number;
  readonly run: StoreRequest['run'];
}

interface Executed {
  readonly request: StoreRequest;
  readonly at: number;
  readonly outcome: Outcome;
}

/** How the database is made. */
export interface StoreModelOptions {
  /** By how much its clock is off. */
  readonly clockAheadMs: number;
  readonly partitions: number;
  readonly isShared: boolean;
}

/** A database that nobody has written to. */
export function createStoreModel(world: World, options: StoreModelOptions): StoreModel {
  return new Model(world, options);
}

class Model implements StoreModel {
  readonly incarnation: string;
  readonly partitions: number;
  readonly isShared: boolean;
  isUp = true;
  upSince: number;
  readonly #world: World;
  readonly #clockAheadMs: number;
  readonly #logs: readonly StoredEvent[][];
  readonly #commitListeners: ((events: readonly StoredEvent[]) => void)[] = [];
  readonly #settingListeners: ((setting: Setting) => void)[] = [];
  readonly #crashListeners: (() => void)[] = [];
  readonly #journal: Journalled[] = [];
  #memory: EventStore;
  /** The instant at which the store in memory now works. */
  #at: number;
  #waiting: StoreRequest[] = [];
  #isBusy = false;
  #isDoomed = false;
  /** Counts crashes: what an earlier life had begun is over. */
  #life = 0;

  constructor(world: World, { clockAheadMs, partitions, isShared }: StoreModelOptions) {
    this.#world = world;
    this.isShared = isShared;
    this.#clockAheadMs = clockAheadMs;
    this.upSince = world.schedule.now;
    this.#at = this.now();
    this.incarnation = `i${String(world.chance.between(1, 1e9))}`;
    this.#memory = this.#emptyMemory(partitions);
    this.partitions = this.#memory.partitions;
    this.#logs = Array.from({ length: this.partitions }, () => []);
  }

  log(partition: number): readonly StoredEvent[] {
    return this.#logs[partition] ?? [];
  }

  now(): number {
    return this.#world.schedule.now + this.#clockAheadMs;
  }

  onCommit(listener: (events: readonly StoredEvent[]) => void): void {
    this.#commitListeners.push(listener);
  }

  onSetting(listener: (setting: Setting) => void): void {
    this.#settingListeners.push(listener);
  }

  onCrash(listener: () => void): void {
    this.#crashListeners.push(listener);
  }

  submit(request: StoreRequest): void {
    if (!this.isUp) return;
    this.#waiting.push(request);
    this.#begin();
  }

  crash(): void {
    const { trace, reached } = this.#world;
    trace.add('store crashes');
    reached.storeCrashes += 1;
    this.isUp = false;
    this.#isDoomed = false;
    this.#life += 1;
    this.#waiting = [];
    this.#isBusy = false;
    for (const listener of this.#crashListeners) listener();
  }

  crashWhileWriting(): void {
    this.#isDoomed = true;
  }

  recover(): void {
    this.#isDoomed = false;
    if (this.isUp) return;
    this.#world.trace.add('store recovers');
    const life = this.#life;
    void this.#replayed().then((memory) => {
      if (life !== this.#life || this.isUp) return;
      this.#memory = memory;
      this.isUp = true;
      this.upSince = this.#world.schedule.now;
    });
  }

  #emptyMemory(partitions: number): EventStore {
    return createMemoryStore({ now: () => this.#at, partitions });
  }

  /** What the disk holds, and nothing else. */
  async #replayed(): Promise<EventStore> {
    const memory = this.#emptyMemory(this.partitions);
    for (const { at, run } of this.#journal) {
      this.#at = at;
      await run(memory).catch(() => undefined);
    }
    return memory;
  }

  /** One batch at a time: everything that waits, decided one after the other, then one sync for all. */
  #begin(): void {
    if (this.#isBusy || this.#waiting.length === 0) return;
    this.#isBusy = true;
    const batch = this.#waiting;
    this.#waiting = [];
    const life = this.#life;
    void this.#execute(batch).then((executed) => {
      if (life !== this.#life) return;
      // Reading needs no sync.
      if (!batch.some(({ isWrite }) => isWrite)) return this.#synced(executed);
      this.#world.schedule.after(this.#syncMs(), undefined, () => {
        if (life !== this.#life) return this.#lost(executed);
        if (!this.#isDoomed || !executed.some(isStored)) return this.#synced(executed);
        this.#lost(executed);
        this.crash();
      });
    });
  }

  #syncMs(): number {
    const { chance } = this.#world;
    return chance.happens(0.05) ? chance.between(20, 120) : chance.between(0, 4);
  }

  #lost(executed: readonly Executed[]): void {
    this.#world.reached.lostWrites += executed.filter(isStored).length;
  }

  async #execute(batch: readonly StoreRequest[]): Promise<readonly Executed[]> {
    const executed: Executed[] = [];
    for (const request of batch) {
      this.#at = this.now();
      const at = this.#at;
      const outcome = await request.run(this.#memory).then(
        (value): Outcome => ({ ok: true, value }),
        (error: unknown): Outcome => ({ ok: false, error }),
      );
      executed.push({ request, at, outcome });
    }
    return executed;
  }

  #synced(executed: readonly Executed[]): void {
    for (const { request, at, outcome } of executed)
      if (request.isWrite && outcome.ok) {
        this.#journal.push({ at, run: request.run });
        // A setting that was another one by then is not replaced.
        if (request.setting !== undefined && outcome.value !== false) for (const listener of this.#settingListeners) listener(request.setting);
        if (isAppended(outcome.value) && !outcome.value.duplicate) this.#publish(outcome.value, request);
      }
    for (const { request, outcome } of executed) request.onDone(outcome);
    this.#isBusy = false;
    this.#begin();
  }

  #publish({ position, events }: Appended, { tenant }: StoreRequest): void {
    const partition = partitionOf(tenant, events[0]?.conversationId ?? '', this.partitions);
    const stored = events.map((event, index): StoredEvent => ({ tenant, position: (position - events.length + 1 + index) as Position, event }));
    this.#logs[partition]?.push(...stored);
    for (const listener of this.#commitListeners) listener(stored);
  }
}

/** Whether it brought new events. */
function isStored({ outcome }: Executed): boolean {
  return outcome.ok && isAppended(outcome.value) && !outcome.value.duplicate;
}

function isAppended(value: unknown): value is Appended {
  return typeof value === 'object' && value !== null && 'duplicate' in value && 'position' in value;
}
