/** An agent's client at its barest: says hello, folds what comes, gives commands. */
import { randomUUID } from 'node:crypto';
import { fold, subprotocol } from '@live-takeover/sdk/core';
import { WebSocket } from './shipped.mjs';
import { tokenOf } from './sign-in.mjs';

/** Connects, and resolves once hello was said. `upToDate` is when the whole snapshot is there. */
export async function openAgentSocket(url, agentId) {
  const { token } = await tokenOf(agentId);
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/v1/agents`, [subprotocol]);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const heads = new Map();
  const results = new Map();
  const parts = [];
  const deltas = [];
  const watchers = new Set();
  let isComplete = () => {};
  const upToDate = new Promise((resolve) => (isComplete = resolve));
  const take = {
    snapshot(frame, length) {
      for (const head of frame.heads) heads.set(head.id, head);
      parts.push({ at: performance.now(), length });
      if (frame.part === frame.parts) isComplete();
    },
    delta({ events }) {
      for (const event of events) heads.set(event.conversationId, fold(heads.get(event.conversationId), event));
      deltas.push(...events);
      for (const watcher of [...watchers]) watcher();
    },
    result({ id, ok, error }) {
      const { resolve, reject } = results.get(id);
      results.delete(id);
      if (ok) resolve();
      else reject(new Error(error.message));
    },
  };
  socket.on('message', (data) => {
    const frame = JSON.parse(data);
    take[frame.type]?.(frame, data.length);
  });
  const helloAt = performance.now();
  socket.send(JSON.stringify({ type: 'hello', token, topics: { alerts: false, conversations: 'all' }, clientId: randomUUID() }));
  return {
    helloAt,
    upToDate,
    /** When each part of the snapshot was there, and its length. */
    parts,
    /** Every conversation as it is, by id. */
    heads,
    /** A conversation once it `fits`. */
    headOf: (conversationId, fits) =>
      new Promise((resolve) => {
        const look = () => {
          const head = heads.get(conversationId);
          if (!fits(head)) return;
          watchers.delete(look);
          resolve(head);
        };
        watchers.add(look);
        look();
      }),
    /** What came of a conversation after a seq. Everything else that came is forgotten. */
    eventsSince: (conversationId, seq) => deltas.splice(0).filter((event) => event.conversationId === conversationId && event.seq > seq),
    /** Of this socket, as they came over the network. */
    bytesRead: () => socket._socket.bytesRead,
    /** Resolves when it is acknowledged. */
    command(body) {
      const id = randomUUID();
      return new Promise((resolve, reject) => {
        results.set(id, { resolve, reject });
        socket.send(JSON.stringify({ type: 'command', command: { id, ...body } }));
      });
    },
    close: () => socket.close(),
  };
}
