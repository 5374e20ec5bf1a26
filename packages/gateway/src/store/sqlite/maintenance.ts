/** What concerns the file as a whole. None of it can be part of a transaction, and all else waits meanwhile. */
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomUUID } from 'node:crypto';
import { StoreError } from '../event-store.js';
import { change, settle } from './database.js';
import type { Connection } from './database.js';

/**
 * Writes the file anew, without the free room in which what was deleted or overwritten still stands, and empties the log,
 * in which it stands too. Needs as much free room on the disk as the file is large, twice.
 */
export function compact(connection: Connection): null {
  // What is moved within a page while it is written anew leaves no copy behind.
  connection.exec('PRAGMA secure_delete = ON');
  try {
    connection.exec('VACUUM');
  } finally {
    connection.exec('PRAGMA secure_delete = OFF');
  }
  settle(connection);
  return null;
}

/**
 * Writes a copy of everything into a new file. The copy stands under another name until it is whole and on disk, so that
 * whoever finds it under its own finds all of it.
 *
 * @throws {StoreError} `invalid`: there is such a file; `unavailable`: it could not be written, and none is left
 */
export function backUp(connection: Connection, path: string): null {
  refuseExisting(path);
  const unfinished = `${path}.${randomUUID()}.unfinished`;
  try {
    // VACUUM INTO takes an empty file; made here, it is nobody else's to read.
    closeSync(openSync(unfinished, 'wx', 0o600));
    change(connection, 'VACUUM INTO ?')(unfinished);
    sync(unfinished, 'r+');
    putInPlace(unfinished, path);
    if (process.platform !== 'win32') sync(dirname(path), 'r');
  } catch (error) {
    throw backupError(path, error);
  } finally {
    rmSync(unfinished, { force: true });
  }
  return null;
}

/** Never over a file that came to be meanwhile, wherever the file system can tell. */
function putInPlace(unfinished: string, path: string): void {
  try {
    linkSync(unfinished, path);
  } catch (error) {
    refuseExisting(path);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw error;
    // A file system without links.
    renameSync(unfinished, path);
  }
}

function refuseExisting(path: string): void {
  if (existsSync(path)) throw new StoreError('invalid', `There is a file ${path} already. Name one that does not exist.`);
}

function sync(path: string, flags: 'r' | 'r+'): void {
  const file = openSync(path, flags);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function backupError(path: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { message } = error as { readonly message?: string };
  return new StoreError(
    'unavailable',
    `The backup ${path} could not be written (${message ?? 'unknown reason'}), and nothing is left of it. Check its directory and the room on its disk.`,
    { cause: error },
  );
}
