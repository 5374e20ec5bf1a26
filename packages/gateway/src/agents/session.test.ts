import type { ClientFrame } from '@live-takeover/sdk/core';
import { closeCodes } from '@live-takeover/sdk/core';
import { afterEach, describe, expect, test } from 'vitest';
import type { FakeSocket } from '../../testing/fake-socket.js';
import { createFakeSocket } from '../../testing/fake-socket.js';
import type { GatewayFixture, GatewayFixtureOptions } from '../../testing/gateway-fixture.js';
import { createGatewayFixture, everything } from '../../testing/gateway-fixture.js';

const fixtures: GatewayFixture[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

async function setUp(options: GatewayFixtureOptions = {}): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture(options);
  fixtures.push(fixture);
  return fixture;
}

function open(fixture: GatewayFixture): FakeSocket {
  const socket = createFakeSocket();
  fixture.gateway.acceptAgentSocket(socket);
  return socket;
}

const hello = (token: string): ClientFrame => ({ type: 'hello', token, topics: everything, clientId: 'tab' });

test('the welcome tells the time, the heartbeat, the agent, the rules of bots in scope and the limits', async () => {
  const fixture = await setUp();
  const socket = await fixture.connect('ana', { bots: ['bank'] });
  expect(socket.frames[0]).toMatchObject({
    type: 'welcome',
    serverTime: fixture.runtime.now(),
    heartbeatMs: 15_000,
    agent: { id: 'ana', name: 'Ana', role: 'agent' },
    limits: { messageLength: 4000, frameBytes: 262_144 },
    resumed: false,
  });
  expect(Object.keys(socket.of('welcome')[0]?.rules ?? {})).toEqual(['bank']);
});

describe('a socket is closed', () => {
  test('when nothing is said for 5 s', async () => {
    const fixture = await setUp();
    const socket = open(fixture);
    await fixture.runtime.advance(4_999);
    expect(socket.closed).toBeUndefined();
    await fixture.runtime.advance(1);
    expect(socket.closed).toEqual({ code: closeCodes['hello-timeout'].code, reason: 'hello-timeout' });
  });

  test('when another frame comes before hello, or hello twice', async () => {
    const fixture = await setUp();
    const early = open(fixture);
    early.say({ type: 'ping' });
    expect(early.closed?.code).toBe(closeCodes['state-invalid'].code);
    const twice = await fixture.connect('ana');
    twice.say(hello(await fixture.token('ana')));
    expect(twice.closed?.code).toBe(closeCodes['state-invalid'].code);
  });

  test.each([
    ['is not JSON', '{"type":'],
    ['has a field of the wrong kind', '{"type":"transcript","id":"r","conversationId":"c","before":"x","limit":5}'],
  ])('when a first frame %s', async (_title, text) => {
    const fixture = await setUp();
    const socket = open(fixture);
    socket.sayText(text);
    expect(socket.closed?.code).toBe(closeCodes['bad-frame'].code);
    expect(socket.of('error')).toMatchObject([{ error: { code: 'bad-frame' } }]);
    expect(fixture.runtime.lines.filter(({ event }) => event === 'agent-socket-closed')).toHaveLength(1);
  });

  test('when a frame is larger than the limit, and says the limit', async () => {
    const fixture = await setUp();
    const socket = await fixture.connect('ana');
    socket.sayText(`{"type":"pong","x":"${'x'.repeat(262_144)}"}`);
    expect(socket.closed?.code).toBe(closeCodes['too-large'].code);
    expect(socket.of('error')[0]?.error.message).toContain('262144');
  });

  test('when the token is refused, and says why', async () => {
    const fixture = await setUp();
    const socket = open(fixture);
    socket.say(hello('nonsense'));
    await socket.until(() => socket.closed);
    expect(socket.closed?.code).toBe(closeCodes.unauthorized.code);
    expect(socket.of('error')).toMatchObject([{ error: { code: 'unauthorized' } }]);
  });

  test('when nothing was heard for three heartbeats', async () => {
    const fixture = await setUp();
    const socket = await fixture.connect('ana');
    await fixture.runtime.advance(44_999);
    expect(socket.of('ping')).toHaveLength(2);
    expect(socket.closed).toBeUndefined();
    await fixture.runtime.advance(1);
    expect(socket.closed?.code).toBe(closeCodes['no-pong'].code);
  });

  test('when the client does not read what is sent', async () => {
    const fixture = await setUp();
    const socket = await fixture.connect('ana');
    socket.bufferedAmount = 17_000_000;
    await fixture.write('t', 'Hello');
    await fixture.runtime.advance(0);
    expect(socket.closed?.code).toBe(closeCodes['slow-consumer'].code);
  });

  test('when the client sends far too many frames', async () => {
    const fixture = await setUp();
    const socket = await fixture.connect('ana');
    for (let count = 0; count < 1100; count += 1) socket.say({ type: 'pong' });
    expect(socket.closed?.code).toBe(closeCodes['rate-limited'].code);
  });

  test('when the same client comes back on another socket', async () => {
    const fixture = await setUp();
    const first = await fixture.connect('ana', { clientId: 'tab-1' });
    const other = await fixture.connect('ana', { clientId: 'tab-2' });
    await fixture.connect('ana', { clientId: 'tab-1' });
    expect(first.closed?.code).toBe(closeCodes.replaced.code);
    expect(other.closed).toBeUndefined();
  });

  test('for one reason only, though two come due in the same instant', async () => {
    const fixture = await setUp();
    await fixture.connect('ana', { lifetimeMs: 45_000 });
    await fixture.runtime.advance(45_000);
    expect(fixture.runtime.lines.filter(({ event }) => event === 'agent-socket-closed')).toHaveLength(1);
  });

  test('when the gateway stops, after being sent elsewhere', async () => {
    const fixture = await createGatewayFixture();
    const socket = await fixture.connect('ana');
    await fixture.stop();
    expect(socket.of('reconnect')).toHaveLength(1);
    expect(socket.closed?.code).toBe(closeCodes.draining.code);
  });
});

describe('a token', () => {
  test('is asked for anew a minute before its end, and renewed on the same socket', async () => {
    const fixture = await setUp();
    const socket = await fixture.connect('ana', { lifetimeMs: 120_000 });
    const pong = async (seconds: number): Promise<void> => {
      for (let passed = 0; passed < seconds; passed += 10) {
        await fixture.runtime.advance(10_000);
        socket.say({ type: 'pong' });
      }
    };
    await pong(60);
    expect(socket.of('auth-expiring')).toHaveLength(1);
    socket.say({ type: 'auth', token: await fixture.token('ana') });
    await fixture.runtime.advance(1_000);
    await pong(100);
    expect(socket.closed).toBeUndefined();
  });

  test('that runs out ends the socket, with leave to come back', async () => {
    const fixture = await setUp();
    const socket = await fixture.connect('ana', { lifetimeMs: 20_000 });
    await fixture.runtime.advance(10_000);
    expect(socket.of('auth-expiring')).toHaveLength(1);
    await fixture.runtime.advance(10_000);
    expect(socket.closed?.code).toBe(closeCodes['token-expired'].code);
  });

  test('of someone else is no renewal', async () => {
    const fixture = await setUp();
    const socket = await fixture.connect('ana');
    socket.say({ type: 'auth', token: await fixture.token('ben') });
    await socket.until(() => socket.closed);
    expect(socket.closed?.code).toBe(closeCodes.unauthorized.code);
  });

  test('of another scope resets what the client knows', async () => {
    const fixture = await setUp();
    await fixture.write('t', 'Hello');
    await fixture.write('s', 'Hello', { botId: 'shop' });
    const socket = await fixture.connect('ana', { bots: ['bank'] });
    expect(socket.of('snapshot').at(-1)?.heads.map(({ bot }) => bot.id)).toEqual(['bank']);
    socket.say({ type: 'auth', token: await fixture.token('ana', { bots: ['shop'] }) });
    await socket.until(() => socket.of('snapshot').length === 2);
    expect(socket.of('reset')).toHaveLength(1);
    expect(socket.of('snapshot').at(-1)?.heads.map(({ bot }) => bot.id)).toEqual(['shop']);
    expect(Object.keys(socket.of('bot-rules-changed')[0]?.rules ?? {})).toEqual(['shop']);
  });
});

describe('requests', () => {
  test('a transcript comes in pages, oldest first, and says whether there is more', async () => {
    const fixture = await setUp();
    const socket = await fixture.connect('ana');
    const { conversationId } = await fixture.write('t', 'one');
    for (const text of ['two', 'three', 'four']) await fixture.write('t', text);
    socket.say({ type: 'transcript', id: 'r1', conversationId, before: null, limit: 2 });
    socket.say({ type: 'transcript', id: 'r2', conversationId, before: 4, limit: 500 });
    await socket.until(() => socket.of('transcript-page').length === 2);
    const pages = socket.of('transcript-page').map(({ id, events, hasMore }) => ({ id, seqs: events.map(({ seq }) => seq), hasMore }));
    expect(pages).toEqual([
      { id: 'r1', seqs: [4, 5], hasMore: true },
      { id: 'r2', seqs: [1, 2, 3], hasMore: false },
    ]);
  });

  test('a head is sent as it stands', async () => {
    const fixture = await setUp();
    const socket = await fixture.connect('ana');
    const { conversationId } = await fixture.write('t', 'one');
    socket.say({ type: 'head', id: 'r1', conversationId });
    await socket.until(() => socket.of('head')[0]);
    expect(socket.of('head')).toMatchObject([{ id: 'r1', head: { id: conversationId, seq: 2 } }]);
  });

  test.each(['transcript', 'head', 'command'] as const)('outside the scope a %s is answered as if nothing were there', async (type) => {
    const fixture = await setUp();
    const { conversationId } = await fixture.write('s', 'Hello', { botId: 'shop' });
    const other = await fixture.write('o', 'Hello', { botId: 'elsewhere', tenant: 'other' });
    const socket = await fixture.connect('ana', { bots: ['bank'] });
    const errors: unknown[] = [];
    for (const [index, id] of ['no-such', conversationId, other.conversationId].entries()) {
      if (type === 'command') socket.say({ type, command: { id: `k${index}`, name: 'take-over', conversationId: id, seenTerm: 0 } });
      else if (type === 'head') socket.say({ type, id: `r${index}`, conversationId: id });
      else socket.say({ type, id: `r${index}`, conversationId: id, before: null, limit: 10 });
      const failed = await socket.until(() => [...socket.of('request-failed'), ...socket.of('result')].at(index));
      errors.push('error' in failed ? failed.error : failed);
    }
    expect(new Set(errors.map((error) => JSON.stringify(error))).size).toBe(1);
    expect(errors[0]).toMatchObject({ code: 'conversation-unknown' });
  });

  test('a command that is not valid is answered, and the socket stays', async () => {
    const fixture = await setUp();
    const socket = await fixture.connect('ana');
    socket.sayText(JSON.stringify({ type: 'command', command: { id: 'k1', name: 'send', conversationId: 'c', term: 1, text: 'x'.repeat(4001) } }));
    socket.sayText(JSON.stringify({ type: 'command', command: { id: 'k2', name: 'explode' } }));
    expect(socket.of('result')).toMatchObject([
      { id: 'k1', ok: false, error: { code: 'message-too-large' } },
      { id: 'k2', ok: false, error: { code: 'bad-request' } },
    ]);
    expect(socket.closed).toBeUndefined();
  });

  test('frames of a later protocol are ignored', async () => {
    const fixture = await setUp();
    const socket = await fixture.connect('ana');
    socket.sayText('{"type":"dance"}');
    expect(socket.closed).toBeUndefined();
  });

  test('a ping is answered behind everything due before it', async () => {
    const fixture = await setUp();
    const socket = await fixture.connect('ana');
    const writing = fixture.write('t', 'Hello');
    await writing;
    socket.say({ type: 'ping' });
    expect(socket.frames.slice(-2).map(({ type }) => type)).toEqual(['delta', 'ping']);
  });
});

test('commands of one client take effect in the order in which it gave them', async () => {
  const fixture = await setUp();
  const socket = await fixture.connect('ana');
  const { conversationId } = await fixture.write('t', 'Hello');
  socket.say({ type: 'command', command: { id: 'take', name: 'take-over', conversationId, seenTerm: 0 } });
  for (const text of ['1', '2', '3']) socket.say({ type: 'command', command: { id: `s${text}`, name: 'send', conversationId, term: 1, text } });
  await socket.until(() => socket.of('result').length === 4);
  const events = await fixture.events(conversationId);
  expect(events.flatMap((event) => (event.type === 'message-sent' && event.from === 'agent' ? [event.text] : []))).toEqual(['1', '2', '3']);
  expect(socket.of('result').map((result) => result.ok)).toEqual([true, true, true, true]);
});

test('a command that is sent again has its first result, and no second effect, also after a restart', async () => {
  const before = await setUp();
  const first = await before.connect('ana');
  const { conversationId } = await before.write('t', 'Hello');
  const take = { type: 'command', command: { id: 'k', name: 'take-over', conversationId, seenTerm: 0 } } as const;
  const back = { type: 'command', command: { id: 'b', name: 'hand-back', conversationId, term: 1 } } as const;
  for (const frame of [take, back]) first.say(frame);
  await first.until(() => first.of('result').length === 2);
  await before.stop();
  const after = await setUp({ store: before.store, runtime: before.runtime });
  const second = await after.connect('ana');
  for (const frame of [take, back]) second.say(frame);
  await second.until(() => second.of('result').length === 2);
  expect(second.of('result')).toEqual(first.of('result'));
  const events = await after.events(conversationId);
  expect(events.filter(({ type }) => type === 'takeover-started')).toHaveLength(1);
  const ben = await after.connect('ben');
  ben.say(take);
  await ben.until(() => ben.of('result')[0]);
  expect(ben.of('result')).toMatchObject([{ ok: false, error: { code: 'command-reused' } }]);
});

test('a store that does not answer is said so, and the same command may be sent again', async () => {
  const fixture = await setUp();
  const socket = await fixture.connect('ana');
  const { conversationId } = await fixture.write('t', 'Hello');
  const append = fixture.store.append.bind(fixture.store);
  const { StoreError } = await import('../store/event-store.js');
  fixture.store.append = async (...args) => {
    await append(...args);
    throw new StoreError('unavailable', 'The answer was lost.');
  };
  const take = { type: 'command', command: { id: 'k', name: 'take-over', conversationId, seenTerm: 0 } } as const;
  socket.say(take);
  await socket.until(() => socket.of('result')[0]);
  expect(socket.of('result')).toMatchObject([{ ok: false, error: { code: 'store-unavailable', retry: true } }]);
  fixture.store.append = append;
  socket.say(take);
  await socket.until(() => socket.of('result')[1]);
  expect(socket.of('result')[1]).toMatchObject({ ok: true });
  const events = await fixture.events(conversationId);
  expect(events.filter(({ type }) => type === 'takeover-started')).toHaveLength(1);
});

test('colleagues see who comes, goes and what they chose', async () => {
  const fixture = await setUp();
  const ana = await fixture.connect('ana');
  const ben = await fixture.connect('ben');
  ben.say({ type: 'command', command: { id: 'k', name: 'set-availability', availability: 'lunch' } });
  await ben.until(() => ben.of('result')[0]);
  await fixture.runtime.advance(100);
  expect(ana.of('presence').at(-1)?.agents).toEqual([
    { id: 'ana', name: 'Ana', availability: 'online', isReachable: true, holding: 0 },
    { id: 'ben', name: 'Ben', availability: 'lunch', isReachable: true, holding: 0 },
  ]);
  ben.drop(1001);
  await fixture.runtime.advance(10_100);
  expect(ana.of('presence').at(-1)?.agents.find(({ id }) => id === 'ben')?.isReachable).toBe(false);
});

test('the goodbye of a page counts for the socket it had before, too', async () => {
  const fixture = await setUp();
  const ben = await fixture.connect('ben');
  await fixture.connect('ana');
  const again = await fixture.connect('ana');
  again.say({ type: 'bye' });
  again.drop(1001);
  await fixture.runtime.advance(10_100);
  expect(ben.of('presence').at(-1)?.agents.find(({ id }) => id === 'ana')?.isReachable).toBe(false);
});

test('whoever signs in, is alerted or commands leaves a line in the audit stream', async () => {
  const fixture = await setUp();
  const ana = await fixture.connect('ana');
  const { conversationId } = await fixture.write('t', 'Hello');
  ana.say({ type: 'command', command: { id: 'k', name: 'take-over', conversationId, seenTerm: 0 } });
  await ana.until(() => ana.of('result')[0]);
  await fixture.runtime.advance(0);
  const lines = await fixture.store.auditLog('default', { since: 0, limit: 10 });
  expect(lines.map(({ actor, action, subject }) => [actor, action, subject])).toEqual([
    ['ana', 'signed-in', 'ana'],
    ['ana', 'take-over', conversationId],
  ]);
});
