import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortSlots } from './sort-slots.js';

test('slots come out as sorting by rank, then by the tie-break, would have them', () => {
  const rank = fc.oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: 0, max: 2_000_000_000_000 }), fc.double({ noNaN: true, min: -5, max: 5 }), fc.maxSafeInteger());
  fc.assert(
    fc.property(fc.array(rank, { maxLength: 120 }), fc.boolean(), (ranks, areWhole) => {
      const used = areWhole ? ranks.map((value) => Math.floor(value) % 1_000) : ranks;
      const slots = Int32Array.from(used, (_, index) => index * 3);
      const isBefore = (first: number, second: number): boolean => {
        const [firstRank, secondRank] = [used[first / 3] as number, used[second / 3] as number];
        return firstRank === secondRank ? first > second : firstRank < secondRank;
      };
      const slow = [...slots].sort((first, second) => (isBefore(first, second) ? -1 : 1));
      expect([...sortSlots(slots, Float64Array.from(used), isBefore)]).toEqual(slow);
    }),
  );
});
