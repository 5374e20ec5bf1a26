import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { started } from '../../../testing/store-conformance/events.js';
import { startSqliteChild } from '../../../testing/store-conformance/sqlite-child.js';
import { change, meta, migrate, openDatabase, query } from './database.js';
import type { DatabaseOptions } from './database.js';
import { EventLog } from './event-log.js';
import { refoldHeads } from './refold.js';
import { migrations } from './schema.js';
import type { Migration } from './schema.js';

const directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
let files = 0;

afterAll(() => rm(directory, { recursive: true }));

test('the file and its log can be read by their owner only', async () => {
  const options = fresh();
  const connection = openDatabase(options);
  change(connection, 'INSERT INTO settings VALUES (?, ?, ?)')('acme', 'a', 'b');
  expect((await stat(options.path)).mode & 0o777).toBe(0o600);
  expect((await stat(`${options.path}-wal`)).mode & 0o777).toBe(0o600);
  connection.close();
});

test('every commit is synced in full', () => {
  const connection = openDatabase({ ...fresh(), synchronous: 'full' });
  expect(query(connection, 'PRAGMA synchronous').one()).toEqual([2]);
  expect(query(connection, 'PRAGMA journal_mode').one()).toEqual(['wal']);
  connection.close();
});

test('a file that another process holds is refused', async () => {
  const options = fresh();
  const child = startSqliteChild(['steps', options.path]);
  child.process.stdin?.write('start\n');
  await child.until<{ readonly answer: string }>(({ answer }) => answer === 'acknowledged');
  expect(() => openDatabase(options)).toThrow(expect.objectContaining({ code: 'locked', message: expect.stringContaining('in use by another process') }));
  child.process.stdin?.end();
  await child.ended;
  openDatabase(options).close();
});

test('what is not a database, not ours or nowhere is refused, and says so', async () => {
  const text = fresh();
  await writeFile(text.path, 'This is a letter, and a rather long one, so that nobody takes it for an empty file.'.repeat(20));
  expect(() => openDatabase(text)).toThrow(expect.objectContaining({ code: 'invalid', message: expect.stringContaining('not a sound SQLite database') }));

  const foreign = fresh();
  const script = `new (require('libsql'))(${JSON.stringify(foreign.path)}).exec('CREATE TABLE other (a)')`;
  execFileSync(process.execPath, ['-e', script], { cwd: fileURLToPath(new URL('.', import.meta.url)) });
  expect(() => openDatabase(foreign)).toThrow(expect.objectContaining({ code: 'invalid', message: expect.stringContaining('something else') }));

  const nowhere = { ...fresh(), path: join(directory, 'missing', 'store.sqlite') };
  expect(() => openDatabase(nowhere)).toThrow(expect.objectContaining({ code: 'unavailable', message: expect.stringContaining('directory') }));
});

const later: readonly Migration[] = [
  ...migrations,
  { version: 3, readableFrom: 1, statements: 'CREATE TABLE added (a)' },
  { version: 4, readableFrom: 4, statements: 'CREATE TABLE incompatible (a)' },
];

test.each([
  ['is brought up to date', 1, 3, 3],
  ['of the next release is used as it is', 3, 2, 3],
])('a schema %s, and keeps what it holds', (_title, first, second, expected) => {
  const options = fresh();
  const connection = openDatabase(options);
  migrate(connection, options, later.slice(0, first));
  change(connection, 'INSERT INTO settings VALUES (?, ?, ?)')('acme', 'a', 'b');
  const incarnation = meta(connection, 'incarnation');
  migrate(connection, options, later.slice(0, second));
  expect(query(connection, 'PRAGMA user_version').one()).toEqual([expected]);
  expect(query(connection, 'SELECT value FROM settings').one()).toEqual(['b']);
  expect(meta(connection, 'incarnation')).toBe(incarnation);
  connection.close();
});

test('a schema that this release cannot read is refused, and says which', () => {
  const options = fresh();
  const connection = openDatabase(options);
  migrate(connection, options, later);
  expect(() => migrate(connection, options, later.slice(0, 3))).toThrow(
    expect.objectContaining({
      code: 'invalid',
      message: expect.stringMatching(/newer release: its schema is 4, readable from 4, and this release knows 3/) as string,
    }),
  );
  connection.close();
});

test('a restored file gets another incarnation', () => {
  const options = fresh();
  const connection = openDatabase(options);
  const incarnation = meta(connection, 'incarnation');
  migrate(connection, options, migrations);
  expect(meta(connection, 'incarnation')).toBe(incarnation);
  migrate(connection, { ...options, isRestored: true }, migrations);
  expect(meta(connection, 'incarnation')).not.toBe(incarnation);
  connection.close();
});

test('heads that another version of fold made are folded anew from their events', () => {
  const connection = openDatabase(fresh());
  const log = new EventLog(connection);
  connection.exec('BEGIN');
  const { head } = log.append({ tenant: 'acme', conversationId: 'c', events: [started('c')], expectations: {}, now: 5 });
  connection.exec('COMMIT');
  log.committed();
  connection.exec(`UPDATE conversations SET fold_version = 0, head = '{"wrong":true}'`);
  expect(refoldHeads(connection)).toBe(1);
  expect(new EventLog(connection).head('acme', 'c')).toEqual(JSON.parse(head));
  expect(refoldHeads(connection)).toBe(0);
  connection.close();
});

function fresh(): DatabaseOptions {
  files += 1;
  return { path: join(directory, `${files}.sqlite`), synchronous: 'off', isRestored: false };
}
