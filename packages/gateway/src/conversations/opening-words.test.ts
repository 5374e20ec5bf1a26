import { expect, test } from 'vitest';
import { openingWords } from './opening-words.js';

const opensAt = Date.UTC(2026, 6, 6, 6, 30);

// The little words between differ from one release of the Unicode data to the next.
test.each([
  ['en', /^Monday, July 6\b.*\b8:30.AM GMT\+2$/],
  ['en-GB', /^Monday,? 6 July\b.*\b08:30 CEST$/],
  ['de', /^Montag, 6\. Juli\b.*\b08:30 MESZ$/],
  [undefined, /^2026-07-06 08:30 \(Europe\/Berlin\)$/],
])('in %s an opening is written so that it reads like %s', (language, expected) => {
  expect(openingWords(opensAt, 'Europe/Berlin', language)).toMatch(expected);
});
