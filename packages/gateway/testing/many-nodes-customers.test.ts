import type { NewEvent } from '@live-takeover/sdk/core';
import { afterEach, describe, expect, test } from 'vitest';
import type { EventStore, StoredEvent } from '../src/store/event-store.js';
import { StoreError } from '../src/store/event-store.js';
import type { Cluster, ClusterNode, ClusterOptions } from './cluster-fixture.js';
import { createCluster, nodeOf } from './cluster-fixture.js';
import type { CustomerSocket } from './customer-socket.js';
import { createCustomerSocket } from './customer-socket.js';
import { settled } from './fake-runtime.js';
import { fixtureSecrets } from './gateway-fixture.js';
import { deaf, overriding } from './store-wrappers.js';

const clusters: Cluster[] = [];
const origin = 'http://gateway.test';
const integratorSecret = 'direct-line-secret-of-at-least-32-characters';

afterEach(async () => {
  for (const cluster of clusters.splice(0)) await cluster.stop();
});

async function setUp(options: ClusterOptions = {}): Promise<Cluster> {
  const cluster = await createCluster({ gateway: { secrets: { ...fixtureSecrets, directLine: { current: integratorSecret } } }, config: { publicUrl: origin }, ...options });
  clusters.push(cluster);
  return cluster;
}

/** A customer's page, and what it was given to come again. */
interface Customer {
  readonly thread: string;
  readonly token: string;
  readonly conversationId: string;
}

async function call(node: ClusterNode, method: string, path: string, token?: string): Promise<Record<string, unknown>> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const init = { method, headers, ...(method === 'POST' ? { body: '{}' } : {}) };
  return (await (await node.gateway.fetch(new Request(`${origin}/v3/directline${path}`, init))).json()) as Record<string, unknown>;
}

async function begin(cluster: Cluster, node: ClusterNode): Promise<Customer> {
  const issued = await call(node, 'POST', '/tokens/generate', integratorSecret);
  const token = String(issued['token']);
  const thread = String((await call(node, 'POST', '/conversations', token))['conversationId']);
  const [conversationId = ''] = await cluster.store.threadConversations('default', thread);
  return { thread, token, conversationId };
}

async function open(node: ClusterNode, { thread, token }: Customer): Promise<CustomerSocket> {
  const { streamUrl } = await call(node, 'GET', `/conversations/${thread}`, token);
  const accepted = await node.gateway.acceptSocket(new Request(String(streamUrl).replace(/^ws/, 'http')));
  if (typeof accepted !== 'function') throw new Error(`Refused with ${String(accepted.status)}.`);
  const socket = createCustomerSocket();
  accepted(socket);
  await settled();
  return socket;
}

const poll = (node: ClusterNode, { thread, token }: Customer): Promise<unknown> => call(node, 'GET', `/conversations/${thread}/activities`, token);

async function comings({ store }: Cluster, { conversationId }: Customer): Promise<readonly string[]> {
  const events = await store.read('default', conversationId, 0);
  return events.filter(({ type }) => type.startsWith('customer-')).map(({ type }) => type);
}

describe('a customer whose node dies', () => {
  test('is gone when nobody heard of them anywhere for the grace, and that is told once', async () => {
    const cluster = await setUp();
    const customer = await begin(cluster, nodeOf(cluster, 0));
    await open(nodeOf(cluster, 0), customer);
    await cluster.advance(200_000);
    expect(await comings(cluster, customer)).toEqual([]);
    nodeOf(cluster, 0).kill();
    await cluster.advance(59_000);
    expect(await comings(cluster, customer)).toEqual([]);
    await cluster.advance(15_000);
    expect(await comings(cluster, customer)).toEqual(['customer-left']);
    await cluster.advance(200_000);
    expect(await comings(cluster, customer)).toEqual(['customer-left']);
  });

  test('never appears as gone when they come back to another in time', async () => {
    const cluster = await setUp();
    const customer = await begin(cluster, nodeOf(cluster, 0));
    await open(nodeOf(cluster, 0), customer);
    nodeOf(cluster, 0).kill();
    await cluster.advance(40_000);
    await open(nodeOf(cluster, 2), customer);
    await cluster.advance(200_000);
    expect(await comings(cluster, customer)).toEqual([]);
  });

  test('has the whole grace, also when the node before it died a moment earlier', async () => {
    const cluster = await setUp();
    const [first, second] = [await begin(cluster, nodeOf(cluster, 0)), await begin(cluster, nodeOf(cluster, 1))];
    await open(nodeOf(cluster, 0), first);
    await open(nodeOf(cluster, 1), second);
    nodeOf(cluster, 0).kill();
    await cluster.advance(40_000);
    nodeOf(cluster, 1).kill();
    await cluster.advance(55_000);
    expect([await comings(cluster, first), await comings(cluster, second)]).toEqual([['customer-left'], []]);
    await cluster.advance(25_000);
    expect(await comings(cluster, second)).toEqual(['customer-left']);
  });

  test('is gone too when all nodes died and others start later', async () => {
    const cluster = await setUp({ nodes: 1 });
    const customer = await begin(cluster, nodeOf(cluster, 0));
    await open(nodeOf(cluster, 0), customer);
    await cluster.advance(1_000);
    nodeOf(cluster, 0).kill();
    await cluster.advance(3_600_000);
    await cluster.add();
    await cluster.advance(59_000);
    expect(await comings(cluster, customer)).toEqual([]);
    await cluster.advance(10_000);
    expect(await comings(cluster, customer)).toEqual(['customer-left']);
  });
});

test('a node that starts does not think those gone who are connected to another', async () => {
  const cluster = await setUp({ nodes: 1 });
  const customer = await begin(cluster, nodeOf(cluster, 0));
  await open(nodeOf(cluster, 0), customer);
  await cluster.add();
  await cluster.advance(200_000);
  expect(await comings(cluster, customer)).toEqual([]);
});

test('a customer who moves from one node to another is not gone', async () => {
  const cluster = await setUp();
  const customer = await begin(cluster, nodeOf(cluster, 0));
  const socket = await open(nodeOf(cluster, 0), customer);
  socket.hangUp();
  await cluster.advance(50_000);
  await open(nodeOf(cluster, 1), customer);
  await cluster.advance(200_000);
  expect(await comings(cluster, customer)).toEqual([]);
});

test('a customer who stays away is gone after the grace, and back when they open a page on any node', async () => {
  const cluster = await setUp();
  const customer = await begin(cluster, nodeOf(cluster, 0));
  (await open(nodeOf(cluster, 0), customer)).hangUp();
  await cluster.advance(60_500);
  expect(await comings(cluster, customer)).toEqual(['customer-left']);
  await open(nodeOf(cluster, 1), customer);
  await cluster.advance(1_000);
  expect(await comings(cluster, customer)).toEqual(['customer-left', 'customer-returned']);
});

test('a customer who polls whichever node the balancer picks is there, and gone a while after the last poll', async () => {
  const cluster = await setUp();
  const customer = await begin(cluster, nodeOf(cluster, 0));
  for (let polls = 0; polls < 12; polls += 1) {
    await poll(nodeOf(cluster, polls < 4 ? 0 : polls % 3), customer);
    await cluster.advance(20_000);
  }
  expect(await comings(cluster, customer)).toEqual([]);
  await cluster.advance(60_000);
  expect(await comings(cluster, customer)).toEqual(['customer-left']);
});

test('a node that was frozen and finds its customers reported gone takes that back', async () => {
  const cluster = await setUp();
  const customer = await begin(cluster, nodeOf(cluster, 0));
  await open(nodeOf(cluster, 0), customer);
  nodeOf(cluster, 0).freeze();
  await cluster.advance(100_000);
  expect(await comings(cluster, customer)).toEqual(['customer-left']);
  nodeOf(cluster, 0).thaw();
  await cluster.advance(5_000);
  expect(await comings(cluster, customer)).toEqual(['customer-left', 'customer-returned']);
});

test('a socket writes nothing to the store while it stays open', async () => {
  let writes = 0;
  const counting = (store: EventStore): EventStore =>
    overriding(store, (name, [, kind]) => {
      if (name === 'lease' && String(kind).startsWith('direct-line')) writes += 1;
      return undefined;
    });
  const cluster = await setUp({ nodes: 1, wrapStore: counting });
  const customer = await begin(cluster, nodeOf(cluster, 0));
  const socket = await open(nodeOf(cluster, 0), customer);
  for (let beats = 0; beats < 100; beats += 1) {
    socket.receive('');
    await cluster.advance(5_000);
  }
  expect(writes).toBe(1);
});

test('open pages catch up at once when their node finds that it missed commits', async () => {
  let forget = (): void => {};
  const forgotten = new Promise<void>((resolve) => (forget = resolve));
  let isDeaf = false;
  /** Hears nothing from some moment on, until it learns that what it follows is gone. */
  const deaf = (store: EventStore): EventStore =>
    new Proxy(store, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        if (name !== 'tail' || isDeaf) return (member as () => unknown).bind(target);
        return async function* (partition: number, after: number, signal: AbortSignal): AsyncGenerator<readonly StoredEvent[]> {
          const ended = new AbortController();
          void forgotten.then(() => ended.abort());
          for await (const batch of target.tail(partition, after, AbortSignal.any([signal, ended.signal]))) if (!isDeaf) yield batch;
          throw new StoreError('position-expired', 'Gone.');
        };
      },
    });
  const cluster = await setUp({ nodes: 1, partitions: 1, wrapStore: deaf });
  const customer = await begin(cluster, nodeOf(cluster, 0));
  const socket = await open(nodeOf(cluster, 0), customer);
  isDeaf = true;
  const said: NewEvent = { type: 'message-sent', id: 'm', from: 'bot', text: 'You there?', term: 0 };
  await cluster.store.append('default', customer.conversationId, [said]);
  await cluster.advance(1_000);
  expect(JSON.stringify(socket.frames)).not.toContain('You there?');
  forget();
  await cluster.advance(1_000);
  expect(JSON.stringify(socket.frames)).toContain('You there?');
});

test('a message that comes to a node which does not know yet that its conversation is closed opens another', async () => {
  const cluster = await setUp({ nodes: 1, partitions: 1 });
  let hear = (): void => {};
  let heard = Promise.resolve();
  const behind = await cluster.add({ wrapStore: (store) => deaf(store, () => heard) });
  const { conversationId } = await behind.write('thread', 'Hello?');
  await cluster.advance(1_000);
  heard = new Promise((resolve) => (hear = resolve));
  await cluster.store.append('default', conversationId, [{ type: 'conversation-closed', id: 'closed', why: 'closed-by-agent' }]);
  const writing = behind.write('thread', 'Again.');
  await cluster.advance(1_000);
  hear();
  const written = await writing;
  expect(await cluster.store.threadConversations('default', 'thread')).toEqual([conversationId, written.conversationId]);
});
