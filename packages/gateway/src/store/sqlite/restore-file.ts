/** Puts a copy of a store in the place of the store, whole or not at all. */
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { StoreError } from '../event-store.js';
import { openSqliteStore } from './sqlite-store.js';

/** A copy, and the store that it takes the place of. */
export interface Restoration {
  readonly from: string;
  /** The store's own file; there may be none yet. Its directory must exist. */
  readonly to: string;
  /** Epoch ms: names what is kept of the former store. */
  readonly now: number;
}

/**
 * Checks the copy from end to end, gives it a new incarnation and puts it in place. The former store stays beside it.
 *
 * @returns where the former store is now; undefined if there was none
 * @throws {StoreError} `locked`: a process has the store; `invalid`: the copy is no sound store of ours, or of a newer release;
 *   `unavailable`: the disk would not. The store is as it was then
 */
export async function restoreFile({ from, to, now }: Restoration): Promise<string | undefined> {
  await checkCopy(from, to);
  const hasFormer = (await sizeOf(to)) !== undefined;
  if (hasFormer) await settleFormer(to);
  const prepared = `${to}.${randomUUID()}.restoring`;
  try {
    await copyFile(from, prepared, constants.COPYFILE_EXCL);
    await prepare(prepared);
    const kept = hasFormer ? await keepFormer(to, now) : undefined;
    await rename(prepared, to);
    await syncDirectory(dirname(to));
    return kept;
  } catch (error) {
    // What is wrong with the copy of the copy is wrong with the one that was named.
    if (error instanceof StoreError) throw new StoreError(error.code, error.message.replaceAll(prepared, from), { cause: error });
    const message = error instanceof Error ? error.message : String(error);
    throw new StoreError('unavailable', `The copy could not be put in place (${message}). Check the paths and the room on the disk.`, { cause: error });
  } finally {
    for (const suffix of ['', ...companions]) await rm(`${prepared}${suffix}`, { force: true });
  }
}

/** What SQLite keeps beside a file in use. Left beside another file, it would be taken for that one's. */
const companions = ['-wal', '-shm', '-journal'] as const;

async function checkCopy(from: string, to: string): Promise<void> {
  if (resolve(from) === resolve(to)) throw new StoreError('invalid', `${from} is the store itself. Name the copy that shall take its place.`);
  const size = await sizeOf(from);
  if (size === undefined) throw new StoreError('invalid', `There is no file ${from}. Name the copy that shall be restored.`);
  // An empty file is a database without tables, which would pass for a new store.
  if (size === 0) throw new StoreError('invalid', `${from} is empty. Name a copy that backup has made.`);
  if ((await sizeOf(`${from}-wal`)) ?? 0)
    throw new StoreError('invalid', `${from} has a log beside it, so it is a store in use and no copy of one. Make a copy with backup.`);
}

/** Makes sure that nobody has the former store, and that nothing of it stands in a log only. One that is damaged is why it is replaced. */
async function settleFormer(path: string): Promise<void> {
  try {
    await (await openSqliteStore({ path })).close();
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'invalid') throw error;
  }
}

async function prepare(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.chmod(0o600);
    await file.sync();
  } finally {
    await file.close();
  }
  await (await openSqliteStore({ path, isRestored: true })).close();
  if ((await sizeOf(`${path}-wal`)) ?? 0) throw new StoreError('unavailable', 'The copy was not written to the end. Check the disk, then restore again.');
}

/** Until the new one takes its name, the former store keeps it: at no moment is there none. */
async function keepFormer(path: string, now: number): Promise<string> {
  const kept = `${path}.before-${new Date(now).toISOString().replaceAll(':', '-')}`;
  await link(path, kept).catch(() => copyFile(path, kept, constants.COPYFILE_EXCL));
  for (const suffix of companions) if ((await sizeOf(`${path}${suffix}`)) !== undefined) await rename(`${path}${suffix}`, `${kept}${suffix}`);
  return kept;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
