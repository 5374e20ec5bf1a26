import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { startPostgres } from '../../../testing/postgres/postgres-server.js';
import { newSchema, startPostgresChild } from '../../../testing/postgres/postgres-subject.js';
import { customerSays, started, tenant } from '../../../testing/store-conformance/events.js';
import { followAll } from '../../../testing/store-conformance/follow.js';
import type { StoreChild } from '../../../testing/store-conformance/store-child.js';
import type { Acknowledgement } from '../../../testing/store-conformance/subject.js';
import type { EventStore, StoredEvent } from '../event-store.js';
import { openPostgresStore } from './postgres-store.js';

const server = await startPostgres();

afterAll(() => server.dispose());

test('three nodes and sixty writers on five conversations leave dense versions and positions, and every answer is true', async () => {
  const schema = newSchema();
  const store = await openPostgresStore({ url: server.url(), schema });
  const children = ['a', 'b', 'c'].map((name) => startPostgresChild(['share', server.url(), schema, name]));
  await Promise.all(children.map((child) => child.until(() => child.lines.length >= 300)));
  for (const child of children) child.process.kill('SIGKILL');
  await Promise.all(children.map(({ ended }) => ended));
  await checkAcknowledged(store, children);
  await store.close();
});

test('a frozen node stops nobody, wherever it froze, and goes on when it wakes', async () => {
  const schema = newSchema();
  const store = await openPostgresStore({ url: server.url(), schema });
  const child = startPostgresChild(['share', server.url(), schema, 'a']);
  await child.until(() => child.lines.length >= 100);
  for (let round = 0; round < 30; round += 1) {
    const before = child.lines.length;
    child.process.kill('SIGSTOP');
    // As many as there are partitions and more, and all the conversations that the frozen one writes to.
    const ids = Array.from({ length: 40 }, (_, index) => (index < 5 ? `shared-${index}` : `own-${round}-${index}`));
    const answers = await Promise.all(
      ids.map((id) => store.append(tenant, id, id.startsWith('own') ? [started(id)] : [customerSays(`here-${round}`)])),
    );
    expect(answers.every(({ duplicate }) => !duplicate)).toBe(true);
    child.process.kill('SIGCONT');
    await child.until(() => child.lines.length > before);
  }
  child.process.kill('SIGKILL');
  await child.ended;
  await checkAcknowledged(store, [child]);
  await store.close();
});

test('a transaction of somebody else that stays open holds up neither appends nor tails', async () => {
  const schema = newSchema();
  const nodes = await Promise.all([0, 1].map(() => openPostgresStore({ url: server.url(), schema, partitions: 1 })));
  const [writer, reader] = nodes as [EventStore, EventStore];
  const other = new pg.Client({ connectionString: server.url() });
  await other.connect();
  await other.query(`BEGIN ISOLATION LEVEL REPEATABLE READ; CREATE TABLE ${schema}_other (a integer); SELECT count(*) FROM ${schema}.events`);
  await writer.append(tenant, 'c1', [started('c1')]);
  let seen = 1;
  const abort = new AbortController();
  const tail = reader.tail(0, 1, abort.signal);
  await writer.append(tenant, 'c1', [customerSays('m1')]);
  for await (const batch of tail) {
    seen += batch.length;
    if (seen > 200) abort.abort();
    else await writer.append(tenant, 'c1', [customerSays(`m${seen}`)]);
  }
  await other.query('ROLLBACK');
  await other.end();
  await Promise.all(nodes.map((node) => node.close()));
});

test('what many nodes append to one conversation at once is all stored, each once', async () => {
  const schema = newSchema();
  const nodes = await Promise.all([0, 1, 2].map(() => openPostgresStore({ url: server.url(), schema })));
  await nodes[0]?.append(tenant, 'c1', [started('c1')]);
  const appended = await Promise.all(
    nodes.flatMap((node, index) => Array.from({ length: 100 }, (_, count) => node.append(tenant, 'c1', [customerSays(`n${index}m${count}`)]))),
  );
  expect(appended.map(({ version }) => version).sort((left, right) => left - right)).toEqual(Array.from({ length: 300 }, (_, index) => index + 2));
  const events = await nodes[2]?.read(tenant, 'c1', 0);
  expect(events?.length).toBe(301);
  expect(new Set(events?.map(({ id }) => id)).size).toBe(301);
  await Promise.all(nodes.map((node) => node.close()));
});

/** Positions without gaps, versions without gaps, and each acknowledged append whole at the place that was told. */
async function checkAcknowledged(store: EventStore, children: readonly StoreChild[]): Promise<void> {
  const partitions = await followAll(store);
  for (const log of partitions) expect(log.map(({ position }) => position)).toEqual(log.map((_, index) => index + 1));
  const byId = new Map<string, StoredEvent>();
  const versions = new Map<string, number>();
  for (const entry of partitions.flat()) {
    const { conversationId, id, seq } = entry.event;
    expect(seq).toBe((versions.get(conversationId) ?? 0) + 1);
    versions.set(conversationId, seq);
    byId.set(`${conversationId} ${id}`, entry);
  }
  expect(byId.size).toBe(partitions.flat().length);
  for (const { conversationId, ids, version, position } of children.flatMap(({ lines }) => lines as readonly Acknowledgement[])) {
    const last = byId.get(`${conversationId} ${ids.at(-1)}`);
    expect([last?.event.seq, last?.position]).toEqual([version, position]);
    for (const [index, id] of ids.entries()) expect(byId.get(`${conversationId} ${id}`)?.event.seq).toBe(version - ids.length + 1 + index);
  }
}
