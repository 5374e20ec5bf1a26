import type { AgentPresence, Signal } from '@live-takeover/sdk/core';
import { afterEach, describe, expect, test } from 'vitest';
import type { EventStore } from '../src/store/event-store.js';
import type { Cluster, ClusterOptions } from './cluster-fixture.js';
import { createCluster, nodeOf, passing, story } from './cluster-fixture.js';
import type { FakeSocket } from './fake-socket.js';
import { failing, overriding, silent } from './store-wrappers.js';

const clusters: Cluster[] = [];

afterEach(async () => {
  for (const cluster of clusters.splice(0)) await cluster.stop();
});

async function setUp(options: ClusterOptions = {}): Promise<Cluster> {
  const cluster = await createCluster(options);
  clusters.push(cluster);
  return cluster;
}

/** Without what was said. */
const brief = (texts: readonly string[]): readonly string[] => texts.map((text) => text.replace(/:.*$/, ''));

describe('presence', () => {
  const frameOf = (socket: FakeSocket, id: string): AgentPresence | undefined => socket.of('presence').at(-1)?.agents.find((agent) => agent.id === id);

  test('an agent on one node is seen on the others at once, and so is what they choose', async () => {
    const cluster = await setUp();
    const ben = await nodeOf(cluster, 1).connect('ben');
    const ana = await nodeOf(cluster, 0).connect('ana');
    await cluster.advance(500);
    expect(frameOf(ben, 'ana')).toEqual({ id: 'ana', name: 'Ana', availability: 'online', isReachable: true, holding: 0 });
    ana.say({ type: 'command', command: { id: 'k', name: 'set-availability', availability: 'lunch' } });
    await cluster.advance(500);
    expect(frameOf(ben, 'ana')?.availability).toBe('lunch');
  });

  test('what no announcement told is found within five seconds', async () => {
    const cluster = await setUp({ wrapStore: silent });
    const ben = await nodeOf(cluster, 1).connect('ben');
    await nodeOf(cluster, 0).connect('ana');
    await cluster.advance(5_500);
    expect(frameOf(ben, 'ana')?.isReachable).toBe(true);
  });

  test('a request on one node is confirmed for an agent on another, and calls them', async () => {
    const cluster = await setUp({ onRequest: async () => Response.json([{ text: 'I will ask.', handoff: true }]) });
    const ana = await nodeOf(cluster, 2).connect('ana');
    await cluster.advance(1_000);
    const { conversationId } = await nodeOf(cluster, 0).write('thread', 'Hello?');
    await cluster.advance(1_000);
    expect(brief(await story(cluster, conversationId))).toEqual(['conversation-started', 'customer', 'bot', 'agent-requested', 'confirmation']);
    expect(ana.of('alert').map(({ alert }) => alert.conversationId)).toEqual([conversationId]);
  });

  test('a conversation is transferred to a colleague on another node', async () => {
    const cluster = await setUp();
    const ana = await nodeOf(cluster, 0).connect('ana');
    await nodeOf(cluster, 1).connect('ben');
    const { conversationId } = await nodeOf(cluster, 2).write('thread', 'Hello?');
    await cluster.advance(1_000);
    ana.say({ type: 'command', command: { id: 'k1', name: 'take-over', conversationId, seenTerm: 0 } });
    await cluster.advance(1_000);
    ana.say({ type: 'command', command: { id: 'k2', name: 'transfer', conversationId, term: 1, to: 'ben' } });
    await cluster.advance(1_000);
    expect(ana.of('result').map(({ ok }) => ok)).toEqual([true, true]);
    expect((await cluster.store.head('default', conversationId))?.operator).toMatchObject({ kind: 'agent', id: 'ben' });
  });

  /** Ana, on a node, holds a conversation. */
  const heldByAna = async (cluster: Cluster): Promise<{ readonly conversationId: string; readonly ana: FakeSocket }> => {
    const ana = await nodeOf(cluster, 0).connect('ana');
    const { conversationId } = await nodeOf(cluster, 0).write('thread', 'Hello?');
    await cluster.advance(1_000);
    ana.say({ type: 'command', command: { id: 'k1', name: 'take-over', conversationId, seenTerm: 0 } });
    await cluster.advance(500);
    return { conversationId, ana };
  };

  test('the clients of a node that died are there for as long as their leases, and a minute later their conversations are released, once', async () => {
    const cluster = await setUp();
    const ben = await nodeOf(cluster, 1).connect('ben');
    const { conversationId } = await heldByAna(cluster);
    const heardAt = cluster.world.now();
    nodeOf(cluster, 0).kill();
    await passing(cluster, 43_000, [ben]);
    expect(frameOf(ben, 'ana')?.isReachable).toBe(true);
    await passing(cluster, 45_000 - (cluster.world.now() - heardAt), [ben]);
    expect(frameOf(ben, 'ana')?.isReachable).toBe(false);
    await passing(cluster, 58_000, [ben]);
    expect(await story(cluster, conversationId, 4)).toEqual([]);
    await passing(cluster, 3_000, [ben]);
    expect(brief(await story(cluster, conversationId, 4))).toEqual(['takeover-ended agent-unreachable', 'agent-requested', 'confirmation']);
  });

  test('another tab on another node keeps an agent there when the node of the first one dies', async () => {
    const cluster = await setUp();
    const { conversationId } = await heldByAna(cluster);
    const tab = await nodeOf(cluster, 2).connect('ana', { clientId: 'another' });
    nodeOf(cluster, 0).kill();
    await passing(cluster, 300_000, [tab]);
    expect(await story(cluster, conversationId, 4)).toEqual([]);
  });

  test.each([0, 1_000, 2_000, 3_000, 4_000])('a node that was cut off from the store for %d ms and three minutes looks who is there before it releases anything', async (moreMs) => {
    let isCut = false;
    const cluster = await setUp({ nodes: 1, partitions: 2 });
    const ana = await nodeOf(cluster, 0).connect('ana');
    const conversations = await Promise.all(Array.from({ length: 8 }, (_, index) => nodeOf(cluster, 0).write(`thread-${String(index)}`, 'Hello?')));
    for (const { conversationId } of conversations) ana.say({ type: 'command', command: { id: conversationId, name: 'take-over', conversationId, seenTerm: 0 } });
    await cluster.add({ wrapStore: (store) => failing(store, () => isCut) });
    await passing(cluster, 10_000, [ana]);
    isCut = true;
    await passing(cluster, 180_000 + moreMs, [ana]);
    isCut = false;
    await passing(cluster, 120_000, [ana]);
    for (const { conversationId } of conversations) expect((await cluster.store.head('default', conversationId))?.operator).toMatchObject({ id: 'ana' });
  });

  test('of three nodes one tells the customer and one releases what an agent left, not all of them try', async () => {
    const attempts: string[] = [];
    const watched = (store: EventStore): EventStore =>
      overriding(store, (name, of) => {
        const [, , events] = of as readonly [string, string, readonly { readonly id: string }[]];
        if (name === 'append' && events[0] !== undefined) attempts.push(events[0].id);
        return undefined;
      });
    const cluster = await setUp({ wrapStore: watched });
    const { conversationId, ana } = await heldByAna(cluster);
    ana.drop(1006);
    await cluster.advance(120_000);
    expect(attempts.filter((id) => id.startsWith('unreachable:'))).toHaveLength(1);
    expect(brief(await story(cluster, conversationId, 4))).toEqual(['takeover-ended agent-unreachable', 'agent-requested', 'no-agents']);
    const asked = await nodeOf(cluster, 1).write('another', 'Hello?');
    const ben = await nodeOf(cluster, 1).connect('ben');
    await cluster.advance(1_000);
    await cluster.store.append('default', asked.conversationId, [{ type: 'agent-requested', id: 'r', target: 'agents' }]);
    await cluster.advance(1_000);
    ben.say({ type: 'bye' });
    await cluster.advance(12_000);
    expect(attempts.filter((id) => id.startsWith('no-agents:'))).toHaveLength(1);
  });

  test('an alert seen on one node rings no more on another', async () => {
    const cluster = await setUp({ onRequest: async () => Response.json([{ text: 'I will ask.', handoff: true }]) });
    const [one, two] = [await nodeOf(cluster, 0).connect('ana', { clientId: 'one' }), await nodeOf(cluster, 1).connect('ana', { clientId: 'two' })];
    await cluster.advance(1_000);
    await nodeOf(cluster, 2).write('thread', 'Hello?');
    await cluster.advance(1_000);
    const alertId = one.of('alert')[0]?.alert.id ?? '';
    one.say({ type: 'alert-seen', alertId });
    await cluster.advance(500);
    expect(two.of('alert-ended').map((frame) => frame.alertId)).toEqual([alertId]);
    await passing(cluster, 40_000, [one, two]);
    expect(two.of('alert')).toHaveLength(1);
    const third = await nodeOf(cluster, 2).connect('ana', { clientId: 'three' });
    await cluster.advance(500);
    expect(third.of('alert')).toEqual([]);
  });
});

describe('signals', () => {
  test('typing and viewing are passed between those on different nodes, and to the customer', async () => {
    const shown: string[] = [];
    const channel = { name: 'shown', handle: async () => undefined, deliver: () => {}, signal: (_tenant: string, _head: unknown, signal: Signal) => void shown.push(`${signal.from.id} ${signal.signal} ${String(signal.isActive)}`) };
    const cluster = await createCluster({ nodes: 1 });
    clusters.push(cluster);
    const customers = await cluster.add({ channels: [channel] });
    const [ana, ben] = [await nodeOf(cluster, 0).connect('ana'), await customers.connect('ben')];
    const { conversationId } = await customers.write('thread', 'Hello?', { channel: 'shown' });
    await cluster.advance(500);
    for (const socket of [ana, ben]) socket.say({ type: 'signal', signal: 'viewing', conversationId, isActive: true });
    ana.say({ type: 'command', command: { id: 'k', name: 'take-over', conversationId, seenTerm: 0 } });
    await cluster.advance(500);
    ana.say({ type: 'signal', signal: 'typing', conversationId, isActive: true });
    ben.say({ type: 'signal', signal: 'typing', conversationId, isActive: true });
    customers.sink.typing('default', conversationId, true);
    await cluster.advance(500);
    expect(shown).toEqual(['ana typing true']);
    const heard = (socket: FakeSocket): readonly string[] => socket.of('signal').map(({ signal, from }) => `${from.kind === 'agent' ? from.id : from.kind} ${signal}`).sort();
    expect(heard(ana)).toEqual(['ben typing', 'ben viewing', 'customer typing']);
    expect(heard(ben)).toEqual(['ana typing', 'ana viewing', 'customer typing']);
  });

  test('what is no message of a node does nothing', async () => {
    const cluster = await setUp({ nodes: 1 });
    const stranger = cluster.store.node();
    for (const text of ['', '{', '[]', '{"from":"x","message":{"kind":"signal"}}', '{"from":"x","message":{"kind":"unheard-of"}}', 'x'.repeat(2_000)]) stranger.announce(text);
    await cluster.advance(1_000);
    expect(cluster.world.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
