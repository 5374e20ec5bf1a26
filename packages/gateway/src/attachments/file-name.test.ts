import { expect, test } from 'vitest';
import { hostileStrings } from '../../testing/shared-fixtures.js';
import { contentDisposition, extensionOf, safeFileName } from './file-name.js';

test.each([
  ['bill.pdf', 'bill.pdf'],
  ['C:\\Users\\Ann\\bill.pdf', 'bill.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['', 'file'],
  ['...', 'file'],
  [' . ', 'file'],
  ['..\\', 'file'],
  ['a\u0000b\r\nSet-Cookie: x.txt', 'a_b__Set-Cookie_ x.txt'],
  ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
  ['\ufeffa\u200b.txt', 'a.txt'],
  ['what?*<is>|"this".txt', 'what___is___this_.txt'],
  ['e\u0301.txt', 'é.txt'],
  ['👩‍👩‍👧 می‌خواهم.txt', '👩‍👩‍👧 می‌خواهم.txt'],
  ['half \ud83d.txt', 'half _.txt'],
  ['con.txt', '_con.txt'],
  ['AUX', '_AUX'],
  ['line\u2028break.txt', 'line_break.txt'],
  ['many     spaces \t .txt', 'many spaces _ .txt'],
])('%j is shown as %j', (given, shown) => expect(safeFileName(given)).toBe(shown));

test('a long name is cut in the middle: the extension stays, and no character is halved', () => {
  expect(safeFileName(`${'x'.repeat(300)}.pdf`)).toBe(`${'x'.repeat(116)}.pdf`);
  expect(safeFileName(`${'🙂'.repeat(100)}.pdf`)).toBe(`${'🙂'.repeat(58)}.pdf`);
  expect(safeFileName('x'.repeat(300))).toBe('x'.repeat(120));
  expect(safeFileName(`a.${'x'.repeat(300)}`)).toBe(`a.${'x'.repeat(118)}`);
});

test.each([
  ['a.PDF', 'pdf'],
  ['archive.tar.gz', 'gz'],
  ['none', ''],
  ['a.not an extension', ''],
])('the extension of %j is %j', (name, extension) => expect(extensionOf(name)).toBe(extension));

test('a name stands in the header as it is where it can, and encoded for all who read that', () => {
  expect(contentDisposition('bill.pdf')).toBe(`attachment; filename="bill.pdf"; filename*=UTF-8''bill.pdf`);
  expect(contentDisposition(`naïve "(1)".pdf`)).toBe(`attachment; filename="na_ve _(1)_.pdf"; filename*=UTF-8''na%C3%AFve%20%22%281%29%22.pdf`);
});

const odd = ['"; filename="x.exe', "a'b%20c.txt", '\\"\\', '💥'.repeat(200), ...hostileStrings()];

test('whatever the name, the header is one that can be sent, and says what is shown', () => {
  for (const given of odd) {
    const shown = safeFileName(given);
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.length).toBeLessThanOrEqual(121);
    expect(shown).not.toMatch(/[\p{Cc}\p{Surrogate}"\\/\u202a-\u202e\u2066-\u2069]/u);
    const header = contentDisposition(shown);
    expect(new Headers({ 'content-disposition': header }).get('content-disposition')).toBe(header);
    expect(decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(header)?.[1] ?? '')).toBe(shown);
    expect(/^attachment; filename="[^"\\]*"; filename\*=UTF-8''[A-Za-z0-9!#$&+.^_`|~%-]*$/.test(header)).toBe(true);
  }
});
