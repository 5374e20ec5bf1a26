import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Conversation, ConversationEvent, NewEvent } from '@live-takeover/sdk/core';
import { fold } from '@live-takeover/sdk/core';
import { afterAll, expect, test } from 'vitest';
import { closes, customerSays, started } from '../../../testing/store-conformance/events.js';
import { followAll } from '../../../testing/store-conformance/follow.js';
import { change, migrate, openDatabase, query } from './database.js';
import type { Connection, DatabaseOptions } from './database.js';
import { EventLog } from './event-log.js';
import { backUp } from './maintenance.js';
import { migrations } from './schema.js';
import { createSideTables } from './side-tables.js';
import { openSqliteStore } from './sqlite-store.js';

const directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
const tenant = 'acme';
let files = 0;

afterAll(() => rm(directory, { recursive: true }));

test('a file of version 1 is brought up to date with all that is in it, and its contacts are found', async () => {
  const connection = openDatabase(fresh(), migrations.slice(0, 1));
  expect(query(connection, 'PRAGMA user_version').one()).toEqual([1]);
  const write = releaseOne(connection);
  const told = [startedBy('c1', 'kim'), customerSays('m'), closes('x')].map((event) => write('c1', event));
  write('c2', startedBy('c2', 'lou'));
  // The first file is let go when its process ends.
  const { path } = fresh();
  backUp(connection, path);
  connection.close();

  const store = await openSqliteStore({ path });
  expect(await store.read(tenant, 'c1', 0)).toEqual(told);
  expect(await store.head(tenant, 'c1')).toEqual(told.reduce<Conversation | undefined>(fold, undefined));
  expect((await followAll(store)).flat()).toHaveLength(4);
  expect(await store.contactConversations(tenant, 'kim')).toEqual(['c1']);
  expect(await store.append(tenant, 'c1', [customerSays('m')])).toMatchObject({ duplicate: true, version: 2 });
  expect((await store.append(tenant, 'c2', [customerSays('m')])).position).toBe(5);
  expect((await store.prune({ closedBefore: 1_000, auditBefore: 0, claimedBefore: 0, limit: 9 })).conversations).toBe(1);
  await store.close();
});

test('the release of version 1 works on the present schema, also after a pruning, and what it wrote is found afterwards', () => {
  const connection = openDatabase(fresh());
  const log = new EventLog(connection);
  const transaction = <Result>(work: () => Result): Result => {
    connection.exec('BEGIN IMMEDIATE');
    const result = work();
    connection.exec('COMMIT');
    log.committed();
    return result;
  };
  const append = (conversationId: string, events: readonly NewEvent[]): unknown =>
    transaction(() => log.append({ tenant, conversationId, events, expectations: {}, now: 5 }));
  append('kept', [startedBy('kept', 'lou')]);
  append('old', [startedBy('old', 'kim'), closes('x')]);
  transaction(() => log.pruneConversations(1_000, 9));

  expect(() => migrate(connection, fresh(), migrations.slice(0, 1))).not.toThrow();
  const write = releaseOne(connection);
  write('c1', startedBy('c1', 'kim'));
  write('kept', { id: 'n', type: 'attributes-changed', contact: { id: 'kim' } });
  expect(query(connection, 'SELECT max(position) FROM events').one()).toEqual([5]);
  const tailOfReleaseOne = query<readonly [number, string]>(
    connection,
    `SELECT events.position, events.id FROM events JOIN conversations ON conversations.key = events.conversation
     WHERE events.position > ? ORDER BY events.position LIMIT ?`,
  );
  expect(tailOfReleaseOne.all(3, 9)).toEqual([
    [4, 'c1:started'],
    [5, 'n'],
  ]);
  expect(new EventLog(connection).contactConversations(tenant, 'kim')).toEqual(['kept', 'c1']);
  connection.close();
});

test('whatever is found by contact or age is found by an index', () => {
  const connection = openDatabase(fresh());
  const plans = recordingPlans(connection);
  const log = new EventLog(plans.connection);
  const side = createSideTables(plans.connection);
  log.contactConversations(tenant, 'kim');
  log.pruneConversations(1, 1);
  log.closedHeads(tenant, { closedBefore: null, closedFrom: 0, limit: 1 });
  side.prune({ closedBefore: 0, auditBefore: 1, claimedBefore: 1, limit: 1 }, 1);
  side.newestClaimAt();
  for (const index of ['events_contact', 'conversations_closed_at', 'conversations_history', 'audit_age', 'claims_at']) expect(plans.all()).toContain(index);
  expect(plans.all()).not.toMatch(/SCAN (events|conversations|audit|claims)(?! USING)/);
  connection.close();
});

function fresh(): DatabaseOptions {
  files += 1;
  return { path: join(directory, `${files}.sqlite`), synchronous: 'off', isRestored: false };
}

function startedBy(conversationId: string, contactId: string): NewEvent {
  return { ...started(conversationId), contact: { id: contactId, verified: false } } as NewEvent;
}

/** Writes as the release of schema version 1 did: these statements are its own, and never change. */
function releaseOne(connection: Connection): (conversationId: string, event: NewEvent) => ConversationEvent {
  const lastPosition = query<readonly [number | null]>(connection, 'SELECT max(position) FROM events');
  const found = query<readonly [number, string]>(connection, 'SELECT key, head FROM conversations WHERE tenant = ? AND id = ?');
  const insertConversation = change(
    connection,
    `INSERT INTO conversations (tenant, id, thread, reference, bot, started_at, at, version, term, is_closed, fold_version, head)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const updateHead = change(
    connection,
    'UPDATE conversations SET at = ?, version = ?, term = ?, is_closed = ?, fold_version = ?, head = ? WHERE key = ?',
  );
  const insertEvent = change(
    connection,
    'INSERT INTO events (position, conversation, seq, id, first_seq, last_seq, command_hash, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  return (conversationId, fact) => {
    const former = found.one(tenant, conversationId);
    const before = former === undefined ? undefined : (JSON.parse(former[1]) as Conversation);
    const seq = (before?.seq ?? 0) + 1;
    const event = { ...fact, conversationId, seq, at: 5 } as ConversationEvent;
    const head = fold(before, event);
    const { thread, reference, bot, term, closed } = head;
    const columns = [5, seq, term, closed === null ? 0 : 1, 1, JSON.stringify(head)] as const;
    if (former === undefined) insertConversation(tenant, conversationId, thread, reference, bot.id, 5, ...columns);
    else updateHead(...columns, former[0]);
    const row = found.one(tenant, conversationId)?.[0] ?? 0;
    insertEvent((lastPosition.one()?.[0] ?? 0) + 1, row, seq, event.id, seq, seq, null, JSON.stringify(event));
    return event;
  };
}

/** A connection that notes how each statement prepared on it will be carried out. */
function recordingPlans(connection: Connection): { readonly connection: Connection; all(): string } {
  const lines: string[] = [];
  const prepare = (sql: string): ReturnType<Connection['prepare']> => {
    const parameters = sql.replaceAll('?', '1');
    for (const [, , , detail] of query<readonly [number, number, number, string]>(connection, `EXPLAIN QUERY PLAN ${parameters}`).all())
      lines.push(detail);
    return connection.prepare(sql);
  };
  return { connection: { prepare } as Connection, all: () => lines.join('\n') };
}
