/**
 * The one connection to the file. There is never a second one: SQLite 3.45.1,
 * which libsql carries, can corrupt a write-ahead log that two connections share
 * (fixed in 3.51.3). The exclusive lock keeps every other process out, tools included.
 */
import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomUUID } from 'node:crypto';
import Database from 'libsql';
import { StoreError } from '../event-store.js';
import { isDamage } from './faults.js';
import { applicationId, migrations } from './schema.js';
import type { Migration } from './schema.js';

/** An open libsql connection. */
export type Connection = Database.Database;

export interface DatabaseOptions {
  readonly path: string;
  /** `off` acknowledges what is not on disk. Exists to show that the durability test notices. */
  readonly synchronous: 'full' | 'off';
  /** The file was put back from a backup: cursors given out since are void. */
  readonly isRestored: boolean;
}

/** A prepared query whose rows come as arrays. */
export interface RowQuery<Row extends readonly unknown[]> {
  one(...parameters: readonly SqlValue[]): Row | undefined;
  all(...parameters: readonly SqlValue[]): Row[];
  /** One after the other, for many. */
  each(...parameters: readonly SqlValue[]): IterableIterator<Row>;
}

/** What may be bound to a parameter. */
export type SqlValue = string | number | null;

/** Prepares a query. */
export function query<Row extends readonly unknown[]>(connection: Connection, sql: string): RowQuery<Row> {
  const statement = connection.prepare(sql).raw();
  return {
    one: (...parameters) => statement.get([...parameters]) as Row | undefined,
    all: (...parameters) => statement.all([...parameters]) as Row[],
    each: (...parameters) => statement.iterate([...parameters]) as IterableIterator<Row>,
  };
}

/** Prepares a statement without rows; it gives the number of rows changed. */
export function change(connection: Connection, sql: string): (...parameters: readonly SqlValue[]) => number {
  const statement = connection.prepare(sql);
  return (...parameters) => statement.run([...parameters]).changes;
}

/**
 * Opens the file, alone, and brings its schema up to date. Close it by ending the
 * thread: libsql lets go of a file only when every statement is gone.
 *
 * @param steps - the schema of this release
 * @throws {StoreError} `locked`, `invalid` (not ours, or too new), `unavailable`
 */
export function openDatabase(options: DatabaseOptions, steps: readonly Migration[] = migrations): Connection {
  try {
    createPrivately(options.path);
    const connection = new Database(options.path);
    connection.prepare('PRAGMA locking_mode = EXCLUSIVE').get();
    checkOwner(connection, options.path);
    connection.prepare('PRAGMA journal_mode = WAL').get();
    connection.exec(`PRAGMA synchronous = ${options.synchronous === 'full' ? 'FULL' : 'OFF'}`);
    connection.exec('PRAGMA cache_size = -32768');
    connection.exec('BEGIN EXCLUSIVE; COMMIT');
    settle(connection);
    if (options.isRestored) checkSoundness(connection, options.path);
    migrate(connection, options, steps);
    return connection;
  } catch (error) {
    throw openingError(options.path, error);
  }
}

/** Customers' words are in there: nobody but the owner may read the file. The log beside it gets the same mode. */
function createPrivately(path: string): void {
  if (existsSync(path)) return;
  closeSync(openSync(path, 'a', 0o600));
  if (process.platform === 'win32') return;
  const directory = openSync(dirname(path), 'r');
  fsyncSync(directory);
  closeSync(directory);
}

function checkOwner(connection: Connection, path: string): void {
  const [owner] = query<[number]>(connection, 'PRAGMA application_id').one() ?? [0];
  const [tables] = query<[number]>(connection, 'SELECT count(*) FROM sqlite_schema').one() ?? [0];
  if (owner !== applicationId && tables > 0)
    throw new StoreError('invalid', `${path} is a database of something else. Name another file.`);
}

/** Reads the whole file: what a copy lost must not come to light when a customer asks for it. */
function checkSoundness(connection: Connection, path: string): void {
  const [verdict] = query<[string]>(connection, 'PRAGMA integrity_check(1)').one() ?? [''];
  if (verdict !== 'ok') throw new StoreError('invalid', `${path} is damaged (${verdict.replaceAll(/\s+/g, ' ')}). Restore another backup.`);
  const [owner] = query<[number]>(connection, 'PRAGMA application_id').one() ?? [0];
  if (owner !== applicationId) throw new StoreError('invalid', `${path} is no store of a gateway. Restore a copy that backup has made.`);
}

/**
 * Moves the log into the file, synced, and empties it. A log left by a process that died after a
 * failed sync may hold commits that only the page cache has: nothing may be read
 * from it, and so answered as stored, before it is on disk.
 */
export function settle(connection: Connection): void {
  const [isBusy] = query<[number, number, number]>(connection, 'PRAGMA wal_checkpoint(TRUNCATE)').one() ?? [1];
  if (isBusy !== 0) throw new StoreError('unavailable', 'The log of the store could not be written back. Check the disk.');
}

/**
 * Brings the schema up to the last of `steps`, all or nothing.
 *
 * @throws {StoreError} `invalid`: the file is of a release that is too new
 */
export function migrate(connection: Connection, options: Omit<DatabaseOptions, 'synchronous'>, steps: readonly Migration[]): void {
  const [stored] = query<[number]>(connection, 'PRAGMA user_version').one() ?? [0];
  const newest = steps.at(-1)?.version ?? 0;
  if (stored > newest) checkReadable(connection, options.path, stored, newest);
  connection.exec('BEGIN EXCLUSIVE');
  for (const step of steps) {
    if (step.version <= stored) continue;
    connection.exec(step.statements);
    connection.exec(`PRAGMA user_version = ${step.version}`);
    putMeta(connection, 'readable-from', String(step.readableFrom));
  }
  if (stored === 0) connection.exec(`PRAGMA application_id = ${applicationId}`);
  if (stored === 0 || options.isRestored) putMeta(connection, 'incarnation', randomUUID());
  connection.exec('COMMIT');
}

function checkReadable(connection: Connection, path: string, stored: number, newest: number): void {
  const readableFrom = Number(meta(connection, 'readable-from') ?? stored);
  if (readableFrom > newest)
    throw new StoreError(
      'invalid',
      `${path} was written by a newer release: its schema is ${stored}, readable from ${readableFrom}, and this release knows ${newest}. Start the newer release.`,
    );
}

/** A fact about the store as a whole. */
export function meta(connection: Connection, name: string): string | undefined {
  return query<[string]>(connection, 'SELECT value FROM meta WHERE name = ?').one(name)?.[0];
}

function putMeta(connection: Connection, name: string, value: string): void {
  change(connection, 'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')(name, value);
}

/** Why the file at `path` cannot be used, from whatever went wrong while opening it. */
export function openingError(path: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  if (code === 'SQLITE_BUSY' || code === 'SQLITE_LOCKED')
    return new StoreError('locked', `${path} is in use by another process. Stop it, or name another file.`, { cause: error });
  if (isDamage(error))
    return new StoreError('invalid', `${path} is not a sound SQLite database. Restore a backup, or name another file.`, { cause: error });
  if (code?.startsWith('SQLITE_FULL') === true || code === 'ENOSPC')
    return new StoreError('unavailable', `${path} cannot be opened, for the disk is full. Make room, and start again.`, { cause: error });
  return new StoreError('unavailable', `${path} cannot be opened (${message ?? code ?? 'unknown reason'}). Check that it and its directory exist and can be written.`, {
    cause: error,
  });
}
