import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { machineClock } from './machine-clock.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a call back comes when its time has come, and not after it was taken back', () => {
  const called: string[] = [];
  machineClock.schedule(100, () => called.push('kept'));
  machineClock.schedule(100, () => called.push('taken back'))();
  vi.advanceTimersByTime(99);
  expect(called).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(called).toEqual(['kept']);
});

test('a wait longer than the timers of browsers allow is waited for in full', () => {
  const days = 86_400_000;
  const called: number[] = [];
  const startedAt = machineClock.now();
  machineClock.schedule(60 * days, () => called.push(machineClock.now() - startedAt));
  const takeBack = machineClock.schedule(60 * days, () => called.push(0));
  vi.advanceTimersByTime(59 * days);
  takeBack();
  vi.advanceTimersByTime(2 * days);
  expect(called).toEqual([60 * days]);
  expect(vi.getTimerCount()).toBe(0);
});
