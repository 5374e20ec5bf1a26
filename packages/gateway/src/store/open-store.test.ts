import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore, storePlace } from './open-store.js';

const config = { sqlite: 'some/store.sqlite' };

test('without DATABASE_URL the store is the configured file, which is made with its directory', async () => {
  expect(storePlace(config, { DATABASE_URL: '' })).toEqual({ kind: 'sqlite', path: 'some/store.sqlite' });
  const directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
  const store = await openStore({ kind: 'sqlite', path: join(directory, 'deep', 'store.sqlite') });
  expect(store.isShared).toBe(false);
  await store.close();
  await rm(directory, { recursive: true });
});

test('DATABASE_URL names a PostgreSQL database, itself or by a file that holds it', async () => {
  expect(storePlace(config, { DATABASE_URL: 'postgresql://a/b' })).toEqual({ kind: 'postgres', url: 'postgresql://a/b' });
  const directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
  const file = join(directory, 'url');
  await writeFile(file, 'postgresql://a/c\n');
  expect(storePlace(config, { DATABASE_URL_FILE: file })).toEqual({ kind: 'postgres', url: 'postgresql://a/c' });
  await rm(directory, { recursive: true });
});

test('two URLs, or a file that is not there, are refused', () => {
  expect(() => storePlace(config, { DATABASE_URL: 'postgresql://a/b', DATABASE_URL_FILE: '/x' })).toThrow(/Keep one of them/);
  expect(() => storePlace(config, { DATABASE_URL_FILE: '/nowhere/url' })).toThrow(/cannot be read/);
});

test.each(['', 'mysql://user:secret@host/database', 'postgresql://user:secret@host:port/database', 'postgresql://user:sec#ret@host/db'])(
  'a URL that is none is refused without telling it: %s',
  async (url) => {
    const refused = await openStore({ kind: 'postgres', url }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'invalid', message: expect.stringContaining('DATABASE_URL is not the URL') as string });
    expect(String(refused)).not.toContain('sec');
  },
);
