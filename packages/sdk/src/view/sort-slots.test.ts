import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortSlots } from './sort-slots.js';

test('slots come out as sorting by their keys in turn, then by id, would have them', () => {
  const key = fc.oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: 0, max: 2_000_000_000_000 }), fc.double({ noNaN: true, min: -5, max: 5 }), fc.maxSafeInteger());
  const few = fc.nat(2);
  fc.assert(
    fc.property(fc.array(fc.tuple(key, few, few), { maxLength: 200, size: 'max' }), fc.constantFrom(1, 2, 3), fc.boolean(), (rows, levelCount, areWhole) => {
      const keys = rows.map((row) => row.slice(0, levelCount).map((value) => (areWhole ? Math.floor(value) % 10 : value)));
      const idOf = (slot: number): string => `c${(slot * 7_919) % 1_009}`;
      const slow = [...keys.keys()]
        .sort((one, other) => {
          for (const [level, value] of (keys[one] ?? []).entries()) {
            const difference = value - (keys[other]?.[level] ?? 0);
            if (difference !== 0) return difference;
          }
          return idOf(one * 3) < idOf(other * 3) ? -1 : 1;
        })
        .map((index) => index * 3);
      const keysOf = Array.from({ length: levelCount }, (_, level) => (slot: number) => keys[slot / 3]?.[level] as number);
      const byId = Array.from({ length: keys.length * 3 }, (_, slot) => slot).sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
      const idRanks = (): number[] => byId.reduce<number[]>((ranks, slot, rank) => Object.assign(ranks, { [slot]: rank }), []);
      expect([...sortSlots(Int32Array.from(keys, (_, index) => index * 3), { keysOf, idOf, idRanks })]).toEqual(slow);
    }),
  );
});
