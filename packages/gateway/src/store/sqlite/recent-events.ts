import type { Position, StoredEvent } from '../event-store.js';

/** The newest committed events, so that whoever is up to date need not ask the disk. */
export interface RecentEvents {
  /** Of the newest committed event. */
  readonly lastPosition: Position;
  /** @param stored - the positions that follow `lastPosition` */
  add(stored: readonly StoredEvent[]): void;
  /** Events after `position`, at most `limit`; undefined if they are no longer all held. */
  after(position: Position, limit: number): readonly StoredEvent[] | undefined;
}

/**
 * @param lastPosition - of what was committed before
 * @param limit - how many events are held at least, once there are so many
 */
export function createRecentEvents(lastPosition: Position, limit: number): RecentEvents {
  let events: StoredEvent[] = [];
  let last = lastPosition;
  return {
    get lastPosition() {
      return last;
    },
    add(stored) {
      events.push(...stored);
      last += stored.length;
      // Cut rarely, so that the cost per event stays constant.
      if (events.length > 2 * limit) events = events.slice(-limit);
    },
    after(position, count) {
      const first = events.length - (last - position);
      return first < 0 ? undefined : events.slice(first, first + count);
    },
  };
}
