/**
 * One node's connection to the database: calls take time, fail before or after
 * they took effect, or hang until they time out; wake-ups and announcements may
 * be lost.
 */
import type { EventStore, Position, StoredEvent } from '../../../src/store/event-store.js';
import { StoreError } from '../../../src/store/event-store.js';
import type { TailSource } from '../../../src/store/tail.js';
import type { Process } from '../world/schedule.js';
import type { World } from '../world/world.js';
import type { Outcome, Setting, StoreModel } from './store-model.js';

/** How badly a connection works. All are probabilities. */
export interface LineQuality {
  /** Of a call: lost on the way there, so that nothing happened. */
  readonly lostRequest: number;
  /** Of a call: lost on the way back, so that it happened and nobody is told. */
  readonly lostAnswer: number;
  /** Of each way of a call. */
  readonly slow: number;
  /** Of a wake-up of a tail, and of an announcement. */
  readonly lostNotice: number;
}

/** A connection that always works. */
export const goodLine: LineQuality = { lostRequest: 0, lostAnswer: 0, slow: 0, lostNotice: 0 };

/** What a node asks of the database. */
export interface StoreCall<Result> {
  readonly tenant: string;
  readonly name: string;
  readonly isWrite: boolean;
  readonly setting?: Setting;
  readonly run: (store: EventStore) => Promise<Result>;
}

/** Connections to the same database, who hear each other's announcements. */
export type StoreLines = Set<StoreLine>;

const callTimeoutMs = 10_000;
const pollMs = 1_000;
const longestLagMs = 500;

/** A call under way. */
interface UnderWay {
  settle(act: () => void): void;
  lose(): void;
}

/** One node's connection. */
export class StoreLine {
  readonly #world: World;
  readonly #model: StoreModel;
  readonly #process: Process;
  readonly #lines: StoreLines;
  readonly #underWay = new Set<UnderWay>();
  /** How far this node knows each partition to reach. */
  readonly #visible: Position[];
  readonly #wakers: readonly Set<() => void>[];
  readonly #hearers = new Set<(text: string) => void>();
  #quality: LineQuality = goodLine;
  #isConnected = true;
  /** Since when it is connected and good. */
  #goodSince: number;
  /** By how much this node takes the database's clock to be earlier than it is. */
  #clockLagMs = 0;
  #toldAt = 0;
  #isClosed = false;

  constructor(world: World, model: StoreModel, process: Process, lines: StoreLines) {
    this.#world = world;
    this.#model = model;
    this.#process = process;
    this.#lines = lines;
    this.#goodSince = world.schedule.now;
    this.#visible = Array.from({ length: model.partitions }, (_, partition) => model.log(partition).length);
    this.#wakers = Array.from({ length: model.partitions }, () => new Set<() => void>());
    lines.add(this);
    model.onCrash(() => this.#loseAll());
  }

  get model(): StoreModel {
    return this.#model;
  }

  /** Since when every call has had a way to the database and back, epoch ms; null while there is none, or a bad one. */
  get healthySince(): number | null {
    return this.#isThrough && this.#quality === goodLine ? Math.max(this.#goodSince, this.#model.upSince) : null;
  }

  /** Makes it as bad, or as good, as this. */
  become(quality: LineQuality): void {
    if (quality === this.#quality) return;
    this.#quality = quality;
    this.#goodSince = this.#world.schedule.now;
    this.#world.trace.add(`${this.#process.name} has a ${quality === goodLine ? 'good' : 'bad'} line to the store`);
  }

  /** Cuts it: calls under way fail, and so do all until it is connected again. */
  disconnect(): void {
    if (!this.#isConnected) return;
    this.#isConnected = false;
    this.#world.trace.add(`${this.#process.name} loses the store`);
    this.#loseAll();
  }

  connect(): void {
    if (this.#isConnected) return;
    this.#isConnected = true;
    this.#goodSince = this.#world.schedule.now;
    this.#world.trace.add(`${this.#process.name} has the store again`);
  }

  /** As this node reckons it. */
  now(): number {
    this.#toldAt = Math.max(this.#toldAt, this.#model.now() - this.#clockLagMs);
    return this.#toldAt;
  }

  /** Puts a call to the database. Rejects with `unavailable` when no answer comes; never settles once the node is dead. */
  call<Result>(call: StoreCall<Result>): Promise<Result> {
    if (!this.#process.isAlive) return new Promise(() => {});
    if (this.#isClosed) return Promise.reject(unavailable(call.name));
    return new Promise<Result>((resolve, reject) => {
      const underWay = this.#begin(call, reject);
      if (!this.#isThrough) underWay.lose();
      else if (!this.#world.chance.happens(this.#quality.lostRequest))
        this.#send(call, (outcome) => {
          underWay.settle(() => {
            if (outcome.ok) resolve(outcome.value as Result);
            else reject(outcome.error as Error);
          });
        });
    });
  }

  tailSource(partition: number): TailSource {
    const wakers = this.#wakers[partition] ?? new Set();
    const isClosed = (): boolean => this.#isClosed;
    const lastPosition = (): Position => this.#visible[partition] ?? 0;
    const read = async (position: Position, limit: number): Promise<readonly StoredEvent[]> =>
      this.#model.log(partition).slice(position, Math.min(position + limit, lastPosition()));
    return {
      get lastPosition() {
        return lastPosition();
      },
      floor: 0,
      get isClosed() {
        return isClosed();
      },
      readAfter: (position, limit) => this.call({ tenant: '', name: 'tail', isWrite: false, run: () => read(position, limit) }),
      onChange(listener) {
        wakers.add(listener);
        return () => void wakers.delete(listener);
      },
    };
  }

  /** The node was told of positions, so it knows the log to reach at least that far. */
  learn(positions: readonly Position[]): void {
    for (const [partition, position] of positions.entries()) this.#visible[partition] = Math.max(this.#visible[partition] ?? 0, position);
  }

  /** Something was committed. */
  notify(partition: number): void {
    const { schedule, chance } = this.#world;
    const isLost = !this.#isThrough || chance.happens(this.#quality.lostNotice);
    schedule.after(isLost ? pollMs + chance.between(0, pollMs) : chance.between(0, 4), this.#process, () => this.#look(partition));
  }

  announce(text: string): void {
    if (!this.#process.isAlive || !this.#isThrough) return;
    for (const other of this.#lines) if (other !== this) other.#hear(text);
  }

  onAnnouncement(listener: (text: string) => void): () => void {
    const entry = (text: string): void => listener(text);
    this.#hearers.add(entry);
    return () => void this.#hearers.delete(entry);
  }

  close(): void {
    this.#isClosed = true;
    this.#lines.delete(this);
    for (const wakers of this.#wakers) for (const wake of [...wakers]) wake();
  }

  get #isThrough(): boolean {
    return this.#isConnected && this.#model.isUp;
  }

  #begin({ name, tenant }: StoreCall<unknown>, reject: (error: StoreError) => void): UnderWay {
    const { schedule, chance, trace } = this.#world;
    const underWay: UnderWay = {
      settle: (act) => {
        if (!this.#underWay.delete(underWay)) return;
        cancelTimeout();
        act();
      },
      lose: () => {
        schedule.after(chance.between(1, 30), this.#process, () =>
          underWay.settle(() => {
            trace.add(`${this.#process.name} ${name} ${tenant}: unavailable`);
            reject(unavailable(name));
          }),
        );
      },
    };
    this.#underWay.add(underWay);
    const cancelTimeout = schedule.after(callTimeoutMs, this.#process, underWay.lose);
    return underWay;
  }

  #send(call: StoreCall<unknown>, answer: (outcome: Outcome) => void): void {
    const { schedule, chance } = this.#world;
    const isAnswerLost = chance.happens(this.#quality.lostAnswer);
    schedule.after(this.#travelMs(), undefined, () => {
      if (!this.#isThrough || !this.#process.isAlive) return;
      const onDone = (outcome: Outcome): void => {
        const isLost = isAnswerLost || !this.#isConnected || !this.#process.isAlive;
        if (isLost && outcome.ok && call.name === 'append') this.#world.reached.inDoubtAppends += 1;
        if (isLost) return;
        const sentAt = schedule.now;
        schedule.after(this.#travelMs(), this.#process, () => {
          this.#clockLagMs = Math.min(schedule.now - sentAt, longestLagMs);
          answer(outcome);
        });
      };
      this.#model.submit({ ...call, onDone });
    });
  }

  #travelMs(): number {
    const { chance } = this.#world;
    return chance.happens(this.#quality.slow) ? chance.between(200, 6_000) : chance.between(0, 3);
  }

  #hear(text: string): void {
    const { schedule, chance } = this.#world;
    if (!this.#isThrough || chance.happens(this.#quality.lostNotice)) return;
    schedule.after(chance.between(1, 10), this.#process, () => {
      for (const hearer of [...this.#hearers]) hearer(text);
    });
  }

  /** Looks how far a partition reaches, and again later while there is no way to see. */
  #look(partition: number): void {
    if (!this.#isThrough) return void this.#world.schedule.after(pollMs, this.#process, () => this.#look(partition));
    const { length } = this.#model.log(partition);
    if (this.#visible[partition] === length) return;
    this.#visible[partition] = length;
    for (const wake of [...(this.#wakers[partition] ?? [])]) wake();
  }

  #loseAll(): void {
    for (const underWay of [...this.#underWay]) underWay.lose();
    if (!this.#isClosed) for (const partition of this.#wakers.keys()) this.#look(partition);
  }
}

function unavailable(name: string): StoreError {
  return new StoreError('unavailable', `The database does not answer (${name}). Try again with the same ids.`);
}
