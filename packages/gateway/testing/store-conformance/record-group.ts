import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { NewEvent } from '@live-takeover/sdk/core';
import { erasedThread, fold, withoutContent } from '@live-takeover/sdk/core';
import type { EventStore } from '../../src/store/event-store.js';
import { refusal } from './append-group.js';
import { closes, customerSays, handsBack, says, started, takesOver, tenant } from './events.js';
import { followAll } from './follow.js';
import type { ConformanceGroup, OpenedStore } from './subject.js';
import { asIsAndReopened, reopened, withStore } from './subject.js';

/** Found nowhere but in what is erased. */
const secret = 'Rumpelstilzchen-4711';
const by = { id: 'ana', name: 'Ana' };

/** Finding a contact's conversations, erasing them, and taking them out of the files. */
export const recordGroup: ConformanceGroup = (subject, { test }) => {
  test('the conversations of a contact are found, oldest first, also where a later fact named or renamed it', () =>
    withStore(subject, async (opened, clock) => {
      const { store } = opened;
      const append = async (id: string, events: readonly NewEvent[], owner = tenant): Promise<void> => {
        clock.now += 1_000;
        await store.append(owner, id, events);
      };
      await append('started', [startedBy('started', 'kim')]);
      await append('named', [started('named'), names('n', 'kim')]);
      await append('renamed', [startedBy('renamed', 'kim'), names('n', 'kim-2')]);
      await append('other', [startedBy('other', 'lou'), { ...customerSays('m'), text: '"contact":{"id":"kim"}' } as NewEvent]);
      await append('elsewhere', [startedBy('elsewhere', 'kim')], 'globex');
      for await (const open of asIsAndReopened(opened)) {
        assert.deepEqual(await open.contactConversations(tenant, 'kim'), ['started', 'named', 'renamed']);
        assert.deepEqual(await open.contactConversations(tenant, 'kim-2'), ['renamed']);
        assert.deepEqual(await open.contactConversations('globex', 'kim'), ['elsewhere']);
        assert.deepEqual(await open.contactConversations(tenant, 'nobody'), []);
      }
    }));

  test('erasing leaves the bare facts, each at its seq and position, with a fact that says so and a head that is their fold', () =>
    withStore(subject, async (opened, clock) => {
      const { store } = opened;
      await tellAll(store, 'c1');
      await store.append(tenant, 'c2', [started('c2'), customerSays('m')]);
      const before = await followAll(store);
      const told = await store.read(tenant, 'c1', 0);
      clock.now += 5_000;
      await store.erase(tenant, ['c1']);
      for await (const erased of asIsAndReopened(opened)) {
        const events = await erased.read(tenant, 'c1', 0);
        assert.deepEqual(events.slice(0, -1), told.map(withoutContent));
        const { type, seq, at } = events.at(-1) ?? assert.fail();
        assert.deepEqual([type, seq, at], ['conversation-erased', told.length + 1, clock.now]);
        assert.deepEqual(await erased.head(tenant, 'c1'), events.reduce(fold, undefined));
        assert.deepEqual(await erased.readBackwards(tenant, 'c1', null, 3), events.slice(-3));
        const followed = (await followAll(erased)).flat();
        const placeOf = (entry: { readonly position: number; readonly event: { readonly conversationId: string; readonly seq: number } }): string =>
          `${entry.event.conversationId} ${entry.event.seq} at ${entry.position}`;
        const places = new Set(followed.map(placeOf));
        for (const entry of before.flat()) assert.ok(places.has(placeOf(entry)));
        assert.deepEqual(followed.filter(({ event }) => event.conversationId === 'c1').map(({ event }) => event), events);
        const { heads } = await erased.heads({ activeSince: 0 });
        assert.ok(!JSON.stringify([followed, heads]).includes(secret));
        assert.equal((await erased.read(tenant, 'c2', 0)).length, 2);
      }
    }));

  test('what was erased is found by neither thread nor contact, and an append that comes again is still known', () =>
    withStore(subject, async ({ store }) => {
      await tellAll(store, 'c1');
      await store.erase(tenant, ['c1']);
      assert.deepEqual(await store.threadConversations(tenant, secret), []);
      assert.deepEqual(await store.threadConversations(tenant, erasedThread('c1')), ['c1']);
      assert.deepEqual(await store.contactConversations(tenant, secret), []);
      const again = await store.append(tenant, 'c1', [customerSays('m0', secret)]);
      assert.deepEqual([again.duplicate, again.version], [true, 2]);
      assert.ok(!JSON.stringify(again).includes(secret));
    }));

  test('erasing again changes nothing, nor does erasing what is not there', () =>
    withStore(subject, async ({ store }) => {
      await tellAll(store, 'c1');
      await store.erase(tenant, ['c1', 'c1']);
      const events = await store.read(tenant, 'c1', 0);
      await Promise.all([store.erase(tenant, ['c1']), store.erase(tenant, ['unknown', 'c1']), store.erase(tenant, []), store.erase('globex', ['c1'])]);
      assert.deepEqual(await store.read(tenant, 'c1', 0), events);
    }));

  test('nothing is added after an erasure, be it on its way already', () =>
    withStore(subject, async ({ store }) => {
      await tellAll(store, 'c1');
      await store.erase(tenant, ['c1']);
      const refused = await refusal(store.append(tenant, 'c1', [{ id: 'late', type: 'note-added', by, text: secret }]));
      assert.deepEqual([refused.code, refused.head?.id], ['conflict', 'c1']);
      const events = await store.read(tenant, 'c1', 0);
      assert.equal(events.at(-1)?.type, 'conversation-erased');
      assert.ok(!JSON.stringify(events).includes(secret));
    }));

  test('while one of them is open nothing is erased of any', () =>
    withStore(subject, async (opened) => {
      const { store } = opened;
      await tellAll(store, 'c1');
      await store.append(tenant, 'c2', [started('c2'), customerSays('m', secret)]);
      const told = await store.read(tenant, 'c1', 0);
      const refused = await refusal(store.erase(tenant, ['c1', 'c2']));
      assert.deepEqual([refused.code, refused.head?.id], ['conflict', 'c2']);
      const kept = await reopened(opened);
      assert.deepEqual(await kept.read(tenant, 'c1', 0), told);
      assert.equal((await kept.read(tenant, 'c2', 0)).length, 2);
    }));

  test('a tail that runs while others write meets the erasure in its place', () =>
    withStore(subject, async ({ store }) => {
      await tellAll(store, 'c1');
      const length = (await store.read(tenant, 'c1', 0)).length;
      const writing = Array.from({ length: 20 }, (_, index) => store.append(tenant, `w${index}`, [started(`w${index}`), customerSays('m')]));
      await Promise.all([...writing, store.erase(tenant, ['c1'])]);
      const log = (await followAll(store)).flat();
      assert.equal(log.length, length + 1 + 40);
      assert.equal(log.filter(({ event }) => event.type === 'conversation-erased').length, 1);
    }));

  test('once compacted, no file holds what was erased, in events or heads, however long it was', () =>
    withStore(subject, async (opened) => {
      if (opened.files === undefined) return;
      const { store } = opened;
      const long = Array.from({ length: 4_000 }, (_, index) => `${index} ${secret}`).join(' ');
      const ids = Array.from({ length: 40 }, (_, index) => `c${index}`);
      for (const id of ids) await tellAll(store, id, [customerSays('long', long)]);
      await store.append(tenant, 'kept', [started('kept'), customerSays('m', 'a text to keep')]);
      assert.ok(await isInFiles(opened, secret), 'The search would not have found it before either.');
      await store.erase(tenant, ids);
      await store.compact();
      assert.equal(await isInFiles(opened, secret), false);
      const kept = await reopened(opened);
      assert.equal(await isInFiles(opened, secret), false);
      assert.equal((await kept.read(tenant, 'kept', 1))[0]?.type, 'message-sent');
      assert.equal((await kept.append(tenant, 'kept', [customerSays('n')])).version, 3);
    }));

  test('compacting a store in use loses nothing', () =>
    withStore(subject, async ({ store }) => {
      await store.append(tenant, 'c1', [started('c1')]);
      const appends = Array.from({ length: 50 }, (_, index) => store.append(tenant, 'c1', [customerSays(`m${index}`)]));
      await Promise.all([...appends, store.compact(), store.append(tenant, 'c1', [customerSays('last')])]);
      assert.equal((await store.read(tenant, 'c1', 0)).length, 52);
    }));
};

/** A closed conversation with the secret wherever one can stand. */
async function tellAll(store: EventStore, id: string, more: readonly NewEvent[] = []): Promise<void> {
  const contact = { id: secret, name: secret, phone: secret, verified: false };
  await store.append(tenant, id, [{ ...started(id, secret), contact, attributes: { name: secret } } as NewEvent]);
  await store.append(tenant, id, [{ ...customerSays('m0', secret), channelData: { secret } } as NewEvent], { commandHash: 'hash' });
  await store.append(tenant, id, [{ id: 'r', type: 'agent-requested', target: 'agents', reason: secret }, ...more]);
  await store.append(tenant, id, [takesOver('t:0', 'ana', 1), says('t:1', 'agent', 1), { id: 'n', type: 'note-added', by, text: secret }]);
  await store.append(tenant, id, [{ id: 'a', type: 'attributes-changed', attributes: { name: secret }, contact: { name: secret } }]);
  await store.append(tenant, id, [handsBack('h:0', 1), { id: 's', type: 'bot-reply-suppressed', text: secret, term: 0 }, closes('x')]);
}

async function isInFiles({ files }: OpenedStore, text: string): Promise<boolean> {
  for (const path of (await files?.()) ?? []) if ((await readFile(path)).includes(text)) return true;
  return false;
}

function startedBy(conversationId: string, contactId: string): NewEvent {
  return { ...started(conversationId), contact: { id: contactId, verified: false } } as NewEvent;
}

function names(id: string, contactId: string): NewEvent {
  return { id, type: 'attributes-changed', contact: { id: contactId } };
}
