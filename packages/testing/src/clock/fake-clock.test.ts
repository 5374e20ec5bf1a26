import { fakeClock } from '@live-takeover/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

describe('fakeClock', () => {
  test('stands still until it is advanced', () => {
    const clock = fakeClock(1_000);
    expect(clock.now()).toBe(1_000);
    clock.advance(5);
    expect(clock.now()).toBe(1_005);
  });

  test('calls back at the very instant, in order, also what is scheduled on the way', () => {
    const clock = fakeClock(0);
    const calls: string[] = [];
    const note = (name: string) => (): void => void calls.push(`${name}@${clock.now()}`);
    clock.schedule(20, note('late'));
    clock.schedule(10, () => {
      note('early')();
      clock.schedule(5, note('nested'));
    });
    clock.schedule(10, note('equal'));
    clock.advance(19);
    expect(calls).toEqual(['early@10', 'equal@10', 'nested@15']);
    clock.advance(1);
    expect(calls.at(-1)).toBe('late@20');
  });

  test('does not call back what was taken back', () => {
    const clock = fakeClock(0);
    const calls: number[] = [];
    const cancel = clock.schedule(10, () => calls.push(1));
    cancel();
    cancel();
    clock.advance(100);
    expect(calls).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('lets promises settle between two instants when time passes', async () => {
    const clock = fakeClock(0);
    const calls: string[] = [];
    clock.schedule(10, () => void Promise.resolve().then(() => calls.push('promise of 10')));
    clock.schedule(20, () => calls.push('20'));
    await clock.pass(30);
    expect(calls).toEqual(['promise of 10', '20']);
    expect(clock.now()).toBe(30);
  });

  test('refuses to go back', async () => {
    expect(() => fakeClock().advance(-1)).toThrow(RangeError);
    await expect(fakeClock().pass(Number.NaN)).rejects.toThrow(RangeError);
  });

  test('runs any set of timers as a sort by time would, in however many steps', () => {
    const delays = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 30 });
    const steps = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(delays, steps, (delaysMs, stepsMs) => {
        const clock = fakeClock(0);
        const ran: number[] = [];
        delaysMs.forEach((delayMs, index) => clock.schedule(delayMs, () => ran.push(index)));
        for (const stepMs of stepsMs) clock.advance(stepMs);
        const sorted = delaysMs.map((delayMs, index) => ({ delayMs, index })).sort((a, b) => a.delayMs - b.delayMs || a.index - b.index);
        expect(ran).toEqual(sorted.filter(({ delayMs }) => delayMs <= clock.now()).map(({ index }) => index));
      }),
    );
  });
});
