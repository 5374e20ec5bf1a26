import type { Runtime } from '../runtime.js';

/** Calls that are due at given instants, for any number of keys and with one timer. */
export interface Deadlines {
  /** Sets, moves or (null) takes back the deadline of a key. One in the past is due at once. */
  set(key: string, at: number | null): void;
  /** Ends it: nothing is due any more, whatever is set later. */
  clear(): void;
}

// Node's timers overflow beyond 2^31 − 1 ms; waking once a day costs nothing.
const longestSleepMs = 24 * 60 * 60_000;

/** @param onDue - gets each key once its deadline is reached; may set it again */
export function createDeadlines(runtime: Pick<Runtime, 'now' | 'schedule'>, onDue: (key: string) => void): Deadlines {
  return new HeapDeadlines(runtime, onDue);
}

interface Entry {
  readonly key: string;
  readonly at: number;
}

/** A binary heap; a moved deadline leaves its old entry behind, to be skipped when it surfaces. */
class HeapDeadlines implements Deadlines {
  readonly #runtime: Pick<Runtime, 'now' | 'schedule'>;
  readonly #onDue: (key: string) => void;
  readonly #current = new Map<string, Entry>();
  #heap: Entry[] = [];
  #timer: { readonly at: number; readonly cancel: () => void } | undefined;
  #isOver = false;

  constructor(runtime: Pick<Runtime, 'now' | 'schedule'>, onDue: (key: string) => void) {
    this.#runtime = runtime;
    this.#onDue = onDue;
  }

  set(key: string, at: number | null): void {
    if (this.#isOver || this.#current.get(key)?.at === (at ?? undefined)) return;
    if (at === null || at === Infinity) {
      this.#current.delete(key);
      return;
    }
    const entry = { key, at };
    this.#current.set(key, entry);
    if (this.#heap.length > 64 && this.#heap.length > 4 * this.#current.size) this.#rebuild();
    else this.#push(entry);
    // A timer that is set already wakes early enough for what is due later.
    if (this.#timer === undefined || at < this.#timer.at) this.#arm();
  }

  clear(): void {
    this.#isOver = true;
    this.#current.clear();
    this.#heap = [];
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(): void {
    this.#dropStale();
    const next = this.#heap[0];
    if (next === undefined || (this.#timer !== undefined && this.#timer.at <= next.at)) return;
    this.#timer?.cancel();
    const delayMs = Math.min(longestSleepMs, Math.max(0, next.at - this.#runtime.now()));
    this.#timer = { at: next.at, cancel: this.#runtime.schedule(delayMs, () => this.#wake()) };
  }

  #wake(): void {
    this.#timer = undefined;
    const now = this.#runtime.now();
    const due: string[] = [];
    for (let next = this.#heap[0]; next !== undefined && next.at <= now; next = this.#heap[0]) {
      this.#pop();
      if (this.#current.get(next.key) !== next) continue;
      this.#current.delete(next.key);
      due.push(next.key);
    }
    for (const key of due) if (!this.#isOver) this.#onDue(key);
    this.#arm();
  }

  #dropStale(): void {
    for (let top = this.#heap[0]; top !== undefined && this.#current.get(top.key) !== top; top = this.#heap[0]) this.#pop();
  }

  #rebuild(): void {
    // A sorted array is a heap.
    this.#heap = [...this.#current.values()].sort((left, right) => left.at - right.at);
  }

  #push(entry: Entry): void {
    let index = this.#heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#at(parent) <= entry.at) break;
      this.#swap(index, parent);
      index = parent;
    }
  }

  #pop(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      const smaller = this.#at(left + 1) < this.#at(left) ? left + 1 : left;
      if (this.#at(smaller) >= last.at) return;
      this.#swap(index, smaller);
      index = smaller;
    }
  }

  #at(index: number): number {
    return this.#heap[index]?.at ?? Infinity;
  }

  #swap(first: number, second: number): void {
    const held = this.#heap[first] as Entry;
    this.#heap[first] = this.#heap[second] as Entry;
    this.#heap[second] = held;
  }
}
