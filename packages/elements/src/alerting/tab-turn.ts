/** The locks of the browser; undefined where there are none. */
export type Locks = Pick<LockManager, 'request'> | undefined;

/**
 * Whose turn it is, of all the tabs that want it: the one that holds a lock. It
 * passes on by itself the moment that tab is closed, crashes or leaves. Where
 * locks are missing or refused, it is everybody's turn.
 */
export class TabTurn {
  readonly #name: string;
  readonly #locks: Locks;
  readonly #onTurn: () => void;
  #wanting: AbortController | undefined;
  #release: (() => void) | undefined;
  #isMine = false;

  constructor(name: string, locks: Locks, onTurn: () => void) {
    this.#name = name;
    this.#locks = locks;
    this.#onTurn = onTurn;
  }

  get isMine(): boolean {
    return this.#isMine;
  }

  /** Takes its place in the queue. */
  want(): void {
    if (this.#wanting !== undefined) return;
    const { signal } = (this.#wanting = new AbortController());
    if (this.#locks === undefined) return this.#take();
    try {
      this.#locks.request(this.#name, { signal }, () => this.#hold(signal)).catch(() => this.#onRefused(signal));
    } catch {
      this.#onRefused(signal);
    }
  }

  leave(): void {
    this.#wanting?.abort();
    this.#wanting = undefined;
    this.#release?.();
    this.#release = undefined;
    this.#isMine = false;
  }

  #hold(signal: AbortSignal): Promise<void> | undefined {
    if (signal.aborted) return undefined;
    const held = new Promise<void>((resolve) => (this.#release = resolve));
    this.#take();
    return held;
  }

  /** Locks are refused in a sandboxed frame. Told twice is better than not at all. */
  #onRefused(signal: AbortSignal): void {
    if (!signal.aborted) this.#take();
  }

  #take(): void {
    this.#isMine = true;
    this.#onTurn();
  }
}
