import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RecordedSpeaker, RecordedTurn } from './record.js';
import { seededRandom } from './seeded-random.js';
import { gapMs, paces, timeTurns } from './timing.js';

const turn = (atMs: number | null, from: RecordedSpeaker = 'user', text = 'hello'): RecordedTurn => ({
  ...{ from, text, atMs },
  ...{ isDefaultAnswer: false, asksForAgent: false, agentNumber: 1 },
});

test('recorded times are kept, counted from the first turn', () => {
  const times = timeTurns({ turns: [turn(500), turn(500), turn(4_000)], timeResolutionMs: 1_000 }, seededRandom(1));
  expect(times).toEqual({ offsetsMs: [0, 0, 3_500], origin: 'recorded' });
});

test('turns that share a minute are spread inside it, in order, and it is said so', () => {
  const { offsetsMs, origin } = timeTurns({ turns: [turn(0), turn(0), turn(0), turn(60_000)], timeResolutionMs: 60_000 }, seededRandom(1));
  expect(origin).toBe('spread');
  expect(offsetsMs).toEqual([...offsetsMs].sort((left, right) => left - right));
  expect(new Set(offsetsMs).size).toBe(4);
  expect(offsetsMs[2]).toBeLessThan(60_000);
});

test('a silence of more minutes than the threshold stays longer than the threshold', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { offsetsMs } = timeTurns({ turns: [turn(0), turn(360_000)], timeResolutionMs: 60_000 }, seededRandom(seed));
      expect((offsetsMs[1] ?? 0) - (offsetsMs[0] ?? 0)).toBeGreaterThanOrEqual(300_000);
    }),
  );
});

test('turns without a time get one from the model, and it is said so', () => {
  const turns = [turn(null), turn(null, 'bot'), turn(null), turn(null, 'agent')];
  const { offsetsMs, origin } = timeTurns({ turns, timeResolutionMs: null }, seededRandom(1));
  expect(origin).toBe('modelled');
  expect(offsetsMs[0]).toBe(0);
  expect(timeTurns({ turns, timeResolutionMs: null }, seededRandom(1)).offsetsMs).toEqual(offsetsMs);
  expect(timeTurns({ turns, timeResolutionMs: null }, seededRandom(2)).offsetsMs).not.toEqual(offsetsMs);
});

test('times are whole, begin at 0 and never go back, whatever is missing', () => {
  const recorded = fc.array(fc.oneof(fc.constant(null), fc.nat(100_000)), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(recorded, fc.constantFrom(null, 1_000, 60_000), fc.nat(), (gaps, timeResolutionMs, seed) => {
      let at = 0;
      const turns = gaps.map((gap) => turn(gap === null ? null : (at += gap)));
      const { offsetsMs } = timeTurns({ turns, timeResolutionMs }, seededRandom(seed));
      expect(offsetsMs[0]).toBe(0);
      for (const [index, offset] of offsetsMs.entries()) {
        expect(Number.isSafeInteger(offset)).toBe(true);
        expect(offset).toBeGreaterThanOrEqual(offsetsMs[index - 1] ?? 0);
      }
    }),
  );
});

test.each(['user', 'bot', 'agent'] as const)('the gaps of a %s stay within the documented limits, and longer texts take no less', (from) => {
  const { shortestMs, longestMs } = paces[from];
  for (let seed = 0; seed < 500; seed += 1) {
    const short = gapMs({ from, text: 'ok' }, seededRandom(seed));
    const long = gapMs({ from, text: 'x'.repeat(5_000) }, seededRandom(seed));
    expect(short).toBeGreaterThanOrEqual(shortestMs);
    expect(long).toBeLessThanOrEqual(longestMs);
    expect(long).toBeGreaterThanOrEqual(short);
  }
});
