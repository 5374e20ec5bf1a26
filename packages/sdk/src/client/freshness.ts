import type { Clock } from '../base/clock.js';
import type { Readable } from '../base/observable.js';
import { writable } from '../base/observable.js';
import type { ConnectionState } from '../connector/connector.js';
import type { Freshness } from '../takeover-client.js';

/** Longest time for which data that may be old is not called so. */
export const staleLimitMs = 35_000;

/** Turns what the connector says of itself into how fresh the data is. */
export class FreshnessTracker {
  readonly #clock: Clock;
  readonly #value = writable<Freshness>({ state: 'catching-up' });
  #connection: ConnectionState = { state: 'idle' };
  /** Since when it is not known that nothing is missing; null while up to date or not wanted. */
  #staleSince: number | null = null;
  #cancel: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get value(): Readable<Freshness> {
    return this.#value;
  }

  /** The connector came into another state. */
  follow(connection: ConnectionState): void {
    this.#connection = connection;
    if (connection.state === 'up-to-date' || connection.state === 'idle') {
      this.#cancel();
      this.#staleSince = null;
      const state = connection.state === 'idle' ? 'catching-up' : 'up-to-date';
      if (this.#value.value.state !== state) this.#value.set({ state });
      return;
    }
    if (this.#staleSince === null) {
      this.#staleSince = this.#clock.now();
      this.#cancel = this.#clock.schedule(staleLimitMs, () => this.#judge(true));
    }
    this.#judge(this.#clock.now() - this.#staleSince >= staleLimitMs);
  }

  /** Leaves no timer behind. */
  close(): void {
    this.#cancel();
  }

  #judge(isOverdue: boolean): void {
    const connection = this.#connection;
    const before = this.#value.value;
    const since = this.#staleSince ?? this.#clock.now();
    if (connection.state === 'not-updating') this.#value.set({ state: 'not-updating', since: connection.since, connection });
    else if (connection.state === 'refused') this.#value.set({ state: 'not-updating', since: sinceOf(before) ?? since, connection });
    else if (isOverdue || (connection.state === 'connecting' && before.state === 'not-updating'))
      this.#value.set({ state: 'not-updating', since: sinceOf(before) ?? since, connection });
    else if (before.state !== 'catching-up') this.#value.set({ state: 'catching-up' });
  }
}

function sinceOf(freshness: Freshness): number | undefined {
  return freshness.state === 'not-updating' ? freshness.since : undefined;
}
