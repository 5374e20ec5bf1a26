import type { NewEvent } from '@live-takeover/sdk/core';
import { foldVersion } from '@live-takeover/sdk/core';
import { afterAll, expect, test } from 'vitest';
import { startPostgres } from '../../../testing/postgres/postgres-server.js';
import { newSchema } from '../../../testing/postgres/postgres-subject.js';
import { customerSays, started, takesOver, tenant } from '../../../testing/store-conformance/events.js';
import { followAll } from '../../../testing/store-conformance/follow.js';
import type { EventStore } from '../event-store.js';
import { openPostgresStore } from './postgres-store.js';

const server = await startPostgres();

afterAll(() => server.dispose());

/** A store whose heads were all folded by another release, and a node that has not read any of them. */
async function withForeignHeads(foldedBy: number, check: (store: EventStore, schema: string) => Promise<void>): Promise<void> {
  const schema = newSchema();
  const first = await openPostgresStore({ url: server.url(), schema });
  for (const id of ['c1', 'c2', 'c3']) await first.append(tenant, id, [started(id), customerSays('m'), takesOver('t', 'ana', 1)]);
  await first.close();
  await server.query(`UPDATE ${schema}.conversations SET fold_version = ${foldedBy}, term = 0, head = '{"wrong":true}'`);
  const store = await openPostgresStore({ url: server.url(), schema });
  await check(store, schema);
  await store.close();
}

async function foldedBy(schema: string): Promise<readonly unknown[]> {
  return (await server.query(`SELECT fold_version, term FROM ${schema}.conversations ORDER BY id`)).map((row) => Object.values(row).join());
}

test('a head of an older release is folded anew when it is read, and replaced; the others wait', () =>
  withForeignHeads(0, async (store, schema) => {
    expect(await store.head(tenant, 'c1')).toMatchObject({ id: 'c1', seq: 3, term: 1, operator: { id: 'ana' } });
    expect(await foldedBy(schema)).toEqual([`${foldVersion},1`, '0,0', '0,0']);
    expect((await store.heads({ activeSince: 0 })).heads.map(({ head }) => head.term)).toEqual([1, 1, 1]);
    expect(await foldedBy(schema)).toEqual(Array.from({ length: 3 }, () => `${foldVersion},1`));
  }));

test('an append to a conversation whose head is of another release is judged by what its events say', () =>
  withForeignHeads(0, async (store) => {
    await expect(store.append(tenant, 'c1', [takesOver('u', 'ben', 1)], { expectedTerm: 0 })).rejects.toMatchObject({ code: 'conflict', head: { term: 1 } });
    expect((await store.append(tenant, 'c1', [customerSays('n')], { expectedTerm: 1 })).head).toMatchObject({ seq: 4, term: 1 });
  }));

test('a head of a later release is folded anew for this one only, and left as it is', () =>
  withForeignHeads(foldVersion + 1, async (store, schema) => {
    expect((await store.head(tenant, 'c1'))?.term).toBe(1);
    expect(await foldedBy(schema)).toEqual(Array.from({ length: 3 }, () => `${foldVersion + 1},0`));
  }));

test('closed conversations of which nothing sensible is left are passed over and told of, and a page is no shorter for it', async () => {
  const [schema, faults] = [newSchema(), [] as string[]];
  const store = await openPostgresStore({ url: server.url(), schema, onFault: ({ code, message }) => void faults.push(`${code}: ${message}`) });
  const ids = Array.from({ length: 9 }, (_, index) => `c${String(index)}`);
  for (const id of ids) await store.append(tenant, id, [started(id), { type: 'conversation-closed', id: 'x', why: 'ended' }]);
  await server.query(`UPDATE ${schema}.conversations SET fold_version = 0 WHERE id IN ('c7', 'c6', 'c3')`);
  await server.query(`DELETE FROM ${schema}.events WHERE conversation IN (SELECT key FROM ${schema}.conversations WHERE id IN ('c7', 'c6', 'c3'))`);
  const first = await store.closedHeads(tenant, { closedBefore: null, closedFrom: 0, limit: 4 });
  expect(first.map(({ id }) => id)).toEqual(['c8', 'c5', 'c4', 'c2']);
  const last = first.at(-1);
  const second = await store.closedHeads(tenant, { closedBefore: { at: last?.closed?.at ?? 0, id: last?.id ?? '' }, closedFrom: 0, limit: 4 });
  expect(second.map(({ id }) => id)).toEqual(['c1', 'c0']);
  expect(faults).toEqual(expect.arrayContaining([expect.stringMatching(/^invalid: [23] closed conversations were passed over/)]));
  await store.close();
});

test('an event of a type that only a later release knows is kept, followed and ignored', async () => {
  const store = await openPostgresStore({ url: server.url(), schema: newSchema() });
  const later = { id: 'l', type: 'mood-sensed', mood: 'sunny' } as unknown as NewEvent;
  await store.append(tenant, 'c1', [started('c1'), later, customerSays('m')]);
  expect((await store.read(tenant, 'c1', 1, 1))[0]).toMatchObject({ type: 'mood-sensed', mood: 'sunny', seq: 2 });
  expect((await followAll(store)).flat().map(({ event }) => event.type)).toEqual(['conversation-started', 'mood-sensed', 'message-sent']);
  expect((await store.head(tenant, 'c1'))?.seq).toBe(3);
  await store.close();
});

test('a contact may have an id of any length and with any sign, and what anybody says may hold any sign', async () => {
  const store = await openPostgresStore({ url: server.url(), schema: newSchema() });
  for (const id of ['x'.repeat(20_000), 'a\u0000b', '\ud800', `o'hara \\ "quoted"`, '\u001e\u001f']) {
    const conversationId = `c${Buffer.from(id).toString('hex').slice(0, 40)}`;
    const begin = { ...started(conversationId), contact: { id, verified: false } } as NewEvent;
    const { events } = await store.append(tenant, conversationId, [begin, customerSays('m', id)], { commandHash: `it's` });
    expect(await store.contactConversations(tenant, id)).toEqual([conversationId]);
    expect(await store.read(tenant, conversationId, 0)).toEqual(events);
    await store.append(tenant, conversationId, [customerSays('n', id)]);
    expect((await store.read(tenant, conversationId, 2))[0]).toMatchObject({ text: id });
    await store.putSetting(tenant, 'key', id);
    expect(await store.setting(tenant, 'key')).toBe(id);
  }
  await store.close();
});

test('10,000 conversations are told by their heads, which are the fold of their events', async () => {
  const store = await openPostgresStore({ url: server.url(), schema: newSchema() });
  await Promise.all(Array.from({ length: 10_000 }, (_, index) => store.append(tenant, `c${index}`, [started(`c${index}`)])));
  const { heads, atPositions } = await store.heads({ activeSince: 0 });
  expect([heads.length, new Set(heads.map(({ head }) => head.id)).size]).toEqual([10_000, 10_000]);
  expect(atPositions.reduce((sum, position) => sum + position, 0)).toBe(10_000);
  expect(heads[9_999]?.head).toEqual(await store.head(tenant, heads[9_999]?.head.id ?? ''));
  await store.close();
});
