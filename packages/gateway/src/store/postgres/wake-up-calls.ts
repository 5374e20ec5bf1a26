export interface WakeUpCallsOptions {
  /** SQL that wakes the other nodes up. */
  readonly sql: string;
  /** At most one call in so much time. */
  readonly gapMs: number;
  /** Sends the SQL by itself. */
  send(sql: string): Promise<unknown>;
}

/**
 * When to tell the other nodes that something was committed. A call travels with the batch that it tells of; but since
 * each costs every node a look, there is one in a few milliseconds at most, and a last one for what came after it.
 */
export class WakeUpCalls {
  readonly #options: WakeUpCallsOptions;
  #calledAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: WakeUpCallsOptions) {
    this.#options = options;
  }

  /** What is to be sent with a batch that writes; empty if it is told of a moment later. */
  next(): string {
    const { sql, gapMs } = this.#options;
    const now = performance.now();
    if (now - this.#calledAt >= gapMs) {
      this.#calledAt = now;
      return sql;
    }
    this.#timer ??= setTimeout(() => this.#callLate(), gapMs);
    return '';
  }

  /** Ends it; what was not told of is found by looking. */
  close(): void {
    clearTimeout(this.#timer);
  }

  #callLate(): void {
    this.#timer = undefined;
    this.#calledAt = performance.now();
    this.#options.send(this.#options.sql).catch(() => {
      // The others look by themselves soon enough.
    });
  }
}
