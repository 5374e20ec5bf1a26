import assert from 'node:assert/strict';
import type { Conversation } from '@live-takeover/sdk/core';
import { fold } from '@live-takeover/sdk/core';
import type { EventStore, StoredEvent } from '../../src/store/event-store.js';
import { refusal } from './append-group.js';
import { customerSays, started, tenant } from './events.js';
import type { ConformanceGroup } from './subject.js';
import { withStore } from './subject.js';

/** Following what was committed, and starting from heads. */
export const tailGroup: ConformanceGroup = (subject, { test }) => {
  test('a tail gives every event once, in order, from every position, also after a restart', () =>
    withStore(subject, async ({ store, reopen }) => {
      const last = await fill(store, 12, 5);
      const stores = [store, ...(reopen === undefined ? [] : [reopen])];
      for (const one of stores) {
        const followed = typeof one === 'function' ? await one() : one;
        const all = await follow(followed, 0, last);
        assert.deepEqual(all.map(({ position }) => position), Array.from({ length: last }, (_, index) => index + 1));
        for (let position = 0; position < last; position += 1)
          assert.deepEqual(await follow(followed, position, last), all.slice(position));
      }
    }));

  test('a tail goes on with what is appended while it runs, and never runs ahead of a read', () =>
    withStore(subject, async ({ store }) => {
      const [followed] = await Promise.all([follow(store, 0, 40 * 6), fill(store, 40, 5)]);
      const seqs = new Map<string, number>();
      for (const { event } of followed) {
        assert.equal(event.seq, (seqs.get(event.conversationId) ?? 0) + 1);
        seqs.set(event.conversationId, event.seq);
      }
      for (const { event } of followed) {
        const [read] = await store.read(tenant, event.conversationId, event.seq - 1, 1);
        assert.deepEqual(read, event);
      }
    }));

  test('a tail ends when it is aborted, and when the store closes', () =>
    withStore(subject, async ({ store }) => {
      const last = await fill(store, 1, 2);
      const abort = new AbortController();
      for await (const batch of store.tail(0, 0, abort.signal)) if (batch.at(-1)?.position === last) abort.abort();
      for await (const _ of store.tail(0, 0, AbortSignal.abort())) assert.fail('An aborted tail gave something.');
      const waiting = (async () => {
        for await (const _ of store.tail(0, last, new AbortController().signal)) assert.fail('There is nothing to give.');
      })();
      await store.close();
      await waiting;
    }));

  test('a position that this store never reached is expired, not waited for', () =>
    withStore(subject, async ({ store }) => {
      const last = await fill(store, 1, 2);
      for (const position of [last + 1, -1]) {
        const iterator = store.tail(0, position, new AbortController().signal)[Symbol.asyncIterator]();
        assert.equal((await refusal(iterator.next())).code, 'position-expired');
      }
    }));

  test('heads, and the tail from their position, add up to a replay of everything', () =>
    withStore(subject, async ({ store }) => {
      const filling = fill(store, 30, 10);
      await store.append(tenant, 'first', [started('first')]);
      const { heads, atPositions } = await store.heads({ activeSince: 0 });
      await filling;
      const state = new Map<string, Conversation>(heads.map(({ head }) => [head.id, head]));
      const total = 30 * 11 + 1;
      const after = atPositions[0] ?? 0;
      if (after < total)
        for (const { event } of await follow(store, after, total)) {
          const known = state.get(event.conversationId);
          assert.equal(event.seq, (known?.seq ?? 0) + 1);
          state.set(event.conversationId, fold(known, event));
        }
      const replayed = new Map<string, Conversation>();
      for (const { event } of await follow(store, 0, total)) replayed.set(event.conversationId, fold(replayed.get(event.conversationId), event));
      assert.deepEqual(new Map([...state].sort()), new Map([...replayed].sort()));
    }));

  test('heads hold what is open, and of what is closed only the recently changed', () =>
    withStore(subject, async ({ store, reopen }, clock) => {
      for (const conversationId of ['open', 'old', 'new']) await store.append(tenant, conversationId, [started(conversationId)]);
      await store.append(tenant, 'old', [{ id: 'x', type: 'conversation-closed', why: 'timed-out' }]);
      clock.now += 1_000;
      await store.append('globex', 'new', [started('new')]);
      await store.append('globex', 'new', [{ id: 'x', type: 'conversation-closed', why: 'ended' }]);
      const stores = [store, ...(reopen === undefined ? [] : [reopen])];
      for (const one of stores) {
        const opened = typeof one === 'function' ? await one() : one;
        const { heads } = await opened.heads({ activeSince: clock.now });
        assert.deepEqual(heads.map((entry) => `${entry.tenant}/${entry.head.id}`).sort(), ['acme/new', 'acme/open', 'globex/new']);
      }
    }));

  test('the incarnation survives a restart', () =>
    withStore(subject, async ({ store, reopen }) => {
      const incarnation = await store.incarnation();
      assert.match(incarnation, /^[\w-]{16,}$/);
      if (reopen !== undefined) assert.equal(await (await reopen()).incarnation(), incarnation);
    }));
};

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

/** What the tail gives from after `position` up to `last`. */
export async function follow(store: EventStore, position: number, last: number): Promise<readonly StoredEvent[]> {
  const followed: StoredEvent[] = [];
  const abort = new AbortController();
  for await (const batch of store.tail(0, position, abort.signal)) {
    followed.push(...batch);
    if ((batch.at(-1)?.position ?? 0) >= last) abort.abort();
  }
  return followed;
}
