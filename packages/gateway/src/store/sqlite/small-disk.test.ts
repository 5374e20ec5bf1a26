import { mkdtemp, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { closes, customerSays, started, tenant } from '../../../testing/store-conformance/events.js';
import { followAll } from '../../../testing/store-conformance/follow.js';
import { mountSmallDisk } from '../../../testing/store-conformance/small-disk.js';
import type { SmallDisk } from '../../../testing/store-conformance/small-disk.js';
import type { EventStore } from '../event-store.js';
import { StoreError } from '../event-store.js';
import { openSqliteStore } from './sqlite-store.js';

const directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
const disk = mountSmallDisk(join(directory, 'disk'), 16 * 1024 * 1024);
const long = 'x'.repeat(20_000);

afterAll(async () => {
  disk?.remove();
  await rm(directory, { recursive: true });
});

describe.skipIf(disk === undefined)('on a disk with little room', () => {
  const { path } = disk as SmallDisk;
  let store: EventStore;

  beforeEach(async () => {
    store = await openSqliteStore({ path: join(path, 'store.sqlite') });
    await store.append(tenant, 'c1', [started('c1')]);
  });

  afterEach(async () => {
    await store.close();
    for (const name of await readdir(path)) await rm(join(path, name));
  });

  test('appends are in doubt while it is full and acknowledged once there is room, without opening the store again; what was acknowledged is there once', async () => {
    await writeFile(join(path, 'ballast'), 'x'.repeat(12 * 1024 * 1024));
    const acknowledged: string[] = [];
    const refused = await fill(store, acknowledged);
    expect(refused).toMatchObject({ code: 'unavailable', message: expect.stringContaining('The disk of the store is full') as string });
    const doubtful = `m${acknowledged.length}`;
    await expect(store.append(tenant, 'c1', [customerSays(doubtful, long)])).rejects.toMatchObject({ code: 'unavailable' });
    expect((await store.read(tenant, 'c1', 1)).map(({ id }) => id)).toEqual(acknowledged);

    await rm(join(path, 'ballast'));
    expect(await store.append(tenant, 'c1', [customerSays(doubtful, long)])).toMatchObject({ duplicate: false, version: acknowledged.length + 2 });
    await store.close();
    store = await openSqliteStore({ path: join(path, 'store.sqlite') });
    expect((await store.read(tenant, 'c1', 1)).map(({ id }) => id)).toEqual([...acknowledged, doubtful]);
    const [log = []] = await followAll(store);
    expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
  });

  test('a backup that does not fit is refused, and nothing is left of it; the store goes on', async () => {
    for (let count = 0; count < 60; count += 1) await store.append(tenant, 'c1', [customerSays(`m${count}`, long)]);
    await fillUp(path);
    const before = await readdir(path);
    await expect(store.backup?.(join(path, 'backup.sqlite'))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('nothing is left of it') as string,
    });
    expect(await readdir(path)).toEqual(before);
    await rm(join(path, 'ballast'));
    expect((await store.append(tenant, 'c1', [customerSays('after')])).version).toBe(62);
  });

  test('compacting without room is refused and changes nothing; with room it is done', async () => {
    for (let count = 0; count < 60; count += 1) await store.append(tenant, 'c1', [customerSays(`m${count}`, long)]);
    await store.append(tenant, 'c1', [closes('x')]);
    await store.erase(tenant, ['c1']);
    const events = await store.read(tenant, 'c1', 0);
    await store.append(tenant, 'c2', [started('c2'), ...Array.from({ length: 40 }, (_, count) => customerSays(`m${count}`, long))]);
    await fillUp(path);
    await expect(store.compact()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await store.read(tenant, 'c1', 0)).toEqual(events);
    await rm(join(path, 'ballast'));
    await store.compact();
    expect(await store.read(tenant, 'c1', 0)).toEqual(events);
    expect((await store.append(tenant, 'c2', [customerSays('after')])).version).toBe(42);
  });

  test('that is full a store that has to put its log in order first is not opened, and says so', async () => {
    await writeFile(join(path, 'ballast'), 'x'.repeat(13 * 1024 * 1024));
    await fill(store, []);
    await store.close();
    await expect(openSqliteStore({ path: join(path, 'store.sqlite') })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/full.*Make room/) as string,
    });
    await rm(join(path, 'ballast'));
    store = await openSqliteStore({ path: join(path, 'store.sqlite') });
    expect((await store.append(tenant, 'c1', [customerSays('after')])).duplicate).toBe(false);
  });

  test('that cannot be written to, the store is not opened, and says so; once it can, it is', async () => {
    await store.close();
    disk?.setReadOnly(true);
    try {
      await expect(openSqliteStore({ path: join(path, 'store.sqlite') })).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringMatching(/cannot be opened.*can be written/) as string,
      });
      await expect(openSqliteStore({ path: join(path, 'other.sqlite') })).rejects.toMatchObject({ code: 'unavailable' });
    } finally {
      disk?.setReadOnly(false);
    }
    store = await openSqliteStore({ path: join(path, 'store.sqlite') });
    expect((await store.append(tenant, 'c1', [customerSays('m')])).version).toBe(2);
  });
});

/** Appends until the store refuses. */
async function fill(store: EventStore, acknowledged: string[]): Promise<StoreError> {
  for (;;) {
    const id = `m${acknowledged.length}`;
    try {
      await store.append(tenant, 'c1', [customerSays(id, long)]);
      acknowledged.push(id);
    } catch (error) {
      if (error instanceof StoreError) return error;
      throw error;
    }
  }
}

/** Leaves nearly no room. */
async function fillUp(path: string): Promise<void> {
  const { bavail, bsize } = await statfs(path);
  await writeFile(join(path, 'ballast'), Buffer.alloc(Math.max(0, bavail - 4) * bsize));
}
