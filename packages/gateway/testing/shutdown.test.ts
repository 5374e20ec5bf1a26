/** How a gateway ends, as a process of its own. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeCodes } from '@live-takeover/sdk/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.js';
import type { GatewayProcess } from './live/gateway-process.js';
import { startGatewayProcess } from './live/gateway-process.js';
import { openLiveCustomer } from './live/live-customer.js';
import { tokenOf } from './live/live-gateway.js';
import { openRawSocket } from './live/raw-socket.js';

const secret = 'a-secret-of-at-least-thirty-two-characters';
const environment = { LIVE_TAKEOVER_SIGNING_SECRET: secret, LIVE_TAKEOVER_AGENT_SECRET: secret, LIVE_TAKEOVER_DIRECT_LINE_SECRET: secret };

let directory: string;
let database: string;
const ends: (() => void | Promise<void>)[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
  database = join(directory, 'store.sqlite');
});

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await rm(directory, { recursive: true });
});

async function start(drainMs: number, botUrl = 'http://127.0.0.1:9/'): Promise<GatewayProcess & { readonly at: string }> {
  const path = join(directory, 'live-takeover.json');
  const bots = [{ id: 'bank', name: 'Bank', protocol: 'webhook', url: botUrl, timeoutMs: 120_000 }];
  await writeFile(path, JSON.stringify({ listen: { port: 0 }, store: { sqlite: database }, drainMs, bots }));
  const gateway = startGatewayProcess(['--config', path], environment);
  ends.push(async () => {
    gateway.stop('SIGKILL');
    await gateway.ended;
  });
  return { ...gateway, at: await gateway.url };
}

async function signIn(at: string, agentId: string): Promise<Awaited<ReturnType<typeof openRawSocket>>> {
  const { token } = await tokenOf(agentId, secret);
  const socket = await openRawSocket(at);
  ends.push(() => socket.close());
  socket.say(JSON.stringify({ type: 'hello', token, topics: { alerts: true, conversations: 'all' }, clientId: agentId }));
  await socket.frame(({ type }) => type === 'snapshot');
  return socket;
}

/** A bot that takes every call and answers none. */
async function silentBot(): Promise<{ readonly url: string; readonly called: Promise<void> }> {
  let onCall = (): void => {};
  const called = new Promise<void>((resolve) => (onCall = resolve));
  const server: Server = createServer(() => onCall());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`, called };
}

/** A connection that sends so much and then neither reads nor ends. */
async function stuck(at: string, text: string, isAnswered: boolean): Promise<Socket> {
  const { hostname, port } = new URL(at);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.on('error', () => {});
  ends.push(() => void socket.destroy());
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  const answered = new Promise<void>((resolve) => socket.once('data', () => resolve()));
  socket.write(text);
  if (isAnswered) await answered;
  socket.pause();
  return socket;
}

const upgrade = [
  'GET /v1/agents HTTP/1.1',
  'Host: gateway.test',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: live-takeover.v1',
  '',
  '',
].join('\r\n');

/** Asks until it is so. */
async function notReady(at: string): Promise<void> {
  while ((await fetch(`${at}/readyz`)).status !== 503);
}

test('told to end, it first says that it is not ready, and serves on; then it sends its clients elsewhere and ends with 0', async () => {
  const gateway = await start(3_000);
  const ana = await signIn(gateway.at, 'ana');
  gateway.stop('SIGTERM');
  await notReady(gateway.at);
  const late = await signIn(gateway.at, 'ben');
  expect((await fetch(`${gateway.at}/healthz`)).status).toBe(200);
  for (const socket of [ana, late]) {
    const told = await socket.frame(({ type }) => type === 'reconnect');
    expect(told.type === 'reconnect' && told.afterMs).toEqual([0, 1_010]);
    expect(await socket.closed).toBe(closeCodes.draining.code);
  }
  expect(await gateway.ended).toBe(0);
});

test('it ends with 0 within ten seconds, whatever sockets, callers and bots do', async () => {
  const bot = await silentBot();
  const gateway = await start(1_000, bot.url);
  const customer = await openLiveCustomer(gateway.at, secret, async () => '');
  await customer.say('Is anyone there?');
  await bot.called;
  await stuck(gateway.at, upgrade, true);
  await stuck(gateway.at, 'POST /v1/commands HTTP/1.1\r\nHost: gateway.test\r\nContent-Length: 100\r\n\r\n{', false);
  const from = performance.now();
  gateway.stop('SIGTERM');
  expect(await gateway.ended).toBe(0);
  expect(performance.now() - from).toBeLessThan(10_000);
  expect(gateway.complained.some((line) => line.includes('"stopped"'))).toBe(true);

  // What was acknowledged is there, and nothing holds the file.
  const store = await openSqliteStore({ path: database });
  const { heads } = await store.heads({ activeSince: 0 });
  expect(heads.map(({ head }) => head.lastCustomerText)).toEqual(['Is anyone there?']);
  await store.close();
});

test('told twice, it ends at once', async () => {
  const gateway = await start(5_000);
  gateway.stop('SIGTERM');
  await notReady(gateway.at);
  const from = performance.now();
  gateway.stop('SIGTERM');
  expect(await gateway.ended).toBe(1);
  expect(performance.now() - from).toBeLessThan(3_000);
});
