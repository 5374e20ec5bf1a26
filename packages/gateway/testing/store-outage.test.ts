/** The store goes away while the gateway runs, and comes back. Our own connector is at the other end of the sockets. */
import type { ConnectionState, ConnectorScope } from '@live-takeover/sdk';
import { writable } from '@live-takeover/sdk';
import type { ConversationEvent } from '@live-takeover/sdk/core';
import { websocketConnector } from '@live-takeover/sdk/websocket';
import { afterEach, describe, expect, test } from 'vitest';
import type { EventStore } from '../src/store/event-store.js';
import { createFakeRuntime } from './fake-runtime.js';
import type { GatewayFixture } from './gateway-fixture.js';
import { createGatewayFixture, fixtureSecrets } from './gateway-fixture.js';
import type { MemoryLine } from './memory-line.js';
import { memoryLine } from './memory-line.js';
import { createMemoryStore } from './memory-store.js';
import { ignoringSink } from './torture/ignoring-sink.js';
import type { TroubledStore } from './troubled-store.js';
import { troubledStore } from './troubled-store.js';

const directLine = { current: 'direct-line-secret-of-thirty-two-chars' };
const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

interface Scene {
  readonly fixture: GatewayFixture;
  readonly troubled: TroubledStore;
  readonly line: MemoryLine;
  readonly states: readonly ConnectionState[];
  readonly events: readonly ConversationEvent[];
  /** Where the agent's client stands. */
  state(): string | undefined;
}

/** Ana's page is up to date. */
async function scene(change: (store: EventStore) => EventStore = (store) => store): Promise<Scene> {
  const runtime = createFakeRuntime();
  const troubled = troubledStore(change(createMemoryStore({ now: () => runtime.now() })));
  const fixture = await createGatewayFixture({ runtime, store: troubled.store, gateway: { secrets: { ...fixtureSecrets, directLine } } });
  const line = memoryLine(() => fixture.gateway);
  const states: ConnectionState[] = [];
  const events: ConversationEvent[] = [];
  const closing = new AbortController();
  ends.push(async () => {
    closing.abort();
    troubled.suffer('none');
    await fixture.stop();
  });
  const getToken = async () => ({ token: await fixture.token('ana'), expiresAt: runtime.now() + 900_000 });
  const connector = websocketConnector({ url: 'http://gateway.test/v1/agents', getToken, clock: runtime, random: () => 0.5, WebSocket: line.Socket });
  const sink = { ...ignoringSink, connection: (state: ConnectionState) => void states.push(state), events: (some: readonly ConversationEvent[]) => void events.push(...some) };
  connector.open(writable<ConnectorScope>({ alerts: true, conversations: 'all' }), sink, closing.signal);
  await runtime.advance(0);
  return { fixture, troubled, line, states, events, state: () => states.at(-1)?.state };
}

/** A call over HTTP, which may need time to pass before it is answered. */
async function call({ fixture }: Scene, path: string, bearer: string, body: unknown): Promise<{ readonly status: number; readonly headers: Headers; readonly body: Record<string, unknown> }> {
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
  const answer = fixture.gateway.fetch(new Request(`http://gateway.test${path}`, { method: 'POST', headers, body: JSON.stringify(body) }), {});
  await fixture.runtime.advance(30_000);
  const response = await answer;
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> };
}

describe.each(['fails', 'hangs'] as const)('a store that %s', (trouble) => {
  test('is said on open pages in time, on the socket they have, and all goes on by itself when it is back', async () => {
    const stage = await scene();
    const { fixture, troubled, line } = stage;
    expect(stage.state()).toBe('up-to-date');
    const goneAt = fixture.runtime.now();
    troubled.suffer(trouble);
    await fixture.runtime.advance(20_000);
    expect(stage.states.at(-1)).toMatchObject({ state: 'not-updating', retryAt: null, error: { code: 'store-unavailable' } });
    const since = stage.states.at(-1);
    expect(since?.state === 'not-updating' && since.since).toBeLessThanOrEqual(goneAt);
    await fixture.runtime.advance(120_000);
    expect(stage.state()).toBe('not-updating');
    troubled.suffer('none');
    await fixture.runtime.advance(6_000);
    expect(stage.state()).toBe('up-to-date');
    await fixture.write('t', 'Hello');
    await fixture.runtime.advance(0);
    expect(stage.events.at(-1)).toMatchObject({ text: 'Hello' });
    expect(line.ends).toHaveLength(1);
  });

  test('is said to pages that come meanwhile, whatever the gateway has in memory', async () => {
    const stage = await scene();
    stage.troubled.suffer(trouble);
    await stage.fixture.runtime.advance(20_000);
    const ben = await stage.fixture.connect('ben');
    await ben.until(() => ben.of('snapshot')[0]);
    expect(ben.of('ping')).toMatchObject([{ behindSince: expect.any(Number) }]);
    ben.say({ type: 'ping' });
    expect(ben.of('ping').every(({ behindSince }) => behindSince !== undefined)).toBe(true);
  });

  test('takes the gateway out of the balancer', async () => {
    const { fixture, troubled } = await scene();
    const ready = async (): Promise<number> => (await fixture.gateway.fetch(new Request('http://gateway.test/readyz'), {})).status;
    expect(await ready()).toBe(200);
    troubled.suffer(trouble);
    await fixture.runtime.advance(20_000);
    expect(await ready()).toBe(503);
    troubled.suffer('none');
    await fixture.runtime.advance(6_000);
    expect(await ready()).toBe(200);
  });

  test('makes commands fail with a word that says so, before clients give up; sent again they do what they should, once', async () => {
    const stage = await scene();
    const { fixture, troubled } = stage;
    const { conversationId } = await fixture.write('t', 'Hello');
    const ben = await fixture.connect('ben');
    const take = { id: 'k', name: 'take-over', conversationId, seenTerm: 0 } as const;
    troubled.suffer(trouble);
    ben.say({ type: 'command', command: take });
    await fixture.runtime.advance(15_000);
    expect(ben.of('result')).toMatchObject([{ id: 'k', ok: false, error: { code: 'store-unavailable', retry: true } }]);
    const overHttp = await call(stage, '/v1/commands', await fixture.token('ben'), take);
    expect(overHttp).toMatchObject({ status: 503, body: { error: { code: 'store-unavailable' } } });
    troubled.suffer('none');
    await fixture.runtime.advance(6_000);
    const again = await fixture.connect('ben');
    again.say({ type: 'command', command: take });
    await fixture.runtime.advance(0);
    expect(again.of('result')).toMatchObject([{ id: 'k', ok: true }]);
    expect((await fixture.events(conversationId)).filter(({ type }) => type === 'takeover-started')).toHaveLength(1);
  });

  test('makes posts of customers fail so that they are tried again, and stored once', async () => {
    const stage = await scene();
    const { token } = (await call(stage, '/v3/directline/tokens/generate', directLine.current, {})).body as { readonly token: string };
    const { conversationId: thread } = (await call(stage, '/v3/directline/conversations', token, {})).body as { readonly conversationId: string };
    const post = () =>
      call(stage, `/v3/directline/conversations/${thread}/activities`, token, { type: 'message', from: { id: 'c' }, text: 'My card is gone', localTimestamp: '2026-01-05T09:00:00.000Z', channelData: { clientActivityID: 'a' } });
    stage.troubled.suffer(trouble);
    const refused = await post();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
    stage.troubled.suffer('none');
    await stage.fixture.runtime.advance(6_000);
    expect([(await post()).status, (await post()).status]).toEqual([200, 200]);
    const ids = await stage.fixture.store.threadConversations('default', thread);
    const said = (await stage.fixture.events(ids.at(-1) ?? '')).filter((event) => event.type === 'message-sent' && event.from === 'customer');
    expect(said).toHaveLength(1);
  });

  test('costs no agent who is there the conversation', async () => {
    const stage = await scene();
    const { fixture, troubled } = stage;
    const { conversationId } = await fixture.write('t', 'Hello');
    const response = await call(stage, '/v1/commands', await fixture.token('ana'), { id: 'k', name: 'take-over', conversationId, seenTerm: 0 });
    expect(response.status).toBe(200);
    troubled.suffer(trouble);
    await fixture.runtime.advance(300_000);
    troubled.suffer('none');
    await fixture.runtime.advance(300_000);
    expect((await fixture.events(conversationId)).filter(({ type }) => type === 'takeover-ended')).toEqual([]);
    expect(stage.line.ends).toHaveLength(1);
  });
});

test('where there are other nodes, clients are sent to them when it lasts', async () => {
  const stage = await scene((store) => new Proxy(store, { get: (target, name) => (name === 'isShared' ? true : bound(target, name)) }));
  const { fixture, troubled, line } = stage;
  troubled.suffer('fails');
  await fixture.runtime.advance(40_000);
  expect(line.ends).toHaveLength(1);
  await fixture.runtime.advance(20_000);
  expect(line.ends[0]?.closedWith).toBe(4000);
  expect(line.ends.length).toBeGreaterThan(1);
  troubled.suffer('none');
  await fixture.runtime.advance(40_000);
  expect(stage.state()).toBe('up-to-date');
  const { length } = line.ends;
  await fixture.runtime.advance(120_000);
  expect(line.ends).toHaveLength(length);
});

test('a log that cannot be followed is told too, though everything is stored; and what was stored is answered', async () => {
  const runtime = createFakeRuntime();
  const troubled = troubledStore(createMemoryStore({ now: () => runtime.now() }), ['tail']);
  const fixture = await createGatewayFixture({ runtime, store: troubled.store });
  ends.push(() => fixture.stop());
  const { conversationId } = await fixture.write('t', 'Hello');
  const ana = await fixture.connect('ana');
  troubled.suffer('fails');
  ana.say({ type: 'command', command: { id: 'k', name: 'take-over', conversationId, seenTerm: 0 } });
  await runtime.advance(20_000);
  expect(ana.of('result')).toMatchObject([{ id: 'k', ok: true }]);
  expect(ana.of('ping').at(-1)?.behindSince).toBeDefined();
  troubled.suffer('none');
  await runtime.advance(8_000);
  expect(ana.of('ping').at(-1)?.behindSince).toBeUndefined();
  expect(ana.of('delta').flatMap(({ events }) => events.map(({ type }) => type))).toContain('takeover-started');
});

function bound(target: EventStore, name: string | symbol): unknown {
  const member: unknown = Reflect.get(target, name, target);
  return typeof member === 'function' ? (member.bind(target) as unknown) : member;
}
