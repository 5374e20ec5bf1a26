import { describe, expect, test } from 'vitest';
import { Allowance, createRateLimit } from './rate-limit.js';

const second = 1_000;

/** How many come through at one instant. */
function burst(allowance: Allowance, now: number, perSecond: number): number {
  let count = 0;
  while (allowance.take(now, perSecond) === 0) count += 1;
  return count;
}

describe('an allowance', () => {
  test('lets ten seconds’ worth come at once, then as much per second as it says, however long', () => {
    const allowance = new Allowance();
    expect(burst(allowance, 0, 5)).toBe(50);
    expect([1, 2, 3, 10].map((at) => burst(allowance, at * second, 5))).toEqual([5, 5, 5, 35]);
    expect(burst(allowance, 1_000 * second, 5)).toBe(50);
  });

  test('says how long until the next may come, and lets it come then and not before', () => {
    const allowance = new Allowance();
    burst(allowance, 0, 4);
    expect(allowance.take(125, 4)).toBe(125);
    expect(allowance.take(125, 4)).toBe(125);
    expect(allowance.take(250, 4)).toBe(0);
    expect(allowance.take(250, 4)).toBe(250);
  });

  test('is not filled by a clock that is set back and forth', () => {
    const allowance = new Allowance();
    burst(allowance, 10 * second, 5);
    expect([9, 10, 9, 10].map((at) => burst(allowance, at * second, 5))).toEqual([0, 0, 0, 0]);
  });

  test('that is raised or lowered holds at once', () => {
    const allowance = new Allowance();
    burst(allowance, 0, 5);
    expect(burst(allowance, 0, 10)).toBe(50);
    expect(allowance.take(0, 5)).toBeGreaterThan(0);
  });
});

test('each sender has a limit of their own, and the memory of them has an end', () => {
  let now = 0;
  const limit = createRateLimit({ now: () => now, perSecond: () => 1 });
  for (let count = 0; count < 10; count += 1) expect(limit('loud')).toBe(0);
  expect(limit('loud')).toBe(second);
  expect(limit('quiet')).toBe(0);
  for (let count = 0; count < 10_000; count += 1) limit(`passer-by ${String(count)}`);
  expect(limit('loud')).toBe(0);
  now = second;
  expect(limit('quiet')).toBe(0);
});
