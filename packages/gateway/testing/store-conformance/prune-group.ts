import assert from 'node:assert/strict';
import { fold } from '@live-takeover/sdk/core';
import type { Conversation } from '@live-takeover/sdk/core';
import type { EventStore, PruneLimits } from '../../src/store/event-store.js';
import { claimKeptMs } from '../../src/store/event-store.js';
import { partitionOf } from '../../src/store/partition.js';
import { refusal } from './append-group.js';
import { closes, customerSays, started, tenant } from './events.js';
import { follow, followAll, neighbours, positionsOf } from './follow.js';
import type { ConformanceGroup } from './subject.js';
import { asIsAndReopened, reopened, withStore } from './subject.js';

const hour = 60 * 60_000;
const nothing: PruneLimits = { closedBefore: 0, auditBefore: 0, claimedBefore: 0, limit: 100 };

/** Dropping what is older than it has to be kept. */
export const pruneGroup: ConformanceGroup = (subject, { test }) => {
  test('of what was closed before, the oldest goes first, no more than the limit at a time; all else stays', () =>
    withStore(subject, async (opened, clock) => {
      const { store } = opened;
      await store.append(tenant, 'open', [started('open')]);
      for (const id of ['first', 'second', 'third']) {
        clock.now += hour;
        await closed(store, id);
      }
      const closedBefore = clock.now;
      assert.deepEqual(await store.prune({ ...nothing, closedBefore: 0 }), { conversations: 0, auditEntries: 0, claims: 0 });
      assert.equal((await store.prune({ ...nothing, closedBefore: closedBefore + 1, limit: 1 })).conversations, 1);
      assert.deepEqual(await present(store), ['open', 'second', 'third']);
      assert.equal((await store.prune({ ...nothing, closedBefore })).conversations, 1);
      assert.deepEqual(await present(store), ['open', 'third']);
      assert.equal((await store.prune({ ...nothing, closedBefore })).conversations, 0);
      const kept = await reopened(opened);
      assert.deepEqual(await present(kept), ['open', 'third']);
      for (const gone of ['first', 'second']) {
        assert.equal(await kept.head(tenant, gone), undefined);
        assert.deepEqual(await kept.read(tenant, gone, 0), []);
        assert.deepEqual(await kept.threadConversations(tenant, `thread-${gone}`), []);
      }
      assert.equal((await kept.read(tenant, 'third', 0)).length, 3);
    }));

  test('what was pruned can begin anew, with its id and its reference', () =>
    withStore(subject, async ({ store }, clock) => {
      await closed(store, 'c1');
      await store.prune({ ...nothing, closedBefore: clock.now + 1 });
      const { version, duplicate } = await store.append(tenant, 'c1', [started('c1'), customerSays('m')], { expectedVersion: 0 });
      assert.deepEqual([version, duplicate], [2, false]);
    }));

  test('the floor rises to the last position that went: below it a tail is expired, from it on everything is there', () =>
    withStore(subject, async (opened, clock) => {
      const { store } = opened;
      const [old = '', young = '', last = ''] = neighbours(store, tenant, 'pruned', 3);
      await store.append(tenant, young, [started(young)]);
      await closed(store, old);
      await store.append(tenant, young, [customerSays('m')]);
      await store.append(tenant, last, [started(last)]);
      await store.prune({ ...nothing, closedBefore: clock.now + 1 });
      for await (const pruned of asIsAndReopened(opened)) {
        for (const position of [0, 1, 3]) {
          const expired = pruned.tail(0, position, new AbortController().signal)[Symbol.asyncIterator]();
          assert.equal((await refusal(expired.next())).code, 'position-expired');
        }
        assert.deepEqual((await follow(pruned, 0, 4, 6)).map(({ position, event }) => [position, event.conversationId]), [
          [5, young],
          [6, last],
        ]);
        assert.deepEqual((await pruned.read(tenant, young, 0)).map(({ seq }) => seq), [1, 2]);
      }
    }));

  test('no other partition is touched', () =>
    withStore(subject, async ({ store }, clock) => {
      if (store.partitions === 1) return;
      const [old = ''] = neighbours(store, tenant, 'pruned', 1, 0);
      const [other = ''] = neighbours(store, tenant, 'pruned', 1, 1);
      await closed(store, old);
      await store.append(tenant, other, [started(other), customerSays('m')]);
      await store.prune({ ...nothing, closedBefore: clock.now + 1 });
      assert.deepEqual((await follow(store, 1, 0, 2)).map(({ position }) => position), [1, 2]);
    }));

  test('a position is never used again, even when the newest was pruned', () =>
    withStore(subject, async (opened, clock) => {
      const [old = '', next = '', another = ''] = neighbours(opened.store, tenant, 'pruned', 3);
      await closed(opened.store, old);
      await opened.store.prune({ ...nothing, closedBefore: clock.now + 1 });
      assert.equal((await positionsOf(opened.store))[0], 3);
      assert.equal((await opened.store.append(tenant, next, [started(next)])).position, 4);
      const kept = await reopened(opened);
      await closed(kept, another);
      await kept.prune({ ...nothing, closedBefore: clock.now + 1 });
      const last = await reopened(opened);
      assert.equal((await positionsOf(last))[0], 7);
      assert.equal((await last.append(tenant, next, [customerSays('m')])).position, 8);
      assert.deepEqual((await follow(last, 0, 7, 8)).map(({ event }) => event.id), ['m']);
    }));

  test('a tail that is up to date goes on undisturbed, and heads and tails still add up to what is there', () =>
    withStore(subject, async ({ store }, clock) => {
      for (let index = 0; index < 10; index += 1) await closed(store, `old-${index}`);
      clock.now += hour;
      for (let index = 0; index < 10; index += 1) await store.append(tenant, `new-${index}`, [started(`new-${index}`)]);
      const from = await positionsOf(store);
      const following = followAll(store, upTo(store, from, 10), from);
      await Promise.all([
        store.prune({ ...nothing, closedBefore: clock.now }),
        ...Array.from({ length: 10 }, (_, index) => store.append(tenant, `new-${index}`, [customerSays('m')])),
      ]);
      const state = new Map<string, Conversation>();
      for (const { head } of (await store.heads({ activeSince: 0 })).heads) state.set(head.id, head);
      assert.deepEqual([...state.keys()].sort(), Array.from({ length: 10 }, (_, index) => `new-${index}`));
      for (const { event } of (await following).flat()) {
        const events = await store.read(tenant, event.conversationId, 0);
        assert.deepEqual(state.get(event.conversationId), events.reduce(fold, undefined));
      }
    }));

  test('lines of the audit stream go by their age, at most so many at a time', () =>
    withStore(subject, async ({ store }) => {
      const line = (at: number) => ({ at, actor: 'ana', action: 'signed-in', subject: 'session' });
      await store.audit(tenant, [line(1), line(2), line(3)]);
      await store.audit('globex', [line(1)]);
      assert.equal((await store.prune({ ...nothing, auditBefore: 3, limit: 2 })).auditEntries, 2);
      assert.equal((await store.prune({ ...nothing, auditBefore: 3, limit: 2 })).auditEntries, 1);
      assert.deepEqual(await store.auditLog(tenant, { since: 0, limit: 9 }), [line(3)]);
      assert.deepEqual(await store.auditLog('globex', { since: 0, limit: 9 }), []);
    }));

  test('claims go by their age, but none before its seven days, whatever is asked', () =>
    withStore(subject, async ({ store }, clock) => {
      await store.claim(tenant, 'webhook', 'old');
      clock.now += claimKeptMs;
      await store.claim(tenant, 'webhook', 'young');
      assert.equal((await store.prune({ ...nothing, claimedBefore: clock.now + hour })).claims, 0);
      assert.equal(await store.claim(tenant, 'webhook', 'old'), false);
      clock.now += 1;
      assert.equal((await store.prune({ ...nothing, claimedBefore: clock.now })).claims, 1);
      assert.equal(await store.claim(tenant, 'webhook', 'young'), false);
      assert.equal(await store.claim(tenant, 'webhook', 'old'), true);
    }));
};

/** Starts, writes, closes: three positions. */
async function closed(store: EventStore, id: string): Promise<void> {
  await store.append(tenant, id, [started(id), customerSays('m'), closes('x')]);
}

async function present(store: EventStore): Promise<readonly string[]> {
  return (await store.heads({ activeSince: 0 })).heads.map(({ head }) => head.id).sort();
}

/** Where the partitions stand once each of `new-0` … has got one more event. */
function upTo(store: EventStore, from: readonly number[], count: number): readonly number[] {
  const last = [...from];
  for (let index = 0; index < count; index += 1) {
    const partition = partitionOf(tenant, `new-${index}`, store.partitions);
    last[partition] = (last[partition] ?? 0) + 1;
  }
  return last;
}
