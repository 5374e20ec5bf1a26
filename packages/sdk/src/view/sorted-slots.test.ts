import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Story } from '../conversation/history.test-support.js';
import { LoggedConversation } from '../conversation/logged-conversation.js';
import { columnOrder } from './compare.js';
import { englishWords } from './predicate.js';
import { SortKeys } from './sort-keys.js';
import { SortedSlots } from './sorted-slots.js';
import { Standings } from './standings.js';

const slotCount = 1_500;

const standings = new Standings();
for (let number = 0; number < slotCount; number += 1)
  standings.add(new LoggedConversation(new Story(`c${(number * 7919) % slotCount}`).conversation, 0));

/** Many at a time, so that the short arrays a list is made of are split and merged. */
type Move = {
  readonly do: 'insert' | 'remove' | 'rekey';
  readonly first: number;
  readonly count: number;
  readonly key: number;
  readonly step: number;
};

const arbitraryMove: fc.Arbitrary<Move> = fc.record({
  do: fc.constantFrom('insert', 'remove', 'rekey'),
  first: fc.nat(slotCount - 1),
  count: fc.nat(600),
  key: fc.nat(1_000),
  step: fc.constantFrom(-1, 0, 1, 7),
});

/** Of the first column, and of further ones. */
const arbitraryDirections = fc.tuple(fc.boolean()).chain(([first]) => fc.array(fc.boolean(), { maxLength: 2 }).map((further): [boolean, ...boolean[]] => [first, ...further]));

describe('sorted slots', () => {
  test('stand as sorting them anew would have them, and are found where they stand', () => {
    fc.assert(
      fc.property(fc.array(arbitraryMove, { maxLength: 30, size: 'max' }), fc.nat(slotCount), arbitraryDirections, (moves, filled, [isDescending, ...further]) => {
        const numbers = columnOrder('chat-length', englishWords, new Intl.Collator('en'));
        const sortKeys = SortKeys.of([isDescending, ...further].map((direction) => [numbers, direction] as const), slotCount);
        const list = new SortedSlots(sortKeys, [], standings, 0);
        const keys = sortKeys.first;
        const setFurther = (slot: number, key: number): void => {
          for (const [index, column] of sortKeys.further.entries()) column.numbers[slot] = (key * (index + 3)) % 4;
        };
        const present = new Set(Array.from({ length: filled }, (_, slot) => slot));
        for (const slot of present) {
          keys.numbers[slot] = slot % 100;
          setFurther(slot, slot);
        }
        list.fill(present.size, () => slow(present, sortKeys));
        for (const { do: what, first, count, key, step } of moves)
          for (let number = 0; number < count; number += 1) {
            const slot = (first + number) % slotCount;
            const isPresent = present.has(slot);
            if (what === 'insert' && !isPresent) {
              keys.numbers[slot] = key + number * step;
              setFurther(slot, number);
              list.insert(slot);
              present.add(slot);
            } else if (what === 'remove' && isPresent) {
              list.remove(slot);
              present.delete(slot);
            } else if (what === 'rekey' && isPresent) {
              setFurther(slot, number);
              list.rekey(slot, key + number * step);
            }
          }
        const expected = slow(present, sortKeys);
        const all = new Int32Array(list.count);
        list.copyTo(all, 0);
        expect([...all]).toEqual(expected);
        expect(expected.map((slot) => list.indexOf(slot))).toEqual(expected.map((_slot, place) => place));
        const part = new Int32Array(Math.floor(list.count / 2) - Math.floor(list.count / 3));
        list.copyTo(part, Math.floor(list.count / 3));
        expect([...part]).toEqual(expected.slice(Math.floor(list.count / 3), Math.floor(list.count / 2)));
      }),
      { numRuns: 60 },
    );
  });
});

function slow(slots: ReadonlySet<number>, { first, further }: SortKeys): number[] {
  const idOf = (slot: number): string => standings.conversations[slot]?.id ?? '';
  return [...slots].sort((one, other) => {
    for (const { numbers, isDescending } of [first, ...further]) {
      const difference = (numbers[one] as number) - (numbers[other] as number);
      if (difference !== 0) return isDescending === first.isDescending ? difference : -difference;
    }
    return idOf(one) < idOf(other) ? -1 : 1;
  });
}
