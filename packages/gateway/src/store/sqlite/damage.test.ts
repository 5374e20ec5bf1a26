import { copyFile, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { customerSays, started, tenant } from '../../../testing/store-conformance/events.js';
import { followAll } from '../../../testing/store-conformance/follow.js';
import { seededRandom } from '../../import/seeded-random.js';
import type { EventStore } from '../event-store.js';
import { StoreError } from '../event-store.js';
import { openSqliteStore } from './sqlite-store.js';

const directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
const sound = join(directory, 'sound.sqlite');
const ids = Array.from({ length: 60 }, (_, index) => `c${index}`);
const pageBytes = 4_096;

const source = await openSqliteStore({ path: join(directory, 'source.sqlite') });
for (const id of ids)
  await source.append(tenant, id, [started(id), ...Array.from({ length: 6 }, (_, index) => customerSays(`m${index}`, `${index} `.repeat(1_000)))]);
await source.backup?.(sound);
const expected = new Map<string, unknown>();
for (const id of ids) expected.set(id, await source.read(tenant, id, 0));
await source.close();

afterAll(() => rm(directory, { recursive: true }));

test('a file with a damaged header is not opened, and says that it is damaged', async () => {
  const path = await damaged('header', 1, () => 0);
  await expect(openSqliteStore({ path })).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('Restore a backup') as string });
});

test.each([1, 2, 3, 4, 5])('from a file with damaged pages everything is read as it was written or refused as damaged (seed %i)', async (seed) => {
  const random = seededRandom(seed);
  const pages = Math.floor((await stat(sound)).size / pageBytes);
  const path = await damaged(`pages-${seed}`, seed, () => 1 + Math.floor(random() * (pages - 1)), 12);
  const faults: StoreError[] = [];
  const store = await openedOrRefused(path, faults);
  if (store === undefined) return;
  const refusals: unknown[] = [];
  for (const id of ids)
    try {
      const events = await store.read(tenant, id, 0);
      // The index may have lost some: then too little is read, but never anything else.
      for (const event of events) expect(event).toEqual((expected.get(id) as readonly unknown[])[event.seq - 1]);
      const { version } = await store.append(tenant, id, [customerSays('new')]);
      expect((await store.read(tenant, id, version - 1))[0]?.id).toBe('new');
    } catch (error) {
      refusals.push(error);
    }
  await followAll(store).catch((error: unknown) => refusals.push(error));
  await store.close();
  expect(refusals.length).toBeGreaterThan(0);
  for (const refusal of refusals) expect(refusal).toMatchObject({ name: 'StoreError' });
  expect(refusals).toContainEqual(expect.objectContaining({ code: 'unavailable', message: expect.stringContaining('is damaged. Stop the gateway, restore a backup') as string }));
  expect(faults.length).toBeGreaterThan(0);
});

test('once the sound file is put back, everything is there, and every cursor is void', async () => {
  const path = join(directory, 'restored.sqlite');
  await copyFile(sound, path);
  const store = await openSqliteStore({ path, isRestored: true });
  for (const id of ids) expect(await store.read(tenant, id, 0)).toEqual(expected.get(id));
  const incarnation = await store.incarnation();
  await store.close();
  const again = await openSqliteStore({ path });
  expect(await again.incarnation()).toBe(incarnation);
  await again.close();
});

/** The sound file with noise in place of so many pages. */
async function damaged(name: string, seed: number, page: () => number, count = 1): Promise<string> {
  const path = join(directory, `${name}.sqlite`);
  await copyFile(sound, path);
  const random = seededRandom(1_000 + seed);
  const file = await open(path, 'r+');
  for (let left = count; left > 0; left -= 1)
    await file.write(Buffer.from(Array.from({ length: pageBytes }, () => Math.floor(random() * 256))), 0, pageBytes, page() * pageBytes);
  await file.close();
  return path;
}

async function openedOrRefused(path: string, faults: StoreError[]): Promise<EventStore | undefined> {
  try {
    return await openSqliteStore({ path, onFault: (fault) => faults.push(fault) });
  } catch (error) {
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'invalid', message: expect.stringContaining('not a sound SQLite database') as string });
    return undefined;
  }
}
