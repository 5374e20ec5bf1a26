import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { customerSays, started, tenant } from '../../../testing/store-conformance/events.js';
import { followAll } from '../../../testing/store-conformance/follow.js';
import type { EventStore } from '../event-store.js';
import { openSqliteStore } from './sqlite-store.js';

let directory: string;
let store: EventStore;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
  store = await openSqliteStore({ path: join(directory, 'store.sqlite') });
  await store.append(tenant, 'c1', [started('c1'), customerSays('m')]);
});

afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

test('a backup made under load holds everything acknowledged before it was asked for, whole and dense', async () => {
  const appends = Array.from({ length: 100 }, (_, index) => store.append(tenant, `w${index}`, [started(`w${index}`), customerSays('m')]));
  await Promise.all(appends.slice(0, 50));
  const path = join(directory, 'backup.sqlite');
  await Promise.all([...appends, store.backup?.(path)]);
  const restored = await openSqliteStore({ path, isRestored: true });
  const [log = []] = await followAll(restored);
  expect(log.length).toBeGreaterThanOrEqual(2 + 2 * 50);
  expect(log).toEqual((await followAll(store))[0]?.slice(0, log.length));
  expect(await restored.head(tenant, 'c1')).toEqual(await store.head(tenant, 'c1'));
  expect(await restored.incarnation()).not.toBe(await store.incarnation());
  expect((await restored.append(tenant, 'c1', [customerSays('m')])).duplicate).toBe(true);
  await restored.close();
});

test('a backup is one file, which only its owner can read', async () => {
  await store.backup?.(join(directory, 'backup.sqlite'));
  expect((await readdir(directory)).filter((name) => !name.startsWith('store.sqlite'))).toEqual(['backup.sqlite']);
  expect((await stat(join(directory, 'backup.sqlite'))).mode & 0o777).toBe(0o600);
});

test('a backup never takes the place of a file that is there', async () => {
  const path = join(directory, 'backup.sqlite');
  await writeFile(path, 'precious');
  await expect(store.backup?.(path)).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('already') as string });
  expect(await readFile(path, 'utf8')).toBe('precious');
  await expect(store.backup?.(join(directory, 'store.sqlite'))).rejects.toMatchObject({ code: 'invalid' });
});

test('a backup into nowhere is refused, and the store goes on', async () => {
  await expect(store.backup?.(join(directory, 'missing', 'backup.sqlite'))).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('Check its directory') as string,
  });
  expect((await store.append(tenant, 'c1', [customerSays('n')])).version).toBe(3);
});

test('compacting gives the disk back what pruning freed', async () => {
  for (let index = 0; index < 50; index += 1)
    await store.append(tenant, `old-${index}`, [started(`old-${index}`), customerSays('m', 'x'.repeat(20_000)), { id: 'x', type: 'conversation-closed', why: 'ended' }]);
  expect((await store.prune({ closedBefore: store.now() + 1, auditBefore: 0, claimedBefore: 0, limit: 50 })).conversations).toBe(50);
  await store.compact();
  expect((await stat(join(directory, 'store.sqlite'))).size).toBeLessThan(200_000);
  expect((await stat(join(directory, 'store.sqlite-wal'))).size).toBe(0);
  expect((await store.read(tenant, 'c1', 0)).map(({ id }) => id)).toEqual(['c1:started', 'm']);
});
