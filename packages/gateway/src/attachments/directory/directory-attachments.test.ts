import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { attachmentConformance } from '../../../testing/attachment-conformance/attachment-conformance.js';
import { attachmentId, conversationKeyOf, hourOf } from '../attachment-id.js';
import { configuredAttachments } from './configured-attachments.js';
import { createDirectoryAttachments } from './directory-attachments.js';

attachmentConformance(
  {
    async open() {
      const path = await mkdtemp(join(tmpdir(), 'live-takeover-'));
      const open = () => createDirectoryAttachments(join(path, 'a', 'b'));
      return { store: open(), another: open, dispose: () => rm(path, { recursive: true }) };
    },
  },
  { test },
);

let root: string;
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'live-takeover-'))));
afterEach(() => rm(root, { recursive: true }));

const at = 1_700_000_000_000;
const file = { id: attachmentId('default', 'c1', 'agent', at, 'random'), name: 'a.txt', contentType: 'text/plain', expiresAt: at };
const folder = (): string => join(root, String(hourOf(at)), conversationKeyOf('default', 'c1'));
async function* text(...pieces: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}

test('a file is one file: a line that describes it, then its bytes, for nobody else on the machine to read', async () => {
  await createDirectoryAttachments(root).put(file, text('hel', 'lo\n'));
  const path = join(folder(), 'arandom');
  expect(await readFile(path, 'utf8')).toBe(`{"name":"a.txt","contentType":"text/plain","expiresAt":${at}}\nhello\n`);
  expect((await stat(path)).mode & 0o077).toBe(0);
});

test('while it comes in it has another name, which is gone when it breaks off', async () => {
  const store = createDirectoryAttachments(root);
  const names: (readonly string[])[] = [];
  const broken = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half');
    names.push(await readdir(folder()));
    throw new Error('gone');
  };
  await expect(store.put(file, broken())).rejects.toThrow('gone');
  names.push(await readdir(folder()));
  expect(names).toEqual([['arandom.part'], []]);
});

test('what a process left half written is found by nobody, and goes with its hour', async () => {
  const store = createDirectoryAttachments(root);
  await mkdir(folder(), { recursive: true });
  await writeFile(join(folder(), 'arandom.part'), 'half');
  expect(await store.find(file.id)).toBeUndefined();
  await store.sweep(hourOf(at) + 1);
  expect(await readdir(root)).toEqual([]);
});

test('files that were opened are closed again, read to the end or not', async () => {
  const store = createDirectoryAttachments(root);
  await store.put(file, text('x'.repeat(200_000)));
  const open = async (): Promise<number> => (await readdir('/proc/self/fd').catch(() => [])).length;
  const before = await open();
  for (let round = 0; round < 20; round += 1) {
    const opened = await store.open(file.id);
    if (round % 2 === 0) for await (const _chunk of opened?.bytes ?? []) break;
  }
  expect(await open()).toBeLessThan(before + 5);
});

test('sweeping and erasing leave alone what is not ours', async () => {
  await writeFile(join(root, 'README'), 'keep');
  const store = createDirectoryAttachments(root);
  await store.sweep(hourOf(at) + 1);
  await store.erase('default', ['c1']);
  expect(await readdir(root)).toEqual(['README']);
});

test('a place that is no directory is told of in the words of the seam', async () => {
  await writeFile(join(root, 'file'), '');
  const store = createDirectoryAttachments(join(root, 'file'));
  await expect(store.put(file, text('x'))).rejects.toMatchObject({ name: 'AttachmentStoreError', code: 'unavailable', message: expect.stringContaining('ENOTDIR') });
  await expect(configuredAttachments({ attachments: { directory: join(root, 'file') } as never, store: { sqlite: 'x' } }, { isShared: false })).rejects.toMatchObject({ code: 'unavailable' });
});

test('a device without room is told of as full, and nothing half-written stays', async () => {
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC', syscall: 'write' });
  const bytes = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half');
    // What the system says at a write reaches the store the same way.
    throw full;
  };
  await expect(createDirectoryAttachments(root).put(file, bytes())).rejects.toMatchObject({ code: 'full' });
  expect(await readdir(folder())).toEqual([]);
});

test('several who begin at once agree on the identity of the place', async () => {
  const stores = Array.from({ length: 8 }, () => createDirectoryAttachments(join(root, 'new')));
  const identities = await Promise.all(stores.map((store) => store.identity()));
  expect(new Set(identities).size).toBe(1);
  expect(await readdir(join(root, 'new'))).toEqual(['identity']);
});

test('by default files are kept beside the SQLite file, and nowhere where the store is shared', async () => {
  const config = { attachments: { directory: undefined } as never, store: { sqlite: join(root, 'store.sqlite') } };
  const store = await configuredAttachments(config, { isShared: false });
  expect(await readdir(root)).toEqual([]);
  await store?.put(file, text('x'));
  expect(await readdir(root)).toEqual(['store.attachments']);
  expect(await configuredAttachments(config, { isShared: true })).toBeUndefined();
});
