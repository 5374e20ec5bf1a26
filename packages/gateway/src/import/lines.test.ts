import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { lineLimit, readLines, splitLines } from './lines.js';
import type { NumberedLine } from './lines.js';

const directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));

afterAll(() => rm(directory, { recursive: true }));

async function all(lines: AsyncIterable<NumberedLine>): Promise<readonly NumberedLine[]> {
  const found: NumberedLine[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

test('lines are numbered as an editor numbers them, and blank ones are left out', async () => {
  expect(await all(splitLines(['\uFEFFa\r\n', '\n  \nb', 'c\n', 'd']))).toEqual([
    { number: 1, text: 'a' },
    { number: 4, text: 'bc' },
    { number: 5, text: 'd' },
  ]);
});

test('however a text is cut, its lines are the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.stringMatching(/^[ab\n\r]*$/), { maxLength: 12 }), async (pieces) => {
      expect(await all(splitLines(pieces))).toEqual(await all(splitLines([pieces.join('')])));
    }),
  );
});

test('a line that is too long is named, and the next one is read', async () => {
  const piece = 'x'.repeat(lineLimit / 2 + 1);
  expect(await all(splitLines(['a\n', piece, piece, piece, '\nb\n']))).toEqual([
    { number: 1, text: 'a' },
    { number: 2, text: null },
    { number: 3, text: 'b' },
  ]);
});

test('a packed file is read like a plain one; one that breaks off fails after its last whole part', async () => {
  const text = Array.from({ length: 20_000 }, (_, index) => `line ${index} ${(index * 7919) % 10_007}`).join('\n');
  const packed = gzipSync(text);
  await writeFile(join(directory, 'plain.ndjson'), text);
  await writeFile(join(directory, 'packed.ndjson.gz'), packed);
  await writeFile(join(directory, 'broken.ndjson.gz'), packed.subarray(0, packed.length / 2));
  const plain = await all(readLines(join(directory, 'plain.ndjson')));
  expect(plain).toHaveLength(20_000);
  expect(await all(readLines(join(directory, 'packed.ndjson.gz')))).toEqual(plain);
  await expect(all(readLines(join(directory, 'broken.ndjson.gz')))).rejects.toThrow(/unexpected end/);
  await expect(all(readLines(join(directory, 'missing.ndjson')))).rejects.toThrow(/ENOENT/);
});
