import { afterAll, expect, test } from 'vitest';
import type { PostgresRelay } from '../../../testing/postgres/postgres-relay.js';
import { startPostgresRelay } from '../../../testing/postgres/postgres-relay.js';
import { startPostgres } from '../../../testing/postgres/postgres-server.js';
import { newSchema } from '../../../testing/postgres/postgres-subject.js';
import { untilDefinite } from '../../../testing/postgres/until-definite.js';
import { customerSays, started, takesOver, tenant } from '../../../testing/store-conformance/events.js';
import { followAll } from '../../../testing/store-conformance/follow.js';
import type { EventStore, StoreError } from '../event-store.js';
import { openPostgresStore } from './postgres-store.js';
import type { PostgresStoreOptions } from './postgres-store.js';

const server = await startPostgres();

afterAll(() => server.dispose());

interface Lines {
  readonly relay: PostgresRelay;
  readonly store: EventStore;
  readonly faults: readonly StoreError[];
  /** A node that sits right beside the database. */
  readonly near: EventStore;
}

async function withLines(options: Partial<PostgresStoreOptions>, check: (lines: Lines) => Promise<void>): Promise<void> {
  const relay = await startPostgresRelay(server.port);
  const faults: StoreError[] = [];
  const schema = newSchema();
  const near = await openPostgresStore({ url: server.url(), schema });
  const store = await openPostgresStore({ url: relay.url(server.url()), schema, onFault: (error) => faults.push(error), ...options });
  try {
    await check({ relay, store, faults, near });
  } finally {
    await Promise.all([store.close(), near.close()]);
    await relay.close();
  }
}

/** The next event that a tail gives after what is there. */
async function nextFollowed(store: EventStore, cause: () => Promise<unknown>): Promise<string> {
  const abort = new AbortController();
  const first = Promise.any(
    Array.from({ length: store.partitions }, async (_, partition) => {
      const { atPositions } = await store.heads({ activeSince: Number.MAX_SAFE_INTEGER });
      for await (const batch of store.tail(partition, atPositions[partition] ?? 0, abort.signal)) return batch[0]?.event.id ?? '';
      return Promise.reject(new Error('It ended.'));
    }),
  );
  await Promise.all(Array.from({ length: store.partitions }, () => store.head(tenant, 'c1')));
  await cause();
  return first.finally(() => abort.abort());
}

test('when notifications are lost, what others commit is found by looking', () =>
  withLines({ pollMs: 50 }, async ({ relay, store, near }) => {
    await near.append(tenant, 'c1', [started('c1')]);
    relay.loseNotifications();
    expect(await nextFollowed(store, () => near.append(tenant, 'c1', [customerSays('m1')]))).toBe('m1');
    expect(await nextFollowed(store, () => near.append(tenant, 'c1', [customerSays('m2')]))).toBe('m2');
  }));

test('a line on which nothing comes back is given up in time, and what was under way is in doubt', () =>
  withLines({ answerTimeoutMs: 400, connectTimeoutMs: 400 }, async ({ relay, store, faults }) => {
    await store.append(tenant, 'c1', [started('c1')]);
    relay.freeze();
    await expect(store.append(tenant, 'c1', [customerSays('m')])).rejects.toMatchObject({ code: 'unavailable' });
    await expect(store.head(tenant, 'c1')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(store.lease(tenant, 'work', 'bot', 'node', 1_000)).rejects.toMatchObject({ code: 'unavailable' });
    expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(['unavailable']));
    relay.thaw();
    expect((await untilDefinite(() => store.append(tenant, 'c1', [customerSays('m')]))).version).toBe(2);
    expect((await untilDefinite(() => store.head(tenant, 'c1')))?.seq).toBe(2);
  }));

test('an answer lost after the commit is in doubt; the same append again gets the first result, also under another expectation', () =>
  withLines({}, async ({ relay, store, near }) => {
    await store.append(tenant, 'c1', [started('c1')]);
    relay.cutAfterNextCommit();
    await expect(store.append(tenant, 'c1', [customerSays('m')], { expectedVersion: 1, commandHash: 'x' })).rejects.toMatchObject({ code: 'unavailable' });
    await near.append(tenant, 'c1', [customerSays('other')]);
    const again = await untilDefinite(() => store.append(tenant, 'c1', [customerSays('m')], { expectedVersion: 1, commandHash: 'x' }));
    expect([again.version, again.duplicate, again.head.seq]).toEqual([2, true, 3]);
  }));

test('lines that are cut again and again cost time, and nothing else', () =>
  withLines({}, async ({ relay, store, near }) => {
    await store.append(tenant, 'c1', [started('c1')]);
    let count = 0;
    await Promise.all(
      Array.from({ length: 10 }, async (_, writer) => {
        for (let message = 0; message < 20; message += 1) {
          await untilDefinite(() => store.append(tenant, 'c1', [customerSays(`w${writer}m${message}`)]));
          count += 1;
          if (count % 25 === 0) relay.cut();
        }
      }),
    );
    const events = await near.read(tenant, 'c1', 0);
    expect(events.length).toBe(201);
    expect(new Set(events.map(({ id }) => id)).size).toBe(201);
    expect((await untilDefinite(() => followAll(store))).flat().length).toBe(201);
  }));

test('while the database is away everything is refused in time; when it is back everything goes on by itself', () =>
  withLines({ connectTimeoutMs: 300 }, async ({ store, near }) => {
    await store.append(tenant, 'c1', [started('c1')]);
    const following = nextFollowedPatiently(near);
    await server.stop();
    for (const ask of [
      () => store.append(tenant, 'c1', [customerSays('m')]),
      () => store.read(tenant, 'c1', 0),
      () => store.heads({ activeSince: 0 }),
      () => store.putSetting(tenant, 'a', 'b'),
      () => store.erase(tenant, ['c1']),
      () => store.prune({ closedBefore: 0, auditBefore: 0, claimedBefore: 0, limit: 1 }),
      () => store.compact(),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'unavailable' });
    store.announce('typing');
    const before = store.now();
    await server.start();
    expect((await untilDefinite(() => store.append(tenant, 'c1', [customerSays('m')]))).version).toBe(2);
    expect(await following).toBe('m');
    expect(store.now()).toBeGreaterThanOrEqual(before);
  }));

test('sessions that the server ends are made anew', () =>
  withLines({}, async ({ store, near }) => {
    await store.append(tenant, 'c1', [started('c1')]);
    await server.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'live-takeover'`);
    expect((await untilDefinite(() => store.append(tenant, 'c1', [customerSays('m')]))).version).toBe(2);
    expect(await untilDefinite(() => nextFollowed(near, () => store.append(tenant, 'c1', [customerSays('n')])))).toBe('n');
  }));

test('one append that PostgreSQL cannot store takes no other with it', () =>
  withLines({}, async ({ store }) => {
    await store.append(tenant, 'c1', [started('c1'), takesOver('t', 'ana', 1)]);
    const [first, second, third] = await Promise.allSettled([
      store.append(tenant, 'c1', [customerSays('m1')]),
      store.append(tenant, 'c1', [{ id: 'h', type: 'takeover-ended', term: 1, endedInto: 1.5, why: 'handed-back' }]),
      store.append(tenant, 'c2', [started('c2')]),
    ]);
    expect([first?.status, second?.status, third?.status]).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(second).toMatchObject({ reason: { code: 'invalid' } });
    expect((await store.read(tenant, 'c1', 0)).map(({ id }) => id)).toEqual(['c1:started', 't', 'm1']);
  }));

/** The next event of the only conversation, followed as a node follows: again, wherever the store was away. */
function nextFollowedPatiently(store: EventStore): Promise<string> {
  return untilDefinite(async () => {
    const abort = new AbortController();
    const { atPositions } = await store.heads({ activeSince: Number.MAX_SAFE_INTEGER });
    const partition = atPositions.findIndex((position) => position > 0);
    for await (const batch of store.tail(partition, 1, abort.signal)) return batch[0]?.event.id ?? '';
    return '';
  });
}
