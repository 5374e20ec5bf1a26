import assert from 'node:assert/strict';
import type { NewEvent } from '@live-takeover/sdk/core';
import { fold } from '@live-takeover/sdk/core';
import type { EventStore, StoreErrorCode } from '../../src/store/event-store.js';
import { StoreError } from '../../src/store/event-store.js';
import { customerSays, handsBack, says, started, takesOver, tenant } from './events.js';
import type { ConformanceGroup } from './subject.js';
import { withStore } from './subject.js';

/** One append, its order, its stamps, its expectations, and its repetition. */
export const appendGroup: ConformanceGroup = (subject, { test }) => {
  test('an append stamps seq and time, and the head is the fold of the events', () =>
    withStore(subject, async ({ store }, clock) => {
      const first = await store.append(tenant, 'c1', [started('c1'), customerSays('m1')]);
      assert.deepEqual([first.version, first.position, first.duplicate], [2, 2, false]);
      assert.deepEqual(first.events.map(({ seq, at, conversationId }) => [seq, at, conversationId]), [
        [1, clock.now, 'c1'],
        [2, clock.now, 'c1'],
      ]);
      const events = await store.read(tenant, 'c1', 0);
      assert.deepEqual(events, first.events);
      assert.deepEqual(await store.head(tenant, 'c1'), events.reduce(fold, undefined));
      assert.deepEqual(first.head, await store.head(tenant, 'c1'));
    }));

  test('time never goes back in a conversation, though the clock may', () =>
    withStore(subject, async ({ store }, clock) => {
      await store.append(tenant, 'c1', [started('c1')]);
      const before = clock.now;
      clock.now -= 60_000;
      const late = await store.append(tenant, 'c1', [customerSays('m1')]);
      assert.equal(late.events[0]?.at, before);
      clock.now = before + 5;
      assert.equal((await store.append(tenant, 'c1', [customerSays('m2')])).events[0]?.at, before + 5);
    }));

  test('a conversation is read in pages, forwards and backwards', () =>
    withStore(subject, async ({ store }) => {
      await store.append(tenant, 'c1', [started('c1'), ...Array.from({ length: 9 }, (_, index) => customerSays(`m${index}`))]);
      const seqs = async (page: ReturnType<EventStore['read']>): Promise<readonly number[]> => (await page).map(({ seq }) => seq);
      assert.deepEqual(await seqs(store.read(tenant, 'c1', 3, 4)), [4, 5, 6, 7]);
      assert.deepEqual(await seqs(store.read(tenant, 'c1', 8)), [9, 10]);
      assert.deepEqual(await seqs(store.read(tenant, 'c1', 10)), []);
      assert.deepEqual(await seqs(store.readBackwards(tenant, 'c1', null, 3)), [8, 9, 10]);
      assert.deepEqual(await seqs(store.readBackwards(tenant, 'c1', 8, 3)), [5, 6, 7]);
      assert.deepEqual(await seqs(store.readBackwards(tenant, 'c1', 3, 5)), [1, 2]);
      assert.deepEqual(await seqs(store.readBackwards(tenant, 'c1', 1, 5)), []);
      assert.deepEqual(await seqs(store.read(tenant, 'unknown', 0)), []);
      assert.equal(await store.head(tenant, 'unknown'), undefined);
    }));

  test('a conflict names the head that stood in the way, and writes nothing', () =>
    withStore(subject, async ({ store }) => {
      await store.append(tenant, 'c1', [started('c1')], { expectedVersion: 0 });
      await store.append(tenant, 'c1', [takesOver('t:0', 'ana', 1)], { expectedTerm: 0 });
      const late = await refusal(store.append(tenant, 'c1', [takesOver('u:0', 'ben', 1), customerSays('u:1')], { expectedTerm: 0 }));
      assert.equal(late.code, 'conflict');
      assert.equal(late.head?.term, 1);
      assert.deepEqual(late.head?.operator, { kind: 'agent', id: 'ana', name: 'ana' });
      assert.equal((await refusal(store.append(tenant, 'c1', [customerSays('v')], { expectedVersion: 1 }))).head?.seq, 2);
      assert.equal((await refusal(store.append(tenant, 'c2', [says('w', 'bot', 0)], { expectedTerm: 0 }))).head, undefined);
      assert.deepEqual((await store.read(tenant, 'c1', 0)).map(({ id }) => id), ['c1:started', 't:0']);
      assert.equal(await store.head(tenant, 'c2'), undefined);
    }));

  test('a message under a term that has ended is refused', () =>
    withStore(subject, async ({ store }) => {
      await store.append(tenant, 'c1', [started('c1')]);
      await store.append(tenant, 'c1', [takesOver('t:0', 'ana', 1)], { expectedTerm: 0 });
      await store.append(tenant, 'c1', [says('s:0', 'agent', 1)], { expectedTerm: 1 });
      await store.append(tenant, 'c1', [handsBack('h:0', 1)], { expectedTerm: 1 });
      assert.equal((await refusal(store.append(tenant, 'c1', [says('s2:0', 'agent', 1)], { expectedTerm: 1 }))).code, 'conflict');
      assert.equal((await refusal(store.append(tenant, 'c1', [says('b:0', 'bot', 0)], { expectedTerm: 0 }))).code, 'conflict');
      await store.append(tenant, 'c1', [says('b2:0', 'bot', 2)], { expectedTerm: 2 });
    }));

  const shapes: readonly (readonly [title: string, conversationId: string, events: readonly NewEvent[]])[] = [
    ['without events', 'c1', []],
    ['with one id twice', 'c1', [customerSays('m'), customerSays('m')]],
    ['with an empty id', 'c1', [customerSays('')]],
    ['with an id of control characters', 'c1', [customerSays('a\nb')]],
    ['to a conversation that was not started', 'c9', [customerSays('m')]],
    ['that starts a conversation again', 'c1', [{ ...started('c1'), id: 'again' }]],
    ['to an id with a blank in it', 'a b', [started('a b')]],
    ['of what is no JSON', 'c1', [{ ...customerSays('m'), channelData: 1n } as NewEvent]],
  ];
  for (const [title, conversationId, events] of shapes)
    test(`an append ${title} is invalid, and writes nothing`, () =>
      withStore(subject, async ({ store }) => {
        await store.append(tenant, 'c1', [started('c1')]);
        assert.equal((await refusal(store.append(tenant, conversationId, events))).code, 'invalid');
        assert.equal((await store.append(tenant, 'c1', [customerSays('next')])).position, 2);
      }));

  test('a reference belongs to one conversation of a tenant', () =>
    withStore(subject, async ({ store }) => {
      await store.append(tenant, 'c1', [started('c1')]);
      const other = { ...started('c2'), reference: 'REF-c1' };
      assert.equal((await refusal(store.append(tenant, 'c2', [other]))).code, 'reference-taken' satisfies StoreErrorCode);
      assert.equal(await store.head(tenant, 'c2'), undefined);
      assert.equal((await store.append('globex', 'c2', [other])).version, 1);
      assert.equal((await store.append(tenant, 'c2', [started('c2')])).version, 1);
    }));

  test('tenants do not see each other, though their conversations share an id', () =>
    withStore(subject, async ({ store }) => {
      await store.append(tenant, 'c1', [started('c1'), customerSays('m1')]);
      await store.append('globex', 'c1', [started('c1')]);
      assert.equal((await store.head(tenant, 'c1'))?.seq, 2);
      assert.equal((await store.head('globex', 'c1'))?.seq, 1);
      assert.deepEqual(await store.threadConversations('globex', 'thread-c1'), ['c1']);
    }));

  test('a thread lists its conversations, oldest first', () =>
    withStore(subject, async ({ store }, clock) => {
      for (const conversationId of ['late', 'later', 'latest']) {
        clock.now += 1_000;
        await store.append(tenant, conversationId, [started(conversationId, '+4930123')]);
      }
      assert.deepEqual(await store.threadConversations(tenant, '+4930123'), ['late', 'later', 'latest']);
      assert.deepEqual(await store.threadConversations(tenant, 'nobody'), []);
    }));
};

/** The `StoreError` that a promise rejects with; anything else fails the test. */
export async function refusal(promise: Promise<unknown>): Promise<StoreError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  return assert.fail('The store did not refuse.');
}
