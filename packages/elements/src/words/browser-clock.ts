import type { Clock } from '@live-takeover/sdk';

/** The browser's own time. Tests hand in another. */
export const browserClock: Clock = {
  now: () => Date.now(),
  schedule(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
