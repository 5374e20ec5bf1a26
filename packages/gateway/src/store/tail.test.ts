import { expect, test } from 'vitest';
import type { StoredEvent } from './event-store.js';
import { tailOf } from './tail.js';
import type { TailSource } from './tail.js';

/** A log whose positions up to `last` are all kept but those of `pruned`, of which the source knows its floor only. */
function sourceOf(last: number, pruned: readonly number[], floor = 0): TailSource {
  const log = Array.from({ length: last }, (_, index) => ({ position: index + 1 }) as StoredEvent).filter(({ position }) => !pruned.includes(position));
  return {
    lastPosition: last,
    floor,
    isClosed: false,
    readAfter: async (position, limit) => log.filter((stored) => stored.position > position).slice(0, limit),
    onChange: () => () => {},
  };
}

test.each([
  ['at its beginning', [3]],
  ['in its middle', [5]],
  ['that is all of it', [3, 4, 5, 6]],
])('a reading with a gap %s, made by pruning meanwhile, is expired and never given', async (_title, pruned) => {
  const tail = tailOf(sourceOf(6, pruned), 2, new AbortController().signal);
  await expect(tail.next()).rejects.toMatchObject({ code: 'position-expired' });
});

test('a tail that the floor overtakes is expired, and one that stands on the floor goes on', async () => {
  await expect(tailOf(sourceOf(6, [1, 3], 3), 2, new AbortController().signal).next()).rejects.toMatchObject({
    code: 'position-expired',
    message: expect.stringContaining('from positions 3 to 6, not from 2') as string,
  });
  const onTheFloor = await tailOf(sourceOf(6, [1, 3], 3), 3, new AbortController().signal).next();
  expect(onTheFloor.value?.map(({ position }) => position)).toEqual([4, 5, 6]);
});
