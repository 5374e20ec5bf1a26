import type { Clock } from '../base/clock.js';
import type { Readable } from '../base/observable.js';
import { writable } from '../base/observable.js';
import type { Alert } from './alert.js';

const rememberedSeen = 500;
/** How long after a reconnect the backend may take to tell again what stands. */
export const retellMs = 2_000;

/** The alerts that stand, each once, oldest first. */
export class AlertList {
  readonly #clock: Clock;
  readonly #standing = new Map<string, Alert>();
  readonly #seen = new Set<string>();
  /** Stood before the connection was lost, and not told again since. */
  readonly #doubtful = new Set<string>();
  readonly #value = writable<readonly Alert[]>([]);
  #cancelConfirm: () => void = () => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get value(): Readable<readonly Alert[]> {
    return this.#value;
  }

  /** @returns false if it was seen already, so that whoever tells of it can be told */
  add(alert: Alert): boolean {
    this.#doubtful.delete(alert.id);
    if (this.#seen.has(alert.id)) return false;
    const known = this.#standing.get(alert.id);
    if (known?.ring === alert.ring && known.label === alert.label) return true;
    this.#standing.set(alert.id, alert);
    this.#publish();
    return true;
  }

  /** Its cause is gone. */
  end(alertId: string): void {
    if (this.#standing.delete(alertId)) this.#publish();
  }

  /** The agent saw it: it does not come back. */
  see(alertId: string): void {
    this.#seen.add(alertId);
    const [oldest] = this.#seen;
    if (this.#seen.size > rememberedSeen && oldest !== undefined) this.#seen.delete(oldest);
    this.end(alertId);
  }

  /** The connection is lost: an end may be missed. */
  doubt(): void {
    this.#cancelConfirm();
    for (const id of this.#standing.keys()) this.#doubtful.add(id);
  }

  /** The connection is back, and what stands is being told again: what is not, is over. */
  confirm(): void {
    this.#cancelConfirm();
    if (this.#doubtful.size > 0) this.#cancelConfirm = this.#clock.schedule(retellMs, () => this.#dropDoubtful());
  }

  /** None is wanted any more; leaves no timer behind. */
  clear(): void {
    this.doubt();
    this.#dropDoubtful();
  }

  #dropDoubtful(): void {
    const before = this.#standing.size;
    for (const id of this.#doubtful) this.#standing.delete(id);
    this.#doubtful.clear();
    if (this.#standing.size !== before) this.#publish();
  }

  #publish(): void {
    this.#value.set([...this.#standing.values()].sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1)));
  }
}
