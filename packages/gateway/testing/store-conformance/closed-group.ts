import assert from 'node:assert/strict';
import type { Conversation, ConversationEvent } from '@live-takeover/sdk/core';
import type { ClosedQuery, EventStore } from '../../src/store/event-store.js';
import { closes, customerSays, started, tenant } from './events.js';
import type { ConformanceGroup } from './subject.js';
import { asIsAndReopened, withStore } from './subject.js';

const everything: ClosedQuery = { closedBefore: null, closedFrom: 0, limit: 1_000 };

/** Reading what is closed, page by page; and settings that are replaced only as they were seen. */
export const closedGroup: ConformanceGroup = (subject, { test }) => {
  test('closed conversations are read the one closed last first, those of one instant by their ids; open ones and other tenants are not', () =>
    withStore(subject, async (opened, clock) => {
      const { store } = opened;
      await store.append(tenant, 'open', [started('open'), customerSays('m')]);
      await close(store, 'early');
      clock.now += 1_000;
      for (const id of ['b', 'A', 'a', '_', '9']) await close(store, id);
      await close(store, 'elsewhere', 'globex');
      await store.append(tenant, 'a', [{ id: 'n', type: 'note-added', by: { id: 'ana', name: 'Ana' }, text: 'afterwards' }]);
      for await (const open of asIsAndReopened(opened)) {
        const heads = await open.closedHeads(tenant, everything);
        assert.deepEqual(idsOf(heads), ['b', 'a', '_', 'A', '9', 'early']);
        assert.deepEqual(heads[1], await open.head(tenant, 'a'));
        assert.deepEqual(idsOf(await open.closedHeads('globex', everything)), ['elsewhere']);
        assert.deepEqual(idsOf(await open.closedHeads(tenant, { ...everything, closedFrom: clock.now })), ['b', 'a', '_', 'A', '9']);
        assert.deepEqual(idsOf(await open.closedHeads(tenant, { ...everything, closedFrom: clock.now + 1 })), []);
      }
    }));

  test('page by page every closed conversation comes once, whatever is closed meanwhile', () =>
    withStore(subject, async ({ store }, clock) => {
      const expected: string[] = [];
      for (let number = 0; number < 23; number += 1) {
        if (number % 4 === 0) clock.now += 1_000;
        await close(store, `c${number}`);
      }
      const seen: string[] = [];
      for (let closedBefore: ClosedQuery['closedBefore'] = null, isDone = false; !isDone; ) {
        const page = await store.closedHeads(tenant, { closedBefore, closedFrom: 0, limit: 3 });
        if (closedBefore === null) expected.push(...idsOf(await store.closedHeads(tenant, everything)));
        seen.push(...idsOf(page));
        const last = page.at(-1);
        isDone = page.length < 3;
        if (last !== undefined) closedBefore = placeOf(last);
        clock.now += 10;
        await close(store, `later-${seen.length}`);
      }
      assert.deepEqual(seen, expected);
      assert.equal(new Set(seen).size, 23);
    }));

  test('the place of a conversation that is gone still leads on', () =>
    withStore(subject, async ({ store }, clock) => {
      for (const id of ['one', 'two', 'three']) {
        clock.now += 1_000;
        await close(store, id);
      }
      const closedBefore = { at: clock.now - 1_500, id: 'never' };
      assert.deepEqual(idsOf(await store.closedHeads(tenant, { ...everything, closedBefore })), ['one']);
    }));

  test('imported conversations stand where they were closed, erased ones where they were, bare', () =>
    withStore(subject, async (opened, clock) => {
      const { store } = opened;
      await close(store, 'now');
      await store.importConversation(tenant, past('old', clock.now - 5_000));
      await store.importConversation(tenant, past('older', clock.now - 9_000));
      clock.now += 1_000;
      await store.erase(tenant, ['old']);
      for await (const open of asIsAndReopened(opened)) {
        const heads = await open.closedHeads(tenant, everything);
        assert.deepEqual(idsOf(heads), ['now', 'old', 'older']);
        assert.deepEqual(heads[1], await open.head(tenant, 'old'));
        assert.equal(heads[1]?.lastCustomerText, '');
      }
    }));

  test('a setting is replaced only as it was seen, by one of several, and a repeated call is told so', () =>
    withStore(subject, async (opened) => {
      const { store } = opened;
      const race = await Promise.all(['a', 'b', 'c'].map((value) => store.replaceSetting(tenant, 'rules', undefined, value)));
      assert.equal(race.filter(Boolean).length, 1);
      const winner = (await store.setting(tenant, 'rules')) ?? assert.fail();
      assert.equal(await store.replaceSetting(tenant, 'rules', undefined, winner), true);
      assert.equal(await store.replaceSetting(tenant, 'rules', 'never', 'd'), false);
      const second = await Promise.all(['d', 'e'].map((value) => store.replaceSetting(tenant, 'rules', winner, value)));
      assert.equal(second.filter(Boolean).length, 1);
      for await (const open of asIsAndReopened(opened)) {
        assert.equal(await open.setting(tenant, 'rules'), second[0] === true ? 'd' : 'e');
        assert.equal(await open.setting('globex', 'rules'), undefined);
      }
    }));
};

async function close(store: EventStore, id: string, owner = tenant): Promise<void> {
  await store.append(owner, id, [started(id), customerSays('m'), closes('x')]);
}

function past(id: string, closedAt: number): readonly ConversationEvent[] {
  return [started(id), customerSays('m'), closes('x')].map(
    (event, index) => ({ ...event, conversationId: id, seq: index + 1, at: closedAt - 2 + index }) as ConversationEvent,
  );
}

function idsOf(heads: readonly Conversation[]): readonly string[] {
  return heads.map(({ id }) => id);
}

function placeOf({ id, closed }: Conversation): { readonly at: number; readonly id: string } {
  return { at: closed?.at ?? 0, id };
}
