import { retryDelayMs } from '../base/backoff.js';
import type { Clock } from '../base/clock.js';

/** How long a connection must have stood before the waits begin small again. */
export const stableAfterMs = 30_000;

/** When to come back: later each time, at random, or when the gateway said. */
export class Reconnect {
  readonly #clock: Clock;
  readonly #random: () => number;
  #attempt = 0;
  #upSince: number | null = null;
  #notBefore = 0;
  #cancel: (() => void) | null = null;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  get isWaiting(): boolean {
    return this.#cancel !== null;
  }

  /** The connection stands. */
  connected(): void {
    this.#upSince = this.#clock.now();
    this.#notBefore = 0;
  }

  /**
   * The gateway asks to come back after a while, so that not all come at once.
   *
   * @returns that while, in milliseconds
   */
  spread([leastMs, mostMs]: readonly [number, number]): number {
    const delayMs = Math.max(0, leastMs + this.#random() * (mostMs - leastMs));
    this.#notBefore = this.#clock.now() + delayMs;
    return delayMs;
  }

  /**
   * Calls back when it is time to try again.
   *
   * @returns when that is, epoch ms of this machine's clock
   */
  retry(callback: () => void): number {
    const now = this.#clock.now();
    if (this.#upSince !== null && now - this.#upSince >= stableAfterMs) this.#attempt = 0;
    this.#upSince = null;
    const isTold = this.#notBefore > 0;
    const delayMs = isTold ? Math.max(0, this.#notBefore - now) : retryDelayMs(this.#attempt, this.#random);
    if (!isTold) this.#attempt += 1;
    this.#notBefore = 0;
    this.after(delayMs, callback);
    return now + delayMs;
  }

  /** Calls back after a while, instead of anything planned before. */
  after(delayMs: number, callback: () => void): void {
    this.cancel();
    this.#cancel = this.#clock.schedule(delayMs, () => {
      this.#cancel = null;
      callback();
    });
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = null;
  }
}
