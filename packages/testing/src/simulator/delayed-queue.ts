import type { Clock } from '@live-takeover/sdk';

/**
 * Lets things happen a fixed time after they were put in, under one timer
 * however many wait. What falls due together happens in one call.
 *
 * @returns puts one in
 */
export function createDelayedQueue(clock: Clock, delayMs: number, happen: (due: readonly (() => void)[]) => void): (act: () => void) => void {
  let waiting: { readonly dueAt: number; readonly act: () => void }[] = [];
  let isArmed = false;

  const arm = (): void => {
    const first = waiting[0];
    if (first === undefined || isArmed) return;
    isArmed = true;
    clock.schedule(first.dueAt - clock.now(), run);
  };
  const run = (): void => {
    isArmed = false;
    const now = clock.now();
    const later = waiting.findIndex(({ dueAt }) => dueAt > now);
    const due = later < 0 ? waiting : waiting.slice(0, later);
    waiting = later < 0 ? [] : waiting.slice(later);
    happen(due.map(({ act }) => act));
    arm();
  };

  return (act) => {
    waiting.push({ dueAt: clock.now() + delayMs, act });
    arm();
  };
}
