import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createStoreClock, resumedAt } from './store-clock.js';

const hour = 60 * 60_000;

interface Machine {
  wallAt: number;
  elapsedMs: number;
  pass(durationMs: number): void;
}

function machineAt(wallAt: number): Machine {
  return {
    wallAt,
    elapsedMs: 0,
    pass(durationMs) {
      this.wallAt += durationMs;
      this.elapsedMs += durationMs;
    },
  };
}

function clockOf(machine: Machine, notBefore?: number): () => number {
  return createStoreClock(() => machine.wallAt, () => machine.elapsedMs, notBefore);
}

test('the clock shows the time of the machine, and follows it ahead', () => {
  const machine = machineAt(1_000);
  const now = clockOf(machine);
  expect(now()).toBe(1_000);
  machine.pass(20);
  expect(now()).toBe(1_020);
  machine.wallAt += 5 * hour;
  expect(now()).toBe(5 * hour + 1_020);
});

test('put back by hours, it goes on at half speed until the machine has caught up, and never stands still', () => {
  const machine = machineAt(10 * hour);
  const now = clockOf(machine);
  now();
  machine.wallAt -= 2 * hour;
  expect(now()).toBe(10 * hour);
  machine.pass(hour);
  expect(now()).toBe(10.5 * hour);
  machine.pass(3 * hour);
  expect(now()).toBe(12 * hour);
  machine.pass(hour);
  expect(now()).toBe(13 * hour);
});

test('however often it is asked, and whatever is done to the machine, it never goes back and loses no half millisecond', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(50), fc.integer({ min: -hour, max: hour }))), (steps) => {
      const machine = machineAt(100 * hour);
      const now = clockOf(machine);
      let before = now();
      for (const [passedMs, leapMs] of steps) {
        for (let passed = 0; passed < passedMs; passed += 1) {
          machine.pass(1);
          now();
        }
        machine.wallAt += leapMs;
        const present = now();
        expect(present).toBeGreaterThanOrEqual(before + Math.floor(passedMs / 2));
        expect(Number.isInteger(present)).toBe(true);
        before = present;
      }
    }),
  );
});

test('after a restart it goes on from what was stored, unless that is more than a day ahead', () => {
  const machine = machineAt(10 * hour);
  expect(clockOf(machine, resumedAt(12 * hour, machine.wallAt))()).toBe(12 * hour);
  expect(clockOf(machine, resumedAt(8 * hour, machine.wallAt))()).toBe(10 * hour);
  expect(clockOf(machine, resumedAt(40 * hour, machine.wallAt))()).toBe(10 * hour);
});
