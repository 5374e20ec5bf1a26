import { afterEach, expect, test } from 'vitest';
import type { Cluster } from '../cluster-fixture.js';
import { createCluster, nodeOf, story } from '../cluster-fixture.js';
import { createSalesforceSimulator } from './salesforce-simulator.js';

const sam = { id: '005', name: 'Sam' };
const clusters: Cluster[] = [];

afterEach(async () => {
  for (const cluster of clusters.splice(0)) await cluster.stop();
});

test('when the node that talks to Salesforce is killed another goes on: each side’s words come once, in order', async () => {
  const organisation = createSalesforceSimulator({ now: () => Date.UTC(2026, 0, 5) });
  const { orgId, esDeveloperName } = organisation;
  const cluster = await createCluster({
    nodes: 3,
    bot: { agentRequests: 'salesforce' },
    config: { desks: { salesforce: { url: 'https://sf.test', orgId, esDeveloperName } } },
  });
  clusters.push(cluster);
  const bot = async (request: Request): Promise<Response> =>
    new URL(request.url).host === 'sf.test' ? organisation.fetch(request) : Response.json((await request.text()).includes('human') ? [{ handoff: { reason: 'asked' } }] : []);
  for (const node of cluster.nodes) node.runtime.answerRequests(bot);
  const threads = ['a', 'b', 'c', 'd', 'e', 'f'];
  for (const thread of threads) await nodeOf(cluster, 0).write(thread, 'A human, please');
  await cluster.advance(5_000);
  expect(organisation.conversations).toHaveLength(threads.length);
  for (const { id } of organisation.conversations) organisation.accept(id, sam);
  await cluster.advance(2_000);
  nodeOf(cluster, 2).kill();
  for (const { id } of organisation.conversations) organisation.say(id, sam, 'One');
  for (const thread of threads) await nodeOf(cluster, 1).write(thread, 'Two', { messageId: `two-${thread}` });
  await cluster.advance(60_000);
  for (const { id } of organisation.conversations) organisation.say(id, sam, 'Three');
  await cluster.advance(5_000);
  for (const thread of threads) {
    const [conversationId = ''] = await cluster.store.threadConversations('default', thread);
    const lines = await story(cluster, conversationId);
    expect(lines.filter((line) => line.startsWith('desk: '))).toEqual(['desk: One', 'desk: Three']);
    expect(lines.filter((line) => line.startsWith('takeover'))).toEqual(['takeover-started']);
  }
  for (const { texts } of organisation.conversations) expect(texts.filter((text) => text === 'Two')).toEqual(['Two']);
});
