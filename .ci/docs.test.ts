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

test('docs/direct-line.md tells every code of a refusal with its status', () => {
  const statuses = read('packages/gateway/src/channels/direct-line/problem.ts').split('const statuses = {')[1]?.split('}')[0] ?? '';
  const codes = [...statuses.matchAll(/(\w+): (\d{3})/g)].map(([, code = '', status = '']) => `${status} ${code}`);
  const told = [...read('docs/direct-line.md').matchAll(/^\| (\d{3}) \| (.*?) \|/gm)].flatMap(([, status = '', cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, code = '']) => `${status} ${code}`));
  // No token at all is answered 401 under this code, as the documented service does.
  expect(told.sort()).toEqual([...codes, '401 BadArgument'].sort());
});

test('every page and heading that the source points to is there', () => {
  const sources = ['sdk', 'elements', 'gateway', 'testing', 'react'].flatMap((name) => typescriptIn(`packages/${name}`));
  const pointers = sources.flatMap((path) => [...read(path).matchAll(/docs\/([a-z-]+\/)?[a-z0-9-]+\.md(?:#[a-z0-9-]+)?/g)].map(([pointer]) => pointer));
  expect(pointers.length).toBeGreaterThan(5);
  const isThere = (pointer: string): boolean => {
    const [page = '', heading] = pointer.split('#');
    if (!existsSync(join(root, page))) return false;
    return heading === undefined || [...read(page).matchAll(/^#+ (.+)$/gm)].some((match) => slugOf(match[1] ?? '') === heading);
  };
  expect(pointers.filter((pointer) => !isThere(pointer))).toEqual([]);
});

function typescriptIn(folder: string): readonly string[] {
  const isSource = (path: string): boolean => path.endsWith('.ts') && !/(^|\/)(node_modules|dist)\//.test(path);
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter(isSource).map((path) => `${folder}/${path}`);
}

/** As GitHub makes the anchor of a heading. */
function slugOf(heading: string): string {
  return heading.toLowerCase().replace(/[^\w\s-]/g, '').replace(/\s/g, '-');
}

const packagePages = ['sdk', 'elements', 'gateway', 'react', 'testing'].map((name) => `packages/${name}/README.md`);
const pages = [...packagePages, 'README.md', 'CONTRIBUTING.md', ...['docs', 'docs/decisions'].flatMap((folder) => readdirSync(join(root, folder)).filter((name) => name.endsWith('.md')).map((name) => `${folder}/${name}`))];

test.each(pages)('every relative link in %s leads somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '').filter((link) => !/^[a-z]+:/.test(link));
  expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
});
