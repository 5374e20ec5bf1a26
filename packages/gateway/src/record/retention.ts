/** Lets go of what has been kept long enough. One node does it at a time, bit by bit, so that nobody who writes has to wait. */
import type { RetentionConfig } from '../config/config.js';
import type { Runtime } from '../runtime.js';
import type { EventStore, Pruned } from '../store/event-store.js';
import { claimKeptMs } from '../store/event-store.js';
import { wholeStore } from './record-keeper.js';

/** Works from `start` to `stop`. */
export interface Retention {
  start(): void;
  /** Resolves when nothing runs any more, so that another node may go on. */
  stop(): Promise<void>;
}

/** What retention works with. */
export interface RetentionOptions {
  readonly store: Pick<EventStore, 'lease' | 'release' | 'prune' | 'now'>;
  readonly runtime: Runtime;
  /** Asked at each round. */
  readonly config: () => RetentionConfig;
}

const roundMs = 60 * 60_000;
/** Longer than the longest way to the next round, so that the node that has it keeps it. */
const leaseMs = 2 * roundMs;
/** At least so long after the start, when everybody else comes back too. */
const firstRoundMs = 60_000;
/** As many rows of a kind in one transaction: with a conversation go all its events, and there may be thousands. */
const rowsPerStep = 25;
const pauseMs = 100;
const leaseKind = 'retention';
const leaseKey = 'record';

/** Retention in a store. Nothing happens before {@link Retention.start}. */
export function createRetention(options: RetentionOptions): Retention {
  return new StoreRetention(options);
}

class StoreRetention implements Retention {
  readonly #options: RetentionOptions;
  readonly #holder: string;
  readonly #stopping = new AbortController();
  #cancel = (): void => {};
  #round: Promise<void> = Promise.resolve();

  constructor(options: RetentionOptions) {
    this.#options = options;
    this.#holder = options.runtime.newId();
  }

  start(): void {
    const { runtime } = this.#options;
    this.#wait(firstRoundMs + runtime.random() * firstRoundMs);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancel();
    await this.#round;
    await this.#safely(() => this.#options.store.release(wholeStore, leaseKind, leaseKey, this.#holder));
  }

  #wait(delayMs: number): void {
    this.#cancel = this.#options.runtime.schedule(delayMs, () => {
      this.#round = this.#safely(() => this.#goRound()).then(() => {
        if (!this.#stopping.signal.aborted) this.#wait(roundMs * (0.75 + this.#options.runtime.random() / 2));
      });
    });
  }

  async #goRound(): Promise<void> {
    const { store, runtime } = this.#options;
    if (!(await store.lease(wholeStore, leaseKind, leaseKey, this.#holder, leaseMs))) return;
    const total = { conversations: 0, auditEntries: 0, claims: 0 };
    for (let isDone = false; !isDone && !this.#stopping.signal.aborted; ) {
      const pruned = await this.#step();
      for (const kind of kinds) total[kind] += pruned[kind];
      isDone = kinds.every((kind) => pruned[kind] < rowsPerStep);
      if (!isDone) await this.#pause();
    }
    if (kinds.some((kind) => total[kind] > 0)) runtime.log('info', 'pruned', total);
  }

  #step(): Promise<Pruned> {
    const { store, config } = this.#options;
    const { historyMs, auditMs } = config();
    const now = store.now();
    return store.prune({ closedBefore: now - historyMs, auditBefore: now - auditMs, claimedBefore: now - claimKeptMs, limit: rowsPerStep });
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.runtime.schedule(pauseMs, resolve);
      this.#stopping.signal.addEventListener('abort', () => (cancel(), resolve()), { once: true });
    });
  }

  /** What fails now is done in the next round. */
  async #safely(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.runtime.log('warn', 'retention-failed', { name: error instanceof Error ? error.name : 'unknown' });
    }
  }
}

const kinds = ['conversations', 'auditEntries', 'claims'] as const;
