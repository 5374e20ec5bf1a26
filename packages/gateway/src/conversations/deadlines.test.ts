import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import { createDeadlines } from './deadlines.js';

const steps = fc.array(
  fc.oneof(
    fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd', 'e'), afterMs: fc.option(fc.integer({ min: -50, max: 500 })) }),
    fc.record({ advanceMs: fc.integer({ min: 0, max: 200 }) }),
  ),
  { maxLength: 200 },
);

test('each key is due once, in time, unless it was moved or taken back: like a list that is searched each time', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const runtime = createFakeRuntime(1000);
      const due: string[] = [];
      const deadlines = createDeadlines(runtime, (key) => void due.push(`${key}@${String(runtime.now())}`));
      const model = new Map<string, number>();
      const expected: string[] = [];
      for (const step of script) {
        if ('key' in step) {
          const at = step.afterMs === null ? null : runtime.now() + step.afterMs;
          deadlines.set(step.key, at);
          if (at === null) model.delete(step.key);
          else model.set(step.key, at);
          continue;
        }
        const until = runtime.now() + step.advanceMs;
        const reached = [...model].filter(([, at]) => at <= until);
        for (const [key, at] of reached) {
          expected.push(`${key}@${String(Math.max(at, runtime.now()))}`);
          model.delete(key);
        }
        await runtime.advance(step.advanceMs);
      }
      expect([...due].sort()).toEqual([...expected].sort());
    }),
    { numRuns: 100 },
  );
});

test('however often a deadline moves, there is one timer', async () => {
  const runtime = createFakeRuntime();
  let timers = 0;
  const counting = {
    now: () => runtime.now(),
    schedule(delayMs: number, callback: () => void) {
      timers += 1;
      const cancel = runtime.schedule(delayMs, () => {
        timers -= 1;
        callback();
      });
      return () => {
        timers -= 1;
        cancel();
      };
    },
  };
  const due: string[] = [];
  const deadlines = createDeadlines(counting, (key) => void due.push(key));
  for (let index = 0; index < 1000; index += 1) deadlines.set(`k${String(index % 7)}`, runtime.now() + 1000 - index);
  expect(timers).toBe(1);
  await runtime.advance(2000);
  expect(due).toHaveLength(7);
  deadlines.set('later', runtime.now() + 10);
  deadlines.clear();
  expect(timers).toBe(0);
});

test('a deadline may be set again from its own call', async () => {
  const runtime = createFakeRuntime();
  let count = 0;
  const deadlines = createDeadlines(runtime, (key) => {
    count += 1;
    if (count < 3) deadlines.set(key, runtime.now() + 100);
  });
  deadlines.set('tick', runtime.now() + 100);
  await runtime.advance(1000);
  expect(count).toBe(3);
});

test('after the end nothing is due any more: not what was due in the same instant, not what is set later', async () => {
  const runtime = createFakeRuntime();
  const due: string[] = [];
  const deadlines = createDeadlines(runtime, (key) => {
    due.push(key);
    deadlines.clear();
    deadlines.set('later', runtime.now() + 10);
  });
  for (const key of ['one', 'two']) deadlines.set(key, runtime.now() + 100);
  await runtime.advance(1000);
  expect(due).toEqual(['one']);
});
