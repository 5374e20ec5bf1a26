/** Many agents' clients in a process of their own. They do with a frame what a connection has to, and note when it came. */
import { randomUUID } from 'node:crypto';
import { subprotocol } from '@live-takeover/sdk/core';
import { answerCalls } from './processes.mjs';
import { WebSocket } from './shipped.mjs';
import { tokenOf } from './sign-in.mjs';

const sockets = new Set();
let latencies = [];
let deliveries = 0;
let frames = [];
let awaited = { count: 0, resolve: () => {} };

function connect(url, protocols) {
  const socket = new WebSocket(url, protocols);
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
  return new Promise((resolve, reject) => socket.once('error', reject).once('open', () => resolve(socket)));
}

/** Texts begin with the instant at which the event was asked for; see `load` of gateway.mjs. */
const askedAt = /"text":"(\d{10,}) /g;

/** @param {boolean} isFirst - whether this one's frames stand for everyone's */
function note(data, isFirst) {
  const now = process.hrtime.bigint();
  const text = data.toString('utf8');
  if (!text.startsWith('{"type":"delta"')) return;
  for (const [, at] of text.matchAll(askedAt)) {
    latencies.push(Number(now - BigInt(at)) / 1e6);
    deliveries += 1;
  }
  if (isFirst) frames.push({ at: Number(now / 1_000n) / 1e3, text });
}

answerCalls({
  /** Signs so many agents in, who follow nothing yet. */
  async signIn(url, count) {
    for (let first = 0; first < count; first += 50)
      await Promise.all(Array.from({ length: Math.min(50, count - first) }, (_, index) => signIn(url, first + index)));
  },
  /** Has all of them follow every conversation, or none; resolves when all are up to date. */
  async follow(conversations) {
    const snapshots = new Promise((resolve) => (awaited = { count: conversations === 'all' ? sockets.size : 0, resolve }));
    for (const socket of sockets) socket.send(JSON.stringify({ type: 'subscribe', topics: { alerts: true, conversations } }));
    if (awaited.count > 0) await snapshots;
  },
  /** One leaves, another one comes and follows everything. */
  async replaceOne(url, index) {
    const [oldest] = sockets;
    oldest?.terminate();
    const snapshot = new Promise((resolve) => (awaited = { count: 1, resolve }));
    (await signIn(url, index)).send(JSON.stringify({ type: 'subscribe', topics: { alerts: true, conversations: 'all' } }));
    await snapshot;
  },
  /** Connects so many to the bare broadcast, which greets nobody. */
  async listen(url, count) {
    for (let index = 0; index < count; index += 1) {
      const socket = await connect(url);
      socket.on('message', (data) => note(data, index === 0));
    }
  },
  /** What came since it was last asked: ms from the append to each client, how many events, and the first client's frames. */
  noted() {
    const noted = { latencies: Float64Array.from(latencies), deliveries, frames };
    [latencies, deliveries, frames] = [[], 0, []];
    return noted;
  },
  deliveries: () => deliveries,
});

async function signIn(url, index) {
  const { token } = await tokenOf(`agent-${index}`);
  const socket = await connect(`${url.replace(/^http/, 'ws')}/v1/agents`, [subprotocol]);
  await new Promise((resolve, reject) => {
    socket.once('close', (code) => reject(new Error(`The gateway closed with ${code}.`)));
    socket.on('message', (data) => {
      const kind = data.toString('latin1', 0, 20);
      if (kind.startsWith('{"type":"welcome"')) resolve();
      else if (kind.startsWith('{"type":"ping"')) socket.send('{"type":"pong"}');
      else if (kind.startsWith('{"type":"snapshot"')) countSnapshot(JSON.parse(data));
      else note(data, index === 0);
    });
    socket.send(JSON.stringify({ type: 'hello', token, topics: { alerts: true, conversations: [] }, clientId: randomUUID() }));
  });
  return socket;
}

function countSnapshot({ part, parts }) {
  if (part < parts) return;
  awaited.count -= 1;
  if (awaited.count === 0) awaited.resolve();
}
