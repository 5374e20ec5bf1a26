/** A bot platform, and a hook, that talk to three nodes on one store. */
import type { Command } from '@live-takeover/sdk/core';
import { afterEach, expect, test } from 'vitest';
import { timedSignature } from '../src/http/timed-signature.js';
import type { Cluster, ClusterNode } from './cluster-fixture.js';
import { createCluster } from './cluster-fixture.js';

const secret = 'secret-of-the-bot-platform';
const clusters: Cluster[] = [];

afterEach(async () => {
  for (const cluster of clusters.splice(0)) await cluster.stop();
});

interface Told {
  readonly host: string;
  readonly id: string;
  readonly event: string;
}

async function setUp(): Promise<{ readonly cluster: Cluster; readonly told: readonly Told[]; post(node: ClusterNode | undefined, message: object): Promise<number> }> {
  const told: Told[] = [];
  const channels = { webhook: { bots: [{ botId: 'bank', url: 'https://platform.test/', secret: 'PLATFORM' }] } };
  const hooks = [{ id: 'crm', url: 'https://crm.test/', secret: 'PLATFORM', events: ['takeover-started', 'takeover-ended'] }];
  const cluster = await createCluster({
    bot: { protocol: 'own' },
    config: { channels, hooks },
    secrets: { PLATFORM: secret },
    onRequest: async (request) => {
      const { id, event } = (await request.json()) as Told;
      told.push({ host: new URL(request.url).hostname, id, event });
      return new Response(null, { status: 200 });
    },
  });
  clusters.push(cluster);
  await cluster.advance(20_000);
  const post = async (node: ClusterNode | undefined, message: object): Promise<number> => {
    const body = JSON.stringify({ threadId: 't', ...message });
    const headers = { 'x-live-takeover-signature': timedSignature({ current: secret }, body, cluster.world.now()) };
    return (await node?.gateway.fetch(new Request('https://gateway.test/channels/webhook/bank/messages', { method: 'POST', headers, body })))?.status ?? 0;
  };
  return { cluster, told, post };
}

test('each message of customer and bot, posted to three nodes five times at once, is there once', async () => {
  const { cluster, post } = await setUp();
  const everywhere = Array.from({ length: 5 }, () => cluster.nodes).flat();
  for (const message of [{ from: 'customer', id: '1', text: 'Hello' }, { from: 'bot', id: '1', text: 'Hi' }]) {
    const statuses = await Promise.all(everywhere.map((node) => post(node, message)));
    expect(new Set(statuses)).toEqual(new Set([200]));
  }
  const [id = ''] = await cluster.store.threadConversations('default', 'webhook:bank:t');
  const events = await cluster.store.read('default', id, 0);
  expect(events.flatMap((event) => (event.type === 'message-sent' ? [event.text] : []))).toEqual(['Hello', 'Hi']);
});

test('what follows is told by one node only, and by another one when that is killed', async () => {
  const { cluster, told, post } = await setUp();
  const [first] = cluster.nodes;
  await post(first, { from: 'customer', id: '1', text: 'Hello' });
  const [conversationId = ''] = await cluster.store.threadConversations('default', 'webhook:bank:t');
  const ana = await first?.connect('ana');
  const command = { id: 'k1', name: 'take-over', conversationId, seenTerm: 0 } as Command;
  ana?.say({ type: 'command', command });
  await cluster.advance(5_000);
  ana?.say({ type: 'signal', signal: 'typing', conversationId, isActive: true });
  await cluster.advance(1_000);
  const count = (host: string, event: string): number => told.filter((one) => one.host === host && one.event === event).length;
  expect([count('platform.test', 'takeover-started'), count('platform.test', 'message'), count('platform.test', 'typing'), count('crm.test', 'takeover-started')]).toEqual([1, 1, 1, 1]);
  first?.kill();
  await cluster.advance(180_000);
  expect(count('crm.test', 'takeover-ended')).toBe(1);
  expect(new Set(told.map(({ host, id }) => `${host} ${id}`)).size).toBe(told.length);
});
