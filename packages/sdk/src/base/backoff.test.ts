import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryDelayMs } from './backoff.js';

test.each([
  [0, 0, 0],
  [0, 0.5, 250],
  [1, 0.5, 500],
  [3, 0.5, 2_000],
  [6, 0.5, 15_000],
  [1_000, 0.5, 15_000],
])('attempt %i at chance %d waits %i ms', (attempt, chance, delayMs) => {
  expect(retryDelayMs(attempt, () => chance)).toBe(delayMs);
});

test('a delay is never negative and always below the cap', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, chance) => {
      const delayMs = retryDelayMs(attempt, () => chance);
      expect(delayMs).toBeGreaterThanOrEqual(0);
      expect(delayMs).toBeLessThan(30_000);
    }),
  );
});

test('a negative attempt is a mistake', () => {
  expect(() => retryDelayMs(-1, Math.random)).toThrow(RangeError);
});
