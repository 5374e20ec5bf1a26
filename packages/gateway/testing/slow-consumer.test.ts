/** A client that does not read, on a real socket. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerFrame } from '@live-takeover/sdk/core';
import { closeCodes, encodeFrame, subprotocol } from '@live-takeover/sdk/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { ChannelSink } from '../src/channels/channel.js';
import { loadConfig } from '../src/config/load-config.js';
import { createLog } from '../src/log.js';
import type { RunningServer } from '../src/server.js';
import { createNodeRuntime, startServer } from '../src/server.js';
import { createMemoryStore } from './memory-store.js';
import { tokenOf } from './live/live-gateway.js';

const secret = 'a-secret-of-at-least-thirty-two-characters';
const messageLength = 65_536;

let server: RunningServer;
let sink: ChannelSink;
const lines: string[] = [];
const sockets: WebSocket[] = [];
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
  const text = JSON.stringify({
    listen: { port: 0 },
    drainMs: 0,
    limits: { messageLength },
    attachments: { directory },
    bots: [{ id: 'bank', name: 'Bank', protocol: 'webhook', url: 'http://127.0.0.1:9/', agentRequests: 'off' }],
  });
  const loaded = loadConfig(text, { environment: {}, readFile: () => '', isDemo: true });
  if (!loaded.ok) throw new Error(loaded.mistakes.join('\n'));
  server = await startServer({
    config: loaded.config,
    secrets: { signing: { current: secret }, agent: { current: secret } },
    store: createMemoryStore({ now: Date.now }),
    runtime: createNodeRuntime(createLog((line) => void lines.push(line), Date.now)),
    channels: (given) => {
      sink = given;
      return [];
    },
  });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await server.stop();
  await rm(directory, { recursive: true });
});

interface Reader {
  readonly socket: WebSocket;
  /** Characters that came. */
  length: number;
  readonly closed: Promise<number>;
  /** Resolves when so many messages of customers came. */
  messages(count: number): Promise<void>;
}

async function follow(agentId: string): Promise<Reader> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/agents`, [subprotocol]);
  sockets.push(socket);
  let count = 0;
  let onChange = (): void => {};
  const reader: Reader = {
    socket,
    length: 0,
    closed: new Promise((resolve) => void socket.on('close', (code) => resolve(code))),
    messages: (wanted) =>
      new Promise((resolve) => {
        onChange = () => count >= wanted && resolve();
        onChange();
      }),
  };
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const { token } = await tokenOf(agentId, secret);
  const isThere = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      reader.length += text.length;
      const frame = JSON.parse(text) as ServerFrame;
      if (frame.type === 'snapshot') resolve();
      if (frame.type !== 'delta') return;
      count += frame.events.filter((event) => event.type === 'message-sent' && event.from === 'customer').length;
      onChange();
    });
  });
  socket.send(encodeFrame({ type: 'hello', token, topics: { alerts: true, conversations: 'all' }, clientId: agentId }));
  await isThere;
  return reader;
}

test('it is cut off after what it may have coming, and told so; who reads misses nothing', async () => {
  const reading = await follow('ana');
  const stuck = await follow('ben');
  stuck.socket.pause();
  const count = 1_000;
  const contact = { verified: false };
  for (let index = 0; index < count; index += 1) {
    const text = String(index).padEnd(messageLength, 'x');
    await sink.message({ tenant: 'default', botId: 'bank', channel: 'test', thread: 't', messageId: String(index), text, contact });
    if (index % 50 === 0) await reading.messages(index);
  }
  await reading.messages(count);
  expect(lines.filter((line) => line.includes('slow-consumer'))).toHaveLength(1);
  stuck.socket.resume();
  expect(await stuck.closed).toBe(closeCodes['slow-consumer'].code);
  // What the gateway kept for it, and what the network holds besides.
  expect(reading.length).toBeGreaterThan(count * messageLength);
  expect(stuck.length).toBeLessThan(35_000_000);
});
