import { expect, test } from 'vitest';
import { sliceEveryMs, slicesOf, spreadMs } from './herd.js';

test('the more clients, the longer the time over which they come back, up to half a minute', () => {
  const counts = [0, 1, 100, 1_000, 5_000, 100_000];
  expect(counts.map((count) => spreadMs(count))).toEqual([1_000, 1_005, 1_500, 6_000, 26_000, 30_000]);
});

test('sockets are closed a few at a time, however many within two seconds, and none is left out', () => {
  for (const count of [0, 1, 20, 21, 399, 400, 1_000, 12_345]) {
    const clients = Array.from({ length: count }, (_, index) => index);
    const slices = slicesOf(clients);
    expect(slices.flat()).toEqual(clients);
    expect(slices.length * sliceEveryMs).toBeLessThanOrEqual(2_000);
    const sizes = slices.map(({ length }) => length);
    if (count > 20) expect(Math.max(...sizes)).toBeLessThanOrEqual(Math.max(20, Math.ceil(count / 20)));
  }
});
