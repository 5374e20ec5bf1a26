import { randomUUID } from 'node:crypto';
import { StoreError } from '../event-store.js';
import type { Connection } from './connection.js';
import { sqlStateOf } from './postgres-errors.js';
import type { Migration } from './schema.js';
import { identifier, literal } from './sql-text.js';

export interface MigrateOptions {
  readonly schema: string;
  /** How many partitions a new store gets. */
  readonly partitions: number;
  /** The database was put back from a backup: cursors given out since are void. */
  readonly isRestored: boolean;
}

/** SQLSTATE of our own: somebody else changed the schema meanwhile. */
const overtaken = 'LT001';
const lockNotAvailable = '55P03';
/** Migrating rewrites nothing, but may have to wait for whoever has a table open. */
const migrationTimeoutMs = 60_000;
/** How long a step waits for a table at a time, since everybody who works waits behind it; and how long they have in between. */
const lockTimeoutMs = 500;
const lockPauseMs = 1_500;

/**
 * Makes the schema, or brings it up to the last of `steps`. Several nodes may do so at once: each sends what it wants
 * done as one message that takes a lock, makes sure that nobody was faster, and commits.
 *
 * @returns how many partitions there are
 * @throws {StoreError} `invalid`: the schema is of a release that is too new; `unavailable`: others had its tables in use all the time
 */
export async function migrate(connection: Connection, options: MigrateOptions, steps: readonly Migration[]): Promise<number> {
  let { isRestored } = options;
  for (const until = performance.now() + migrationTimeoutMs; ; ) {
    const stored = await storedVersion(connection, options.schema);
    const newest = steps.at(-1)?.version ?? 0;
    if (stored > newest) await checkReadable(connection, options.schema, stored, newest);
    if (stored >= newest && !isRestored) return countPartitions(connection);
    try {
      await connection.script(migration(options, steps, stored, isRestored), { answerTimeoutMs: migrationTimeoutMs });
      isRestored = false;
    } catch (error) {
      if (sqlStateOf(error) === overtaken) continue;
      if (sqlStateOf(error) !== lockNotAvailable) throw error;
      if (performance.now() > until) throw heldUp(options.schema, error);
      await new Promise((resolve) => setTimeout(resolve, lockPauseMs));
    }
  }
}

function heldUp(schema: string, cause: unknown): StoreError {
  return new StoreError(
    'unavailable',
    `The PostgreSQL schema ${schema} could not be brought up to date: for a minute other transactions had its tables in use. End them (pg_stat_activity shows them), and start again.`,
    { cause },
  );
}

async function storedVersion(connection: Connection, schema: string): Promise<number> {
  const [[hasMeta] = []] = await connection.query('SELECT to_regclass($1) IS NOT NULL', [`${identifier(schema)}.meta`]);
  return hasMeta === true ? Number((await meta(connection, 'schema-version')) ?? 0) : 0;
}

/** A fact about the store as a whole. */
export async function meta(connection: Connection, name: string): Promise<string | undefined> {
  const [[value] = []] = await connection.query('SELECT value FROM meta WHERE name = $1', [name]);
  return value as string | undefined;
}

async function countPartitions(connection: Connection): Promise<number> {
  const [[count] = []] = await connection.query('SELECT count(*) FROM partitions', []);
  return Number(count);
}

async function checkReadable(connection: Connection, schema: string, stored: number, newest: number): Promise<void> {
  const readableFrom = Number((await meta(connection, 'readable-from')) ?? stored);
  if (readableFrom > newest)
    throw new StoreError(
      'invalid',
      `The PostgreSQL schema ${schema} was written by a newer release: it is ${stored}, readable from ${readableFrom}, and this release knows ${newest}. Start the newer release.`,
    );
}

function migration({ schema, partitions }: MigrateOptions, steps: readonly Migration[], stored: number, isRestored: boolean): string {
  const isNew = stored === 0;
  const due = steps.filter(({ version }) => version > stored);
  const last = due.at(-1);
  return [
    `BEGIN; SET LOCAL statement_timeout = ${migrationTimeoutMs}; SET LOCAL lock_timeout = ${migrationTimeoutMs}`,
    `SELECT pg_advisory_xact_lock(hashtextextended(${literal(`live-takeover ${schema}`)}, 0))`,
    assertVersion(schema, stored),
    `SET LOCAL lock_timeout = ${lockTimeoutMs}`,
    // Who may not make schemas can be given one that is made.
    ...(isNew ? [`DO $$ BEGIN IF to_regnamespace(${literal(identifier(schema))}) IS NULL THEN CREATE SCHEMA ${identifier(schema)}; END IF; END $$`] : []),
    ...(isNew ? ['CREATE TABLE meta (name text PRIMARY KEY, value text NOT NULL)'] : []),
    ...due.map(({ statements }) => statements.trim().replace(/;$/, '')),
    ...(isNew ? [`INSERT INTO partitions (partition) SELECT generate_series(0, ${partitions - 1})`] : []),
    ...(last === undefined ? [] : [putMeta('schema-version', String(last.version)), putMeta('readable-from', String(last.readableFrom))]),
    ...(isNew || isRestored ? [putMeta('incarnation', randomUUID())] : []),
    'COMMIT',
  ].join(';\n');
}

function assertVersion(schema: string, expected: number): string {
  const table = `${identifier(schema)}.meta`;
  return `DO $$ DECLARE found integer := 0; BEGIN
    IF to_regclass(${literal(table)}) IS NOT NULL THEN SELECT coalesce(max(value::integer), 0) INTO found FROM ${table} WHERE name = 'schema-version'; END IF;
    IF found <> ${expected} THEN RAISE EXCEPTION 'overtaken' USING ERRCODE = '${overtaken}'; END IF;
  END $$`;
}

function putMeta(name: string, value: string): string {
  return `INSERT INTO meta (name, value) VALUES (${literal(name)}, ${literal(value)}) ON CONFLICT (name) DO UPDATE SET value = excluded.value`;
}
