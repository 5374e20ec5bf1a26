import { expect, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { troubledStore } from '../../testing/troubled-store.js';
import { createStoreWatch } from './store-watch.js';

function setUp() {
  const runtime = createFakeRuntime();
  const troubled = troubledStore(createMemoryStore({ now: () => runtime.now() }));
  const projection = { interruptedAt: -1 };
  const watch = createStoreWatch({ store: troubled.store, projection, runtime });
  const told: boolean[] = [];
  watch.subscribe(() => told.push(watch.behindSince !== null));
  watch.wake();
  return { runtime, troubled, projection, watch, told };
}

test.each(['fails', 'hangs'] as const)('a store that %s for long is noticed within a quarter of a minute, with since when, and its return as well', async (trouble) => {
  const { runtime, troubled, watch, told } = setUp();
  await runtime.advance(10_000);
  const wellAt = runtime.now();
  troubled.suffer(trouble);
  await runtime.advance(15_000);
  expect(watch.behindSince).toBeLessThanOrEqual(wellAt);
  expect(watch.behindSince).toBeGreaterThan(wellAt - 3_000);
  troubled.suffer('none');
  await runtime.advance(4_000);
  expect(watch.behindSince).toBeNull();
  expect(told).toEqual([true, false]);
});

test('a store that is away for a moment is not missed', async () => {
  const { runtime, troubled, told } = setUp();
  for (let round = 0; round < 10; round += 1) {
    troubled.suffer(round % 2 === 0 ? 'fails' : 'hangs');
    await runtime.advance(3_000);
    troubled.suffer('none');
    await runtime.advance(4_000);
  }
  expect(told).toEqual([]);
});

test('a log that keeps breaking off is as bad as a store that does not answer', async () => {
  const { runtime, projection, watch } = setUp();
  for (let second = 0; second < 15; second += 1) {
    await runtime.advance(1_000);
    projection.interruptedAt = runtime.now();
  }
  expect(watch.behindSince).not.toBeNull();
  await runtime.advance(6_000);
  expect(watch.behindSince).toBeNull();
});

test('nothing is looked at while nobody is shown anything, unless the store is away: its return is noticed', async () => {
  const { runtime, troubled, watch, told } = setUp();
  watch.rest();
  await runtime.advance(10_000);
  troubled.suffer('hangs');
  await runtime.advance(60_000);
  expect([watch.behindSince, troubled.hanging]).toEqual([null, 0]);
  watch.wake();
  await runtime.advance(20_000);
  expect(watch.behindSince).not.toBeNull();
  watch.rest();
  await runtime.advance(60_000);
  expect(watch.behindSince).not.toBeNull();
  troubled.suffer('none');
  await runtime.advance(10_000);
  expect([watch.behindSince, told]).toEqual([null, [true, false]]);
});

test('after the end nothing is looked at', async () => {
  const { runtime, troubled, watch, told } = setUp();
  watch.stop();
  troubled.suffer('fails');
  await runtime.advance(60_000);
  expect(told).toEqual([]);
});
