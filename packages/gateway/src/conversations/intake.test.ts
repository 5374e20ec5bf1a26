import { afterEach, describe, expect, test } from 'vitest';
import type { GatewayFixture, GatewayFixtureOptions } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';
import { createIntake } from './intake.js';
import { createProjection } from './projection.js';

const fixtures: GatewayFixture[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

async function setUp(options: GatewayFixtureOptions = {}): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture(options);
  fixtures.push(fixture);
  return fixture;
}

const opening = { tenant: 'default', botId: 'bank', channel: 'test', thread: 't', contact: { verified: false } } as const;

test('the first message of a thread starts a conversation, later ones join it', async () => {
  const fixture = await setUp();
  const first = await fixture.write('t', 'Hello');
  const second = await fixture.write('t', 'Anyone?');
  expect([first.seq, second.seq]).toEqual([2, 3]);
  expect(second.conversationId).toBe(first.conversationId);
  expect((await fixture.events(first.conversationId))[0]).toMatchObject({ type: 'conversation-started', bot: { id: 'bank', name: 'Bank Bot' }, thread: 't', channel: 'test' });
});

test('a message that comes twice is stored once, and both get its place', async () => {
  const fixture = await setUp();
  const [one, two] = await Promise.all([fixture.write('t', 'Hello', { messageId: 'm' }), fixture.write('t', 'Hello', { messageId: 'm' })]);
  expect(one).toEqual(two);
  expect(await fixture.events(one.conversationId)).toHaveLength(2);
});

test('many messages at once, on two nodes, start one conversation', async () => {
  const fixture = await setUp();
  const projection = createProjection(fixture.store, fixture.runtime);
  const other = createIntake({ ...fixture, projection, findBot: () => fixture.config.bots[0], messageLengthLimit: () => 4000, attachments: { isOf: () => true, limits: fixture.config.attachments }, onTyping: () => {} });
  const writes = Array.from({ length: 50 }, (_, index) =>
    (index % 2 === 0 ? fixture.sink : other).message({ ...opening, messageId: `m${index}`, text: 'Hello' }),
  );
  const ids = new Set((await Promise.all(writes)).map(({ conversationId }) => conversationId));
  expect(ids.size).toBe(1);
  expect(await fixture.store.threadConversations('default', 't')).toHaveLength(1);
  expect(await fixture.store.read('default', [...ids][0] ?? '', 0)).toHaveLength(51);
  await projection.stop();
});

describe('after the end of a conversation', () => {
  test('a message of it that is repeated once the next has begun stays where it is', async () => {
    const fixture = await setUp();
    const first = await fixture.write('t', 'Hello', { messageId: 'm1' });
    await fixture.gateway.projection.append('default', first.conversationId, [{ type: 'conversation-closed', id: 'c', why: 'closed-by-agent' }]);
    const second = await fixture.write('t', 'Hello again');
    expect(await fixture.write('t', 'Hello', { messageId: 'm1' })).toEqual(first);
    expect(await fixture.events(second.conversationId)).toHaveLength(2);
  });

  test('the next message opens another', async () => {
    const fixture = await setUp();
    const first = await fixture.write('t', 'Hello');
    await fixture.gateway.projection.append('default', first.conversationId, [{ type: 'conversation-closed', id: 'c', why: 'closed-by-agent' }]);
    const second = await fixture.write('t', 'Hello again');
    expect(second.conversationId).not.toBe(first.conversationId);
    expect(await fixture.store.threadConversations('default', 't')).toEqual([first.conversationId, second.conversationId]);
  });

  test('a message that was on its way when it closed opens another, and is not lost', async () => {
    const fixture = await setUp();
    const first = await fixture.write('t', 'Hello');
    const append = fixture.store.append.bind(fixture.store);
    fixture.store.append = async (tenant, conversationId, events, expectations) => {
      fixture.store.append = append;
      await append(tenant, first.conversationId, [{ type: 'conversation-closed', id: 'c', why: 'closed-by-agent' }]);
      return append(tenant, conversationId, events, expectations);
    };
    const second = await fixture.write('t', 'Just in time');
    expect(second.conversationId).not.toBe(first.conversationId);
    expect(fixture.gateway.projection.head('default', second.conversationId)).toMatchObject({ lastCustomerText: 'Just in time', closed: null });
    expect((await fixture.events(first.conversationId)).at(-1)?.type).toBe('conversation-closed');
    expect(fixture.delivered.filter((event) => event.type === 'message-sent' && event.text === 'Just in time')).toHaveLength(1);
  });

  test('a message that was stored before, and comes again because its answer was lost, keeps its place', async () => {
    const fixture = await setUp();
    const first = await fixture.write('t', 'Hello', { messageId: 'm' });
    await fixture.gateway.projection.append('default', first.conversationId, [{ type: 'conversation-closed', id: 'c', why: 'closed-by-agent' }]);
    expect(await fixture.write('t', 'Hello', { messageId: 'm' })).toEqual(first);
    expect(await fixture.store.threadConversations('default', 't')).toEqual([first.conversationId]);
  });

  test('silence that nobody swept up yet ends it before the next message', async () => {
    const fixture = await setUp();
    const first = await fixture.write('t', 'Hello');
    await fixture.stop();
    await fixture.runtime.advance(25 * 60 * 60_000);
    const second = await fixture.write('t', 'Hello again');
    expect(second.conversationId).not.toBe(first.conversationId);
    expect((await fixture.events(first.conversationId)).at(-1)).toMatchObject({ type: 'conversation-closed', why: 'timed-out' });
  });
});

test('a name that becomes known later is kept', async () => {
  const fixture = await setUp();
  const { conversationId } = await fixture.write('t', 'Hello');
  await fixture.write('t', 'It is me', { contact: { name: 'Mia', verified: false } });
  await fixture.write('t', 'Still me', { contact: { name: 'Mia', verified: false } });
  expect(fixture.gateway.projection.head('default', conversationId)?.contact.name).toBe('Mia');
  expect((await fixture.events(conversationId)).filter(({ type }) => type === 'attributes-changed')).toHaveLength(1);
});

describe('what is refused', () => {
  const rows = [
    ['a message over the limit, which it tells', { text: 'x'.repeat(4001) }, 'message-too-large', /4000/],
    ['an empty message', { text: ' \n' }, 'message-empty', /empty/],
    ['a bot that is not there', { botId: 'nobody' }, 'bad-request', /nobody/],
    ["a bot of another tenant's", { botId: 'elsewhere' }, 'bad-request', /elsewhere/],
  ] as const;
  test.each(rows)('%s', async (_title, change, code, message) => {
    const fixture = await setUp();
    const writing = fixture.sink.message({ ...opening, messageId: 'm', text: 'Hello', ...change });
    await expect(writing).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(await fixture.store.threadConversations('default', 't')).toEqual([]);
  });

  test('leaving a conversation that is not there', async () => {
    const fixture = await setUp();
    await expect(fixture.sink.left('default', 'no-such', 'ended')).rejects.toMatchObject({ code: 'conversation-unknown' });
  });
});

test('leaving and returning are recorded once each', async () => {
  const fixture = await setUp();
  const { id } = await fixture.sink.start(opening);
  await Promise.all([fixture.sink.left('default', id, 'connection-lost'), fixture.sink.left('default', id, 'connection-lost')]);
  await fixture.sink.returned('default', id);
  await fixture.sink.returned('default', id);
  await fixture.sink.left('default', id, 'ended');
  await fixture.sink.left('default', id, 'connection-lost');
  expect((await fixture.events(id)).slice(1).map(({ type }) => type)).toEqual(['customer-left', 'customer-returned', 'customer-left']);
});

test('a customer who ends the chat in the instant in which the connection is lost has ended it', async () => {
  const fixture = await setUp();
  const { id } = await fixture.sink.start(opening);
  await Promise.all([fixture.sink.left('default', id, 'connection-lost'), fixture.sink.left('default', id, 'ended')]);
  expect(fixture.gateway.projection.head('default', id)?.left?.why).toBe('ended');
});

test('a request for an agent that is made in the instant in which the customer ends the chat is withdrawn', async () => {
  const fixture = await setUp();
  const { id } = await fixture.sink.start(opening);
  const append = fixture.store.append.bind(fixture.store);
  fixture.store.append = async (tenant, conversationId, events, expectations) => {
    fixture.store.append = append;
    await append(tenant, id, [{ type: 'agent-requested', id: 'q', target: 'agents' }]);
    return append(tenant, conversationId, events, expectations);
  };
  await fixture.sink.left('default', id, 'ended');
  expect(fixture.gateway.projection.head('default', id)).toMatchObject({ request: null, left: { why: 'ended' } });
});

test('a message id of any kind is stored under an id that any store takes', async () => {
  const fixture = await setUp();
  for (const messageId of ['wamid.HBgL/+==', 'x'.repeat(400), 'line\nbreak', '🙂'])
    await fixture.write('t', 'Hello', { messageId });
  expect((await fixture.store.threadConversations('default', 't'))).toHaveLength(1);
});

test('a thread whose conversations have left the store begins anew under an id that none of them had', async () => {
  const fixture = await setUp();
  const first = await fixture.write('t', 'Hello');
  await fixture.gateway.projection.append('default', first.conversationId, [{ type: 'conversation-closed', id: 'c', why: 'closed-by-agent' }]);
  await fixture.runtime.advance(24 * 60 * 60_000);
  const now = fixture.store.now();
  await fixture.store.prune({ closedBefore: now - 24 * 60 * 60_000 + 1, auditBefore: 0, claimedBefore: 0, limit: 10 });
  expect(await fixture.store.threadConversations('default', 't')).toEqual([]);
  const second = await fixture.write('t', 'Hello again');
  expect(second.conversationId).not.toBe(first.conversationId);
});
