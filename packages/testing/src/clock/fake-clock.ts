import type { Clock } from '@live-takeover/sdk';

/** A clock that stands still until told otherwise. */
export interface FakeClock extends Clock {
  /**
   * Lets time pass at once. Every call back that falls due runs at its own
   * instant, in order; so do those that are scheduled on the way.
   *
   * @throws {RangeError} `durationMs` is negative
   */
  advance(durationMs: number): void;
  /** {@link FakeClock.advance}, but promises settle between one instant and the next. */
  pass(durationMs: number): Promise<void>;
  /** Call backs that have not run and were not taken back. */
  readonly pending: number;
}

/** A Tuesday noon, UTC: where fake clocks start unless told. */
export const fakeStartAt: number = Date.UTC(2026, 2, 3, 12);

interface Timer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/**
 * A {@link Clock} that moves only by hand.
 *
 * @param startAt - epoch ms
 */
export function fakeClock(startAt: number = fakeStartAt): FakeClock {
  /** In the order in which they fall due; equals in the order in which they came. */
  const timers: Timer[] = [];
  let now = startAt;

  const runNext = (until: number): boolean => {
    const timer = timers[0];
    if (timer === undefined || timer.dueAt > until) return false;
    timers.shift();
    now = Math.max(now, timer.dueAt);
    timer.callback();
    return true;
  };

  return {
    now: () => now,
    schedule(delayMs, callback) {
      const timer: Timer = { dueAt: now + Math.max(0, delayMs), callback };
      timers.splice(placeAfterEquals(timers, timer.dueAt), 0, timer);
      return () => {
        const index = timers.indexOf(timer);
        if (index >= 0) timers.splice(index, 1);
      };
    },
    advance(durationMs) {
      const until = endOf(now, durationMs);
      while (runNext(until));
      now = until;
    },
    async pass(durationMs) {
      const until = endOf(now, durationMs);
      await turnOfTheLoop();
      while (runNext(until)) if (timers[0]?.dueAt !== now) await turnOfTheLoop();
      now = until;
      await turnOfTheLoop();
    },
    get pending() {
      return timers.length;
    },
  };
}

function endOf(now: number, durationMs: number): number {
  if (!(durationMs >= 0)) throw new RangeError(`durationMs is ${durationMs}; time only goes forward.`);
  return now + durationMs;
}

function placeAfterEquals(timers: readonly Timer[], dueAt: number): number {
  let low = 0;
  let high = timers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timers[middle]?.dueAt ?? 0) <= dueAt) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Resolves after everything that promises had ready. */
function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
