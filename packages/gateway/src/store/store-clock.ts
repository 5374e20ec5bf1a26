/**
 * A clock that never goes back, whatever is done to the machine's. While that one is behind, this one runs at half speed until
 * it is caught up with: whoever waits for something still gets it, and no instant comes twice. A leap ahead is believed at
 * once, for after a sleep it is true.
 *
 * @param wall - the machine's clock, epoch ms
 * @param elapsed - ms since any instant; set by nobody
 * @param notBefore - an instant that this clock has shown before
 */
export function createStoreClock(wall: () => number, elapsed: () => number, notBefore: number = -Infinity): () => number {
  let latest = Math.max(wall(), notBefore);
  let measuredAt = elapsed();
  return () => {
    const moment = elapsed();
    latest = Math.max(wall(), latest + (moment - measuredAt) / 2);
    measuredAt = moment;
    return Math.floor(latest);
  };
}

const believableMs = 24 * 60 * 60_000;

/**
 * Where the clock goes on after a restart: leases and times that were written before must not come to lie in the future
 * because the machine's clock was put back meanwhile. By more than a day it was wrong then, and waiting for it helps nobody.
 *
 * @param newestAt - the latest instant that was stored
 */
export function resumedAt(newestAt: number, wallAt: number): number {
  return newestAt - wallAt <= believableMs ? newestAt : -Infinity;
}
