import { withoutContent } from '@live-takeover/sdk/core';
import type { Position, StoredEvent } from '../event-store.js';

/** The newest committed events, so that whoever is up to date need not ask the disk. */
export interface RecentEvents {
  /** Of the newest committed event. */
  readonly lastPosition: Position;
  /**
   * Also takes the content out of what it holds of conversations that were erased.
   *
   * @param stored - the positions that follow `lastPosition`
   */
  add(stored: readonly StoredEvent[]): void;
  /** Forgets what stands at or below a position. */
  forgetUpTo(floor: Position): void;
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
      events = withoutErased(events, stored);
    },
    forgetUpTo(floor) {
      events = events.filter(({ position }) => position > floor);
    },
    after(position, count) {
      const first = events.length - (last - position);
      return first < 0 ? undefined : events.slice(first, first + count);
    },
  };
}

function withoutErased(events: StoredEvent[], stored: readonly StoredEvent[]): StoredEvent[] {
  const erasures = stored.filter(({ event }) => event.type === 'conversation-erased');
  if (erasures.length === 0) return events;
  const erasedBefore = new Map(erasures.map((entry) => [placeOf(entry), entry.event.seq]));
  return events.map((entry) =>
    entry.event.seq < (erasedBefore.get(placeOf(entry)) ?? 0) ? { ...entry, event: withoutContent(entry.event) } : entry,
  );
}

function placeOf({ tenant, event }: StoredEvent): string {
  return `${tenant}\u0000${event.conversationId}`;
}
