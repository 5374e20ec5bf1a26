import { afterEach, describe, expect, test } from 'vitest';
import type { Cluster, ClusterOptions } from './cluster-fixture.js';
import { createCluster, nodeOf, story } from './cluster-fixture.js';
import { settled } from './fake-runtime.js';
import { deaf } from './store-wrappers.js';

const clusters: Cluster[] = [];

afterEach(async () => {
  for (const cluster of clusters.splice(0)) await cluster.stop();
});

async function setUp(options: ClusterOptions = {}): Promise<Cluster> {
  const cluster = await createCluster(options);
  clusters.push(cluster);
  return cluster;
}

const echo = async (request: Request): Promise<Response> => {
  const { message } = (await request.json()) as { readonly message: string };
  return Response.json([{ text: `echo: ${message}` }]);
};

describe('bots', () => {
  test('of three nodes one calls the bot, whichever took the message', async () => {
    const asked: string[] = [];
    const cluster = await setUp({
      onRequest: async (request) => {
        asked.push(((await request.clone().json()) as { readonly message: string }).message);
        return echo(request);
      },
    });
    const conversations: string[] = [];
    for (let index = 0; index < 12; index += 1)
      conversations.push((await nodeOf(cluster, index % 3).write(`thread-${String(index)}`, `m${String(index)}`)).conversationId);
    await cluster.advance(1_000);
    expect([...asked].sort()).toEqual(conversations.map((_, index) => `m${String(index)}`).sort());
    for (const [index, conversationId] of conversations.entries())
      expect((await story(cluster, conversationId)).slice(1)).toEqual([`customer: m${String(index)}`, `bot: echo: m${String(index)}`]);
  });

  test('while a node joins and another leaves, every message is answered once', async () => {
    const cluster = await setUp({ nodes: 2, onRequest: echo });
    const conversations: string[] = [];
    for (let index = 0; index < 60; index += 1) {
      if (index === 10) await cluster.add();
      if (index === 30) nodeOf(cluster, 1).kill();
      if (index === 45) await nodeOf(cluster, 0).stop();
      const node = nodeOf(cluster, index < 10 ? index % 2 : 2);
      conversations.push((await node.write(`thread-${String(index % 20)}`, `m${String(index)}`, { messageId: `m${String(index)}` })).conversationId);
      await cluster.advance(700);
    }
    await cluster.advance(15_000);
    for (const conversationId of new Set(conversations)) {
      const said = (await story(cluster, conversationId)).slice(1);
      const written = said.filter((line) => line.startsWith('customer')).map((line) => line.replace('customer: ', 'bot: echo: '));
      expect(said.filter((line) => line.startsWith('bot'))).toEqual(written);
      expect(written).toHaveLength(3);
    }
  });

  test('a frozen node that wakes with the answer of the bot in hand does not give it: another has asked again', async () => {
    let release = (_response: Response): void => {};
    const cluster = await setUp({ nodes: 1, partitions: 1, onRequest: () => new Promise((resolve) => (release = resolve)) });
    const frozen = nodeOf(cluster, 0);
    const { conversationId } = await frozen.write('thread', 'Hello?');
    await settled();
    frozen.freeze();
    await cluster.add({ onRequest: async () => Response.json([{ text: 'Two.' }]) });
    await cluster.advance(12_000);
    release(Response.json([{ text: 'One.' }]));
    frozen.thaw();
    await cluster.advance(5_000);
    expect(await story(cluster, conversationId)).toEqual(['conversation-started', 'customer: Hello?', 'bot: Two.']);
  });

  test('a frozen node that wakes to the failure of the bot does not tell of it: another has asked again', async () => {
    let release = (_response: Response): void => {};
    const cluster = await setUp({ nodes: 1, partitions: 1, onRequest: () => new Promise((resolve) => (release = resolve)) });
    const { conversationId } = await nodeOf(cluster, 0).write('thread', 'Hello?');
    await settled();
    nodeOf(cluster, 0).freeze();
    await cluster.add({ onRequest: async () => Response.json([{ text: 'Two.' }]) });
    await cluster.advance(12_000);
    release(new Response('', { status: 500 }));
    nodeOf(cluster, 0).thaw();
    await cluster.advance(5_000);
    expect(await story(cluster, conversationId)).toEqual(['conversation-started', 'customer: Hello?', 'bot: Two.']);
  });

  test('a node that learns late of what another saw to does not ask the bot again', async () => {
    let hear = (): void => {};
    const heard = new Promise<void>((resolve) => (hear = resolve));
    const asked: string[] = [];
    const onRequest = async (request: Request): Promise<Response> => {
      asked.push(((await request.clone().json()) as { readonly message: string }).message);
      return echo(request);
    };
    const cluster = await setUp({ nodes: 1, partitions: 1, onRequest });
    await cluster.add({ wrapStore: (store) => deaf(store, () => heard) });
    await nodeOf(cluster, 0).write('thread', 'm1');
    await cluster.advance(1_000);
    await nodeOf(cluster, 0).stop();
    await cluster.advance(1_000);
    hear();
    await nodeOf(cluster, 1).write('thread', 'm2', { messageId: 'm2' });
    await cluster.advance(1_000);
    expect(asked).toEqual(['m1', 'm2']);
  });

  test('a node that gives back a conversation lets the bot answer first', async () => {
    let calls = 0;
    const answers: ((response: Response) => void)[] = [];
    const cluster = await setUp({
      nodes: 1,
      partitions: 2,
      onRequest: () => {
        calls += 1;
        return new Promise((resolve) => answers.push(resolve));
      },
    });
    const messages = await Promise.all(Array.from({ length: 8 }, (_, index) => nodeOf(cluster, 0).write(`thread-${String(index)}`, 'Hello?')));
    await settled();
    expect(calls).toBe(8);
    await cluster.add();
    await cluster.advance(1_000);
    for (const answer of answers) answer(Response.json([{ text: 'Here.' }]));
    await cluster.advance(10_000);
    expect(calls).toBe(8);
    for (const { conversationId } of messages) expect(await story(cluster, conversationId)).toEqual(['conversation-started', 'customer: Hello?', 'bot: Here.']);
  });
});
