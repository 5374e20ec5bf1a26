/** What bots are offered beyond question and answer, on a whole gateway. */
import type { Command } from '@live-takeover/sdk/core';
import { afterEach, expect, test } from 'vitest';
import type { FakeSocket } from '../../testing/fake-socket.js';
import type { GatewayFixture } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';

const fixtures: GatewayFixture[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

type Activity = Readonly<Record<string, unknown>>;

async function setUp(): Promise<{ readonly fixture: GatewayFixture; readonly told: readonly Activity[] }> {
  const fixture = await createGatewayFixture({ bot: { protocol: 'activity', url: 'http://bot.test/api/messages' } });
  fixtures.push(fixture);
  const told: Activity[] = [];
  fixture.runtime.answerRequests(async (request) => {
    told.push((await request.json()) as Activity);
    return new Response('');
  });
  return { fixture, told };
}

let commands = 0;
async function command(socket: FakeSocket, given: Readonly<Record<string, unknown>>): Promise<void> {
  const before = socket.of('result').length;
  socket.say({ type: 'command', command: { id: `k${String((commands += 1))}`, ...given } as unknown as Command });
  await socket.until(() => socket.of('result').length > before);
  expect(socket.of('result').at(-1)).toMatchObject({ ok: true });
}

/** The words of the transcript that came with the newest `handoff.status`. */
function transcriptIn(told: readonly Activity[]): readonly string[] {
  const newest = told.findLast(({ name }) => name === 'handoff.status');
  const [{ content } = { content: { activities: [] } }] = (newest?.['attachments'] ?? []) as readonly { readonly content: { readonly activities: readonly { readonly text: string }[] } }[];
  return content.activities.map(({ text }) => text);
}

test('at hand-back the bot is given what was said since it lost the conversation, transfers included, and nothing of before', async () => {
  const { fixture, told } = await setUp();
  const [ana, ben] = [await fixture.connect('ana'), await fixture.connect('ben')];
  const { conversationId } = await fixture.write('t', 'To the bot');
  await command(ana, { name: 'take-over', conversationId, seenTerm: 0 });
  await fixture.write('t', 'To Ana');
  await command(ana, { name: 'send', conversationId, term: 1, text: 'From Ana' });
  await command(ana, { name: 'transfer', conversationId, term: 1, to: 'ben' });
  await command(ben, { name: 'send', conversationId, term: 2, text: 'From Ben' });
  await command(ben, { name: 'hand-back', conversationId, term: 2 });
  await fixture.runtime.advance(0);
  const texts = transcriptIn(told);
  expect(texts).toEqual(expect.arrayContaining(['To Ana', 'From Ana', 'From Ben']));
  expect(texts).not.toContain('To the bot');
  expect(told.filter(({ name }) => name === 'handoff.status').map(({ value }) => (value as { readonly state: string }).state)).toEqual(['accepted', 'completed']);
});

test('a second takeover brings its own words only', async () => {
  const { fixture, told } = await setUp();
  const ana = await fixture.connect('ana');
  const { conversationId } = await fixture.write('t', 'Hello');
  for (const [index, text] of ['First', 'Second'].entries()) {
    await command(ana, { name: 'take-over', conversationId, seenTerm: 2 * index });
    await command(ana, { name: 'send', conversationId, term: 2 * index + 1, text });
    await command(ana, { name: 'hand-back', conversationId, term: 2 * index + 1 });
    await fixture.runtime.advance(0);
  }
  expect(transcriptIn(told)).toContain('Second');
  expect(transcriptIn(told)).not.toContain('First');
});

test('a bot writes first to a customer whose conversation is closed: a new one begins on the same thread', async () => {
  const { fixture, told } = await setUp();
  const ana = await fixture.connect('ana');
  const { conversationId } = await fixture.write('t', 'Hello', { contact: { id: 'c-17', name: 'Mia', verified: true } });
  await command(ana, { name: 'take-over', conversationId, seenTerm: 0 });
  await command(ana, { name: 'close', conversationId, term: 1 });
  await fixture.runtime.advance(0);
  const post = async (id: string): Promise<Response> => {
    const body = JSON.stringify({ members: [{ id }], activity: { type: 'message', text: 'Your card is here.' } });
    return fixture.gateway.fetch(new Request(`${String(told[0]?.['serviceUrl'])}v3/conversations`, { method: 'POST', body }));
  };
  const response = await post('c-17');
  expect(response.status).toBe(201);
  const { id } = (await response.json()) as { readonly id: string };
  expect(id).not.toBe(conversationId);
  expect(fixture.gateway.projection.head('default', id)).toMatchObject({ thread: 't', contact: { id: 'c-17', name: 'Mia' } });
  expect((await fixture.events(id)).flatMap((event) => (event.type === 'message-sent' ? [event.text] : []))).toEqual(['Your card is here.']);
  await fixture.write('u', 'Hello', { contact: { id: 'c-18', verified: true } });
  expect((await post('c-18')).status).toBe(404);
});
