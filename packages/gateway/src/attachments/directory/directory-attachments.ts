/** Files in a directory, which any number of nodes may share. */
import { randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { link, mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { conversationKeyOf, partsOfId } from '../attachment-id.js';
import type { AttachmentStore, NewFile, OpenedFile, StoredFile } from '../attachment-store.js';
import { AttachmentStoreError } from '../attachment-store.js';
import { headerBytesLimit, headerOf, readHeader } from './file-header.js';

const chunkBytes = 65_536;
const identityFile = 'identity';
/** What is being written. Never found by its id; goes with its hour if the process died over it. */
const unfinished = '.part';

/**
 * A store in a directory of this machine or of one that several share:
 * `<hour>/<conversation>/<uploader><random>`, each file with a header of its own.
 * Made when it is first written to.
 */
export function createDirectoryAttachments(directory: string): AttachmentStore {
  const root = resolve(directory);
  return {
    put: (file, bytes) => reported(root, () => put(root, file, bytes)),
    find: (id) => reported(root, () => find(pathOf(root, id), id)),
    open: (id) => reported(root, () => openFile(pathOf(root, id), id)),
    heldBytes: (tenant, conversationId) => reported(root, () => heldBytes(root, conversationKeyOf(tenant, conversationId))),
    remove: (id) => reported(root, () => removeAll([pathOf(root, id)])),
    erase: (tenant, ids) => reported(root, () => erase(root, ids.map((id) => conversationKeyOf(tenant, id)))),
    sweep: (beforeHour) => reported(root, () => sweep(root, beforeHour)),
    identity: () => reported(root, () => identityOf(root)),
  };
}

async function put(root: string, file: NewFile, bytes: AsyncIterable<Uint8Array>): Promise<StoredFile> {
  const path = pathOf(root, file.id);
  if (path === undefined) throw new AttachmentStoreError('unavailable', `${JSON.stringify(file.id)} is no id of a file.`);
  const folder = dirname(path);
  await makeFolder(folder);
  try {
    const sizeBytes = await writeDurably(`${path}${unfinished}`, headerOf(file), bytes);
    // Bytes first, then the name, each on disk before the next: a crash leaves the whole file or none.
    await rename(`${path}${unfinished}`, path);
    // Hour and root too, whoever made them: a name in a folder that a crash takes away is none.
    for (const holding of [folder, dirname(folder), root]) await flushFolder(holding);
    return { ...file, sizeBytes };
  } catch (error) {
    await removeAll([`${path}${unfinished}`, path]);
    throw error;
  }
}

/** @returns how many bytes followed the header */
async function writeDurably(path: string, header: Uint8Array, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  const handle = await open(path, 'wx', 0o600);
  try {
    let sizeBytes = 0;
    await handle.writeFile(header);
    for await (const chunk of bytes) {
      await handle.writeFile(chunk);
      sizeBytes += chunk.byteLength;
    }
    await handle.sync();
    return sizeBytes;
  } finally {
    await handle.close();
  }
}

async function find(path: string | undefined, id: string): Promise<StoredFile | undefined> {
  const handle = await opened(path);
  if (handle === undefined) return undefined;
  try {
    return (await describe(handle, id)).file;
  } finally {
    await handle.close();
  }
}

async function openFile(path: string | undefined, id: string): Promise<OpenedFile | undefined> {
  const file = await find(path, id);
  if (file === undefined) return undefined;
  return { file, bytes: { [Symbol.asyncIterator]: () => bytesOf(path, id) } };
}

async function* bytesOf(path: string | undefined, id: string): AsyncGenerator<Uint8Array> {
  const handle = await opened(path);
  if (handle === undefined) throw new AttachmentStoreError('unavailable', 'The file was removed while it was being read.');
  try {
    let position = (await describe(handle, id)).headerBytes;
    for (;;) {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(chunkBytes), 0, chunkBytes, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function opened(path: string | undefined): Promise<FileHandle | undefined> {
  return path === undefined ? undefined : unlessMissing(() => open(path, 'r'));
}

async function describe(handle: FileHandle, id: string): Promise<{ readonly file: StoredFile; readonly headerBytes: number }> {
  const { bytesRead, buffer } = await handle.read(new Uint8Array(headerBytesLimit), 0, headerBytesLimit, 0);
  const header = readHeader(buffer.subarray(0, bytesRead));
  if (header === undefined) throw new AttachmentStoreError('unavailable', 'A file has no header of ours. Keep other files out of the directory.');
  const { size } = await handle.stat();
  return { file: { id, ...header.described, sizeBytes: size - header.headerBytes }, headerBytes: header.headerBytes };
}

async function heldBytes(root: string, conversationKey: string): Promise<number> {
  let heldBytes = 0;
  for (const hour of await hoursIn(root)) {
    const folder = join(root, hour, conversationKey);
    for (const name of await namesIn(folder)) heldBytes += (await unlessMissing(() => stat(join(folder, name))))?.size ?? 0;
  }
  return heldBytes;
}

async function erase(root: string, conversationKeys: readonly string[]): Promise<void> {
  for (const hour of await hoursIn(root)) {
    const held = new Set(await namesIn(join(root, hour)));
    const folders = conversationKeys.filter((key) => held.has(key)).map((key) => join(root, hour, key));
    if (folders.length === 0) continue;
    await removeAll(folders);
    await flushFolder(join(root, hour));
  }
}

async function sweep(root: string, beforeHour: number): Promise<void> {
  await removeAll((await hoursIn(root)).filter((hour) => Number(hour) < beforeHour).map((hour) => join(root, hour)));
}

/** Written beside and linked, so that of several who begin at once one wins and nobody reads half of it. */
async function identityOf(root: string): Promise<string> {
  const path = join(root, identityFile);
  const known = await unlessMissing(() => readFile(path, 'utf8'));
  const own = join(root, `${identityFile}.${randomBytes(8).toString('hex')}`);
  await makeFolder(root);
  try {
    // Written even where it is known: proof that the directory may be.
    await writeDurably(own, new TextEncoder().encode(randomBytes(16).toString('base64url')), noBytes());
    if (known !== undefined) return known;
    await link(own, path).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
    await flushFolder(root);
    return await readFile(path, 'utf8');
  } finally {
    await removeAll([own]);
  }
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}

/** Undefined for an id that is none, so that no path is ever made of what a stranger wrote. */
function pathOf(root: string, id: string): string | undefined {
  const parts = partsOfId(id);
  return parts === undefined ? undefined : join(root, String(parts.hour), parts.conversationKey, parts.unique);
}

async function hoursIn(root: string): Promise<readonly string[]> {
  return (await namesIn(root)).filter((name) => /^\d{1,9}$/.test(name));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await unlessMissing(() => readdir(folder))) ?? [];
}

/** Makes a folder and those above it. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first !== undefined) await flushFolder(dirname(first));
}

/** Some systems cannot flush a folder, and need not. */
async function flushFolder(folder: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    if (!['EISDIR', 'EPERM', 'EINVAL', 'ENOTSUP'].includes(codeOf(error))) throw error;
  } finally {
    await handle?.close();
  }
}

async function removeAll(paths: readonly (string | undefined)[]): Promise<void> {
  for (const path of paths) if (path !== undefined) await rm(path, { recursive: true, force: true });
}

async function unlessMissing<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

/** What the system says, in the seam's words; what the giver of the bytes threw stays as it is. */
async function reported<Value>(root: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    const code = codeOf(error);
    if (code === '' || error instanceof AttachmentStoreError) throw error;
    if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code)) throw new AttachmentStoreError('full', `${root} is full (${code}). Make room.`, { cause: error });
    throw new AttachmentStoreError('unavailable', `${root} cannot be used (${code}). Check that it exists and may be written.`, { cause: error });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error ? error.code : '';
}
