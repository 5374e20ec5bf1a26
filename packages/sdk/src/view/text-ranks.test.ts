import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextRanks } from './text-ranks.js';

const collator = new Intl.Collator('en', { numeric: true });
const compare = (first: string, second: string): number =>
  collator.compare(first, second) || (first < second ? -1 : first > second ? 1 : 0);

test('ranks order texts as the comparison does, in whatever portions they become known', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('Bot 2', 'Bot 10', 'émile', 'Emile', 'É')), { maxLength: 60 }), fc.nat(60), fc.nat(60), (texts, first, second) => {
      const ranks = new TextRanks(compare);
      ranks.add(texts.slice(0, first));
      const rankOf = (text: string): number => ranks.ranks[ranks.numberOf(text)] as number;
      for (const text of texts.slice(first, first + second)) rankOf(text);
      ranks.add(texts);
      expect(ranks.size).toBe(new Set(texts).size);
      const byRank = [...new Set(texts)].sort((one, other) => rankOf(one) - rankOf(other));
      expect(byRank).toEqual([...new Set(texts)].sort(compare));
    }),
  );
});

test('a thousand texts that each fall right before the same one still find their rank', () => {
  const ranks = new TextRanks(compare);
  const texts = Array.from({ length: 1_000 }, (_, index) => `+48 ${String(index).padStart(4, '0')}`);
  const last = ranks.numberOf('z');
  const numbers = texts.map((text) => ranks.numberOf(text));
  for (const [index, number] of numbers.entries()) expect(ranks.ranks[number]).toBeLessThan(ranks.ranks[numbers[index + 1] ?? last] as number);
});

test('a text keeps its number when its rank becomes another', () => {
  const ranks = new TextRanks(compare);
  const number = ranks.numberOf('m');
  ranks.add(['a', 'b', 'c']);
  expect(ranks.numberOf('m')).toBe(number);
});
