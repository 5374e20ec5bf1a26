import assert from 'node:assert/strict';
import type { Conversation } from '@live-takeover/sdk/core';
import { fold } from '@live-takeover/sdk/core';
import type { EventStore, StoredEvent } from '../../src/store/event-store.js';
import { partitionOf } from '../../src/store/partition.js';
import { refusal } from './append-group.js';
import { closes, customerSays, started, tenant } from './events.js';
import { follow, followAll, neighbours, positionsOf } from './follow.js';
import type { ConformanceGroup } from './subject.js';
import { asIsAndReopened, reopened, withStore } from './subject.js';

/** Following what was committed, and starting from heads. */
export const tailGroup: ConformanceGroup = (subject, { test }) => {
  test('a tail gives every event once, in order, from every position, also after a restart', () =>
    withStore(subject, async (opened) => {
      const total = await fill(opened.store, 12, 5);
      for await (const followed of asIsAndReopened(opened)) {
        const partitions = await followAll(followed);
        assert.equal(partitions.flat().length, total);
        for (const [partition, log] of partitions.entries()) {
          checkPartition(log, partition, partitions.length);
          for (let position = 0; position < log.length; position += 1)
            assert.deepEqual(await follow(followed, partition, position, log.length), log.slice(position));
        }
      }
    }));

  test('a tail goes on with what is appended while it runs, and never runs ahead of a read', () =>
    withStore(subject, async ({ store }) => {
      const upTo = countsOf(store, 40, 5);
      const [partitions] = await Promise.all([followAll(store, upTo), fill(store, 40, 5)]);
      for (const [partition, log] of partitions.entries()) checkPartition(log, partition, partitions.length);
      for (const { event } of partitions.flat()) {
        const [read] = await store.read(tenant, event.conversationId, event.seq - 1, 1);
        assert.deepEqual(read, event);
      }
    }));

  test('a tail ends when it is aborted, and when the store closes', () =>
    withStore(subject, async ({ store }) => {
      const [conversationId = ''] = neighbours(store, tenant, 'c', 1);
      await store.append(tenant, conversationId, [started(conversationId), customerSays('m')]);
      const abort = new AbortController();
      for await (const batch of store.tail(0, 0, abort.signal)) if (batch.at(-1)?.position === 2) abort.abort();
      for await (const _ of store.tail(0, 0, AbortSignal.abort())) assert.fail('An aborted tail gave something.');
      const waiting = (async () => {
        for await (const _ of store.tail(0, 2, new AbortController().signal)) assert.fail('There is nothing to give.');
      })();
      await store.close();
      await waiting;
    }));

  test('a position that this store never reached is expired, not waited for', () =>
    withStore(subject, async ({ store }) => {
      await fill(store, 5, 2);
      for (const [partition, last] of (await positionsOf(store)).entries())
        for (const position of [last + 1, -1]) {
          const iterator = store.tail(partition, position, new AbortController().signal)[Symbol.asyncIterator]();
          assert.equal((await refusal(iterator.next())).code, 'position-expired');
        }
    }));

  test('heads, and the tails from their positions, add up to a replay of everything', () =>
    withStore(subject, async ({ store }) => {
      const filling = fill(store, 30, 10);
      await store.append(tenant, 'first', [started('first')]);
      const { heads, atPositions } = await store.heads({ activeSince: 0 });
      await filling;
      assert.equal(atPositions.length, store.partitions);
      const state = new Map<string, Conversation>(heads.map(({ head }) => [head.id, head]));
      for (const { event } of (await followAll(store, undefined, atPositions)).flat()) {
        const known = state.get(event.conversationId);
        assert.equal(event.seq, (known?.seq ?? 0) + 1);
        state.set(event.conversationId, fold(known, event));
      }
      const replayed = new Map<string, Conversation>();
      for (const { event } of (await followAll(store)).flat()) replayed.set(event.conversationId, fold(replayed.get(event.conversationId), event));
      assert.equal(replayed.size, 31);
      assert.deepEqual(new Map([...state].sort()), new Map([...replayed].sort()));
    }));

  test('heads hold what is open, and of what is closed only the recently changed', () =>
    withStore(subject, async (opened, clock) => {
      const { store } = opened;
      for (const conversationId of ['open', 'old', 'new']) await store.append(tenant, conversationId, [started(conversationId)]);
      await store.append(tenant, 'old', [closes('x')]);
      clock.now += 1_000;
      await store.append('globex', 'new', [started('new')]);
      await store.append('globex', 'new', [closes('x')]);
      for await (const one of asIsAndReopened(opened)) {
        const { heads } = await one.heads({ activeSince: clock.now });
        assert.deepEqual(heads.map((entry) => `${entry.tenant}/${entry.head.id}`).sort(), ['acme/new', 'acme/open', 'globex/new']);
      }
    }));

  test('the incarnation survives a restart', () =>
    withStore(subject, async (opened) => {
      const incarnation = await opened.store.incarnation();
      assert.match(incarnation, /^[\w-]{16,}$/);
      assert.equal(await (await reopened(opened)).incarnation(), incarnation);
    }));

  test('the clock of the store is the one that stamps, and never goes back', () =>
    withStore(subject, async ({ store }, clock) => {
      const { events } = await store.append(tenant, 'c1', [started('c1')]);
      const before = store.now();
      assert.ok(before >= (events[0]?.at ?? Infinity));
      clock.now -= 3 * 60 * 60_000;
      assert.ok(store.now() >= before);
      clock.now += 8 * 60 * 60_000;
      const { events: later } = await store.append(tenant, 'c1', [customerSays('m')]);
      assert.ok((later[0]?.at ?? 0) >= before + 5 * 60 * 60_000);
      assert.ok(store.now() >= (later[0]?.at ?? Infinity));
    }));
};

/** Positions 1, 2, 3 …, of conversations that belong there, each in its own order. */
function checkPartition(log: readonly StoredEvent[], partition: number, partitions: number): void {
  const seqs = new Map<string, number>();
  for (const [index, { tenant: owner, position, event }] of log.entries()) {
    assert.equal(position, index + 1);
    assert.equal(partitionOf(owner, event.conversationId, partitions), partition);
    assert.equal(event.seq, (seqs.get(event.conversationId) ?? 0) + 1);
    seqs.set(event.conversationId, event.seq);
  }
}

/** How many events {@link fill} puts into each partition. */
function countsOf(store: EventStore, conversations: number, messages: number): readonly number[] {
  const counts = Array.from({ length: store.partitions }, () => 0);
  for (let index = 0; index < conversations; index += 1) {
    const partition = partitionOf(tenant, `filled-${index}`, store.partitions);
    counts[partition] = (counts[partition] ?? 0) + messages + 1;
  }
  return counts;
}

/** Starts conversations side by side and writes messages into each. @returns the number of events */
async function fill(store: EventStore, conversations: number, messages: number): Promise<number> {
  await Promise.all(
    Array.from({ length: conversations }, async (_, index) => {
      const conversationId = `filled-${index}`;
      await store.append(tenant, conversationId, [started(conversationId)]);
      for (let message = 0; message < messages; message += 1) await store.append(tenant, conversationId, [customerSays(`m${message}`)]);
    }),
  );
  return conversations * (messages + 1);
}
