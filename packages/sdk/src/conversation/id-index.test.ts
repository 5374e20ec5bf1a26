import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hashId, IdIndex } from './id-index.js';
import type { Hashes } from './id-index.js';

/** So few hashes that many ids have the same. */
function poorHash(id: string, hashes: Hashes): void {
  hashes.first = id.length;
  hashes.second = id.charCodeAt(0) & 1;
}

describe.each([
  ['its own hashes', hashId],
  ['hashes that many ids share', poorHash],
])('an index by %s', (_what, hash) => {
  test('finds what a map finds, whatever was added and deleted', () => {
    const id = fc.string({ unit: fc.constantFrom('a', 'b', '-', 'é'), minLength: 1, maxLength: 4 });
    const move = fc.record({ id, isAdded: fc.boolean() });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 200, size: 'max' }), (moves) => {
        const ids: string[] = [];
        const index = new IdIndex((number) => ids[number] as string, hash);
        const known = new Map<string, number>();
        for (const { id: next, isAdded } of moves) {
          if (isAdded && !known.has(next)) {
            known.set(next, ids.push(next) - 1);
            index.add(next, known.get(next) as number);
          } else if (!isAdded) {
            known.delete(next);
            index.delete(next);
          }
        }
        expect(index.size).toBe(known.size);
        for (const { id: next } of moves) {
          expect(index.find(next)).toBe(known.get(next) ?? -1);
          if (known.has(next)) expect(index.guess(next)).toBe(known.get(next));
        }
      }),
    );
  });
});

test('takes no more room for ids that come and go', () => {
  const ids: string[] = [];
  const index = new IdIndex((number) => ids[number % 100] as string);
  for (let number = 0; number < 100_000; number += 1) {
    ids[number % 100] = `conversation-${number}`;
    index.add(`conversation-${number}`, number);
    if (number >= 50) {
      index.delete(`conversation-${number - 50}`);
      expect(index.find(`conversation-${number - 50}`)).toBe(-1);
    }
  }
  expect(index.capacity).toBeLessThan(1_000);
});

test('two ids that differ in one place do not share their hashes', () => {
  const seen = new Set<string>();
  const hashes: Hashes = { first: 0, second: 0 };
  for (let number = 0; number < 200_000; number += 1) {
    hashId(`conversation-${number.toString(36)}`, hashes);
    seen.add(`${hashes.first} ${hashes.second}`);
  }
  expect(seen.size).toBe(200_000);
});
