import { afterEach, expect, test } from 'vitest';
import { startPostgres } from '../../../testing/postgres/postgres-server.js';
import type { PostgresServer } from '../../../testing/postgres/postgres-server.js';
import { untilDefinite } from '../../../testing/postgres/until-definite.js';
import { customerSays, started, tenant } from '../../../testing/store-conformance/events.js';
import { followAll } from '../../../testing/store-conformance/follow.js';
import { judgeHistory, recordHistory } from '../../../testing/store-conformance/history.js';
import { runOperators } from '../../../testing/store-conformance/operators.js';
import type { EventStore } from '../event-store.js';
import { openPostgresStore } from './postgres-store.js';

const servers: PostgresServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.dispose()));
});

async function startPair(): Promise<{ readonly primary: PostgresServer; readonly standby: PostgresServer; readonly url: string }> {
  const primary = await startPostgres();
  servers.push(primary);
  const standby = await primary.startStandby();
  servers.push(standby);
  return { primary, standby, url: primary.url().replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${primary.port},127.0.0.1:${standby.port}`) };
}

test('when the primary dies under load and its synchronous standby takes over, nothing acknowledged is lost and nothing forks', async () => {
  const { primary, standby, url } = await startPair();
  const nodes = await Promise.all([0, 1].map(() => openPostgresStore({ url })));
  const [one, other] = nodes as [EventStore, EventStore];
  const history = recordHistory(one);
  let isRunning = true;
  const acknowledged: { readonly id: string; readonly version: number; readonly at: number }[] = [];
  await one.append(tenant, 'load', [started('load')]);
  const load = Array.from({ length: 10 }, async (_, writer) => {
    for (let count = 0; isRunning; count += 1) {
      const node = count % 2 === 0 ? one : other;
      const id = `w${writer}n${count}`;
      const { version } = await untilDefinite(() => node.append(tenant, 'load', [customerSays(id)]));
      acknowledged.push({ id, version, at: performance.now() });
    }
  });
  const operators = runOperators(one, history, { operators: 10, conversations: 3, actions: 20, seed: 3 }).catch(() => {
    // Reading a head fails while nobody is primary; what was appended until then is judged.
  });
  await untilAcknowledged(acknowledged, 200);
  await primary.kill();
  await standby.promote();
  await untilAcknowledged(acknowledged, acknowledged.length + 200);
  isRunning = false;
  await Promise.all([...load, operators]);

  const events = await one.read(tenant, 'load', 0);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const places = new Map(events.map(({ id, seq }) => [id, seq]));
  expect(places.size).toBe(events.length);
  expect(acknowledged.filter(({ id, version }) => places.get(id) !== version)).toEqual([]);
  const stored = await followAll(other);
  expect(stored).toEqual(await followAll(one));
  const fought = stored.map((log) => log.filter(({ event }) => event.conversationId !== 'load'));
  expect(judgeHistory(history.operations, fought).filter(({ kind }) => kind !== 'gap')).toEqual([]);
  await Promise.all(nodes.map((node) => node.close()));
});

test('when a standby takes over that lacks what was confirmed, whoever follows is told to begin anew, and nothing forks in memory', async () => {
  const { primary, standby, url } = await startPair();
  const faults: string[] = [];
  const store = await openPostgresStore({ url, partitions: 1, onFault: ({ message }) => faults.push(message) });
  await store.append(tenant, 'c1', [started('c1'), customerSays('kept')]);
  // From here on nothing waits for the standby any more, and it gets nothing.
  await primary.query(`ALTER SYSTEM SET synchronous_standby_names = ''`);
  await primary.query('SELECT pg_reload_conf()');
  await standby.stop();
  await untilDefinite(() => store.append(tenant, 'c1', [customerSays('lost')]));
  const following = untilExpired(store, 3);
  await primary.kill();
  await standby.start();
  await standby.promote();
  expect((await untilDefinite(() => store.head(tenant, 'c1')))?.seq).toBe(2);
  expect((await untilDefinite(() => store.append(tenant, 'c1', [customerSays('new')]))).version).toBe(3);
  expect(await following).toBe('position-expired');
  expect(faults.join()).toContain('came back without events that it had confirmed');
  expect((await untilDefinite(() => followAll(store))).flat().map(({ event }) => event.id)).toEqual(['c1:started', 'kept', 'new']);
  await store.close();
});

test('a primary that was replaced and comes back is not written to', async () => {
  const { primary, standby, url } = await startPair();
  const store = await openPostgresStore({ url, partitions: 1 });
  await store.append(tenant, 'c1', [started('c1')]);
  await primary.kill();
  await standby.promote();
  expect((await untilDefinite(() => store.append(tenant, 'c1', [customerSays('m1')]))).version).toBe(2);
  await standby.stop();
  await primary.start();
  await expect(store.append(tenant, 'c1', [customerSays('m2')])).rejects.toMatchObject({ code: 'unavailable' });
  await standby.start();
  expect((await untilDefinite(() => store.append(tenant, 'c1', [customerSays('m2')]))).version).toBe(3);
  await store.close();
});

async function untilAcknowledged(acknowledged: readonly unknown[], count: number): Promise<void> {
  while (acknowledged.length < count) await new Promise((resolve) => setImmediate(resolve));
}

/** Follows from a position as a node does. @returns how that ended */
function untilExpired(store: EventStore, position: number): Promise<string> {
  return untilDefinite(async () => {
    for await (const _ of store.tail(0, position, new AbortController().signal));
    return 'closed';
  }).catch((error: unknown) => (error as { readonly code: string }).code);
}
