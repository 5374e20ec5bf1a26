import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('every error code has a heading in docs/errors.md, and every heading a code', () => {
  const codes = [...(read('packages/sdk/src/base/errors.ts').split('export class')[0] ?? '').matchAll(/\| '([a-z-]+)'/g)].map((match) => match[1]);
  const headings = [...read('docs/errors.md').matchAll(/^## ([a-z-]+)$/gm)].map((match) => match[1]);
  expect(codes.length).toBeGreaterThan(20);
  expect(headings.sort()).toEqual(codes.sort());
});

const pages = ['README.md', 'CONTRIBUTING.md', ...['docs', 'docs/decisions'].flatMap((folder) => readdirSync(join(root, folder)).filter((name) => name.endsWith('.md')).map((name) => `${folder}/${name}`))];

test.each(pages)('every relative link in %s leads somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '').filter((link) => !/^[a-z]+:/.test(link));
  expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
});
