import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeUnitOrder, collatorOrder } from './text-order.js';
import { TextRanks } from './text-ranks.js';

const collator = new Intl.Collator('en', { numeric: true });
const order = collatorOrder(collator);

test.each([
  ['a collator', order],
  ['code units', codeUnitOrder],
])('ranks by %s order texts as it compares them, in whatever portions they become known', (_what, { compare, ...others }) => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('Bot 2', 'Bot 10', 'émile', 'Emile', 'É')), { maxLength: 60 }), fc.nat(60), fc.nat(60), (texts, first, second) => {
      const ranks = new TextRanks({ compare, ...others });
      const add = (some: readonly string[]): void => {
        for (const text of some) ranks.numberNew(text);
        ranks.rankNew();
      };
      add(texts.slice(0, first));
      const rankOf = (text: string): number => ranks.ranks[ranks.numberOf(text)] as number;
      for (const text of texts.slice(first, first + second)) rankOf(text);
      add(texts);
      expect(ranks.size).toBe(new Set(texts).size);
      const byRank = [...new Set(texts)].sort((one, other) => rankOf(one) - rankOf(other));
      expect(byRank).toEqual([...new Set(texts)].sort(compare));
    }),
  );
});

test('a thousand texts that each fall right before the same one still find their rank', () => {
  const ranks = new TextRanks(order);
  const texts = Array.from({ length: 1_000 }, (_, index) => `+48 ${String(index).padStart(4, '0')}`);
  const last = ranks.numberOf('z');
  const numbers = texts.map((text) => ranks.numberOf(text));
  for (const [index, number] of numbers.entries()) expect(ranks.ranks[number]).toBeLessThan(ranks.ranks[numbers[index + 1] ?? last] as number);
});

test('a text keeps its number when its rank becomes another', () => {
  const ranks = new TextRanks(order);
  const number = ranks.numberOf('m');
  for (const text of ['a', 'b', 'c']) ranks.numberNew(text);
  ranks.rankNew();
  expect(ranks.numberOf('m')).toBe(number);
});
