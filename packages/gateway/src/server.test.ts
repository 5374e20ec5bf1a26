import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientFrame, ConversationEvent, ServerFrame } from '@live-takeover/sdk/core';
import { closeCodes, encodeFrame, subprotocol } from '@live-takeover/sdk/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { Channel } from './channels/channel.js';
import type { GatewayConfig } from './config/config.js';
import { loadConfig } from './config/load-config.js';
import { createLog } from './log.js';
import type { RunningServer, ServerOptions } from './server.js';
import { createNodeRuntime, startServer } from './server.js';
import type { EventStore } from './store/event-store.js';
import { openSqliteStore } from './store/sqlite/sqlite-store.js';
import { troubledStore } from '../testing/troubled-store.js';

let directory: string;
const servers: RunningServer[] = [];
const lines: string[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
  lines.length = 0;
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  await rm(directory, { recursive: true });
});

function config(extra: Readonly<Record<string, unknown>> = {}): GatewayConfig {
  const text = JSON.stringify({
    listen: { port: 0 },
    drainMs: 0,
    bots: [{ id: 'bank', name: 'Bank Bot', protocol: 'webhook', url: 'http://127.0.0.1:9/', agentRequests: 'agents' }],
    ...extra,
  });
  const loaded = loadConfig(text, { environment: {}, readFile: () => '', isDemo: true });
  if (!loaded.ok) throw new Error(loaded.mistakes.join('\n'));
  return loaded.config;
}

function setTimeoutOnce(delayMs: number, callback: () => void): () => void {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
}

async function start(extra?: Readonly<Record<string, unknown>>, options: Pick<ServerOptions, 'channels'> & { readonly store?: EventStore } = {}, schedule = setTimeoutOnce): Promise<RunningServer> {
  const store = options.store ?? (await openSqliteStore({ path: join(directory, 'store.sqlite') }));
  const runtime = { ...createNodeRuntime(createLog((line) => void lines.push(line), Date.now)), schedule };
  const server = await startServer({ config: config(extra), secrets: {}, runtime, demo: {}, ...options, store });
  servers.push(server);
  return server;
}

interface Client {
  readonly frames: readonly ServerFrame[];
  readonly closed: Promise<number>;
  say(frame: ClientFrame): void;
  sayBytes(bytes: Buffer): void;
  until(holds: (frames: readonly ServerFrame[]) => boolean): Promise<void>;
}

function open(server: RunningServer, options: { readonly origin?: string; readonly protocol?: string } = {}): Promise<Client> {
  const { origin, protocol = subprotocol } = options;
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/agents`, [protocol], origin === undefined ? {} : { origin });
  const frames: ServerFrame[] = [];
  const watchers = new Set<() => void>();
  socket.on('message', (data: Buffer) => {
    frames.push(JSON.parse(data.toString()) as ServerFrame);
    for (const watcher of [...watchers]) watcher();
  });
  const closed = new Promise<number>((resolve) => void socket.on('close', (code) => resolve(code)));
  const client: Client = {
    frames,
    closed,
    say: (frame) => socket.send(encodeFrame(frame)),
    sayBytes: (bytes) => socket.send(bytes),
    until: (holds) =>
      new Promise((resolve) => {
        const watcher = (): void => {
          if (!holds(frames)) return;
          watchers.delete(watcher);
          resolve();
        };
        watchers.add(watcher);
        watcher();
      }),
  };
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(client));
    socket.on('error', reject);
  });
}

async function signIn(server: RunningServer, agent: string): Promise<Client> {
  const { token } = (await (await fetch(`${server.url}/demo/agent-token?agent=${agent}`)).json()) as { readonly token: string };
  const client = await open(server);
  client.say({ type: 'hello', token, topics: { alerts: true, conversations: 'all' }, clientId: agent });
  await client.until((frames) => frames.some(({ type }) => type === 'snapshot'));
  return client;
}

interface Customer {
  readonly token: string;
  readonly conversationId: string;
  say(text: string): Promise<unknown>;
}

async function customer(server: RunningServer): Promise<Customer> {
  const call = async (path: string, token: string | undefined, body: unknown): Promise<Record<string, string>> => {
    const headers = { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    expect(response.ok, `${path}: ${String(response.status)}`).toBe(true);
    return (await response.json()) as Record<string, string>;
  };
  const { token = '' } = await call('/demo/direct-line-token', undefined, {});
  const { conversationId = '' } = await call('/v3/directline/conversations', token, {});
  const say = (text: string) => call(`/v3/directline/conversations/${conversationId}/activities`, token, { type: 'message', from: { id: 'c1' }, text });
  return { token, conversationId, say };
}

const writeAsCustomer = async (server: RunningServer, text: string) => (await customer(server)).say(text);

const eventsOf = (frames: readonly ServerFrame[]) => frames.flatMap((frame) => (frame.type === 'delta' ? frame.events : []));

test('what is sent after a frame that is being compressed stays behind it', async () => {
  const store = await openSqliteStore({ path: join(directory, 'store.sqlite') });
  for (let index = 0; index < 20; index += 1) await store.importConversation('default', [startOf(`c${index}`)]);
  const client = await signIn(await start({}, { store }), 'ana');
  await client.until((frames) => frames.some(({ type }) => type === 'presence'));
  const [snapshot] = client.frames.filter(({ type }) => type === 'snapshot');
  expect(JSON.stringify(snapshot).length).toBeGreaterThan(4096);
  expect(client.frames.map(({ type }) => type).slice(0, 3)).toEqual(['welcome', 'snapshot', 'presence']);
});

function startOf(conversationId: string): ConversationEvent {
  const about = { bot: { id: 'bank', name: 'Bank Bot' }, channel: 'web', contact: { verified: false }, attributes: {} };
  const at = Date.now();
  return { id: `${conversationId}:1`, conversationId, seq: 1, at, type: 'conversation-started', reference: conversationId, thread: conversationId, ...about };
}

test('a customer who writes over Direct Line reaches an agent on a real socket, who takes over and answers', async () => {
  const server = await start();
  const ana = await signIn(server, 'ana');
  await writeAsCustomer(server, 'Where is my card?');
  await ana.until((frames) => eventsOf(frames).some((event) => event.type === 'message-sent' && event.from === 'customer'));
  const conversationId = eventsOf(ana.frames)[0]?.conversationId ?? '';
  ana.say({ type: 'command', command: { id: 'k1', name: 'take-over', conversationId, seenTerm: 0 } });
  await ana.until((frames) => frames.some((frame) => frame.type === 'result' && frame.id === 'k1' && frame.ok));
  ana.say({ type: 'command', command: { id: 'k2', name: 'send', conversationId, term: 1, text: 'On its way.' } });
  await ana.until((frames) => eventsOf(frames).some((event) => event.type === 'message-sent' && event.from === 'agent'));
  ana.say({ type: 'transcript', id: 'r1', conversationId, before: null, limit: 50 });
  await ana.until((frames) => frames.some((frame) => frame.type === 'transcript-page' && frame.events.some(({ id }) => id === 'k2:0')));
  expect(lines.join('')).not.toMatch(/card|way|Ana/);
});

test('a gateway that is stopped sends its clients elsewhere, and the next one on the same file goes on where it was', async () => {
  const first = await start();
  const ana = await signIn(first, 'ana');
  await writeAsCustomer(first, 'Hello');
  await ana.until((frames) => eventsOf(frames).length >= 2);
  await first.stop();
  expect(await ana.closed).toBe(closeCodes.draining.code);
  expect(ana.frames.some(({ type }) => type === 'reconnect')).toBe(true);
  const last = ana.frames.filter((frame) => frame.type === 'delta').at(-1);

  const second = await start();
  const { token } = (await (await fetch(`${second.url}/demo/agent-token?agent=ana`)).json()) as { readonly token: string };
  const again = await open(second);
  again.say({ type: 'hello', token, topics: { alerts: true, conversations: 'all' }, clientId: 'ana', cursor: last?.cursor ?? '' });
  await writeAsCustomer(second, 'Hello again');
  await again.until((frames) => eventsOf(frames).some((event) => event.type === 'message-sent' && event.text === 'Hello again'));
  expect(again.frames[0]).toMatchObject({ type: 'welcome', resumed: true });
  expect(again.frames.some(({ type }) => type === 'snapshot')).toBe(false);
});

test('a page that is not allowed is told so on its socket', async () => {
  const server = await start({ origins: ['https://crm.example'] });
  const refused = await open(server, { origin: 'https://evil.example' });
  expect(await refused.closed).toBe(closeCodes['forbidden-origin'].code);
  expect(refused.frames).toMatchObject([{ type: 'error', error: { code: 'forbidden-origin' } }]);
  const allowed = await open(server, { origin: 'https://crm.example' });
  allowed.say({ type: 'hello', token: 'x', topics: { alerts: true, conversations: [] }, clientId: 'c' });
  expect(await allowed.closed).toBe(closeCodes.unauthorized.code);
});

test('binary frames and sockets at unknown paths are refused', async () => {
  const server = await start();
  const client = await open(server);
  client.sayBytes(Buffer.from([1, 2, 3]));
  expect(await client.closed).toBe(1003);
  const lost = new WebSocket(`${server.url.replace('http', 'ws')}/elsewhere`);
  const status = await new Promise((resolve) => void lost.on('unexpected-response', (_request, response) => resolve(response.statusCode)));
  expect(status).toBe(501);
});

test('a channel that trips over a socket ends that socket, and nothing else', async () => {
  const channel: Channel = {
    name: 'clumsy',
    handle: async () => undefined,
    acceptSocket: async (request) => (request.url.endsWith('/clumsy') ? () => { throw new Error('tripped'); } : undefined),
    deliver: () => {},
    signal: () => {},
  };
  const server = await start({}, { channels: () => [channel] });
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/clumsy`);
  const code = await new Promise((resolve) => socket.on('close', resolve).on('error', () => {}));
  expect(code).toBe(1006);
  expect(lines.filter((line) => line.includes('upgrade-failed'))).toHaveLength(1);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});

test.each([
  ['a socket whose other end is gone without a word is noticed, and ends', false],
  ['a socket whose other end is there stays, however silent', true],
])('%s', async (_title, autoPong) => {
  let ended = false;
  const beats: (() => void)[] = [];
  const channel: Channel = {
    name: 'quiet',
    handle: async () => undefined,
    acceptSocket: async (request) => (request.url.endsWith('/quiet') ? (socket) => socket.onClose(() => (ended = true)) : undefined),
    deliver: () => {},
    signal: () => {},
  };
  const server = await start({}, { channels: () => [channel] }, (delayMs, callback) => {
    if (delayMs !== 20_000) return setTimeoutOnce(delayMs, callback);
    beats.push(callback);
    return () => {};
  });
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/quiet`, { autoPong });
  await new Promise((resolve) => socket.once('open', resolve));
  for (let beat = 0; beat < 3 && !ended; beat += 1) {
    const pinged = new Promise((resolve) => socket.once('ping', resolve).once('close', resolve));
    beats.shift()?.();
    await pinged;
    // A pong is on its way behind the ping: a round trip later it has arrived.
    await fetch(`${server.url}/healthz`);
  }
  await vi.waitFor(() => expect(ended).toBe(!autoPong));
  socket.terminate();
});

test('a store that does not answer any more holds up the end for nine seconds, and no longer', async () => {
  const limits: (() => void)[] = [];
  const troubled = troubledStore(await openSqliteStore({ path: join(directory, 'store.sqlite') }), ['append']);
  const server = await start({}, { store: troubled.store }, (delayMs, callback) => {
    if (delayMs !== 9_000) return setTimeoutOnce(delayMs, callback);
    limits.push(callback);
    return () => {};
  });
  const ana = await signIn(server, 'ana');
  const { token, conversationId: thread } = await customer(server);
  troubled.suffer('hangs');
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const posted = fetch(`${server.url}/v3/directline/conversations/${thread}/activities`, { method: 'POST', headers, body: '{"type":"message","from":{"id":"c"},"text":"Hello"}' });
  posted.catch(() => {});
  await vi.waitFor(() => expect(troubled.hanging).toBeGreaterThan(0));
  const stopped = server.stop();
  expect(await ana.closed).toBe(closeCodes.draining.code);
  await vi.waitFor(() => expect(limits).toHaveLength(1));
  for (const reached of limits) reached();
  await stopped;
  await expect(posted).rejects.toThrow();
  expect(lines.filter((line) => line.includes('stopped-unfinished'))).toHaveLength(1);
  troubled.suffer('none');
  await troubled.store.close();
});

test('the same port twice is an error, and the store is let go', async () => {
  const server = await start();
  const port = Number(new URL(server.url).port);
  const store = await openSqliteStore({ path: join(directory, 'other.sqlite') });
  const runtime = createNodeRuntime(() => {});
  const starting = startServer({ config: config({ listen: { port } }), secrets: {}, store, runtime, demo: {} });
  await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const reopened = await openSqliteStore({ path: join(directory, 'other.sqlite') });
  await reopened.close();
});
