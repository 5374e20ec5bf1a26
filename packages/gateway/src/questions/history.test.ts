import type { HistoryQuery } from '@live-takeover/sdk/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FakeSocket } from '../../testing/fake-socket.js';
import type { GatewayFixture } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';
import { always, ask, importPast, replied, said } from './asking.test-support.js';

let fixture: GatewayFixture;
let ana: FakeSocket;
let now: number;

beforeEach(async () => {
  fixture = await createGatewayFixture();
  now = fixture.runtime.now();
  ana = await fixture.connect('ana');
});

afterEach(() => fixture.stop());

const hour = 60 * 60_000;
const taken = { type: 'takeover-started', operator: { kind: 'agent', id: 'ben', name: 'Ben' }, term: 1 };
const handedBack = { type: 'takeover-ended', term: 1, endedInto: 2, why: 'handed-back' };

async function found(query: Partial<HistoryQuery> = {}, socket = ana): Promise<readonly string[]> {
  const answer = await ask(socket, { type: 'history', query: { ...always, ...query } });
  if (answer.type !== 'history-page') throw new Error(JSON.stringify(answer));
  return answer.page.conversations.map(({ id }) => id);
}

describe('history', () => {
  test('has what was closed in a stretch of time, the one closed last first, and nothing that is open', async () => {
    await importPast(fixture, 'old', now - 5 * hour, [said('Hello')]);
    await importPast(fixture, 'new', now - 2 * hour, [said('Hello')]);
    await fixture.write('t', 'I am still here');
    expect(await found()).toEqual(['new', 'old']);
    expect(await found({ from: now - 3 * hour })).toEqual(['new']);
    expect(await found({ to: now - 3 * hour })).toEqual(['old']);
    // The range is that of the closing, which came two seconds after the start; its end is excluded.
    expect(await found({ from: now - 5 * hour + 2_000, to: now - 2 * hour + 2_000 })).toEqual(['old']);
  });

  test('comes page by page, and says how far back it has come', async () => {
    for (let index = 0; index < 7; index += 1) await importPast(fixture, `c${index}`, now - index * hour, [said('Hello')]);
    const seen: string[] = [];
    const reached: number[] = [];
    for (let after: string | null = null, isDone = false; !isDone; ) {
      const answer = await ask(ana, { type: 'history', query: { ...always, from: 1, after, limit: 3 } });
      if (answer.type !== 'history-page') throw new Error(answer.type);
      seen.push(...answer.page.conversations.map(({ id }) => id));
      reached.push(answer.page.searchedTo);
      after = answer.page.next;
      isDone = after === null;
    }
    expect(seen).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6']);
    expect(reached).toEqual([now - 2 * hour + 2_000, now - 5 * hour + 2_000, 1]);
  });

  test.each([
    ['a word of the customer, whatever its case and accents', 'HELLO'],
    ['a word of the bot', 'pharmacie'],
    ['words of different messages, in any order', 'café hello'],
    ['a note', 'forgets'],
    ['a name', 'müller'],
    ['a part of a phone number', '555-01'],
    ['the id of the contact', 'kim-7'],
    ['the reference', 'refright'],
    ['the name of a file', 'invoice.pdf'],
  ])('is searched for %s', async (_what, text) => {
    const attachments = [{ name: 'Invoice.pdf', contentType: 'application/pdf', url: 'https://files.example/1' }];
    const note = { type: 'note-added', by: { id: 'ben', name: 'Ben' }, text: 'Forgets her PIN' };
    const named = { type: 'attributes-changed', contact: { id: 'kim-7', name: 'Änne Mueller-Müller', phone: '+1 202-555-0147' } };
    await importPast(fixture, 'right', now - hour, [{ ...said('Hello Café'), attachments }, replied('La Pharmacie Ćwik'), note, named]);
    await importPast(fixture, 'wrong', now - hour, [said('Something else'), replied('Hell o')]);
    expect(await found({ text })).toEqual(['right']);
  });

  test('finds no word that reaches from one text into the next, and none in part of the words only', async () => {
    await importPast(fixture, 'c', now - hour, [said('one'), said('two')]);
    expect([await found({ text: 'onetwo' }), await found({ text: 'one three' }), await found({ text: ' two  one ' })]).toEqual([[], [], ['c']]);
  });

  test('has what was held by an agent at some time, and of certain bots', async () => {
    await importPast(fixture, 'held', now - hour, [said('Hello'), taken, handedBack]);
    await importPast(fixture, 'shopping', now - hour, [said('Hello')], { bot: { id: 'shop', name: 'Shop Bot' } });
    expect([await found({ agentIds: ['ben', 'cem'] }), await found({ agentIds: ['cem'] })]).toEqual([['held'], []]);
    expect([await found({ botIds: ['shop'] }), await found({ botIds: ['shop'], agentIds: ['ben'] })]).toEqual([['shopping'], []]);
  });

  test('keeps to the scope of who asks, and to their tenant', async () => {
    await importPast(fixture, 'banking', now - hour, [said('Hello')]);
    await importPast(fixture, 'shopping', now - hour, [said('Hello')], { bot: { id: 'shop', name: 'Shop Bot' } });
    await importPast(fixture, 'foreign', now - hour, [said('Hello')], { bot: { id: 'elsewhere', name: 'Other' } }, 'other');
    const ben = await fixture.connect('ben', { bots: ['shop', 'elsewhere'] });
    expect(await found({}, ben)).toEqual(['shopping']);
    expect(await found({ botIds: ['bank'], text: 'hello' }, ben)).toEqual([]);
  });

  test('shows of what was erased that there was something, and finds no word of it', async () => {
    await importPast(fixture, 'c', now - hour, [said('Rumpelstilzchen'), taken, handedBack], { contact: { id: 'kim', name: 'Kim', verified: true } });
    await fixture.store.erase('default', ['c']);
    const answer = await ask(ana, { type: 'history', query: always });
    expect(JSON.stringify(answer)).not.toMatch(/rumpelstilzchen|kim/i);
    expect(await found()).toEqual(['c']);
    expect([await found({ text: 'rumpelstilzchen' }), await found({ text: 'kim' }), await found({ agentIds: ['ben'] })]).toEqual([[], [], ['c']]);
  });

  test('stops before its page is full when it has looked at enough, and goes on from there', async () => {
    const many = Array.from({ length: 499 }, (_, index) => said(`message ${index}`));
    for (let index = 0; index < 45; index += 1) await importPast(fixture, `c${index}`, now - index * hour, many);
    await importPast(fixture, 'needle', now - 100 * hour, [said('needle')]);
    const first = await ask(ana, { type: 'history', query: { ...always, text: 'needle' } });
    if (first.type !== 'history-page') throw new Error(first.type);
    expect([first.page.conversations, first.page.next === null]).toEqual([[], false]);
    expect(first.page.searchedTo).toBe(now - 39 * hour + 500_000);
    expect(await found({ text: 'needle', after: first.page.next })).toEqual(['needle']);
  });

  test.each(['nonsense', 'W10', Buffer.from('["unanswered",1,"open",null,"",null]').toString('base64url')])('refuses to go on from %s', async (after) => {
    const answer = await ask(ana, { type: 'history', query: { ...always, after } });
    expect(answer).toMatchObject({ type: 'request-failed', error: { code: 'bad-request', retry: false } });
  });

  test('leaves a line in the audit stream for each page that shows something, with no word of what was searched', async () => {
    await importPast(fixture, 'c', now - hour, [said('Hello')]);
    await found({ text: 'hello' });
    await found({ text: 'nothing like it' });
    const lines = (await fixture.store.auditLog('default', { since: 0, limit: 99 })).filter(({ action }) => action === 'searched');
    expect(lines).toMatchObject([{ actor: 'ana', subject: 'history', detail: { conversations: 1 } }]);
    expect(JSON.stringify(lines)).not.toContain('hello');
  });

  test('that cannot be read now is answered so', async () => {
    fixture.store.closedHeads = () => Promise.reject(new Error('disk gone'));
    expect(await ask(ana, { type: 'history', query: always })).toMatchObject({ error: { code: 'store-unavailable', retry: true } });
  });
});
