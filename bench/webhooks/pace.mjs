/** Evenly spread work, begun when it is due whether or not what was begun before has ended. */
import { setTimeout as pause } from 'node:timers/promises';

/**
 * @param {{ perSecond: number, count: number, startAt: bigint }} plan - `startAt` by the machine's monotonic clock, ns
 * @param {(index: number) => Promise<unknown>} action
 * @returns {Promise<number[]>} how long each took, ms
 */
export async function paced({ perSecond, count, startAt }, action) {
  const begin = performance.now() + Number(startAt - process.hrtime.bigint()) / 1e6;
  const times = new Array(count);
  const pending = [];
  for (let index = 0; index < count; index += 1) {
    const waitMs = begin + (1_000 * index) / perSecond - performance.now();
    if (waitMs > 0) await pause(waitMs);
    const startedAt = performance.now();
    pending.push(Promise.resolve(action(index)).then(() => (times[index] = performance.now() - startedAt)));
  }
  await Promise.all(pending);
  return times;
}
