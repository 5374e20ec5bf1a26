import type { Position, StoredEvent } from '../event-store.js';
import type { TailSource } from '../tail.js';
import { createRecentEvents } from './recent-events.js';
import type { StoreThread } from './store-thread.js';

/** The committed events as tails follow them: the newest ones from memory, older ones from the disk. */
export interface FollowedLog extends TailSource {
  /** @param stored - what is on disk now */
  add(stored: readonly StoredEvent[]): void;
  raiseFloor(floor: Position): void;
  /** Ends every tail. */
  close(): void;
}

const recentEvents = 5_000;

/** The log of a store that was just opened. */
export function createFollowedLog(thread: StoreThread): FollowedLog {
  const recent = createRecentEvents(thread.openedAt.position, recentEvents);
  const listeners = new Set<() => void>();
  const wake = (): void => [...listeners].forEach((listener) => listener());
  let { floor } = thread.openedAt;
  let isClosed = false;
  return {
    get lastPosition() {
      return recent.lastPosition;
    },
    get floor() {
      return floor;
    },
    get isClosed() {
      return isClosed;
    },
    readAfter: async (position, limit) =>
      recent.after(position, limit) ?? thread.parsed<readonly StoredEvent[]>(await thread.call('readAfter', position, limit)),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    add(stored) {
      recent.add(stored);
      wake();
    },
    raiseFloor(position) {
      floor = position;
      recent.forgetUpTo(position);
    },
    close() {
      isClosed = true;
      wake();
    },
  };
}
