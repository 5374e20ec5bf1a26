import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConversationEvent, ServerFrame } from '@live-takeover/sdk/core';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import type { GatewayFixture } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import type { EventStore } from '../store/event-store.js';
import { openSqliteStore } from '../store/sqlite/sqlite-store.js';
import type { RecordLine } from './export-record.js';

const kim = { id: 'customer-kim', name: 'Kim Wexler', phone: '+34600100200', verified: true };
const telling = /Wexler|\+34600|customer-kim|kettle/;

let openStore: (now: () => number) => Promise<EventStore>;

async function setUp(): Promise<GatewayFixture> {
  const runtime = createFakeRuntime();
  const store = await openStore(() => runtime.now());
  const fixture = await createGatewayFixture({ store, runtime });
  onTestFinished(async () => {
    await fixture.stop();
    await store.close();
  });
  return fixture;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

async function call(fixture: GatewayFixture, method: string, path: string, agentId = 'sue', signIn: Parameters<GatewayFixture['token']>[1] = { role: 'supervisor' }): Promise<Answer> {
  const authorization = `Bearer ${await fixture.token(agentId, signIn)}`;
  const response = await fixture.gateway.fetch(new Request(`http://127.0.0.1:8787${path}`, { method, headers: { authorization } }), { remoteAddress: '127.0.0.1' });
  return { status: response.status, text: await response.text() };
}

function linesOf({ text }: Answer): readonly RecordLine[] {
  return text.trimEnd().split('\n').map((line) => JSON.parse(line) as RecordLine);
}

/** Kim wrote about a kettle, Ana took over, answered and noted something. */
async function tell(fixture: GatewayFixture, thread = 't'): Promise<string> {
  const { conversationId } = await fixture.write(thread, 'My kettle broke', { contact: kim });
  const ana = await fixture.connect('ana');
  const give = async (id: string, command: object): Promise<void> => {
    ana.say({ type: 'command', command: { id, conversationId, ...command } as never });
    await ana.until(() => ana.of('result').some((result) => result.id === id && result.ok));
  };
  await give(`${thread}-1`, { name: 'take-over', seenTerm: 0 });
  await give(`${thread}-2`, { name: 'send', term: 1, text: 'Which kettle, Ms Wexler?' });
  await give(`${thread}-3`, { name: 'add-note', text: 'kettle again' });
  ana.say({ type: 'transcript', id: 'page', conversationId, before: null, limit: 50 });
  await ana.until(() => ana.of('transcript-page')[0]);
  ana.drop(1000);
  return conversationId;
}

async function openSqlite(now: () => number): Promise<EventStore> {
  const directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return openSqliteStore({ path: join(directory, 'store.sqlite'), now });
}

describe.each([
  ['in memory', async (now: () => number) => createMemoryStore({ now })],
  ['in SQLite', openSqlite],
])('with the store %s,', (_title, open) => {
  beforeEach(() => {
    openStore = open;
  });

  describe('an exported record', () => {
    test("holds every event of a contact's conversations and who did what about them, and says when it is complete", async () => {
      const fixture = await setUp();
      const first = await tell(fixture, 'one');
      const second = (await fixture.write('two', 'The kettle again', { contact: kim })).conversationId;
      const other = (await fixture.write('three', 'Hello', { contact: { id: 'someone-else', verified: true } })).conversationId;
      const lines = linesOf(await call(fixture, 'GET', `/v1/contacts/${kim.id}/export`));
      const eventsOf = (id: string): readonly ConversationEvent[] =>
        lines.flatMap((line) => (line.line === 'event' && line.event.conversationId === id ? [line.event] : []));
      expect(eventsOf(first)).toEqual(await fixture.events(first));
      expect(eventsOf(second)).toEqual(await fixture.events(second));
      expect(eventsOf(other)).toEqual([]);
      expect(lines[0]).toMatchObject({ line: 'record', version: 1, tenant: 'default', subject: { kind: 'contact', id: kim.id } });
      const audited = lines.flatMap((line) => (line.line === 'audit' ? [[line.entry.actor, line.entry.action, line.entry.subject]] : []));
      expect(audited).toEqual(expect.arrayContaining([['ana', 'take-over', first], ['ana', 'send', first], ['ana', 'viewed', first], ['sue', 'export', first], ['sue', 'export', second]]));
      expect(audited.every(([, , subject]) => subject === first || subject === second)).toBe(true);
      const events = eventsOf(first).length + eventsOf(second).length;
      expect(lines.at(-1)).toEqual({ line: 'end', conversations: 2, events, auditEntries: audited.length });
    });

    test('of a contact who never wrote is complete and empty, and of an unknown conversation is none', async () => {
      const fixture = await setUp();
      const lines = linesOf(await call(fixture, 'GET', '/v1/contacts/nobody%20yet/export'));
      expect(lines.map(({ line }) => line)).toEqual(['record', 'end']);
      expect((await call(fixture, 'GET', '/v1/conversations/nothing/export')).status).toBe(404);
    });
  });

  describe('an erasure', () => {
    test('closes what is open without a word to the customer, and leaves the bare facts', async () => {
      const fixture = await setUp();
      const conversationId = await tell(fixture);
      await fixture.store.append('default', conversationId, [{ type: 'attributes-changed', id: 'x', attributes: { product: 'kettle' } }]);
      const before = await fixture.events(conversationId);
      const told = fixture.delivered.filter(({ type }) => type === 'message-sent').length;
      const erased = await call(fixture, 'DELETE', `/v1/contacts/${kim.id}`);
      expect([erased.status, JSON.parse(erased.text)]).toEqual([200, { ok: true, receipt: expect.any(String), conversations: 1, files: 0 }]);
      const events = await fixture.events(conversationId);
      expect(JSON.stringify(events)).not.toMatch(telling);
      expect(events.map(({ type }) => type).slice(before.length)).toEqual(['takeover-ended', 'conversation-closed', 'conversation-erased']);
      expect(events.slice(0, before.length).map(({ id, at, type }) => [id, at, type])).toEqual(before.map(({ id, at, type }) => [id, at, type]));
      expect(fixture.delivered.filter(({ type }) => type === 'message-sent')).toHaveLength(told);
      expect(JSON.stringify(await fixture.store.head('default', conversationId))).not.toMatch(telling);
      expect(JSON.parse((await call(fixture, 'DELETE', `/v1/contacts/${kim.id}`)).text)).toMatchObject({ conversations: 0 });
    });

    test('is known by a receipt: no line of the audit stream tells whose it was', async () => {
      const fixture = await setUp();
      const conversationId = await tell(fixture);
      const { receipt } = JSON.parse((await call(fixture, 'DELETE', `/v1/contacts/${kim.id}`)).text) as { readonly receipt: string };
      const lines = await fixture.store.auditLog('default', { since: 0, limit: 100 });
      expect(lines).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ actor: 'sue', action: 'erase', subject: conversationId, detail: { receipt } }),
          expect.objectContaining({ actor: 'sue', action: 'erased', subject: receipt, detail: { conversations: 1, files: 0 } }),
        ]),
      );
      expect(JSON.stringify(lines)).not.toMatch(telling);
      expect(JSON.stringify(fixture.runtime.lines)).not.toMatch(telling);
    });

    test('reaches who has the conversation open, and who comes back later gets no text either', async () => {
      const fixture = await setUp();
      const away = await fixture.connect('ben', { clientId: 'away' });
      const { cursor } = away.of('snapshot').at(-1) as Extract<ServerFrame, { type: 'snapshot' }>;
      const stays = await fixture.connect('ben', { clientId: 'stays' });
      away.drop();
      const conversationId = await tell(fixture);
      await call(fixture, 'DELETE', `/v1/contacts/${kim.id}`);
      const isTold = (frames: readonly ServerFrame[]): boolean =>
        frames.some((frame) => frame.type === 'delta' && frame.events.some(({ type, conversationId: id }) => type === 'conversation-erased' && id === conversationId));
      await stays.until(() => isTold(stays.frames));
      const back = await fixture.connect('ben', { clientId: 'away', cursor });
      await back.until(() => isTold(back.frames));
      expect(back.of('welcome')[0]?.resumed).toBe(true);
      const fresh = await fixture.connect('cal');
      for (const socket of [back, fresh]) expect(JSON.stringify(socket.frames)).not.toMatch(telling);
      back.say({ type: 'transcript', id: 'page', conversationId, before: null, limit: 50 });
      expect(JSON.stringify(await back.until(() => back.of('transcript-page')[0]))).not.toMatch(telling);
    });

    test('does not stop the customer: the next message begins another conversation', async () => {
      const fixture = await setUp();
      const first = await fixture.write('t', 'My kettle broke', { contact: kim });
      await call(fixture, 'DELETE', `/v1/contacts/${kim.id}`);
      const second = await fixture.write('t', 'Anyone there?', { contact: kim });
      expect(second.conversationId).not.toBe(first.conversationId);
      await call(fixture, 'DELETE', `/v1/conversations/${second.conversationId}`);
      const third = await fixture.write('t', 'Hello?', { contact: kim });
      expect([first.conversationId, second.conversationId]).not.toContain(third.conversationId);
      expect((await fixture.events(third.conversationId)).at(-1)).toMatchObject({ text: 'Hello?' });
    });

    test('is not undone by a bot that answers late, nor by a note', async () => {
      const fixture = await setUp();
      let answer: (response: Response) => void = () => {};
      const asked = new Promise<void>((resolve) => {
        fixture.runtime.answerRequests(() => (resolve(), new Promise<Response>((reply) => (answer = reply))));
      });
      const { conversationId } = await fixture.write('t', 'My kettle broke', { contact: kim });
      await asked;
      await call(fixture, 'DELETE', `/v1/contacts/${kim.id}`);
      answer(Response.json([{ text: 'Dear Ms Wexler, which kettle?' }]));
      const note = { id: 'n', name: 'add-note', conversationId, text: 'It was Ms Wexler' };
      const authorization = `Bearer ${await fixture.token('ana')}`;
      const refused = await fixture.gateway.fetch(new Request('http://127.0.0.1:8787/v1/commands', { method: 'POST', headers: { authorization }, body: JSON.stringify(note) }));
      expect(await refused.json()).toMatchObject({ error: { code: 'conversation-closed' } });
      await fixture.runtime.advance(10);
      expect((await fixture.events(conversationId)).at(-1)?.type).toBe('conversation-erased');
      expect(fixture.runtime.lines.filter(({ level }) => level === 'error')).toEqual([]);
    });

    test('that breaks off says so, and goes on when asked again', async () => {
      const fixture = await setUp();
      await fixture.write('one', 'My kettle broke', { contact: kim });
      await fixture.write('two', 'My kettle broke', { contact: kim });
      const { erase } = fixture.store;
      let calls = 0;
      fixture.store.erase = (...parameters) => ((calls += 1) === 2 ? Promise.reject(new Error('disk')) : erase.apply(fixture.store, parameters));
      expect((await call(fixture, 'DELETE', `/v1/contacts/${kim.id}`)).status).toBe(500);
      expect(JSON.parse((await call(fixture, 'DELETE', `/v1/contacts/${kim.id}`)).text)).toMatchObject({ ok: true, conversations: 1 });
    });
  });

  describe('who may have the record', () => {
    const paths = [
      ['GET', `/v1/contacts/${kim.id}/export`],
      ['DELETE', `/v1/contacts/${kim.id}`],
      ['GET', '/v1/conversations/c/export'],
      ['DELETE', '/v1/conversations/c'],
      ['GET', '/v1/audit/export'],
    ] as const;

    test.each(paths)('%s %s is for supervisors of the whole tenant', async (method, path) => {
      const fixture = await setUp();
      await fixture.write('t', 'My kettle broke', { contact: kim });
      const agent = await call(fixture, method, path, 'ana', {});
      const narrow = await call(fixture, method, path, 'sue', { role: 'supervisor', bots: ['bank'] });
      const none = await fixture.gateway.fetch(new Request(`http://127.0.0.1:8787${path}`, { method }));
      expect([agent.status, narrow.status, none.status]).toEqual([403, 403, 401]);
      expect(await fixture.store.contactConversations('default', kim.id)).toHaveLength(1);
    });

    test('is nobody of another tenant', async () => {
      const fixture = await setUp();
      await fixture.write('t', 'My kettle broke', { contact: kim });
      const other = { role: 'supervisor', tenant: 'other' } as const;
      expect(linesOf(await call(fixture, 'GET', `/v1/contacts/${kim.id}/export`, 'sue', other)).map(({ line }) => line)).toEqual(['record', 'end']);
      expect(JSON.parse((await call(fixture, 'DELETE', `/v1/contacts/${kim.id}`, 'sue', other)).text)).toMatchObject({ conversations: 0 });
      expect(await fixture.store.contactConversations('default', kim.id)).toHaveLength(1);
    });
  });
});
