import type { Clock } from '@live-takeover/sdk';
import { browserClock } from './browser-clock.js';

/** How often words like "3 min ago" are looked at again, at most. */
export const tickMs = 10_000;

/** The longest a ticker sleeps: timers count milliseconds in 32 bits. */
const longestMs = 24 * 60 * 60_000;

/**
 * Shows anew what time alone changes.
 *
 * @returns how long nothing that is shown changes, in ms; Infinity for ever; nothing where that is not known
 */
export type TickListener = () => number | void;

/** Calls everybody who shows ages, all at the same moment. */
export interface Ticker {
  /** @returns ends the subscription; with the last one the timer stops */
  subscribe(listener: TickListener): () => void;
  /** Something else is shown now: looks again after {@link tickMs}, however long everybody said they could wait. */
  soon(): void;
}

/**
 * A ticker with one timer however many listen, and none when nobody does. The
 * timer is set for the next change that anybody needs: a page on which all ages
 * are hours old wakes once in an hour.
 */
export function createTicker(clock: Pick<Clock, 'schedule'>, everyMs: number = tickMs): Ticker {
  const listeners = new Set<TickListener>();
  let cancel: (() => void) | undefined;
  let isSoon = false;
  const sleep = (): void => {
    cancel?.();
    cancel = undefined;
  };
  const wakeIn = (delayMs: number): void => {
    sleep();
    isSoon = delayMs <= everyMs;
    cancel = clock.schedule(delayMs, tick);
  };
  const tick = (): void => {
    cancel = undefined;
    const waits = [...listeners].map((listener) => listener() ?? 0);
    if (listeners.size > 0) wakeIn(Math.max(everyMs, Math.min(longestMs, ...waits)));
  };
  return {
    subscribe(listener) {
      const entry: TickListener = () => listener();
      listeners.add(entry);
      if (!isSoon || cancel === undefined) wakeIn(everyMs);
      return () => {
        listeners.delete(entry);
        if (listeners.size === 0) sleep();
      };
    },
    soon() {
      if (!isSoon && listeners.size > 0) wakeIn(everyMs);
    },
  };
}

/** The one ticker that every element of this copy of the package shares. */
export const sharedTicker: Ticker = createTicker(browserClock);
