import type { Runtime } from '../runtime.js';

/** How long an append that is stored waits to be seen here. After that the store's word has to do. */
const patienceMs = 5_000;

/** Those who stored something and want to read it where the log is folded. */
export class FoldWaiters {
  readonly #runtime: Pick<Runtime, 'schedule'>;
  readonly #waiting = new Map<string, Set<{ readonly version: number; readonly end: () => void }>>();

  constructor(runtime: Pick<Runtime, 'schedule'>) {
    this.#runtime = runtime;
  }

  /** Resolves when a conversation is folded that far, or that is no longer to be expected. */
  wait(key: string, version: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(key) ?? new Set();
      this.#waiting.set(key, waiting);
      const end = (): void => {
        cancel();
        waiting.delete(waiter);
        if (waiting.size === 0 && this.#waiting.get(key) === waiting) this.#waiting.delete(key);
        resolve();
      };
      const waiter = { version, end };
      const cancel = this.#runtime.schedule(patienceMs, end);
      waiting.add(waiter);
    });
  }

  /** A conversation is folded as far as `version`. */
  release(key: string, version: number): void {
    for (const waiter of this.#waiting.get(key) ?? []) if (waiter.version <= version) waiter.end();
  }

  /** Nobody needs to wait any more. */
  releaseAll(): void {
    for (const waiting of [...this.#waiting.values()]) for (const { end } of waiting) end();
  }
}
