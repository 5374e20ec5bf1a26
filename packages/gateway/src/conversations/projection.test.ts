import type { NewEvent } from '@live-takeover/sdk/core';
import { fold } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import { createFakeRuntime, eventually, settled } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { StoreError } from '../store/event-store.js';
import { partitionOf } from '../store/partition.js';
import type { ConversationChange } from './projection.js';
import { createProjection } from './projection.js';

let references = 0;

function started(thread: string): NewEvent {
  references += 1;
  const reference = references.toString(32).toUpperCase().padStart(8, '0');
  return { type: 'conversation-started', id: 'started', bot: { id: 'bank', name: 'Bank' }, channel: 'web', contact: { verified: false }, attributes: {}, reference, thread };
}

const said = (id: string): NewEvent => ({ type: 'message-sent', id, from: 'customer', text: id });

function setUp() {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now() });
  return { runtime, store, projection: createProjection(store, runtime) };
}

test('whoever appends through it reads the result in it at once', async () => {
  const { projection } = setUp();
  for (let index = 0; index < 20; index += 1) {
    const { version } = await projection.append('default', 'c1', [index === 0 ? started('t') : said(`m${index}`)]);
    expect(projection.head('default', 'c1')?.seq).toBe(version);
  }
  const again = await projection.append('default', 'c1', [said('m3')]);
  expect(again.duplicate).toBe(true);
  await projection.stop();
});

test('everyone is told each event once and in order, with the heads before and after', async () => {
  const { projection, store } = setUp();
  await store.append('default', 'old', [started('old')]);
  await projection.ready;
  const changes: ConversationChange[] = [];
  projection.subscribe((change) => void changes.push(change));
  await Promise.all([
    projection.append('default', 'a', [started('a'), said('m1')]),
    projection.append('default', 'old', [said('m1')]),
    projection.append('other', 'a', [started('a')]),
  ]);
  await projection.append('default', 'a', [said('m2')]);
  const seqs = changes.map(({ tenant, events }) => events.map(({ conversationId, seq }) => `${tenant} ${conversationId} ${seq}`));
  expect(seqs.flat().sort()).toEqual(['default a 1', 'default a 2', 'default a 3', 'default old 2', 'other a 1']);
  for (const { previous, head, events } of changes) {
    let folded = previous;
    for (const event of events) folded = fold(folded, event);
    expect(folded).toEqual(head);
  }
  await projection.stop();
});

test('a listener that fails is logged, and stops neither the others nor the log', async () => {
  const { projection, runtime } = setUp();
  let told = 0;
  projection.subscribe(() => {
    throw new TypeError('oops');
  });
  projection.subscribe(() => void (told += 1));
  await projection.append('default', 'a', [started('a')]);
  await projection.append('default', 'a', [said('m1')]);
  expect(told).toBe(2);
  expect(runtime.lines.filter(({ event }) => event === 'listener-failed')).toHaveLength(2);
  await projection.stop();
});

test('a closed conversation leaves memory after ten minutes, and comes back whole when something happens in it', async () => {
  const { projection, runtime } = setUp();
  await projection.append('default', 'a', [started('a'), said('m1'), { type: 'conversation-closed', id: 'c', why: 'ended' }]);
  await projection.append('default', 'b', [started('b')]);
  await runtime.advance(10 * 60_000);
  await projection.append('default', 'b', [said('m1')]);
  expect(projection.head('default', 'a')).toBeUndefined();
  expect((await projection.findHead('default', 'a'))?.seq).toBe(3);
  await projection.append('default', 'a', [{ type: 'note-added', id: 'n', by: { id: 'ana', name: 'Ana' }, text: 'late' }]);
  expect(projection.head('default', 'a')).toMatchObject({ seq: 4, lastCustomerText: 'm1' });
  await projection.stop();
});

test('a store that breaks off is followed again from the same place, without loss or repetition', async () => {
  const { projection, runtime, store } = setUp();
  await projection.ready;
  const tail = store.tail.bind(store);
  const seqs: number[] = [];
  projection.subscribe(({ events }) => void seqs.push(...events.map(({ seq }) => seq)));
  await projection.append('default', 'a', [started('a')]);
  await projection.stop();
  let failures = 0;
  store.tail = (...args) => {
    failures += 1;
    if (failures <= 2) throw new StoreError('unavailable', 'away');
    return tail(...args);
  };
  const second = createProjection(store, runtime);
  await second.ready;
  second.subscribe(({ events }) => void seqs.push(...events.map(({ seq }) => seq)));
  const writing = second.append('default', 'a', [said('m1')]);
  await runtime.advance(2_000);
  await writing;
  await second.append('default', 'a', [said('m2')]);
  expect(seqs).toEqual([1, 2, 3]);
  expect(failures).toBe(3);
  await second.stop();
});

test('when the place to go on from is no longer kept, heads are loaded anew and everyone is told', async () => {
  const { projection, runtime, store } = setUp();
  await projection.append('default', 'a', [started('a')]);
  await projection.stop();
  const tail = store.tail.bind(store);
  store.tail = () => {
    store.tail = tail;
    throw new StoreError('position-expired', 'gone');
  };
  const second = createProjection(store, runtime);
  let reloads = 0;
  second.onReload(() => void (reloads += 1));
  await second.ready;
  await store.append('default', 'a', [said('m1')]);
  await runtime.advance(1_000);
  await eventually(() => reloads === 1);
  await second.append('default', 'a', [said('m2')]);
  expect(second.head('default', 'a')?.seq).toBe(3);
  await second.stop();
});

test('after the end nothing is followed any more', async () => {
  const { projection, store } = setUp();
  await projection.append('default', 'a', [started('a')]);
  let told = 0;
  projection.subscribe(() => void (told += 1));
  await projection.stop();
  await store.append('default', 'a', [said('m1')]);
  await settled();
  expect(told).toBe(0);
});

test('while heads are loaded anew, what happens in other partitions is folded after them and not lost with those they replace', async () => {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now(), partitions: 2 });
  const ids = ['a', 'b', 'c', 'd', 'e'];
  const here = 'a';
  const elsewhere = ids.find((id) => partitionOf('default', id, 2) !== partitionOf('default', here, 2)) ?? '';
  await store.append('default', here, [started(here)]);
  await store.append('default', elsewhere, [started(elsewhere)]);
  const [tail, heads] = [store.tail.bind(store), store.heads.bind(store)];
  store.tail = (partition, ...rest) => {
    if (partition !== partitionOf('default', here, 2)) return tail(partition, ...rest);
    store.tail = tail;
    throw new StoreError('position-expired', 'gone');
  };
  let isLoading = false;
  let answer = (): void => {};
  const projection = createProjection(store, runtime);
  store.heads = async (query) => {
    const found = await heads(query);
    if (!projection.isReady) return found;
    isLoading = true;
    await new Promise<void>((resolve) => (answer = resolve));
    return found;
  };
  await eventually(() => isLoading);
  await store.append('default', elsewhere, [said('m1')]);
  await settled();
  answer();
  await settled();
  await runtime.advance(1_000);
  await eventually(() => projection.head('default', elsewhere)?.seq === 2);
  await projection.stop();
});
