import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultBotRules, fold, statusOf } from '@live-takeover/sdk/core';
import type { Conversation, Status } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import { createMemoryStore } from '../../testing/memory-store.js';
import { importedThreadPrefix } from '../conversations/imported-thread.js';
import type { EventStore } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import { conversationIdOf } from './events-of-record.js';
import { importConversations } from './import-conversations.js';
import type { ImportOptions } from './import-conversations.js';
import { importFile } from './import-file.js';
import { importReport } from './import-report.js';
import { splitLines } from './lines.js';

const now = 1_700_000_000_000;
const options: ImportOptions = { now, bot: { id: 'help', name: 'Help' } };
const newStore = (): EventStore => createMemoryStore({ now: () => now });
const importing = (store: EventStore, records: readonly (object | string)[], more: Partial<ImportOptions> = {}) =>
  importConversations(store, splitLines([records.map((record) => (typeof record === 'string' ? record : JSON.stringify(record))).join('\n')]), {
    ...options,
    ...more,
  });
const user = (text: string, at: number | null = null, more = {}) => ({ from: 'user', text, at_ms_offset: at, ...more });
const bot = (text: string, at: number | null = null, more = {}) => ({ from: 'bot', text, at_ms_offset: at, ...more });
const agent = (text: string, at: number | null = null, more = {}) => ({ from: 'agent', text, at_ms_offset: at, ...more });

async function headOf(store: EventStore, recordId: string): Promise<Conversation> {
  const head = await store.head('default', conversationIdOf(recordId));
  if (head === undefined) throw new Error(`${recordId} was not imported.`);
  return head;
}

test('a record keeps its times, moved to end when it shall', async () => {
  const store = newStore();
  await importing(store, [{ id: 'r', ends_ago_ms: 5_000, turns: [user('hi', 0), bot('Hello', 1_000), user('bye', 9_000)] }]);
  const events = await store.read('default', conversationIdOf('r'), 0);
  expect(events.map(({ type, at }) => [type, at - now])).toEqual([
    ['conversation-started', -14_000],
    ['message-sent', -14_000],
    ['message-sent', -13_000],
    ['message-sent', -5_000],
  ]);
  expect(events.every(({ id }) => id.startsWith('import:'))).toBe(true);
  // By which the gateway knows that nobody is at the other end.
  expect((await headOf(store, 'r')).thread.startsWith(importedThreadPrefix)).toBe(true);
});

test("agents' turns stand inside takeovers, passed on from one to the other, and the head agrees with every term", async () => {
  const store = newStore();
  const turns = [user('help', 0), agent('Hi', 1, { agent_no: 1 }), user('more', 2), agent('Me', 3, { agent_no: 2 }), bot('Back', 4), agent('End', 5)];
  await importing(store, [{ id: 'r', turns }]);
  const events = await store.read('default', conversationIdOf('r'), 0);
  expect(events.map((event) => (event.type === 'takeover-ended' ? `${event.type} ${event.why}` : event.type))).toEqual([
    ...['conversation-started', 'message-sent', 'takeover-started', 'message-sent', 'message-sent'],
    ...['takeover-ended transferred', 'takeover-started', 'message-sent', 'takeover-ended handed-back', 'message-sent'],
    ...['takeover-started', 'message-sent', 'takeover-ended handed-back'],
  ]);
  let head: Conversation | undefined;
  for (const event of events) {
    head = fold(head, event);
    if (event.type !== 'message-sent' || event.from === 'customer') continue;
    expect(event.term).toBe(head.term);
    expect(head.operator.kind === 'bot').toBe(event.from === 'bot');
    if (head.operator.kind === 'agent') expect(head.operator.id).toBe(event.author?.id);
  }
  expect(head).toEqual(await headOf(store, 'r'));
  expect(head?.operator.kind).toBe('bot');
});

const unanswered = [1, 2, 3].flatMap((count) => [user(`question ${count}`), bot('What?', null, { fallback: true })]);

test.each<readonly [Status, object]>([
  ['live', { turns: [user('hi')], ends_ago_ms: 60_000 }],
  ['stalled', { turns: [user('hi')], ends_ago_ms: 6 * 60_000 }],
  ['abandoned', { turns: [user('hi')], ends_ago_ms: 31 * 60_000 }],
  ['abandoned', { turns: [user('hi')], ends_ago_ms: 0, outcome: 'early_disconnect' }],
  ['abandoned', { turns: [user('hi', 0)], ends_ago_ms: 0, outcome: 'complete', end_at_ms_offset: 500 }],
  ['action', { turns: unanswered, ends_ago_ms: 0 }],
  ['waiting-for-agent', { turns: [user('a human, please', null, { asks_human: true })], ends_ago_ms: 20 * 60_000 }],
])('a table shows %s for %j', async (status, record) => {
  const store = newStore();
  await importing(store, [{ id: 'r', ...record }]);
  expect(statusOf(await headOf(store, 'r'), defaultBotRules, now).status).toBe(status);
});

test('a customer who leaves only after the last turn has not left while that is still to come', async () => {
  const record = { id: 'r', turns: [user('hi', 0)], outcome: 'complete', end_at_ms_offset: 30_000 };
  const types = async (more: object, spread: Partial<ImportOptions>): Promise<string | undefined> => {
    const store = newStore();
    await importing(store, [{ ...record, ...more }], spread);
    return (await store.read('default', conversationIdOf('r'), 0)).at(-1)?.type;
  };
  expect(await types({}, { spreadMs: 0 })).toBe('message-sent');
  expect(await types({ ends_ago_ms: 0 }, {})).toBe('customer-left');
});

test('without ends of their own, records end over the last 45 minutes, so that every status by time is there', async () => {
  const store = newStore();
  await importing(store, Array.from({ length: 60 }, (_, index) => ({ id: `r${index}`, turns: [user('hi')] })));
  const { heads } = await store.heads({ activeSince: 0 });
  const statuses = new Set(heads.map(({ head }) => statusOf(head, defaultBotRules, now).status));
  expect([...statuses].sort()).toEqual(['abandoned', 'live', 'stalled']);
  expect(heads.every(({ head }) => head.at <= now)).toBe(true);
});

test('lines that cannot be read are reported by number, and the rest goes on', async () => {
  const store = newStore();
  const summary = await importing(store, [{ id: 'a', turns: [user('hi')] }, 'not json', '', { id: 'b', turns: [] }, { id: 'c', turns: [user('hi', 0)] }]);
  expect(summary).toMatchObject({ conversations: 2, events: 4, alreadyThere: 0 });
  expect(summary.errors.map(({ line }) => line)).toEqual([2, 4]);
  expect(importReport(summary).join('\n')).toContain('Line 2: This is not JSON');
});

test('a record that is imported again is left as it is', async () => {
  const store = newStore();
  const records = [{ id: 'a', turns: [user('hi', 0)] }, { id: 'a', turns: [user('other', 0)] }];
  expect(await importing(store, records)).toMatchObject({ conversations: 1, alreadyThere: 1, errors: [] });
  expect(await importing(store, records)).toMatchObject({ conversations: 0, alreadyThere: 2, errors: [] });
});

test('a reference that is taken is drawn again', async () => {
  const store = newStore();
  await importing(store, [{ id: 'r', turns: [user('hi')] }]);
  const { reference } = await headOf(store, 'r');
  const other = newStore();
  const start = { bot: { id: 'b', name: 'B' }, channel: 'web', contact: { verified: false }, attributes: {}, thread: 't' } as const;
  await other.append('default', 'first', [{ id: 's', type: 'conversation-started', reference, ...start }]);
  expect(await importing(other, [{ id: 'r', turns: [user('hi')] }])).toMatchObject({ conversations: 1, errors: [] });
  expect((await headOf(other, 'r')).reference).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
  expect((await headOf(other, 'r')).reference).not.toBe(reference);
});

test('made-up times are counted and said', async () => {
  const summary = await importing(newStore(), [
    { id: 'none', turns: [user('hi'), bot('Hello')] },
    { id: 'minutes', time_resolution_ms: 60_000, turns: [user('hi', 0), bot('Hello', 0)] },
    { id: 'exact', time_resolution_ms: 1_000, turns: [user('hi', 0), bot('Hello', 2_000)] },
  ]);
  expect(summary).toMatchObject({ conversations: 3, timesModelled: 1, timesSpread: 1 });
  expect(importReport(summary).join('\n')).toMatch(/1 have no recorded times.*\n.*by the minute/);
});

test('no more records than the limit are read', async () => {
  const records = Array.from({ length: 9 }, (_, index) => ({ id: `r${index}`, turns: [user('hi')] }));
  expect(await importing(newStore(), records, { limit: 4 })).toMatchObject({ conversations: 4 });
});

test('a store that is unavailable ends the import', async () => {
  const store: EventStore = Object.assign(newStore(), { importConversation: () => Promise.reject(new StoreError('unavailable', 'No disk.')) });
  await expect(importing(store, [{ id: 'r', turns: [user('hi')] }])).rejects.toMatchObject({ code: 'unavailable' });
});

test('a file that breaks off is reported where it does, and what came before is kept', async () => {
  const broken = async function* () {
    yield { number: 1, text: JSON.stringify({ id: 'r', turns: [user('hi')] }) };
    throw new Error('unexpected end of file');
  };
  expect(await importConversations(newStore(), broken(), options)).toMatchObject({ conversations: 1, errors: [{ line: 2 }] });
});

const data = process.env['LIVE_TAKEOVER_DATA'] ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
const recordings = join(data, 'conversations.ndjson.gz');

test.skipIf(!existsSync(recordings))('thousands of real conversations are imported without a fault, and every status is there', async () => {
  const store = newStore();
  const summary = await importFile(store, recordings, options);
  expect(summary.errors).toEqual([]);
  expect(summary.conversations).toBeGreaterThan(8_000);
  const { heads } = await store.heads({ activeSince: 0 });
  const statuses = new Set(heads.map(({ head }) => statusOf(head, defaultBotRules, now).status));
  expect([...statuses].sort()).toEqual(['abandoned', 'action', 'live', 'stalled', 'waiting-for-agent']);
});
