/** How much may come from somebody: steadily so much, and ten seconds' worth of it at once. */
import { TakeoverError } from '@live-takeover/sdk/core';

const burstSeconds = 10;
const keysKept = 10_000;

/** What one sender has used up of what they may send. */
export class Allowance {
  #used = 0;
  #at = 0;

  /**
   * Counts one more, if it may come.
   *
   * @param now - epoch ms
   * @returns how long until it may, in milliseconds; 0 if it came
   */
  take(now: number, perSecond: number): number {
    this.#used = Math.max(0, this.#used - (Math.max(0, now - this.#at) * perSecond) / 1000);
    this.#at = Math.max(this.#at, now);
    const over = this.#used + 1 - burstSeconds * perSecond;
    if (over > 0) return Math.max(1, Math.ceil((over * 1000) / perSecond));
    this.#used += 1;
    return 0;
  }
}

/** What it takes to limit many senders. */
export interface RateLimitOptions {
  readonly now: () => number;
  /** Asked each time, for it may change. */
  readonly perSecond: () => number;
}

/**
 * Counts one more of a sender's, as {@link Allowance.take} does for one. Of those not heard of for long only ten
 * thousand are remembered: who is forgotten begins anew.
 */
export type RateLimit = (key: string) => number;

/** A limit for any number of senders, each on their own. */
export function createRateLimit({ now, perSecond }: RateLimitOptions): RateLimit {
  const allowances = new Map<string, Allowance>();
  return (key) => {
    const allowance = allowances.get(key) ?? new Allowance();
    // Taken out and put back, so that the one heard of longest ago comes first.
    allowances.delete(key);
    allowances.set(key, allowance);
    for (const oldest of allowances.keys()) {
      if (allowances.size <= keysKept) break;
      allowances.delete(oldest);
    }
    return allowance.take(now(), perSecond());
  };
}

/** What is said to who may not send now. */
export function tooMany(waitMs: number): TakeoverError {
  return new TakeoverError('rate-limited', `Too much came at once. Wait ${secondsOf(waitMs)} s, then go on.`, { retry: true });
}

/** The HTTP header for a wait, in whole seconds (RFC 9110 §10.2.3). */
export function retryAfter(waitMs: number): { readonly 'retry-after': string } {
  return { 'retry-after': secondsOf(waitMs) };
}

function secondsOf(waitMs: number): string {
  return String(Math.max(1, Math.ceil(waitMs / 1_000)));
}
