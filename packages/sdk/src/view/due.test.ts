import { fakeClock } from '@live-takeover/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DueTimer } from './due.js';

const startAt = 1_000_000;

/** Slots that are due at the instants in `dueAt`, and a note of when each woke. */
function sleepers(offsetMs = 0) {
  const clock = fakeClock(startAt);
  const dueAt = new Map<number, number>();
  const woken: [slot: number, at: number][] = [];
  const now = (): number => clock.now() + offsetMs;
  const timer = new DueTimer({
    clock,
    now,
    dueOf: (slot) => dueAt.get(slot) ?? Infinity,
    onDue: (slots) => {
      for (const slot of slots) {
        woken.push([slot, now()]);
        dueAt.delete(slot);
      }
    },
  });
  const sleep = (slot: number, at: number): void => {
    dueAt.set(slot, at);
    timer.arm(slot, at);
    timer.plan();
  };
  return { clock, dueAt, woken, timer, sleep };
}

describe('a due timer', () => {
  test('wakes each slot exactly when it is due, by one timer', () => {
    const { clock, woken, sleep } = sleepers();
    for (const [slot, afterMs] of [5_250, 70, 86_400_000, 5_249].entries()) sleep(slot, startAt + afterMs);
    expect(clock.pending).toBe(1);
    clock.advance(86_400_000);
    expect(woken).toEqual([[1, startAt + 70], [3, startAt + 5_249], [0, startAt + 5_250], [2, startAt + 86_400_000]]);
    expect(clock.pending).toBe(0);
  });

  test('lets a slot whose instant moved later sleep on', () => {
    const { clock, dueAt, woken, timer, sleep } = sleepers();
    sleep(1, startAt + 300_000);
    clock.advance(200_000);
    dueAt.set(1, startAt + 500_000);
    timer.arm(1, startAt + 500_000);
    clock.advance(600_000);
    expect(woken).toEqual([[1, startAt + 500_000]]);
  });

  test('does no timer work when an instant moves later', () => {
    const { clock, timer, dueAt, sleep } = sleepers();
    let scheduled = 0;
    const { schedule } = clock;
    clock.schedule = (delayMs, callback) => {
      scheduled += 1;
      return schedule(delayMs, callback);
    };
    sleep(1, startAt + 300_000);
    for (let event = 1; event <= 100; event += 1) {
      dueAt.set(1, startAt + 300_000 + event);
      timer.arm(1, startAt + 300_000 + event);
      timer.plan();
    }
    expect(scheduled).toBe(1);
  });

  test('wakes a slot earlier when its instant moves earlier', () => {
    const { clock, woken, sleep } = sleepers();
    sleep(1, startAt + 300_000);
    sleep(1, startAt + 10_000);
    clock.advance(400_000);
    expect(woken).toEqual([[1, startAt + 10_000]]);
  });

  test('counts in the clock it was given, not in the machine’s', () => {
    const { clock, woken, sleep } = sleepers(250);
    sleep(1, startAt + 1_250);
    clock.advance(999);
    expect(woken).toEqual([]);
    clock.advance(1);
    expect(woken).toEqual([[1, startAt + 1_250]]);
  });

  test('waits longer than timers can count', () => {
    const { clock, woken, sleep } = sleepers();
    const sixtyDays = 60 * 86_400_000;
    sleep(1, startAt + sixtyDays);
    clock.advance(sixtyDays - 1);
    expect(woken).toEqual([]);
    clock.advance(1);
    expect(woken).toHaveLength(1);
  });

  test('stays quiet for a slot that was disarmed, and once closed', () => {
    const { clock, woken, timer, sleep } = sleepers();
    sleep(1, startAt + 1_000);
    sleep(2, startAt + 2_000);
    timer.disarm(1);
    clock.advance(1_500);
    timer.close();
    clock.advance(10_000);
    expect(woken).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('wakes everything at its own instant, however instants are moved', () => {
    const move = fc.record({ slot: fc.nat(20), inMs: fc.option(fc.nat(5_000), { nil: Infinity }), passMs: fc.nat(1_500) });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), (moves) => {
        const { clock, dueAt, woken, timer } = sleepers();
        const expected: [slot: number, at: number][] = [];
        const pass = (durationMs: number): void => {
          const until = clock.now() + durationMs;
          expected.push(...[...dueAt].filter(([, at]) => at <= until).sort((first, second) => first[1] - second[1] || first[0] - second[0]));
          clock.advance(durationMs);
        };
        for (const { slot, inMs, passMs } of moves) {
          dueAt.set(slot, clock.now() + inMs + 1);
          timer.arm(slot, clock.now() + inMs + 1);
          timer.plan();
          pass(passMs);
        }
        pass(10_000);
        const inOrder = woken.slice().sort((first, second) => first[1] - second[1] || first[0] - second[0]);
        expect(inOrder).toEqual(expected);
        expect(woken.map(([, at]) => at)).toEqual(expected.map(([, at]) => at));
      }),
    );
  });
});
