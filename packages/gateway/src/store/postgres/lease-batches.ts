import type { Connection } from './connection.js';
import { storeErrorOf } from './postgres-errors.js';
import type { WantedLease } from './side-tables.js';
import { forgetLeases, takeLeases } from './side-tables.js';

interface WaitingLease extends WantedLease {
  resolve(isGranted: boolean): void;
  reject(error: unknown): void;
}

const forgettingMs = 60_000;

/** Leases that are wanted at the same time are taken in one statement: a node renews those of all its clients at once. */
export class LeaseBatches {
  readonly #run: <Result>(work: (connection: Connection) => Promise<Result>) => Promise<Result>;
  readonly #now: () => number | null;
  #waiting: WaitingLease[] = [];
  #isWorking = false;
  #forgottenAt = performance.now();

  /** @param now - null: by the database's own clock */
  constructor(run: <Result>(work: (connection: Connection) => Promise<Result>) => Promise<Result>, now: () => number | null) {
    this.#run = run;
    this.#now = now;
  }

  take(wanted: WantedLease): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...wanted, resolve, reject });
      if (this.#isWorking) return;
      this.#isWorking = true;
      setImmediate(() => void this.#work());
    });
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch();
      try {
        const granted = await this.#run((connection) => takeLeases(connection, batch, this.#now()));
        for (const [index, { resolve }] of batch.entries()) resolve(granted[index] ?? false);
      } catch (error) {
        for (const { reject } of batch) reject(storeErrorOf(error));
      }
    }
    this.#isWorking = false;
    if (performance.now() - this.#forgottenAt > forgettingMs) this.#forget();
  }

  #forget(): void {
    this.#forgottenAt = performance.now();
    this.#run((connection) => forgetLeases(connection, this.#now())).catch(() => {
      // They are over, whether they stand there or not; the next time will do.
    });
  }

  /** No key twice: of two that want the same, the second has to see what the first got. */
  #nextBatch(): readonly WaitingLease[] {
    const keys = new Set<string>();
    const batch: WaitingLease[] = [];
    const later: WaitingLease[] = [];
    for (const lease of this.#waiting) {
      const key = JSON.stringify([lease.tenant, lease.kind, lease.key]);
      (keys.has(key) ? later : batch).push(lease);
      keys.add(key);
    }
    this.#waiting = later;
    return batch;
  }
}
