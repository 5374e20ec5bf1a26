import type { Conversation } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import { createHeadCache } from './head-cache.js';
import type { KeptHead } from './head-cache.js';

const kept = (seq: number): KeptHead => ({ row: 1, head: { seq } as Conversation });

test('a change is seen at once, and forgotten if its transaction never was', () => {
  const cache = createHeadCache(10);
  cache.remember('a', kept(1));
  cache.change('a', kept(2));
  expect(cache.get('a')?.head.seq).toBe(2);
  cache.rollBack();
  expect(cache.get('a')?.head.seq ?? 1).toBe(1);
  cache.change('a', kept(3));
  cache.commit();
  cache.rollBack();
  expect(cache.get('a')?.head.seq).toBe(3);
});

test('beyond the limit the head that was not used for longest is dropped', () => {
  const cache = createHeadCache(2);
  cache.remember('a', kept(1));
  cache.remember('b', kept(1));
  cache.get('a');
  cache.change('c', kept(1));
  cache.commit();
  expect([cache.get('a'), cache.get('b'), cache.get('c')].map((entry) => entry !== undefined)).toEqual([true, false, true]);
});
