import { expect, test } from 'vitest';
import { createFakeRuntime, settled } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { troubledStore } from '../../testing/troubled-store.js';
import { boundedStore } from './bounded-store.js';

function setUp() {
  const runtime = createFakeRuntime();
  const troubled = troubledStore(createMemoryStore({ now: () => runtime.now() }));
  return { runtime, troubled, store: boundedStore(troubled.store, runtime) };
}

test('a call that is not answered in ten seconds is in doubt, and what comes of it later hurts nobody', async () => {
  const { runtime, troubled, store } = setUp();
  troubled.suffer('hangs');
  let outcome: unknown;
  store.putSetting('default', 'key', 'value').catch((error: unknown) => (outcome = error));
  await runtime.advance(9_999);
  expect(outcome).toBeUndefined();
  await runtime.advance(1);
  expect(outcome).toMatchObject({ code: 'unavailable' });
  troubled.suffer('none');
  await settled();
  expect(await store.setting('default', 'key')).toBe('value');
});

test('answers and refusals pass unchanged, and leave no timer', async () => {
  const { runtime, troubled, store } = setUp();
  let timers = 0;
  const { schedule } = runtime;
  const counting = boundedStore(troubled.store, { schedule: (delayMs, callback) => ((timers += 1), ((cancel) => () => ((timers -= 1), cancel()))(schedule(delayMs, callback))) });
  await counting.putSetting('default', 'key', 'value');
  expect(await counting.setting('default', 'key')).toBe('value');
  expect(store.partitions).toBe(troubled.store.partitions);
  expect(store.now()).toBe(runtime.now());
  troubled.suffer('fails');
  await expect(counting.setting('default', 'key')).rejects.toMatchObject({ code: 'unavailable', message: 'The store cannot be reached.' });
  expect(timers).toBe(0);
});
