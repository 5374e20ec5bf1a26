import type { HistoryRange, UnansweredMessage } from '@live-takeover/sdk/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FakeSocket } from '../../testing/fake-socket.js';
import type { GatewayFixture } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';
import { always, ask, importPast, replied, said } from './asking.test-support.js';

let fixture: GatewayFixture;
let ana: FakeSocket;
let now: number;
const hour = 60 * 60_000;
const fallback = replied('Pardon?', { defaultAnswer: true });

beforeEach(async () => {
  fixture = await createGatewayFixture({ bot: { defaultAnswers: ['Pardon?'] } });
  fixture.runtime.answerRequests(async () => Response.json([{ text: 'Pardon?' }]));
  now = fixture.runtime.now();
  ana = await fixture.connect('ana');
});

afterEach(() => fixture.stop());

async function messages(range: Partial<HistoryRange> = {}, socket = ana): Promise<readonly UnansweredMessage[]> {
  const answer = await ask(socket, { type: 'unanswered', range: { ...always, ...range } });
  if (answer.type !== 'unanswered-page') throw new Error(JSON.stringify(answer));
  return answer.page.messages;
}

const texts = async (range: Partial<HistoryRange> = {}, socket = ana): Promise<readonly string[]> => (await messages(range, socket)).map(({ text }) => text);

test('what a bot has only its default answer to is told, from open and from closed conversations, the newest first', async () => {
  await importPast(fixture, 'c', now - hour, [said('Do you sell dogs?'), fallback, said('Cats?'), replied('Yes.')]);
  const asked = await fixture.write('t', 'And mice?');
  await fixture.runtime.advance(1_000);
  expect(await messages()).toEqual([
    { conversationId: asked.conversationId, messageId: asked.id, botId: 'bank', at: asked.at, text: 'And mice?' },
    { conversationId: 'c', messageId: 'c-1', botId: 'bank', at: now - hour + 1_000, text: 'Do you sell dogs?' },
  ]);
});

test('an answer that says what it answers stands for that; another for what was written last; each message is told once', async () => {
  const late = { ...fallback, causedBy: 'c-1' };
  await importPast(fixture, 'c', now - hour, [said('first'), said('second'), late, fallback, fallback, replied('suppressed', { from: 'agent', defaultAnswer: true })]);
  expect(await texts()).toEqual(['second', 'first']);
});

test('what nobody wrote, a file alone and what was erased are no questions', async () => {
  await importPast(fixture, 'greeted', now - hour, [fallback]);
  await importPast(fixture, 'filed', now - hour, [said(' '), fallback]);
  await importPast(fixture, 'erased', now - hour, [said('forget me'), fallback]);
  await fixture.store.erase('default', ['erased']);
  expect(await texts()).toEqual([]);
});

test('the range is that of the message, and keeps to bots, scope and tenant', async () => {
  await importPast(fixture, 'c', now - hour, [said('early'), fallback, said('late'), fallback]);
  await importPast(fixture, 'shopping', now - hour, [said('shop'), fallback], { bot: { id: 'shop', name: 'Shop Bot' } });
  await importPast(fixture, 'foreign', now - hour, [said('foreign'), fallback], { bot: { id: 'elsewhere', name: 'Other' } }, 'other');
  expect(await texts({ from: now - hour + 2_000 })).toEqual(['late']);
  expect(await texts({ to: now - hour + 3_000, botIds: ['bank'] })).toEqual(['early']);
  expect(await texts({ botIds: ['shop'] })).toEqual(['shop']);
  expect(await texts({}, await fixture.connect('ben', { bots: ['shop', 'elsewhere'] }))).toEqual(['shop']);
});

test('page by page each message is told once, while conversations go on, begin and are closed', async () => {
  for (let index = 0; index < 5; index += 1) {
    await importPast(fixture, `old-${index}`, now - (index + 1) * hour, [said(`old ${index} a`), fallback, said(`old ${index} b`), fallback, said(`old ${index} c`), fallback]);
    await fixture.write(`t${index}`, `open ${index}`);
    await fixture.runtime.advance(1_000);
  }
  await fixture.runtime.advance(60_000);
  // The first one has said nothing for too long.
  ana = await fixture.connect('ana');
  const seen: string[] = [];
  let turn = 0;
  for (let after: string | null = null, isDone = false; !isDone; turn += 1) {
    const answer = await ask(ana, { type: 'unanswered', range: { ...always, after, limit: 2 } });
    if (answer.type !== 'unanswered-page') throw new Error(answer.type);
    seen.push(...answer.page.messages.map(({ text }) => text));
    after = answer.page.next;
    isDone = after === null;
    await fixture.runtime.advance(20_000);
    const [open] = [...fixture.gateway.projection.heads('default')].filter(({ closed, channel }) => closed === null && channel === 'test');
    if (open !== undefined && turn < 4) await fixture.store.append('default', open.id, [{ id: 'x', type: 'conversation-closed', why: 'ended' }]);
    await fixture.write(`later-${turn}`, 'too late for this report');
    await fixture.runtime.advance(1_000);
  }
  const expected = ['a', 'b', 'c'].flatMap((part) => [0, 1, 2, 3, 4].map((index) => `old ${index} ${part}`));
  expect([...seen].sort()).toEqual([...expected, ...[0, 1, 2, 3, 4].map((index) => `open ${index}`)].sort());
});

test('a page that shows something leaves a line in the audit stream; one that never was is refused', async () => {
  await importPast(fixture, 'c', now - hour, [said('secret words'), fallback]);
  await texts();
  const lines = (await fixture.store.auditLog('default', { since: 0, limit: 99 })).filter(({ action }) => action === 'searched');
  expect(lines).toMatchObject([{ actor: 'ana', subject: 'unanswered', detail: { messages: 1 } }]);
  expect(JSON.stringify(lines)).not.toContain('secret');
  expect(await ask(ana, { type: 'unanswered', range: { ...always, after: 'x' } })).toMatchObject({ error: { code: 'bad-request' } });
});
