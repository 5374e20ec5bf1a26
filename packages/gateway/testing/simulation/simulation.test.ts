import { expect, test } from 'vitest';
import { simulate } from './simulate.js';

const seeds = [1, 2, 3, 5, 8, 13, 21, 34];

test('the same seed does the same, to the last step, and another seed does something else', async () => {
  const first: string[] = [];
  for (const seed of seeds) first.push((await simulate({ seed })).hash);
  const again: string[] = [];
  for (const seed of [...seeds].reverse()) again.unshift((await simulate({ seed })).hash);
  expect(again).toEqual(first);
  expect(new Set(first).size).toBe(seeds.length);
});

test('once the event loop has come round, nothing that a step set off is left to do', async () => {
  for (const seed of seeds) {
    const { hash } = await simulate({ seed });
    expect((await simulate({ seed, turns: 6 })).hash).toBe(hash);
  }
});

test('how much of the trace is kept changes nothing of what happens', async () => {
  const short = await simulate({ seed: 4, keptLines: 10 });
  const long = await simulate({ seed: 4, keptLines: 1_000_000 });
  expect(long.hash).toBe(short.hash);
  expect(short.lines).toEqual(long.lines.slice(-10));
});
