import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewEvent } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import { storeConformance } from '../../../testing/store-conformance/conformance.js';
import { customerSays, started, tenant } from '../../../testing/store-conformance/events.js';
import { startSqliteChild } from '../../../testing/store-conformance/sqlite-child.js';
import type { Acknowledgement, OpenedStore, RunningLoad } from '../../../testing/store-conformance/subject.js';
import { openSqliteStore } from './sqlite-store.js';

storeConformance(
  { open: async ({ now }) => openedIn(await emptyDirectory(), now), startLoad },
  { test: (title, run) => void test(title, run) },
);

test('what cannot be copied to the thread of the store is invalid, and takes nothing with it that was asked for in the same turn', async () => {
  const { store, dispose } = await openedIn(await emptyDirectory(), () => 1);
  const function_ = { ...customerSays('m'), channelData: () => 1 } as NewEvent;
  await store.append(tenant, 'c1', [started('c1')]);
  const refused = store.append(tenant, 'c1', [function_]);
  const accepted = store.append(tenant, 'c1', [customerSays('m')]);
  await expect(refused).rejects.toMatchObject({ code: 'invalid' });
  expect((await accepted).version).toBe(2);
  await dispose();
});

test('closing finishes what was accepted; afterwards everything is unavailable', async () => {
  const directory = await emptyDirectory();
  const { store, reopen, dispose } = await openedIn(directory, () => 1);
  await store.append(tenant, 'c1', [started('c1')]);
  const accepted = Promise.all(Array.from({ length: 50 }, (_, index) => store.append(tenant, 'c1', [customerSays(`m${index}`)])));
  await store.close();
  expect(await accepted).toHaveLength(50);
  await expect(store.head(tenant, 'c1')).rejects.toMatchObject({ code: 'unavailable' });
  await store.close();
  expect((await (await reopen?.())?.head(tenant, 'c1'))?.seq).toBe(51);
  await dispose();
});

test('a second store on the same file is refused, and the first is not disturbed', async () => {
  const directory = await emptyDirectory();
  const { store, dispose } = await openedIn(directory, () => 1);
  await expect(openSqliteStore({ path: join(directory, 'store.sqlite') })).rejects.toMatchObject({ code: 'locked' });
  expect((await store.append(tenant, 'c1', [started('c1')])).version).toBe(1);
  await dispose();
});

test('a clock that was put back while the store was closed makes no lease last longer, and no time go back', async () => {
  const directory = await emptyDirectory();
  const clock = { now: 1_700_000_000_000 };
  const { store, reopen, dispose } = await openedIn(directory, () => clock.now);
  await store.append(tenant, 'c1', [started('c1')]);
  await store.lease(tenant, 'presence', 'ana', 'node-1', 45_000);
  const before = store.now();
  clock.now -= 3 * 60 * 60_000;
  const reopened = (await reopen?.()) ?? store;
  expect(reopened.now()).toBe(before);
  expect((await reopened.leases(tenant, 'presence'))[0]?.expiresAt).toBe(reopened.now() + 45_000);
  expect((await reopened.append(tenant, 'c1', [customerSays('m')])).events[0]?.at).toBe(before);
  await dispose();
});

test('the clock of the machine is the clock of the store', async () => {
  const directory = await emptyDirectory();
  const store = await openSqliteStore({ path: join(directory, 'store.sqlite') });
  const before = Date.now();
  const { events } = await store.append(tenant, 'c1', [started('c1')]);
  expect(events[0]?.at).toBeGreaterThanOrEqual(before);
  expect(events[0]?.at).toBeLessThanOrEqual(Date.now());
  await store.close();
  await rm(directory, { recursive: true });
});

test('20,000 conversations are told by their heads, which are the fold of their events', async () => {
  const { store, reopen, dispose } = await openedIn(await emptyDirectory(), () => 1);
  const ids = Array.from({ length: 20_000 }, (_, index) => `c${index}`);
  for (let first = 0; first < ids.length; first += 1_000)
    await Promise.all(ids.slice(first, first + 1_000).map((id) => store.append(tenant, id, [started(id)])));
  const reopened = (await reopen?.()) ?? store;
  const { heads, atPositions } = await reopened.heads({ activeSince: 0 });
  expect([heads.length, atPositions]).toEqual([20_000, [20_000]]);
  expect(new Set(heads.map(({ head }) => head.id)).size).toBe(20_000);
  expect(heads[19_999]?.head).toEqual(await reopened.head(tenant, heads[19_999]?.head.id ?? ''));
  await dispose();
});

function emptyDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'live-takeover-'));
}

async function openedIn(directory: string, now: () => number): Promise<OpenedStore> {
  const open = () => openSqliteStore({ path: join(directory, 'store.sqlite'), now });
  let store = await open();
  return {
    store,
    async reopen() {
      await store.close();
      store = await open();
      return store;
    },
    files: async () => (await readdir(directory)).map((name) => join(directory, name)),
    async dispose() {
      await store.close();
      await rm(directory, { recursive: true });
    },
  };
}

async function startLoad(): Promise<RunningLoad> {
  const directory = await emptyDirectory();
  const child = startSqliteChild(['load', join(directory, 'store.sqlite')]);
  return {
    acknowledged: child.lines as readonly Acknowledgement[],
    async untilAcknowledged(count) {
      await child.until(() => child.lines.length >= count);
    },
    async kill() {
      child.process.kill('SIGKILL');
      await child.ended;
    },
    reopen: () => openedIn(directory, Date.now),
  };
}
