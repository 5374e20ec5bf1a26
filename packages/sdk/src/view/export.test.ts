import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportCsv, exportJson } from './export.js';
import type { ExportCell, ExportColumn } from './export.js';

const columns: readonly ExportColumn<readonly ExportCell[]>[] = ['name', 'text'].map((key, index) => ({ key, heading: key, cellOf: (cells) => cells[index] ?? null }));

function csv(...cells: readonly ExportCell[]): string {
  return exportCsv([cells], columns, { hasByteOrderMark: false });
}

/** A CSV file read as RFC 4180 has it, with any separator. */
function read(file: string, separator = ','): string[][] {
  const lines: string[][] = [[]];
  let cell = '';
  let isQuoted = false;
  for (let place = 0; place < file.length; place += 1) {
    const unit = file[place] as string;
    if (isQuoted && unit === '"' && file[place + 1] === '"') cell += file[(place += 1)];
    else if (unit === '"' && (isQuoted || cell === '')) isQuoted = !isQuoted;
    else if (!isQuoted && (unit === separator || unit === '\n' || unit === '\r')) {
      lines.at(-1)?.push(cell);
      cell = '';
      if (unit === '\n') lines.push([]);
    } else cell += unit;
  }
  return lines;
}

describe('a CSV file', () => {
  test('has a heading, quotes what needs it, and ends its lines as RFC 4180 says', () => {
    expect(exportCsv([['a,b', 'say "hi"\nthere'], [12, null], [true, 'plain']], columns)).toBe(
      '\ufeffname,text\r\n"a,b","say ""hi""\nthere"\r\n12,\r\ntrue,plain\r\n',
    );
  });

  test.each(['=1+1', '+48 600', '-2', '@SUM(A1)', '\tx', '\rx', '\nx', '  =1', '\u00a0=1', '\u200b=1', '\ufeff=1', '＝1', '＋1', '－1', '＠x', ' ﹦1'])(
    'makes a formula of no text: %j',
    (text) => {
      const cell = read(csv(text, 'x'))[1]?.[0] ?? '';
      expect(cell).toBe(`'${text}`);
    },
  );

  test('leaves numbers, and texts that are no formula, as they are', () => {
    expect(csv(-5, 'a-b = c')).toBe('name,text\r\n-5,"a-b = c"\r\n');
  });

  test('makes a formula of no heading either, for attributes have names of others', () => {
    expect(exportCsv([], [{ key: 'x', heading: '=x', cellOf: () => null }], { hasByteOrderMark: false })).toBe("'=x\r\n");
  });

  test('takes no longer for a text of nothing but line breaks', () => {
    expect(csv('\n'.repeat(200_000), 'x').length).toBeGreaterThan(200_000);
  });

  test('gives back every text but for apostrophes, and begins a formula under no separator', () => {
    const text = fc.string({ unit: fc.constantFrom('=', '+', '-', '@', ';', ',', '"', "'", '\n', '\r', '\t', ' ', 'a', '＝', '\u200b'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (first, second) => {
        const file = csv(first, second);
        const unquoted = (cells: readonly string[] | undefined): string[] => (cells ?? []).map((cell) => cell.replaceAll("'", ''));
        const lines = file.slice('name,text\r\n'.length);
        if (!/[\r\n]/.test(first + second)) expect(unquoted(read(lines)[0]?.slice(0, 2))).toEqual(unquoted([first, second]));
        for (const separator of [',', ';', '\t'])
          for (const cell of read(file, separator).flat()) expect(cell).not.toMatch(/^[\s\u200b]*[=+\-@＝]/);
      }),
      { numRuns: 1_000 },
    );
  });
});

test('a JSON file holds the values as they are, whatever the columns are called', () => {
  const named = [...columns, { key: '__proto__', heading: '', cellOf: () => '=1' }];
  const file = exportJson([['Zoë', -1], ['\ud800', true]], named);
  expect(JSON.parse(file)).toEqual(JSON.parse('[{"name":"Zoë","text":-1,"__proto__":"=1"},{"name":"\\ud800","text":true,"__proto__":"=1"}]'));
});
