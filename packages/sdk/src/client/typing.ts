import type { Clock } from '../base/clock.js';
import type { Readable } from '../base/observable.js';
import { writable } from '../base/observable.js';
import type { Signal } from '../connector/connector.js';

/** How long one sign of typing counts. */
export const typingExpiryMs = 6_000;
/** While the agent types, the customer is told no more often than this. */
export const typingRepeatMs = 3_000;

type Author = Signal['from'];

/** Who is typing in one conversation. Each sign lapses by itself, for its end may be lost. */
export class TypingBoard {
  readonly #clock: Clock;
  readonly #typing = new Map<string, { readonly author: Author; readonly cancel: () => void }>();
  readonly #value = writable<readonly Author[]>([]);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get value(): Readable<readonly Author[]> {
    return this.#value;
  }

  /** A sign of typing, or of its end. */
  follow(author: Author, isActive: boolean): void {
    const key = `${author.kind} ${author.id}`;
    const known = this.#typing.get(key);
    known?.cancel();
    if (!isActive) return this.#remove(key);
    const cancel = this.#clock.schedule(typingExpiryMs, () => this.#remove(key));
    this.#typing.set(key, { author: known?.author ?? author, cancel });
    if (known === undefined) this.#publish();
  }

  /** Someone of this kind has sent what they typed. */
  endOf(kind: string): void {
    for (const [key, { author, cancel }] of [...this.#typing]) {
      if (author.kind !== kind) continue;
      cancel();
      this.#remove(key);
    }
  }

  /** Nobody is typing any more; leaves no timer behind. */
  close(): void {
    for (const { cancel } of this.#typing.values()) cancel();
    this.#typing.clear();
    if (this.#value.value.length > 0) this.#publish();
  }

  #remove(key: string): void {
    if (this.#typing.delete(key)) this.#publish();
  }

  #publish(): void {
    this.#value.set([...this.#typing.values()].map(({ author }) => author));
  }
}

/**
 * Tells that the agent types, at most every {@link typingRepeatMs}; its end at
 * once. A new one is called on each key.
 */
export function typingSignal(clock: Clock, tell: (isActive: boolean) => void): (isTyping: boolean) => void {
  let toldAt: number | null = null;
  return (isTyping) => {
    if (isTyping && (toldAt === null || clock.now() - toldAt >= typingRepeatMs)) {
      toldAt = clock.now();
      tell(true);
    } else if (!isTyping && toldAt !== null) {
      toldAt = null;
      tell(false);
    }
  };
}
