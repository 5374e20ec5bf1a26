import type { Conversation, ServerFrame } from '@live-takeover/sdk/core';
import { fold, snapshotPartSize } from '@live-takeover/sdk/core';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { createFakeRuntime, settled } from '../../testing/fake-runtime.js';
import type { FakeSocket } from '../../testing/fake-socket.js';
import { createFakeSocket } from '../../testing/fake-socket.js';
import type { GatewayFixture, GatewayFixtureOptions } from '../../testing/gateway-fixture.js';
import { createGatewayFixture, everything } from '../../testing/gateway-fixture.js';
import { createMemoryStore } from '../../testing/memory-store.js';

const fixtures: GatewayFixture[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

async function setUp(options: GatewayFixtureOptions = {}): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture(options);
  fixtures.push(fixture);
  return fixture;
}

/** The slow, obvious client: applies frames to the letter of the protocol, and complains about anything that does not fit. */
class ModelClient {
  heads = new Map<string, Conversation>();
  cursor: string | undefined;
  #read = 0;

  read(frames: readonly ServerFrame[]): void {
    for (const frame of frames.slice(this.#read)) this.#apply(frame);
    this.#read = frames.length;
  }

  reconnected(): void {
    this.#read = 0;
  }

  #apply(frame: ServerFrame): void {
    if (frame.type === 'snapshot') {
      if (frame.part === 1) this.heads = new Map();
      this.cursor = frame.cursor;
      for (const head of frame.heads) this.heads.set(head.id, head);
    }
    if (frame.type !== 'delta') return;
    expect(frame.prev).toBe(this.cursor);
    this.cursor = frame.cursor;
    for (const event of frame.events) {
      const head = this.heads.get(event.conversationId);
      if (head !== undefined && head.seq >= event.seq) continue;
      expect(event.seq).toBe((head?.seq ?? 0) + 1);
      this.heads.set(event.conversationId, fold(head, event));
    }
  }
}

const newestCursor = (socket: FakeSocket): string => {
  const frame = socket.frames.filter(({ type }) => type === 'delta' || type === 'snapshot').at(-1);
  return frame !== undefined && 'cursor' in frame ? frame.cursor : '';
};
const types = (socket: FakeSocket): readonly string[] => socket.frames.map(({ type }) => type).filter((type) => type !== 'presence' && type !== 'ping');

describe('a snapshot', () => {
  test('holds what is in scope and on the page, most urgent first', async () => {
    const fixture = await setUp();
    const write = async (thread: string, botId = 'bank'): Promise<string> => (await fixture.write(thread, 'Hello', { botId })).conversationId;
    const silent = await write('silent');
    await fixture.runtime.advance(6 * 60_000);
    const live = await write('live');
    const asked = await write('asked');
    const held = await write('held');
    const action = await write('action');
    await write('elsewhere', 'shop');
    const closed = await write('closed');
    const { projection } = fixture.gateway;
    await projection.append('default', asked, [{ type: 'agent-requested', id: 'r', target: 'agents' }]);
    await projection.append('default', held, [{ type: 'takeover-started', id: 't', operator: { kind: 'agent', id: 'zoe', name: 'Zoe' }, term: 1 }]);
    await projection.append('default', action, [{ type: 'bot-failed', id: 'f', problem: 'unreachable' }]);
    await projection.append('default', closed, [{ type: 'conversation-closed', id: 'c', why: 'ended' }]);
    const socket = await fixture.connect('ana', { bots: ['bank'] });
    expect(socket.of('snapshot').flatMap(({ heads }) => heads.map(({ id }) => id))).toEqual([asked, held, action, live, silent]);
  });

  test('comes in parts of at most a thousand heads, none twice, and deltas wait for the last', async () => {
    const fixture = await setUp();
    const count = 2 * snapshotPartSize + 1;
    await Promise.all(Array.from({ length: count }, (_, index) => fixture.write(`t${index}`, 'Hello')));
    const socket = createFakeSocket();
    socket.bufferedAmount = 2_000_000;
    fixture.gateway.acceptAgentSocket(socket);
    socket.say({ type: 'hello', token: await fixture.token('ana'), topics: everything, clientId: 'tab' });
    await socket.until(() => socket.of('welcome')[0]);
    const parts = (): readonly number[] => socket.of('snapshot').map(({ part }) => part);
    expect(parts()).toEqual([1]);
    await fixture.write('late', 'Hello');
    await fixture.runtime.advance(100);
    expect(types(socket).includes('delta')).toBe(false);
    socket.bufferedAmount = 0;
    await fixture.runtime.advance(100);
    expect(parts()).toEqual([1, 2, 3]);
    const sizes = socket.of('snapshot').map(({ heads }) => heads.length);
    expect(sizes).toEqual([snapshotPartSize, snapshotPartSize, 1]);
    const client = new ModelClient();
    client.read(socket.frames);
    expect(client.heads.size).toBe(count + 1);
  });

  test('is sent for named conversations wherever they are, closed ones too, and for nothing else', async () => {
    const fixture = await setUp();
    const { conversationId } = await fixture.write('t', 'Hello');
    await fixture.gateway.projection.append('default', conversationId, [{ type: 'conversation-closed', id: 'c', why: 'ended' }]);
    await fixture.write('u', 'Hello');
    await fixture.runtime.advance(20 * 60_000);
    await fixture.write('v', 'Hello');
    const socket = await fixture.connect('ana', { topics: { alerts: false, conversations: [conversationId, 'no-such'] } });
    await socket.until(() => socket.of('snapshot')[0]);
    expect(socket.of('snapshot').flatMap(({ heads }) => heads.map(({ id }) => id))).toEqual([conversationId]);
    await fixture.write('w', 'Hello');
    expect(socket.of('delta')).toEqual([]);
  });

  test('is not sent to who follows no conversation, until they do', async () => {
    const fixture = await setUp();
    await fixture.write('t', 'Hello');
    const socket = await fixture.connect('ana', { topics: { alerts: true, conversations: [] } });
    await fixture.write('u', 'Hello');
    expect(types(socket)).toEqual(['welcome']);
    socket.say({ type: 'subscribe', topics: { alerts: true, conversations: 'all' } });
    await settled();
    expect(socket.of('snapshot').flatMap(({ heads }) => heads)).toHaveLength(2);
  });

  test('is shared by those who come at about the same time, and each of them misses nothing', async () => {
    const fixture = await setUp();
    await fixture.write('t', 'Hello');
    const first = await fixture.connect('ana');
    await fixture.write('u', 'Hello');
    const second = await fixture.connect('ben');
    await settled();
    expect(second.of('snapshot')[0]?.cursor).toBe(first.of('snapshot')[0]?.cursor);
    for (const socket of [first, second]) {
      const client = new ModelClient();
      client.read(socket.frames);
      expect(client.heads.size).toBe(2);
    }
  });
});

describe('a client that comes back with its cursor', () => {
  test('gets exactly what it missed, and no snapshot', async () => {
    const fixture = await setUp();
    await fixture.write('t', 'one');
    const stays = await fixture.connect('ben');
    const first = await fixture.connect('ana');
    await fixture.write('t', 'two');
    first.drop();
    await fixture.write('t', 'three');
    const second = await fixture.connect('ana', { cursor: newestCursor(first) });
    await fixture.write('t', 'four');
    expect(second.of('welcome')[0]?.resumed).toBe(true);
    expect(types(second)).toEqual(['welcome', 'delta', 'delta']);
    expect(second.of('delta').flatMap(({ events }) => events.map(({ seq }) => seq))).toEqual([4, 5]);
    expect(second.of('delta')).toEqual(stays.of('delta').slice(-2));
  });

  test('does so after a restart too, from the log', async () => {
    const before = await setUp();
    const first = await before.connect('ana', { bots: ['bank'] });
    await before.write('t', 'one');
    const cursor = newestCursor(first);
    await before.write('t', 'two');
    await before.write('s', 'not in scope', { botId: 'shop' });
    await before.stop();
    const after = await setUp({ store: before.store, runtime: before.runtime });
    const second = await after.connect('ana', { bots: ['bank'], cursor });
    second.say({ type: 'ping' });
    await after.write('u', 'three');
    await second.until(() => second.of('delta').length >= 3);
    expect(types(second)[0]).toBe('welcome');
    expect(second.of('snapshot')).toEqual([]);
    const texts = second.of('delta').flatMap(({ events }) => events.flatMap((event) => (event.type === 'message-sent' ? [event.text] : [])));
    expect(texts).toEqual(['two', 'three']);
    // Up to date only once what was missed has been sent.
    expect(second.frames.findIndex(({ type }) => type === 'ping')).toBeGreaterThan(second.frames.findIndex(({ type }) => type === 'delta'));
    const client = new ModelClient();
    client.cursor = cursor;
    client.heads = new Map([...after.gateway.projection.heads('default')].map((head) => [head.id, head]));
    client.read(second.frames);
  });

  test.each([
    ['of another store', async () => ({ store: createMemoryStore({ now: createFakeRuntime().now }) })],
    ['of another scope', async () => ({})],
    ['from the future', async () => ({})],
    ['that is none', async () => ({})],
  ])('%s is told to start over', async (title, options) => {
    const before = await setUp();
    await before.write('t', 'one');
    const first = await before.connect('ana');
    const cursor = newestCursor(first);
    const after = await setUp({ store: before.store, runtime: before.runtime, ...(await options()) });
    const changed = title === 'from the future' ? cursor.replace(/\.[^.]+$/, '.zz') : title === 'that is none' ? 'x' : cursor;
    const second = await after.connect('ana', { cursor: changed, ...(title === 'of another scope' ? { bots: ['bank'] } : {}) });
    expect(second.of('welcome')[0]?.resumed).toBe(false);
    expect(types(second)).toEqual(['welcome', 'reset', 'snapshot']);
  });

  test('is told to start over when what it missed can no longer be read', async () => {
    const before = await setUp();
    const first = await before.connect('ana');
    const cursor = newestCursor(first);
    await before.write('t', 'one');
    await before.stop();
    const after = await setUp({ store: before.store, runtime: before.runtime });
    after.store.tail = () => {
      throw new Error('gone');
    };
    const second = await after.connect('ana', { cursor });
    await second.until(() => second.of('snapshot')[0]);
    expect(types(second)).toEqual(['welcome', 'reset', 'snapshot']);
    expect(second.of('snapshot').flatMap(({ heads }) => heads)).toHaveLength(1);
  });
});

test('a delta is encoded once for everyone of the same scope, and holds nothing from outside it', async () => {
  const fixture = await setUp();
  const texts = new Map<string, string[]>();
  for (const [agent, bots] of [['ana', ['bank']], ['ben', ['bank']], ['cem', ['shop']]] as const) {
    const socket = await fixture.connect(agent, { bots });
    const sent: string[] = [];
    texts.set(agent, sent);
    const { send } = socket;
    socket.send = (text) => {
      if (text.includes('"delta"')) sent.push(text);
      send(text);
    };
  }
  await fixture.write('t', 'Hello');
  await fixture.write('s', 'Hello', { botId: 'shop' });
  expect(texts.get('ana')).toHaveLength(2);
  expect(texts.get('ana')).toEqual(texts.get('ben'));
  expect(texts.get('cem')?.join('')).not.toContain('"bank"');
});

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ does: fc.constant('write' as const), thread: fc.integer({ min: 0, max: 4 }) }) },
    { weight: 2, arbitrary: fc.record({ does: fc.constant('drop' as const), client: fc.integer({ min: 0, max: 2 }) }) },
    { weight: 3, arbitrary: fc.record({ does: fc.constant('connect' as const), client: fc.integer({ min: 0, max: 2 }) }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('restart' as const) }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('close' as const), thread: fc.integer({ min: 0, max: 4 }) }) },
  ),
  { maxLength: 40 },
);

test('whatever drops, reconnects and restarts there are, every client ends with exactly what the log says', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const runtime = createFakeRuntime();
      const store = createMemoryStore({ now: () => runtime.now() });
      let fixture = await createGatewayFixture({ store, runtime });
      const clients = [0, 1, 2].map(() => ({ model: new ModelClient(), socket: undefined as FakeSocket | undefined }));
      const connect = async (index: number): Promise<void> => {
        const client = clients[index];
        if (client === undefined || client.socket !== undefined) return;
        client.model.reconnected();
        client.socket = await fixture.connect(`agent-${index}`, client.model.cursor === undefined ? {} : { cursor: client.model.cursor });
      };
      const leave = (client: (typeof clients)[number]): void => {
        client.model.read(client.socket?.frames ?? []);
        client.socket?.drop();
        client.socket = undefined;
      };
      const last = new Map<number, string>();
      for (const step of script) {
        if (step.does === 'write') last.set(step.thread, (await fixture.write(`t${step.thread}`, 'Hello', { messageId: runtime.newId() })).conversationId);
        if (step.does === 'connect') await connect(step.client);
        if (step.does === 'drop') for (const client of clients.slice(step.client, step.client + 1)) leave(client);
        if (step.does === 'close') {
          const id = last.get(step.thread);
          if (id !== undefined) await fixture.gateway.projection.append('default', id, [{ type: 'conversation-closed', id: 'closed', why: 'ended' }]);
        }
        if (step.does === 'restart') {
          for (const client of clients) leave(client);
          await fixture.stop();
          fixture = await createGatewayFixture({ store, runtime });
        }
      }
      for (const index of [0, 1, 2]) await connect(index);
      await runtime.advance(0);
      const open = [...fixture.gateway.projection.heads('default')].filter(({ closed }) => closed === null);
      for (const { model, socket } of clients) {
        model.read(socket?.frames ?? []);
        for (const head of open) expect(model.heads.get(head.id)).toEqual(head);
        expect([...model.heads.values()].filter(({ closed }) => closed === null)).toHaveLength(open.length);
      }
      await fixture.stop();
    }),
    { numRuns: 40 },
  );
});
