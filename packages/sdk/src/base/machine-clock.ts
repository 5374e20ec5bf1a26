import type { Clock } from './clock.js';

/* eslint-disable no-restricted-globals -- this is where time comes from */

/** Timers of browsers and Node take no more than this. */
const longestTimerMs = 2 ** 31 - 1;

/** The clock of the machine this runs on. */
export const machineClock: Clock = {
  now: () => Date.now(),
  schedule(delayMs, callback) {
    let timer: ReturnType<typeof setTimeout>;
    const arm = (leftMs: number): void => {
      if (leftMs > longestTimerMs) timer = setTimeout(() => arm(leftMs - longestTimerMs), longestTimerMs);
      else timer = setTimeout(callback, leftMs);
    };
    arm(delayMs);
    return () => clearTimeout(timer);
  },
};
