import type { ConversationEvent } from '@live-takeover/sdk/core';
import { withoutContent } from '@live-takeover/sdk/core';
import type { Position, StoreError, StoredEvent } from '../event-store.js';
import type { TailSource } from '../tail.js';

/** Which event a position holds: what comes back after a failover must be the same. */
export function identityOf({ conversationId, seq, id }: ConversationEvent): string {
  return `${conversationId} ${seq} ${id}`;
}

/**
 * What a node knows of one partition's log: how far it goes, and its newest events, so that whoever is up to date need
 * not ask the database.
 */
export class PartitionLog {
  /** Nothing at or below this is kept any more. */
  floor: Position = 0;
  #lastPosition: Position;
  /** Of the newest event; undefined if it is not known. */
  #identity: string | undefined;
  #events: StoredEvent[] = [];
  /** Why nothing new can be known of it now. */
  #failure: StoreError | undefined;
  /** Raised when the log turns out to be another one. */
  #epoch = 0;
  readonly #limit: number;
  readonly #listeners = new Set<() => void>();

  /** @param limit - how many events are held at least, once there are so many */
  constructor(limit: number, lastPosition: Position, identity: string | undefined) {
    this.#limit = limit;
    this.#lastPosition = lastPosition;
    this.#identity = identity;
  }

  get lastPosition(): Position {
    return this.#lastPosition;
  }

  get identity(): string | undefined {
    return this.#identity;
  }

  /**
   * Takes in committed events, as far as they follow on.
   *
   * @param stored - in order, without gaps
   * @returns what was new, or undefined if something is missing before it
   */
  add(stored: readonly StoredEvent[]): readonly StoredEvent[] | undefined {
    const fresh = stored.filter(({ position }) => position > this.#lastPosition);
    const [first] = fresh;
    const newest = fresh.at(-1);
    if (first === undefined || newest === undefined) return fresh;
    if (first.position !== this.#lastPosition + 1) return undefined;
    this.#lastPosition = newest.position;
    this.#identity = identityOf(newest.event);
    this.#events.push(...fresh);
    for (const entry of fresh) if (entry.event.type === 'conversation-erased') this.#erase(entry);
    // Cut rarely, so that the cost per event stays constant.
    if (this.#events.length > 2 * this.#limit) this.#events = this.#events.slice(-this.#limit);
    this.wake();
    return fresh;
  }

  /** The log is another one: whoever follows it learns that their position is void. */
  replace(lastPosition: Position, identity: string | undefined): void {
    this.#epoch += 1;
    this.#lastPosition = lastPosition;
    this.#identity = identity;
    this.#events = [];
    this.wake();
  }

  /** Whoever follows it is told so, instead of taking silence for peace; undefined once it can be looked at again. */
  fail(failure: StoreError | undefined): void {
    this.#failure = failure;
    if (failure !== undefined) this.wake();
  }

  wake(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /** @param readAfter - asks the database for what is no longer held */
  source(isClosed: () => boolean, readAfter: (position: Position, limit: number) => Promise<readonly StoredEvent[]>): TailSource {
    const epoch = this.#epoch;
    const isVoid = (): boolean => this.#epoch !== epoch;
    const lastPosition = (): Position => {
      if (this.#failure !== undefined) throw this.#failure;
      return isVoid() ? Number.MAX_SAFE_INTEGER : this.#lastPosition;
    };
    const floor = (): Position => this.floor;
    return {
      get lastPosition() {
        return lastPosition();
      },
      get floor() {
        return floor();
      },
      get isClosed() {
        return isClosed();
      },
      readAfter: async (position, limit) => (isVoid() ? [] : (this.#held(position, limit) ?? readAfter(position, limit))),
      onChange: (listener) => {
        this.#listeners.add(listener);
        return () => void this.#listeners.delete(listener);
      },
    };
  }

  #held(position: Position, limit: number): readonly StoredEvent[] | undefined {
    const first = this.#events.length - (this.#lastPosition - position);
    return first < 0 ? undefined : this.#events.slice(first, first + limit);
  }

  #erase({ tenant, event: { conversationId } }: StoredEvent): void {
    this.#events = this.#events.map((entry) =>
      entry.tenant === tenant && entry.event.conversationId === conversationId ? { ...entry, event: withoutContent(entry.event) } : entry,
    );
  }
}
