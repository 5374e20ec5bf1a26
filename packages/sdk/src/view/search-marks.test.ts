import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText } from '../base/plain-text.js';
import { searchMarks } from './search-marks.js';

const marked = (text: string, search: string): string[] => searchMarks(text, search).map(({ start, end }) => text.slice(start, end));

test.each<[text: string, search: string, marked: string[]]>([
  ['My credit card', 'CARD my', ['My', 'card']],
  ['My crédit card', 'credit', ['crédit']],
  ['My cre\u0301dit card', 'cre', ['cre\u0301']],
  ['Ｂａｎｋ Ｈelper', 'bank', ['Ｂａｎｋ']],
  ['ofﬁce', 'fi', ['ﬁ']],
  ['ofﬁce', 'i', ['ﬁ']],
  ['𝓑ank 🙂 bank', 'b', ['𝓑', 'b']],
  ['Straße, STRASSE', 'strasse', ['Straße', 'STRASSE']],
  ['Łódź', 'lodz', ['Łódź']],
  ['ΟΔΟΣ', 'οδος', ['ΟΔΟΣ']],
  ['aaaa', 'aa', ['aaaa']],
  ['abcd', 'ab bc', ['abc']],
  ['nothing', 'else', []],
  ['nothing', '  ', []],
  ['', 'a', []],
])('in %j, %j marks %j', (text, search, expected) => {
  expect(marked(text, search)).toEqual(expected);
});

const arbitraryText = fc.string({
  unit: fc.oneof(fc.constantFrom('a', 'B', 'é', 'e\u0301', 'ß', 'Σ', 'ς', 'İ', 'ﬁ', 'Ａ', '한', '🙂', '𝓑', ' ', '\u0301', '\ud800', 'ﷺ'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
  maxLength: 12,
});

test('there is a mark exactly where the text is found, each is found itself, and none cuts a character', () => {
  fc.assert(
    fc.property(arbitraryText, arbitraryText, (text, search) => {
      const terms = plainText(search).split(/\s+/).filter((term) => term !== '');
      const marks = searchMarks(text, search);
      expect(marks.length > 0).toBe(terms.some((term) => plainText(text).includes(term)));
      let last = -1;
      for (const { start, end } of marks) {
        expect(start).toBeGreaterThan(last);
        expect(end).toBeGreaterThan(start);
        last = end;
        expect(terms.some((term) => plainText(text.slice(start, end)).includes(term))).toBe(true);
        for (const edge of [start, end]) expect(/[\ud800-\udbff]/.test(text[edge - 1] ?? '') && /[\udc00-\udfff]/.test(text[edge] ?? '')).toBe(false);
      }
    }),
    { numRuns: 2_000 },
  );
});
