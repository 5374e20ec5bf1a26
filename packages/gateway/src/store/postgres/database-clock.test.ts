import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDatabaseClock } from './database-clock.js';

test('it goes on with the monotonic clock from what the database said', () => {
  let at = 100;
  const clock = createDatabaseClock(() => at);
  clock.heard(1_000_000, at);
  at += 250;
  expect(clock.now()).toBe(1_000_250);
});

test('a slow answer moves it only as far as the answer proves', () => {
  let at = 0;
  const clock = createDatabaseClock(() => at);
  clock.heard(1_000_000, at);
  at = 500;
  clock.heard(1_000_300, 200);
  expect(clock.now()).toBe(1_000_500);
  clock.heard(1_000_900, 200);
  expect(clock.now()).toBe(1_000_900);
});

test('when the database is set back it never goes back, goes on at half speed, and meets the database', () => {
  let at = 0;
  const clock = createDatabaseClock(() => at);
  clock.heard(1_000_000, at);
  clock.heard(990_000, at);
  expect(clock.now()).toBe(1_000_000);
  at = 10_000;
  expect(clock.now()).toBe(1_005_000);
  at = 20_000;
  expect(clock.now()).toBe(1_010_000);
  at = 30_000;
  expect(clock.now()).toBe(1_020_000);
});

test('whatever the database says and however late, it never goes back', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ passed: fc.nat(1_000), says: fc.nat(1_000_000), delay: fc.nat(500), hears: fc.boolean() })), (steps) => {
      let at = 0;
      let last = 0;
      const clock = createDatabaseClock(() => at);
      for (const { passed, says, delay, hears } of steps) {
        at += passed;
        if (hears) clock.heard(says, at - delay);
        const now = clock.now();
        expect(now).toBeGreaterThanOrEqual(last);
        last = now;
      }
    }),
  );
});
