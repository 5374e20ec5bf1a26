/** The database's clock as this node knows it. */
export interface DatabaseClock {
  /** Epoch ms; never goes back. */
  now(): number;
  /**
   * Takes note of what the database said.
   *
   * @param databaseNow - its clock, epoch ms
   * @param sentAt - when it was asked, on the monotonic clock; it looked at some instant between then and now
   */
  heard(databaseNow: number, sentAt: number): void;
}

/** How much slower than time it goes while it is ahead of the database, so that it goes on without going back. */
const slowedTo = 0.5;

/**
 * A clock that follows the database's. Between exchanges it goes on with a monotonic clock. If the database turns out to
 * be ahead it jumps; if it turns out to be behind (its clock was set back, or a standby with another clock took over), it
 * goes at half speed until the database has caught up.
 *
 * @param monotonicNow - ms from any beginning; never goes back
 */
export function createDatabaseClock(monotonicNow: () => number): DatabaseClock {
  let readAt = monotonicNow();
  let reading = 0;
  /** How far `reading` is ahead of the database at `readAt`. */
  let ahead = 0;
  const advance = (): void => {
    const at = monotonicNow();
    const passed = at - readAt;
    const slowed = Math.min(passed, ahead / slowedTo);
    reading += passed - slowed * (1 - slowedTo);
    ahead -= slowed * slowedTo;
    readAt = at;
  };
  return {
    now() {
      advance();
      return Math.floor(reading);
    },
    heard(databaseNow, sentAt) {
      advance();
      // Its clock shows by now at least what it said, and at most that and the time since it was asked.
      const latest = databaseNow + (readAt - sentAt);
      const estimate = reading - ahead;
      const corrected = Math.min(Math.max(estimate, databaseNow), latest);
      if (corrected >= reading) {
        reading = corrected;
        ahead = 0;
      } else ahead = reading - corrected;
    },
  };
}
