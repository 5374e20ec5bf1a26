import type { Clock } from '@live-takeover/sdk';
import type { Process } from '../world/schedule.js';
import type { World } from '../world/world.js';

/** The clock of a browser tab: off by hours, and late while nobody looks. */
export interface TabClock extends Clock {
  /** By how much the machine's clock is off. */
  aheadMs: number;
  /** Browsers run the timers of hidden tabs now and then only. 0 for the moment they are due. */
  throttle(everyMs: number): void;
}

interface Timer {
  readonly dueAt: number;
  readonly callback: () => void;
  cancel: () => void;
}

/** A tab's clock. */
export function createTabClock({ schedule }: World, process: Process, aheadMs: number): TabClock {
  const timers = new Set<Timer>();
  let everyMs = 0;
  const arm = (timer: Timer): void => {
    const dueAt = everyMs === 0 ? timer.dueAt : Math.ceil(timer.dueAt / everyMs) * everyMs;
    timer.cancel = schedule.after(dueAt - schedule.now, process, () => {
      timers.delete(timer);
      timer.callback();
    });
  };
  const clock: TabClock = {
    aheadMs,
    now: () => schedule.now + clock.aheadMs,
    schedule(delayMs, callback) {
      const timer: Timer = { dueAt: schedule.now + Math.max(0, delayMs), callback, cancel: () => {} };
      timers.add(timer);
      arm(timer);
      return () => {
        timers.delete(timer);
        timer.cancel();
      };
    },
    throttle(next) {
      everyMs = next;
      for (const timer of timers) {
        timer.cancel();
        arm(timer);
      }
    },
  };
  return clock;
}
