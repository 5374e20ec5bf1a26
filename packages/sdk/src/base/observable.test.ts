import { expect, test, vi } from 'vitest';
import { writable } from './observable.js';

test('listeners hear each change once, and not the present value', () => {
  const cell = writable(1);
  const heard: number[] = [];
  cell.subscribe((value) => heard.push(value));
  cell.set(2);
  cell.set(2);
  cell.set(3);
  expect(heard).toEqual([2, 3]);
  expect(cell.value).toBe(3);
});

test('a listener hears nothing after it unsubscribed, even in the middle of a change', () => {
  const cell = writable(1);
  const heard: string[] = [];
  cell.subscribe(() => {
    heard.push('first');
    unsubscribe();
  });
  const unsubscribe = cell.subscribe(() => heard.push('second'));
  cell.set(2);
  expect(heard).toEqual(['first']);
});

test('one function subscribed twice is two subscriptions', () => {
  const cell = writable(1);
  const listener = vi.fn();
  const unsubscribe = cell.subscribe(listener);
  cell.subscribe(listener);
  unsubscribe();
  cell.set(2);
  expect(listener).toHaveBeenCalledTimes(1);
});

test('a listener that throws keeps no other from being told, and its error surfaces', () => {
  const surfaced: (() => void)[] = [];
  const queue = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((callback) => void surfaced.push(callback));
  const cell = writable(1);
  const heard: number[] = [];
  cell.subscribe(() => {
    throw new Error('broken listener');
  });
  cell.subscribe((value) => heard.push(value));
  cell.set(2);
  queue.mockRestore();
  expect(heard).toEqual([2]);
  expect(surfaced[0]).toThrow('broken listener');
});
