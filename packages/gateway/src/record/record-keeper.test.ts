import type { Attachment } from '@live-takeover/sdk/core';
import { describe, expect, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import type { EventStore } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import { byteStream } from './byte-stream.js';
import type { RecordKeeper } from './record-keeper.js';
import { createRecordKeeper } from './record-keeper.js';

const bill: Attachment = { name: 'bill.pdf', contentType: 'application/pdf', url: '/v1/files/bill' };
const old: Attachment = { name: 'old.png', contentType: 'image/png', url: '/v1/files/old' };

async function setUp(): Promise<{ readonly store: EventStore; readonly record: RecordKeeper; readonly removed: string[] }> {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now() });
  const start = { bot: { id: 'bank', name: 'Bank' }, channel: 'web', attributes: {}, reference: 'REF00001', thread: 't' };
  await store.append('default', 'c1', [
    { type: 'conversation-started', id: 's', ...start, contact: { id: 'kim', verified: true } },
    { type: 'message-sent', id: 'm', from: 'customer', text: '', attachments: [bill, old] },
  ]);
  const removed: string[] = [];
  const files = {
    linkTo: async (_tenant: string, _conversationId: string, { name, url }: Attachment) => (name === old.name ? undefined : `https://gateway.example${url}`),
    remove: async (_tenant: string, conversationId: string) => void removed.push(conversationId),
  };
  return { store, record: createRecordKeeper({ store, runtime, files }), removed };
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

describe('the files of a record', () => {
  test('are exported with an address where they still are, with their name where they are not', async () => {
    const { record } = await setUp();
    const text = await textOf(await record.export('default', { kind: 'contact', id: 'kim' }, 'sue'));
    expect(text).toContain('"name":"bill.pdf","contentType":"application/pdf","url":"https://gateway.example/v1/files/bill"');
    expect(text).toContain('"name":"old.png","contentType":"image/png","url":""');
  });

  test('are deleted with the record, and before the events that name them', async () => {
    const { record, store, removed } = await setUp();
    const { erase } = store;
    const order: number[] = [];
    store.erase = (...parameters) => (order.push(removed.length), erase.apply(store, parameters));
    expect(await record.erase('default', { kind: 'contact', id: 'kim' }, 'sue')).toMatchObject({ conversations: 1, files: 2 });
    expect(removed).toEqual(['c1']);
    expect(order).toEqual([1]);
  });
});

test('a record is read from the store page by page, as its reader takes it, and no further once the reader is gone', async () => {
  const { record, store } = await setUp();
  for (let count = 0; count < 1_000; count += 1)
    await store.append('default', 'c1', [{ type: 'message-sent', id: `m${count}`, from: 'customer', text: 'More' }]);
  let reads = 0;
  const { read } = store;
  store.read = (...parameters) => ((reads += 1), read.apply(store, parameters));
  const reader = byteStream(await record.export('default', { kind: 'contact', id: 'kim' }, 'sue')).getReader();
  for (let count = 0; count < 2; count += 1) await reader.read();
  expect(reads).toBeGreaterThan(0);
  expect(reads).toBeLessThan(4);
  await reader.cancel();
  expect(reads).toBeLessThan(4);
});

test('nothing is exported or erased that left no line in the audit stream before', async () => {
  const { record, store } = await setUp();
  store.audit = () => Promise.reject(new StoreError('unavailable', 'No disk.'));
  await expect(record.export('default', { kind: 'contact', id: 'kim' }, 'sue')).rejects.toMatchObject({ code: 'store-unavailable', retry: true });
  await expect(record.erase('default', { kind: 'contact', id: 'kim' }, 'sue')).rejects.toMatchObject({ code: 'store-unavailable' });
  expect((await store.head('default', 'c1'))?.closed).toBeNull();
});

test('a store that cannot back itself up says whose tools do', async () => {
  const { record, store } = await setUp();
  delete store.backup;
  await expect(record.backup('/nowhere', 'sue')).rejects.toMatchObject({ code: 'not-supported' });
});

test('a conversation that comes to be while a contact is erased is erased too', async () => {
  const { record, store } = await setUp();
  const { erase } = store;
  let isNew = true;
  store.erase = async (...parameters) => {
    await erase.apply(store, parameters);
    if (!isNew) return;
    isNew = false;
    const contact = { id: 'kim', verified: true };
    const start = { bot: { id: 'bank', name: 'Bank' }, channel: 'web', attributes: {}, reference: 'REF00002', thread: 't2' };
    await store.append('default', 'c2', [{ type: 'conversation-started', id: 's', ...start, contact }]);
  };
  expect(await record.erase('default', { kind: 'contact', id: 'kim' }, 'sue')).toMatchObject({ conversations: 2 });
  expect(await store.contactConversations('default', 'kim')).toEqual([]);
});
