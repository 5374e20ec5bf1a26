import type { ConversationEvent, Signal } from '@live-takeover/sdk/core';
import { afterEach, expect, test } from 'vitest';
import type { FakeSocket } from '../../testing/fake-socket.js';
import type { GatewayFixture } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';

const fixtures: GatewayFixture[] = [];
const shown: Signal[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
  shown.length = 0;
});

async function setUp(): Promise<GatewayFixture> {
  const channel = { name: 'shown', handle: async () => undefined, deliver: () => {}, signal: (_tenant: string, _head: unknown, signal: Signal) => void shown.push(signal) };
  const fixture = await createGatewayFixture({ channels: [channel] });
  fixtures.push(fixture);
  return fixture;
}

const write = (fixture: GatewayFixture): Promise<ConversationEvent> => fixture.write('t', 'Hello', { channel: 'shown' });

async function take(socket: FakeSocket, conversationId: string): Promise<void> {
  socket.say({ type: 'command', command: { id: 'k', name: 'take-over', conversationId, seenTerm: 0 } });
  await socket.until(() => socket.of('result')[0]);
}

test("the customer's typing reaches those who have the conversation open, and nobody else", async () => {
  const fixture = await setUp();
  const { conversationId } = await write(fixture);
  const [viewer, reader, follower, other] = await Promise.all([
    fixture.connect('viewer'),
    fixture.connect('reader'),
    fixture.connect('follower', { topics: { alerts: false, conversations: [conversationId] } }),
    fixture.connect('other'),
  ]);
  viewer.say({ type: 'signal', signal: 'viewing', conversationId, isActive: true });
  reader.say({ type: 'transcript', id: 'r', conversationId, before: null, limit: 10 });
  fixture.sink.typing('default', conversationId, true);
  const expected = { type: 'signal', signal: 'typing', conversationId, from: { kind: 'customer', id: conversationId, name: '' }, isActive: true };
  for (const socket of [viewer, reader, follower]) expect(socket.of('signal').at(-1)).toEqual(expected);
  expect(other.of('signal')).toEqual([]);
});

test("an agent's typing reaches the customer only while that agent is the operator, and colleagues who look on", async () => {
  const fixture = await setUp();
  const { conversationId } = await write(fixture);
  const ana = await fixture.connect('ana');
  const ben = await fixture.connect('ben');
  ben.say({ type: 'signal', signal: 'viewing', conversationId, isActive: true });
  ana.say({ type: 'signal', signal: 'typing', conversationId, isActive: true });
  expect(shown).toEqual([]);
  await take(ana, conversationId);
  ana.say({ type: 'signal', signal: 'typing', conversationId, isActive: true });
  ben.say({ type: 'signal', signal: 'typing', conversationId, isActive: true });
  expect(shown.map(({ from, isActive }) => `${from.id} ${String(isActive)}`)).toEqual(['ana true']);
  expect(ben.of('signal').map(({ from }) => from.id)).toEqual(['ana', 'ana']);
});

test('who goes while typing types no longer', async () => {
  const fixture = await setUp();
  const { conversationId } = await write(fixture);
  const ana = await fixture.connect('ana');
  await take(ana, conversationId);
  ana.say({ type: 'signal', signal: 'typing', conversationId, isActive: true });
  ana.drop();
  expect(shown.map(({ isActive }) => isActive)).toEqual([true, false]);
});

test('the first look in each term is recorded, once', async () => {
  const fixture = await setUp();
  const { conversationId } = await write(fixture);
  const ana = await fixture.connect('ana');
  const ben = await fixture.connect('ben');
  const look = async (socket: FakeSocket): Promise<void> => {
    socket.say({ type: 'signal', signal: 'viewing', conversationId, isActive: true });
    await fixture.runtime.advance(0);
  };
  await look(ana);
  await look(ben);
  await take(ben, conversationId);
  await look(ana);
  const views = (await fixture.events(conversationId)).filter(({ type }) => type === 'conversation-viewed');
  expect(views).toMatchObject([
    { by: { id: 'ana' }, term: 0 },
    { by: { id: 'ana' }, term: 1 },
  ]);
});

test('outside the scope nothing is passed in either direction', async () => {
  const fixture = await setUp();
  const { conversationId } = await write(fixture);
  const ana = await fixture.connect('ana', { bots: ['shop'] });
  ana.say({ type: 'signal', signal: 'viewing', conversationId, isActive: true });
  ana.say({ type: 'transcript', id: 'r', conversationId, before: null, limit: 10 });
  fixture.sink.typing('default', conversationId, true);
  await fixture.runtime.advance(0);
  expect(ana.of('signal')).toEqual([]);
  expect((await fixture.events(conversationId)).some(({ type }) => type === 'conversation-viewed')).toBe(false);
});

test('a client shows as many conversations as it may follow; of those it left long ago it hears no more', async () => {
  const fixture = await setUp();
  const { conversationId } = await write(fixture);
  const ana = await fixture.connect('ana');
  const read = (id: string): void => ana.say({ type: 'transcript', id, conversationId: id, before: null, limit: 1 });
  read(conversationId);
  for (let count = 0; count < 199; count += 1) read(`c${String(count)}`);
  fixture.sink.typing('default', conversationId, true);
  expect(ana.of('signal')).toHaveLength(1);
  read('one-more');
  fixture.sink.typing('default', conversationId, true);
  expect(ana.of('signal')).toHaveLength(1);
  await fixture.runtime.advance(0);
});
