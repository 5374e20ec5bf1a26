import assert from 'node:assert/strict';
import type { ConversationEvent } from '@live-takeover/sdk/core';
import { refusal } from './append-group.js';
import { customerSays, started, tenant } from './events.js';
import { followAll } from './follow.js';
import type { ConformanceGroup } from './subject.js';
import { reopened, withStore } from './subject.js';

/** Claims, leases, settings, the audit stream and the door for imports. */
export const sideGroup: ConformanceGroup = (subject, { test }) => {
  test('a claim is granted once per tenant, kind and key', () =>
    withStore(subject, async (opened) => {
      const { store } = opened;
      const claims = await Promise.all(Array.from({ length: 20 }, () => store.claim(tenant, 'webhook', 'mid.1')));
      assert.equal(claims.filter(Boolean).length, 1);
      assert.equal(await store.claim(tenant, 'webhook', 'mid.2'), true);
      assert.equal(await store.claim(tenant, 'callback', 'mid.1'), true);
      assert.equal(await store.claim('globex', 'webhook', 'mid.1'), true);
      assert.equal(await (await reopened(opened)).claim(tenant, 'webhook', 'mid.1'), false);
    }));

  test('a claim is remembered for 7 days', () =>
    withStore(subject, async ({ store }, clock) => {
      await store.claim(tenant, 'webhook', 'mid.1');
      clock.now += 7 * 24 * 60 * 60_000;
      assert.equal(await store.claim(tenant, 'webhook', 'mid.1'), false);
    }));

  test('a lease belongs to its holder until it ends, on the clock of the store', () =>
    withStore(subject, async (opened, clock) => {
      const { store } = opened;
      assert.equal(await store.lease(tenant, 'work', 'bot', 'node-1', 1_000), true);
      assert.equal(await store.lease(tenant, 'work', 'bot', 'node-2', 1_000), false);
      clock.now += 999;
      assert.equal(await store.lease(tenant, 'work', 'bot', 'node-1', 1_000), true);
      assert.deepEqual(await store.leases(tenant, 'work'), [{ kind: 'work', key: 'bot', holder: 'node-1', expiresAt: clock.now + 1_000 }]);
      await store.release(tenant, 'work', 'bot', 'node-2');
      assert.equal((await store.leases(tenant, 'work')).length, 1);
      clock.now += 1_000;
      assert.deepEqual(await store.leases(tenant, 'work'), []);
      assert.equal(await store.lease(tenant, 'work', 'bot', 'node-2', 1_000), true);
      assert.equal((await (await reopened(opened)).leases(tenant, 'work'))[0]?.holder, 'node-2');
    }));

  test('a released lease can be taken by another', () =>
    withStore(subject, async ({ store }) => {
      await store.lease(tenant, 'work', 'bot', 'node-1', 1_000);
      await store.release(tenant, 'work', 'bot', 'node-1');
      assert.equal(await store.lease(tenant, 'work', 'bot', 'node-2', 1_000), true);
      assert.deepEqual(await store.leases('globex', 'work'), []);
    }));

  test('settings are found by key and by prefix, and outlive the process', () =>
    withStore(subject, async (opened) => {
      const { store } = opened;
      await store.putSetting(tenant, 'availability/ana', 'online');
      await store.putSetting(tenant, 'availability/ana', 'offline');
      await store.putSetting(tenant, 'availability/ben', 'online');
      await store.putSetting(tenant, 'availability%', 'no wildcard');
      await store.putSetting('globex', 'availability/ana', 'online');
      const kept = await reopened(opened);
      assert.equal(await kept.setting(tenant, 'availability/ana'), 'offline');
      assert.equal(await kept.setting(tenant, 'nothing'), undefined);
      assert.deepEqual(
        await kept.settings(tenant, 'availability/'),
        new Map([
          ['availability/ana', 'offline'],
          ['availability/ben', 'online'],
        ]),
      );
    }));

  test('the audit stream is read from an instant on, oldest first', () =>
    withStore(subject, async (opened) => {
      const entry = (at: number) => ({ at, actor: 'ana', action: 'signed-in', subject: 'session', detail: { tab: at, first: true, from: null } });
      await opened.store.audit(tenant, [entry(1), entry(2)]);
      await opened.store.audit(tenant, [entry(3), { at: 4, actor: 'ben', action: 'viewed', subject: 'c1' }]);
      const kept = await reopened(opened);
      assert.deepEqual(await kept.auditLog(tenant, { since: 2, limit: 2 }), [entry(2), entry(3)]);
      assert.deepEqual(await kept.auditLog(tenant, { since: 4, limit: 9 }), [{ at: 4, actor: 'ben', action: 'viewed', subject: 'c1' }]);
      assert.deepEqual(await kept.auditLog('globex', { since: 0, limit: 9 }), []);
    }));

  test('an imported conversation keeps its times, is followed like any other, and goes on in the present', () =>
    withStore(subject, async (opened, clock) => {
      const { store } = opened;
      const events = recorded('c1', [1_000, 2_000, 2_000]);
      await store.importConversation(tenant, events);
      assert.deepEqual(await store.read(tenant, 'c1', 0), events);
      assert.deepEqual((await followAll(store)).flat().map(({ event }) => event), events);
      const next = await (await reopened(opened)).append(tenant, 'c1', [customerSays('now')], { expectedVersion: 3 });
      assert.deepEqual([next.version, next.position, next.events[0]?.at], [4, 4, clock.now]);
      const existing = await refusal(store.importConversation(tenant, events).catch(async () => (await reopened(opened)).importConversation(tenant, events)));
      assert.equal(existing.code, 'conflict');
    }));

  const faults: readonly (readonly [title: string, events: readonly ConversationEvent[]])[] = [
    ['without events', []],
    ['with a gap', recorded('c1', [1, 2, 3]).filter(({ seq }) => seq !== 2)],
    ['whose time goes back', recorded('c1', [2, 1])],
    ['without a time', recorded('c1', [Number.NaN])],
    ['of two conversations', [...recorded('c1', [1]), ...recorded('c2', [1, 2]).slice(1)]],
    ['without a start', recorded('c1', [1, 2]).slice(1).map((event) => ({ ...event, seq: 1 }))],
  ];
  for (const [title, events] of faults)
    test(`an import ${title} is invalid, and writes nothing`, () =>
      withStore(subject, async ({ store }) => {
        assert.equal((await refusal(store.importConversation(tenant, events))).code, 'invalid');
        assert.equal((await store.append(tenant, 'next', [started('next')])).position, 1);
      }));
};

function recorded(conversationId: string, ats: readonly number[]): readonly ConversationEvent[] {
  return ats.map(
    (at, index) =>
      ({ ...(index === 0 ? started(conversationId) : customerSays(`m${index}`)), conversationId, seq: index + 1, at }) as ConversationEvent,
  );
}
