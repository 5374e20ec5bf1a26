import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortTexts } from './sort-texts.js';

test('texts come out as sorting by code units would have them, equal ones among them', () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'b', '\u0000', '\uffff', '\ud83d'), maxLength: 7 }),
    fc.nat(300).map((number) => `conversation-${number.toString(36)}`),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 200, size: 'max' }), (texts) => {
      const order = sortTexts(texts);
      expect(Array.from(order).sort((one, other) => one - other)).toEqual([...texts.keys()]);
      expect(Array.from(order, (index) => texts[index])).toEqual([...texts].sort());
    }),
  );
});

test('very many texts that differ only at their end take no more room on the stack', () => {
  const texts = Array.from({ length: 600_000 }, (_, number) => `the same for all of them ${(number * 7_919) % 600_000}`);
  const order = sortTexts(texts);
  for (let place = 1; place < order.length; place += 1)
    if ((texts[order[place - 1] as number] as string) > (texts[order[place] as number] as string)) throw new Error(`Out of order at ${place}.`);
});
