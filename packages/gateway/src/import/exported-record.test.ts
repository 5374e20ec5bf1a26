import type { Conversation } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { createRecordKeeper } from '../record/record-keeper.js';
import type { EventStore } from '../store/event-store.js';
import type { ImportSummary } from './import-conversations.js';
import { importConversations } from './import-conversations.js';
import { splitLines } from './lines.js';

const kim = { id: 'kim', name: 'Kim', verified: true };

/** Two conversations of Kim's, one of them handed over to Ana and closed. */
async function told(): Promise<EventStore> {
  const store = createMemoryStore({ now: () => 1_700_000_000_000 });
  const start = { bot: { id: 'bank', name: 'Bank' }, channel: 'web', contact: kim, attributes: { plan: 'gold' } };
  await store.append('default', 'c1', [
    { type: 'conversation-started', id: 's', ...start, reference: 'REF00001', thread: 'directline-1' },
    { type: 'message-sent', id: 'm', from: 'customer', text: 'Hello' },
    { type: 'takeover-started', id: 't', operator: { kind: 'agent', id: 'ana', name: 'Ana' }, term: 1 },
    { type: 'note-added', id: 'n', by: { id: 'ana', name: 'Ana' }, text: 'A note' },
    { type: 'takeover-ended', id: 'e', term: 1, endedInto: 2, why: 'closed' },
    { type: 'conversation-closed', id: 'c', why: 'closed-by-agent' },
  ]);
  await store.append('default', 'c2', [{ type: 'conversation-started', id: 's', ...start, reference: 'REF00002', thread: 'directline-1' }]);
  return store;
}

async function exported(store: EventStore): Promise<readonly string[]> {
  const record = createRecordKeeper({ store, runtime: createFakeRuntime() });
  let text = '';
  for await (const piece of await record.export('default', { kind: 'contact', id: 'kim' }, 'sue')) text += piece;
  return text.trimEnd().split('\n');
}

function importLines(store: EventStore, lines: readonly string[], limit?: number): Promise<ImportSummary> {
  return importConversations(store, splitLines([lines.join('\n')]), { now: 1_700_000_500_000, ...(limit === undefined ? {} : { limit }) });
}

test('an exported record is imported as it was: ids, times, names and words', async () => {
  const from = await told();
  const to = createMemoryStore();
  const lines = await exported(from);
  expect(await importLines(to, lines)).toMatchObject({ conversations: 2, events: 7, alreadyThere: 0, errors: [] });
  for (const id of ['c1', 'c2']) {
    const { thread, ...head } = (await to.head('default', id)) as Conversation;
    expect(head).toEqual({ ...((await from.head('default', id)) as Conversation), thread: undefined });
    expect(thread).toBe(`import:${id}`);
    expect((await to.read('default', id, 1)) as unknown).toEqual(await from.read('default', id, 1));
  }
  expect(await to.contactConversations('default', 'kim')).toEqual(['c1', 'c2']);
  expect(await to.threadConversations('default', 'directline-1')).toEqual([]);
  expect(await importLines(to, lines)).toMatchObject({ conversations: 0, alreadyThere: 2, errors: [] });
});

test('an erased conversation is imported as what is left of it', async () => {
  const from = await told();
  await from.erase('default', ['c1']);
  const record = createRecordKeeper({ store: from, runtime: createFakeRuntime() });
  let text = '';
  for await (const piece of await record.export('default', { kind: 'conversation', id: 'c1' }, 'sue')) text += piece;
  const to = createMemoryStore();
  expect(await importLines(to, text.trimEnd().split('\n'))).toMatchObject({ conversations: 1, errors: [] });
  expect((await to.read('default', 'c1', 0)).at(-1)?.type).toBe('conversation-erased');
});

test('a record that broke off is imported as far as it goes, and reported', async () => {
  const lines = (await exported(await told())).slice(0, -1);
  const summary = await importLines(createMemoryStore(), lines);
  expect(summary).toMatchObject({ conversations: 2, errors: [{ line: lines.length, problem: expect.stringContaining('no end line') }] });
});

test('lines that are no events, and conversations with a gap, are reported by number', async () => {
  const lines = [...(await exported(await told()))];
  lines[2] = '{"line":"event","event":{"id":"m"}}';
  const summary = await importLines(createMemoryStore(), lines);
  expect(summary.errors.map(({ line }) => line)).toEqual([2, 3]);
  expect(summary).toMatchObject({ conversations: 1 });
});

test('a record of a later format is not guessed at', async () => {
  const summary = await importLines(createMemoryStore(), ['{"line":"record","format":"live-takeover-record","version":2}', '{"line":"end"}']);
  expect(summary.errors).toMatchObject([{ line: 1, problem: expect.stringContaining('format 2') }]);
});

test('no more conversations than the limit are taken', async () => {
  expect(await importLines(createMemoryStore(), await exported(await told()), 1)).toMatchObject({ conversations: 1, errors: [] });
});
