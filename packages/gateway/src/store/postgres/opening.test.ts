import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, expect, test, vi } from 'vitest';
import { startPostgres } from '../../../testing/postgres/postgres-server.js';
import { newSchema } from '../../../testing/postgres/postgres-subject.js';
import { customerSays, started, tenant } from '../../../testing/store-conformance/events.js';
import { positionsOf } from '../../../testing/store-conformance/follow.js';
import { connectTo } from './connection.js';
import type { Connection } from './connection.js';
import { createConnector } from './connector.js';
import { migrate } from './migrate.js';
import { openPostgresStore } from './postgres-store.js';
import { migrations } from './schema.js';
import type { Migration } from './schema.js';
import { problemOf } from './session-settings.js';

const server = await startPostgres();

afterAll(() => server.dispose());

test('nodes that start at once on an empty database make one store', async () => {
  const schema = newSchema();
  const nodes = await Promise.all(Array.from({ length: 6 }, (_, index) => openPostgresStore({ url: server.url(), schema, partitions: index + 3 })));
  expect(new Set(await Promise.all(nodes.map((node) => node.incarnation()))).size).toBe(1);
  expect(new Set(nodes.map(({ partitions }) => partitions)).size).toBe(1);
  await Promise.all(nodes.map((node, index) => node.append(tenant, `c${index}`, [started(`c${index}`)])));
  const positions = await Promise.all(nodes.map((node) => positionsOf(node)));
  expect(positions.map((one) => one.reduce((sum, position) => sum + position, 0))).toEqual(nodes.map(() => 6));
  await Promise.all(nodes.map((node) => node.close()));
});

test('a store keeps the partitions it was made with', async () => {
  const schema = newSchema();
  const first = await openPostgresStore({ url: server.url(), schema, partitions: 3 });
  const second = await openPostgresStore({ url: server.url(), schema, partitions: 16 });
  expect([first.partitions, second.partitions]).toEqual([3, 3]);
  await Promise.all([first.close(), second.close()]);
});

test('a restored store gets another incarnation, and nodes that run notice', async () => {
  const schema = newSchema();
  const node = await openPostgresStore({ url: server.url(), schema, pollMs: 20 });
  const before = await node.incarnation();
  await node.append(tenant, 'c1', [started('c1')]);
  const following = Promise.allSettled(
    Array.from({ length: node.partitions }, (_, partition) => node.tail(partition, 0, new AbortController().signal)[Symbol.asyncIterator]()).map(async (tail) => {
      while (!(await tail.next()).done);
    }),
  );
  const restored = await openPostgresStore({ url: server.url(), schema, isRestored: true });
  expect(await restored.incarnation()).not.toBe(before);
  for (const end of await following) expect(end).toMatchObject({ status: 'rejected', reason: { code: 'position-expired' } });
  expect(await node.incarnation()).toBe(await restored.incarnation());
  expect((await node.append(tenant, 'c1', [customerSays('m')])).version).toBe(2);
  await Promise.all([node.close(), restored.close()]);
});

const present = migrations.at(-1)?.version ?? 0;
const later: readonly Migration[] = [
  ...migrations,
  { version: present + 1, readableFrom: 1, statements: 'CREATE TABLE added (a integer)' },
  { version: present + 2, readableFrom: present + 2, statements: 'CREATE TABLE incompatible (a integer)' },
];

test('a schema is brought up to date by whoever comes first, and is used as it is by the release before', async () => {
  const schema = newSchema();
  await withConnection(schema, async (connection) => {
    const options = { schema, partitions: 4, isRestored: false };
    await migrate(connection, options, migrations);
    const others = await Promise.all([1, 2, 3].map(() => connectTo({ url: server.url(), name: 'test' }, connectionOptions(schema))));
    expect(await Promise.all(others.map((other) => migrate(other, options, later.slice(0, -1))))).toEqual([4, 4, 4]);
    expect(await connection.query('SELECT count(*) FROM added', [])).toEqual([[0]]);
    expect(await migrate(connection, options, migrations)).toBe(4);
    await Promise.all(others.map((other) => other.end()));
  });
});

test('a schema that this release cannot read is refused, and says which', async () => {
  const schema = newSchema();
  await withConnection(schema, async (connection) => {
    await migrate(connection, { schema, partitions: 1, isRestored: false }, later);
    const refused = migrate(connection, { schema, partitions: 1, isRestored: false }, later.slice(0, -1));
    await expect(refused).rejects.toMatchObject({ code: 'invalid', message: expect.stringMatching(/newer release: it is (\d+), readable from \1, and this release knows \d/) as string });
  });
});

test('what a session rests on is set, whatever the database was set to', async () => {
  const url = await server.createDatabase();
  const name = new URL(url).pathname.slice(1);
  for (const setting of [`synchronous_commit = off`, `default_transaction_isolation = 'serializable'`, 'statement_timeout = 0'])
    await server.query(`ALTER DATABASE ${name} SET ${setting}`);
  const connection = await connectTo({ url, name: 'test' }, connectionOptions('live_takeover'));
  const shown = await connection.script('SHOW synchronous_commit; SHOW default_transaction_isolation; SHOW statement_timeout; SHOW lock_timeout; SHOW jit');
  expect(shown).toEqual([[['on']], [['read committed']], [['4s']], [['2500ms']], [['off']]]);
  await connection.end();
});

test('a commit that waits for more than the disk goes on doing so', async () => {
  const url = await server.createDatabase();
  await server.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = remote_apply`);
  const connection = await connectTo({ url, name: 'test' }, connectionOptions('live_takeover'));
  expect(await connection.script('SHOW synchronous_commit')).toEqual([[['remote_apply']]]);
  await connection.end();
});

const sound = { version: 150_004, isStandby: false, fsync: 'on', encoding: 'UTF8', timeline: 1 };

test.each([
  [{ version: 120_011 }, 'invalid', /is version 12\. Use 13 or later/],
  [{ fsync: 'off' }, 'invalid', /fsync = off/],
  [{ encoding: 'SQL_ASCII' }, 'invalid', /ENCODING 'UTF8'/],
  [{ isStandby: true }, 'unavailable', /is a standby/],
] as const)('a server on which promises could not be kept is refused: %o', (facts, code, message) => {
  expect(problemOf(sound, 'db:5432/chat')).toBeUndefined();
  expect(problemOf({ ...sound, ...facts }, 'db:5432/chat')).toMatchObject({ code, message: expect.stringMatching(message) as string });
});

test('a server that does not sync is refused', async () => {
  const reckless = await startPostgres({ settings: { fsync: 'off' } });
  await expect(openPostgresStore({ url: reckless.url() })).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('fsync = off') as string });
  await reckless.dispose();
});

const secret = `secret-${randomUUID()}`;

test.each([
  ['a wrong password', () => withPassword(server.url()), 'invalid', /refused the user or the password/],
  ['a database that is not there', () => server.url('nothing'), 'invalid', /has no such database/],
  ['nobody there', () => `postgresql://someone:${secret}@127.0.0.1:1/chat`, 'unavailable', /cannot be reached \(ECONNREFUSED\)/],
  ['no such host', () => `postgresql://someone:${secret}@nowhere.invalid/chat`, 'unavailable', /cannot be reached/],
  ['no such hosts', () => `postgresql://someone:${secret}@127.0.0.1:1,127.0.0.1:2/chat`, 'unavailable', /cannot be reached/],
  ['another one wrong', () => withPassword(server.url()).replace('@', '@127.0.0.1:1,'), 'invalid', /refused the user or the password/],
])('%s is told in words, without the password', async (_title, url, code, message) => {
  const refused: unknown = await openPostgresStore({ url: url(), connectTimeoutMs: 2_000 }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code, message: expect.stringMatching(message) as string });
  expect(String(refused)).not.toContain(secret);
});

test('a user who may not make schemas is told what to grant, and works in one that was made for them', async () => {
  const url = await server.createDatabase();
  const database = new URL(url).pathname.slice(1);
  await server.query(`CREATE ROLE clerk LOGIN PASSWORD '${secret}'`);
  const clerk = new URL(url);
  clerk.username = 'clerk';
  clerk.password = secret;
  await expect(openPostgresStore({ url: clerk.href })).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('GRANT CREATE ON DATABASE') as string });
  await server.query('CREATE SCHEMA live_takeover AUTHORIZATION clerk', database);
  const store = await openPostgresStore({ url: clerk.href });
  expect((await store.append(tenant, 'c1', [started('c1')])).version).toBe(1);
  await store.close();
});

test('of several servers that are named, one that fails in the end is no lost connection', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const hosts = [server.url(), `postgresql://someone@127.0.0.1:${port}/chat`].map((url) => ({ url, name: 'test' }));
  const onLost = vi.fn();
  const connection = await createConnector(hosts, connectionOptions('live_takeover')).connect({ onLost });
  await vi.waitFor(() => expect(sockets.length).toBe(1));
  const ended = new Promise((resolve) => sockets[0]?.on('close', resolve));
  sockets[0]?.end();
  sockets[0]?.resume();
  await ended;
  expect(onLost).not.toHaveBeenCalled();
  connection.destroy(new Error('gone'));
  expect(onLost).toHaveBeenCalledTimes(1);
  silent.close();
});

test.each([{ schema: 'Upper' }, { schema: 'x'.repeat(41) }, { partitions: 0 }, { partitions: 1.5 }])('%o is refused before anything is touched', async (options) => {
  await expect(openPostgresStore({ url: 'postgresql://127.0.0.1:1/chat', ...options })).rejects.toMatchObject({ code: 'invalid' });
});

function withPassword(url: string): string {
  const other = new URL(url);
  other.password = secret;
  return other.href;
}

function connectionOptions(schema: string): Parameters<typeof connectTo>[1] {
  return { schema, connectTimeoutMs: 5_000, answerTimeoutMs: 5_000 };
}

async function withConnection(schema: string, check: (connection: Connection) => Promise<void>): Promise<void> {
  const connection = await connectTo({ url: server.url(), name: 'test' }, connectionOptions(schema));
  await check(connection);
  await connection.end();
}
