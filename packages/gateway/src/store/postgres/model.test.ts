import { afterAll, expect, test } from 'vitest';
import { createMemoryStore } from '../../../testing/memory-store.js';
import { startPostgres } from '../../../testing/postgres/postgres-server.js';
import { newSchema } from '../../../testing/postgres/postgres-subject.js';
import { follow, positionsOf } from '../../../testing/store-conformance/follow.js';
import { answerOf, endOf, randomAsk } from '../../../testing/store-conformance/random-ask.js';
import { seededRandom } from '../../import/seeded-random.js';
import type { EventStore } from '../event-store.js';
import { openPostgresStore } from './postgres-store.js';

const server = await startPostgres();

afterAll(() => server.dispose());

test.each([1, 2])('whatever is asked of whichever node, it answers as the store in memory does (seed %i)', async (seed) => {
  const random = seededRandom(seed);
  const clock = { now: 1_000 };
  const memory = createMemoryStore({ now: () => clock.now });
  const schema = newSchema();
  const open = (): Promise<EventStore> => openPostgresStore({ url: server.url(), schema, partitions: 1, now: () => clock.now });
  const nodes = [await open(), await open()];
  for (let step = 0; step < 1_500; step += 1) {
    clock.now += Math.floor(random() * 200) - 50;
    // The clocks never go back: they must all have seen the same.
    for (const node of nodes) expect(node.now()).toBe(memory.now());
    const node = nodes[random() < 0.5 ? 0 : 1] ?? memory;
    const ask = randomAsk(random);
    expect(await answerOf(ask, node)).toEqual(await answerOf(ask, memory));
    if (step % 500 !== 499) continue;
    clock.now = memory.now();
    await nodes[1]?.close();
    nodes[1] = await open();
  }
  const [last = 0] = await positionsOf(memory);
  expect(last).toBeGreaterThan(100);
  for (const node of nodes) {
    expect(await positionsOf(node)).toEqual([last]);
    expect(await endOf(follow(node, 0, 0, last))).toBe('position-expired');
    await node.close();
  }
});
