import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConversationEvent } from '@live-takeover/sdk';
import { afterEach, expect, test } from 'vitest';
import type { EventStore } from '../../src/store/event-store.js';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.js';
import { startLiveBot } from '../live/live-bot.js';
import type { LiveCustomer } from '../live/live-customer.js';
import { openLiveCustomer } from '../live/live-customer.js';
import { connectorTo, tokenOf } from '../live/live-gateway.js';
import type { LiveActivity } from '../live/live-stream.js';
import { openLiveStream } from '../live/live-stream.js';
import { startPostgres } from '../postgres/postgres-server.js';
import type { Cluster, ClusterNode } from '../torture/cluster.js';
import { secrets, startCluster } from '../torture/cluster.js';
import { buildRelease } from '../upgrade/release.js';
import type { Desk } from './desk.js';
import { openDesk } from './desk.js';

const longMs = 120_000;
const attempts = 40;

const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

interface Stage {
  readonly cluster: Cluster;
  /** The database, as a node sees it. */
  readonly store: EventStore;
}

/** Three nodes on PostgreSQL, with a balancer before them that keeps nobody on the node where they were. */
async function setStage(): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'live-takeover-nodes-'));
  endings.push(() => rm(directory, { recursive: true, force: true }));
  const [bot, server, command] = await Promise.all([startLiveBot(), startPostgres(), buildRelease(join(directory, 'release'), 0)]);
  endings.push(() => server.dispose(), () => bot.goDown());
  const databaseUrl = await server.createDatabase();
  const cluster = await startCluster({ nodes: 3, directory, botUrl: bot.url, databaseUrl, command });
  endings.push(() => cluster.stop());
  const store = await openPostgresStore({ url: databaseUrl });
  endings.push(() => store.close());
  return { cluster, store };
}

function customerAt(url: string, { store }: Stage): Promise<LiveCustomer> {
  return openLiveCustomer(url, secrets.directLine, async (thread) => (await store.threadConversations('default', thread)).at(-1));
}

/** Posts over one node, or the balancer; what gets no answer is posted again under the same id, as web chats do. */
async function post(url: string, { thread, token }: LiveCustomer, activity: { readonly type: string; readonly text?: string }): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const body = JSON.stringify({ from: { id: 'customer' }, channelData: { clientActivityID: activity.text }, ...activity });
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(`${url}/v3/directline/conversations/${thread}/activities`, { method: 'POST', headers, body }).catch((error: unknown) => error);
    if (response instanceof Response && response.ok) return;
    if (attempt === attempts) throw new Error(`"${activity.text ?? activity.type}" could not be posted.`, { cause: response });
  }
}

function deskOf(agentId: string, { cluster }: Stage): Desk {
  const desk = openDesk(connectorTo(cluster.proxy.url, () => tokenOf(agentId, secrets.agent)));
  endings.push(() => desk.close());
  return desk;
}

/** A text that the customer was shown, and where it stands. */
function placeOf({ type, id = '', text = '' }: LiveActivity): readonly string[] {
  return type === 'message' ? [`${Number(id.slice(id.lastIndexOf('-') + 1))} ${text}`] : [];
}

function placeIn(event: ConversationEvent): readonly string[] {
  return event.type === 'message-sent' ? [`${event.seq} ${event.text}`] : [];
}

test(
  'each of three nodes is killed in turn in mid-conversation: at the others everything goes on where it was',
  async () => {
    const stage = await setStage();
    const { cluster, store } = stage;
    const { url } = cluster.proxy;
    const customer = await customerAt(url, stage);
    const { conversationId } = customer;
    const stream = openLiveStream(url, customer);
    endings.push(() => stream.close());
    await post(url, customer, { type: 'message', text: 'Hello?' });
    const [ana, ben] = [deskOf('ana', stage), deskOf('ben', stage)];
    for (const desk of [ana, ben]) await desk.until(() => desk.rows.row(conversationId) !== undefined);
    await ana.client.takeOver(conversationId).settled;
    const [anaView, benView] = [ana.client.conversation(conversationId), ben.client.conversation(conversationId)];
    const isTyping = (): boolean => benView.typing.value.some(({ kind }) => kind === 'customer');

    const asking: string[] = [];
    const otherNodes = (node: ClusterNode): readonly string[] => cluster.nodes.flatMap((other) => (other === node || other.url === undefined ? [] : [other.url]));
    for (const [turn, node] of cluster.nodes.entries()) {
      const [said, written] = [`question ${turn}`, `answer ${turn}`];
      const underWay = [post(url, customer, { type: 'message', text: said }), ana.client.send(conversationId, written).settled];
      await node.kill();
      await Promise.all(underWay);
      for (const text of [said, written]) await stream.until((activity) => activity.text === text);

      // Over each node that is left, whichever those are connected to who are to hear of it.
      for (const [index, other] of otherNodes(node).entries()) {
        await post(other, customer, { type: 'typing' });
        await ben.until(isTyping);
        await post(other, customer, { type: 'message', text: `more ${turn}.${index}` });
        await ben.until(() => !isTyping());
        const another = await customerAt(other, stage);
        await another.say('A human, please.');
        asking.push(another.conversationId);
      }
      const typed = stream.activities.length;
      anaView.setTyping(true);
      await stream.until((activity) => activity.type === 'typing' && stream.activities.indexOf(activity) >= typed);
      anaView.setTyping(false);
      await node.start();
    }

    // What the bot was to be asked by a node that died is asked by another as soon as its lease has ended.
    for (const desk of [ana, ben]) await desk.until(() => asking.every((id) => desk.client.alerts.value.some((alert) => alert.conversationId === id)));
    const log = await store.read('default', conversationId, 0);
    expect(log.filter(({ type }) => type === 'takeover-started' || type === 'takeover-ended')).toHaveLength(1);
    expect(await store.head('default', conversationId)).toMatchObject({ operator: { kind: 'agent', id: 'ana' }, term: 1 });
    await stream.until(({ text }) => text === 'more 2.1');
    expect(stream.activities.flatMap(placeOf)).toEqual(log.flatMap(placeIn));
    for (const desk of [ana, ben]) {
      const last = log.at(-1)?.seq;
      await desk.until(() => desk.events.some((event) => event.conversationId === conversationId && event.seq === last));
      const seqs = desk.events.filter((event) => event.conversationId === conversationId).map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
      expect(desk.snapshots).toBe(1);
      expect(desk.connections).toBeGreaterThan(1);
    }
  },
  longMs,
);
