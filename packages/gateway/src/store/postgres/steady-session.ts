import { StoreError } from '../event-store.js';
import type { Connection } from './connection.js';
import { storeErrorOf } from './postgres-errors.js';

export interface SteadySessionOptions {
  connect(): Promise<Connection>;
  /** What every new connection is made ready with. */
  readonly setUp?: (connection: Connection) => Promise<void>;
  /** How long something may wait for a connection before it is `unavailable`. */
  readonly patienceMs: number;
  /** In [0, 1). */
  readonly random: () => number;
  /** Milliseconds of a clock that only goes forward. Default: the process's. */
  readonly now?: () => number;
}

interface Turn {
  readonly askedAt: number;
  perform(connection: Connection): Promise<void>;
  refuse(error: StoreError): void;
}

const shortestPauseMs = 50;
const longestPauseMs = 1_000;

/**
 * A connection that is made anew whenever it was lost. One thing at a time, in the order of asking; what was under way
 * when it was lost is in doubt, and nothing is sent twice.
 */
export class SteadySession {
  readonly #options: SteadySessionOptions;
  readonly #now: () => number;
  readonly #turns: Turn[] = [];
  readonly #onIdle: (() => void)[] = [];
  #connection: Connection | undefined;
  #isWorking = false;
  #isClosed = false;
  #isAborted = false;
  #failure: StoreError | undefined;
  #failedAt = -Infinity;

  constructor(options: SteadySessionOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /** How much is waiting or under way. */
  get load(): number {
    return this.#turns.length + (this.#isWorking ? 1 : 0);
  }

  /**
   * Errors come as the driver gave them.
   *
   * @throws {StoreError} `unavailable`: no connection came about in time; nothing was sent
   */
  run<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (this.#isClosed) return reject(closedError());
      this.#turns.push({ askedAt: this.#now(), perform: (connection) => work(connection).then(resolve, reject), refuse: reject });
      void this.#work();
    });
  }

  /** Finishes what was asked for, then lets go. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#isWorking) await new Promise<void>((resolve) => this.#onIdle.push(resolve));
    await this.#connection?.end();
  }

  /** Lets go at once: what is under way is in doubt, what waits is refused. */
  abort(): void {
    this.#isClosed = true;
    this.#isAborted = true;
    this.#connection?.destroy(new Error('The store was closed.'));
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    for (let turn = this.#turns.shift(); turn !== undefined; turn = this.#turns.shift()) {
      const connection = await this.#connected(turn.askedAt);
      if (connection === undefined) turn.refuse(this.#failure ?? closedError());
      else await turn.perform(connection);
    }
    this.#isWorking = false;
    for (const resolve of this.#onIdle.splice(0)) resolve();
  }

  /** Tries until `askedAt` is too long ago; at least once. */
  async #connected(askedAt: number): Promise<Connection | undefined> {
    for (let attempt = 0; ; attempt += 1) {
      if (this.#connection?.isUsable === true) return this.#connection;
      // What waited through attempts of others long enough is not kept waiting for one of its own, nor done when nobody asks for it any more.
      const isOverdue = this.#failedAt >= askedAt && this.#now() - askedAt > this.#options.patienceMs;
      if (this.#isAborted || isOverdue) return undefined;
      try {
        return (this.#connection = await this.#connect());
      } catch (error) {
        const { message } = storeErrorOf(error);
        this.#failedAt = this.#now();
        this.#failure = new StoreError('unavailable', `${message} Then try again with the same ids.`, { cause: error });
      }
      const pauseMs = Math.min(longestPauseMs, shortestPauseMs * 2 ** attempt) * (0.5 + this.#options.random() / 2);
      if (this.#isClosed || this.#now() + pauseMs - askedAt > this.#options.patienceMs) return undefined;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }

  async #connect(): Promise<Connection> {
    const connection = await this.#options.connect();
    try {
      await this.#options.setUp?.(connection);
      return connection;
    } catch (error) {
      connection.destroy(new Error('It could not be set up.'));
      throw error;
    }
  }
}

/** What everything is refused with once the store is closed. */
export function closedError(): StoreError {
  return new StoreError('unavailable', 'The store is closed. Open it again, and try with the same ids.');
}
