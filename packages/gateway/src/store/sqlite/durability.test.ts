import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { prepareDiskFaults } from '../../../testing/store-conformance/disk-faults.js';
import type { DiskFaults } from '../../../testing/store-conformance/disk-faults.js';
import { startSqliteChild } from '../../../testing/store-conformance/sqlite-child.js';
import type { SqliteChild } from '../../../testing/store-conformance/sqlite-child.js';
import { openSqliteStore } from './sqlite-store.js';

interface Said {
  readonly id: string;
  readonly answer: string;
  readonly duplicate?: boolean;
}

const directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
const faults = await prepareDiskFaults(join(directory, 'faults'));

afterAll(() => rm(directory, { recursive: true }));

describe.skipIf(faults === undefined)('when the disk', () => {
  const disk = faults as DiskFaults;

  test('withholds a sync, nothing is acknowledged or followed until it lets go', async () => {
    await withChild('full', 'withheld', async (child) => {
      await disk.set('withheld', true);
      expect(await askAndSee(child, 'held')).toBe('noticed');
      child.process.stdin?.write('alive?\n');
      await answered(child, 'alive?');
      const before = answersOf(child, 'held');
      await disk.set('withheld', false);
      expect(await answered(child, 'held')).toMatchObject({ answer: 'acknowledged', duplicate: false });
      expect(before).toEqual([]);
    });
  });

  test('refuses a sync, the append is in doubt and the fault is told; the same append is acknowledged once the disk is back, and is there once', async () => {
    const path = await withChild('full', 'failing', async (child) => {
      await disk.set('failing', true);
      child.process.stdin?.write('doubtful\n');
      expect(await answered(child, 'doubtful')).toMatchObject({ answer: 'unavailable' });
      expect(await answered(child, 'fault')).toMatchObject({ answer: 'unavailable' });
      await disk.set('failing', false);
      child.process.stdin?.write('after\ndoubtful\n');
      expect(await answered(child, 'doubtful', 'acknowledged')).toMatchObject({ duplicate: false });
      expect(await answered(child, 'after')).toMatchObject({ answer: 'acknowledged' });
    });
    const store = await openSqliteStore({ path });
    expect((await store.read('acme', 'steps', 0)).map(({ id }) => id).sort()).toEqual(['after', 'doubtful', 'start']);
    await store.close();
  });

  test('refuses a sync and the process dies, the append in doubt is there once after it is sent again', async () => {
    const path = await withChild('full', 'dying', async (child) => {
      await disk.set('failing', true);
      child.process.stdin?.write('doubtful\n');
      expect(await answered(child, 'doubtful')).toMatchObject({ answer: 'unavailable' });
      child.process.kill('SIGKILL');
      await child.ended;
      await disk.set('failing', false);
    });
    const store = await openSqliteStore({ path });
    await store.append('acme', 'steps', [{ id: 'doubtful', type: 'message-sent', from: 'customer', text: '' }]);
    expect((await store.read('acme', 'steps', 0)).map(({ id }) => id)).toEqual(['start', 'doubtful']);
    await store.close();
  });

  test('is full, appends are in doubt and say so, reads go on; once there is room the same appends are acknowledged, and are there once', async () => {
    const path = await withChild('full', 'full', async (child) => {
      await disk.set('full', true);
      for (const id of ['doubtful', 'again']) {
        child.process.stdin?.write(`${id}\n`);
        expect(await answered(child, id)).toMatchObject({ answer: 'unavailable', message: expect.stringContaining('is full (SQLITE_FULL). Make room.') as string });
      }
      expect(await answered(child, 'fault')).toMatchObject({ answer: 'unavailable' });
      child.process.stdin?.write('read?\n');
      expect(await answered(child, 'read?')).toMatchObject({ answer: 'start' });
      await disk.set('full', false);
      child.process.stdin?.write('after\nagain\ndoubtful\n');
      for (const id of ['after', 'again', 'doubtful']) expect(await answered(child, id, 'acknowledged')).toMatchObject({ duplicate: false });
      await child.until<Said>(({ id, answer }) => id === 'doubtful' && answer === 'followed');
    });
    const store = await openSqliteStore({ path });
    expect((await store.read('acme', 'steps', 0)).map(({ id }) => id)).toEqual(['start', 'after', 'again', 'doubtful']);
    await store.close();
  });

  test.each(['withheld', 'failing'] as const)('is %s and full sync is off, these tests would notice: it acknowledges all the same', async (fault) => {
    await withChild('off', `off-${fault}`, async (child) => {
      await disk.set(fault, true);
      expect(await askAndSee(child, 'reckless')).toMatchObject({ answer: 'acknowledged' });
      await disk.set(fault, false);
    });
  });

  /** Starts a store whose first event is stored while the disk is sound. @returns the path of its file */
  async function withChild(synchronous: 'full' | 'off', name: string, check: (child: SqliteChild) => Promise<void>): Promise<string> {
    const path = join(directory, `${name}.sqlite`);
    const child = startSqliteChild(['steps', path, synchronous], disk.environment);
    try {
      child.process.stdin?.write('start\n');
      expect(await answered(child, 'start')).toMatchObject({ answer: 'acknowledged' });
      await child.until<Said>(({ id, answer }) => id === 'start' && answer === 'followed');
      await check(child);
    } finally {
      child.process.stdin?.end();
      child.process.kill('SIGKILL');
      await child.ended;
      await disk.heal();
    }
    return path;
  }

  /** Has `id` appended, and gives what comes first: a sync that met the fault, or any word about the append. */
  async function askAndSee(child: SqliteChild, id: string): Promise<'noticed' | Said> {
    const seen = new AbortController();
    const first = Promise.race([disk.untilNoticed(seen.signal), child.until<Said>((line) => line.id === id)]);
    child.process.stdin?.write(`${id}\n`);
    return first.finally(() => seen.abort());
  }
});

function answered(child: SqliteChild, id: string, answer?: string): Promise<Said> {
  return child.until<Said>((line) => line.id === id && line.answer !== 'followed' && (answer === undefined || line.answer === answer));
}

function answersOf(child: SqliteChild, id: string): readonly unknown[] {
  return (child.lines as readonly Said[]).filter((line) => line.id === id);
}
