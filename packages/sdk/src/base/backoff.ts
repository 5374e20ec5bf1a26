/**
 * How long to wait before reconnecting, drawn at random over the whole range
 * ("full jitter"), so that clients dropped together do not come back together.
 *
 * @param attempt - 0 for the first retry
 * @param random - returns a number in [0, 1)
 * @returns milliseconds, from 0 up to `capMs`
 * @throws {RangeError} `attempt` is negative
 * @see docs/protocol.md#reconnecting
 */
export function retryDelayMs(attempt: number, random: () => number, capMs = 30_000, baseMs = 500): number {
  if (attempt < 0) throw new RangeError(`attempt is ${attempt}; count from 0.`);
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30)));
}
