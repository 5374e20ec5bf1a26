import type { Clock } from '@live-takeover/sdk';
import { browserClock } from './browser-clock.js';

/** How often words like "3 min ago" are looked at again. */
export const tickMs = 10_000;

/** Calls everybody who shows ages, all at the same moment. */
export interface Ticker {
  /** @returns ends the subscription; with the last one the timer stops */
  subscribe(listener: () => void): () => void;
}

/** A ticker with one timer however many listen, and none when nobody does. */
export function createTicker(clock: Pick<Clock, 'schedule'>, everyMs: number = tickMs): Ticker {
  const listeners = new Set<() => void>();
  let cancel: (() => void) | undefined;
  const tick = (): void => {
    cancel = clock.schedule(everyMs, tick);
    for (const listener of [...listeners]) listener();
  };
  return {
    subscribe(listener) {
      const entry = (): void => listener();
      listeners.add(entry);
      cancel ??= clock.schedule(everyMs, tick);
      return () => {
        listeners.delete(entry);
        if (listeners.size > 0) return;
        cancel?.();
        cancel = undefined;
      };
    },
  };
}

/** The one ticker that every element of this copy of the package shares. */
export const sharedTicker: Ticker = createTicker(browserClock);
