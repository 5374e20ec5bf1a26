/** What a page waits for. */
export interface TakenTimers {
  /** How long each timer was set for, in ms. */
  readonly delays: () => readonly number[];
  /** Runs them all. */
  run(): void;
  giveBack(): void;
}

/** The timers of the page from now on: none runs by itself. */
export function takeTimers(): TakenTimers {
  const { setTimeout: real, clearTimeout: realClear } = window;
  const waiting = new Map<number, { readonly delayMs: number; readonly callback: () => void }>();
  let count = 1_000_000;
  window.setTimeout = ((callback: () => void, delayMs = 0) => {
    waiting.set((count += 1), { delayMs, callback });
    return count;
  }) as typeof window.setTimeout;
  window.clearTimeout = ((timer: number) => {
    if (!waiting.delete(timer)) realClear(timer);
  }) as typeof window.clearTimeout;
  return {
    delays: () => [...waiting.values()].map(({ delayMs }) => delayMs),
    run() {
      const due = [...waiting.values()];
      waiting.clear();
      for (const { callback } of due) callback();
    },
    giveBack: () => Object.assign(window, { setTimeout: real, clearTimeout: realClear }),
  };
}
