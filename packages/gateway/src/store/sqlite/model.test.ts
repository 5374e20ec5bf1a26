import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createMemoryStore } from '../../../testing/memory-store.js';
import { follow, positionsOf } from '../../../testing/store-conformance/follow.js';
import { answerOf, endOf, randomAsk } from '../../../testing/store-conformance/random-ask.js';
import { seededRandom } from '../../import/seeded-random.js';
import type { EventStore } from '../event-store.js';
import { openSqliteStore } from './sqlite-store.js';

test.each([1, 2])('whatever is asked of it, the durable store answers as the one in memory does (seed %i)', async (seed) => {
  const directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
  const random = seededRandom(seed);
  const clock = { now: 1_000 };
  const memory = createMemoryStore({ now: () => clock.now });
  const open = (): Promise<EventStore> => openSqliteStore({ path: join(directory, 'store.sqlite'), now: () => clock.now });
  let durable = await open();
  for (let step = 0; step < 2_500; step += 1) {
    clock.now += Math.floor(random() * 200) - 50;
    // Both clocks never go back: they must have seen the same.
    expect(durable.now()).toBe(memory.now());
    const ask = randomAsk(random);
    expect(await answerOf(ask, durable)).toEqual(await answerOf(ask, memory));
    if (step % 500 !== 499) continue;
    clock.now = memory.now();
    await durable.close();
    durable = await open();
  }
  const [last = 0] = await positionsOf(memory);
  expect(last).toBeGreaterThan(150);
  expect(await endOf(follow(memory, 0, 0, last))).toBe('position-expired');
  expect(await positionsOf(durable)).toEqual([last]);
  await durable.close();
  await rm(directory, { recursive: true });
});
