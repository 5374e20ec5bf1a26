import { afterEach, describe, expect, test } from 'vitest';
import type { Cluster, ClusterNode } from '../../testing/cluster-fixture.js';
import { createCluster } from '../../testing/cluster-fixture.js';
import type { FakeSocket } from '../../testing/fake-socket.js';
import type { GatewayFixture } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';

const fixtures: GatewayFixture[] = [];
const clusters: Cluster[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
  for (const cluster of clusters.splice(0)) await cluster.stop();
});

async function setUp(): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture();
  fixtures.push(fixture);
  return fixture;
}

async function setUpNodes(): Promise<{ readonly cluster: Cluster; readonly here: ClusterNode; readonly there: ClusterNode }> {
  const cluster = await createCluster({ nodes: 2 });
  clusters.push(cluster);
  const [here, there] = cluster.nodes;
  if (here === undefined || there === undefined) throw new Error('There are no nodes.');
  return { cluster, here, there };
}

const alertsOnly = { topics: { alerts: true, conversations: [] } } as const;
const begin = async (fixture: GatewayFixture, thread = 't', botId = 'bank'): Promise<string> => (await fixture.write(thread, 'Hello', { botId })).conversationId;
const look = (socket: FakeSocket, conversationId: string, isActive = true): void => socket.say({ type: 'signal', signal: 'viewing', conversationId, isActive });
/** Who came and went, as a client heard it. */
const seenBy = (socket: FakeSocket): readonly string[] =>
  socket.of('signal').filter(({ signal }) => signal === 'viewing').map(({ from, isActive }) => `${isActive ? '+' : '-'}${from.id}`);

describe('who looks at a conversation', () => {
  test('is told at once to whoever has it open, shortly after to whoever follows everything, and to nobody else', async () => {
    const fixture = await setUp();
    const conversationId = await begin(fixture);
    const other = await begin(fixture, 'other');
    const [ana, reader, follower, stranger, alerted] = await Promise.all([
      fixture.connect('ana'),
      fixture.connect('reader', { topics: { alerts: false, conversations: [conversationId] } }),
      fixture.connect('follower'),
      fixture.connect('stranger', { bots: ['shop'] }),
      fixture.connect('alerted', alertsOnly),
    ]);
    const elsewhere = await fixture.connect('elsewhere', { topics: { alerts: false, conversations: [other] } });
    look(ana, conversationId);
    expect([seenBy(reader), seenBy(follower)]).toEqual([['+ana'], []]);
    await fixture.runtime.advance(500);
    expect([seenBy(reader), seenBy(follower)]).toEqual([['+ana'], ['+ana']]);
    look(ana, conversationId, false);
    await fixture.runtime.advance(500);
    expect([seenBy(reader), seenBy(follower)]).toEqual([['+ana', '-ana'], ['+ana', '-ana']]);
    expect([ana, stranger, alerted, elsewhere].map(seenBy)).toEqual([[], [], [], []]);
  });

  test('is told to whoever comes later', async () => {
    const fixture = await setUp();
    const conversationId = await begin(fixture);
    look(await fixture.connect('ana'), conversationId);
    await fixture.runtime.advance(1_000);
    const [follower, reader] = [await fixture.connect('follower'), await fixture.connect('reader', alertsOnly)];
    await follower.until(() => follower.of('signal')[0]);
    expect(follower.frames.findIndex(({ type }) => type === 'signal')).toBeGreaterThan(follower.frames.findIndex(({ type }) => type === 'snapshot'));
    reader.say({ type: 'transcript', id: 'r', conversationId, before: null, limit: 10 });
    expect([seenBy(follower), seenBy(reader)]).toEqual([['+ana'], ['+ana']]);
    reader.say({ type: 'transcript', id: 's', conversationId, before: 2, limit: 10 });
    expect(seenBy(reader)).toEqual(['+ana']);
  });

  test('looks as long as any of their tabs does, and no longer when they are gone', async () => {
    const fixture = await setUp();
    const conversationId = await begin(fixture);
    const [one, two, follower] = [await fixture.connect('ana', { clientId: 'one' }), await fixture.connect('ana', { clientId: 'two' }), await fixture.connect('follower')];
    look(one, conversationId);
    look(two, conversationId);
    look(two, conversationId);
    await fixture.runtime.advance(500);
    look(one, conversationId, false);
    await fixture.runtime.advance(500);
    expect(seenBy(follower)).toEqual(['+ana']);
    two.drop();
    await fixture.runtime.advance(500);
    expect(seenBy(follower)).toEqual(['+ana', '-ana']);
  });

  test('and goes on to the next is told as it is in the end', async () => {
    const fixture = await setUp();
    const conversations = await Promise.all(['a', 'b', 'c'].map((thread) => begin(fixture, thread)));
    const [ana, follower] = [await fixture.connect('ana'), await fixture.connect('follower')];
    for (const conversationId of conversations) {
      look(ana, conversationId);
      if (conversationId !== conversations[2]) look(ana, conversationId, false);
    }
    await fixture.runtime.advance(500);
    expect(follower.of('signal').map(({ conversationId, isActive }) => [conversations.indexOf(conversationId), isActive])).toEqual([[0, false], [1, false], [2, true]]);
  });

  test('and at more than anybody can is taken to have gone from what they looked at first', async () => {
    const fixture = await setUp();
    const conversations: string[] = [];
    for (let count = 0; count <= 200; count += 1) conversations.push(await begin(fixture, `t${count}`));
    const [first = ''] = conversations;
    const [ana, reader] = [await fixture.connect('ana', alertsOnly), await fixture.connect('reader', { topics: { alerts: false, conversations: [first] } })];
    for (const conversationId of conversations) look(ana, conversationId);
    expect(seenBy(reader)).toEqual(['+ana', '-ana']);
  });

  test('still looks when the conversation is over, and is told to be gone from it', async () => {
    const fixture = await setUp();
    const conversationId = await begin(fixture);
    const [ana, reader] = [await fixture.connect('ana'), await fixture.connect('reader', { topics: { alerts: false, conversations: [conversationId] } })];
    look(ana, conversationId);
    await fixture.gateway.projection.append('default', conversationId, [{ type: 'conversation-closed', id: 'x', why: 'ended' }]);
    ana.drop();
    expect(seenBy(reader)).toEqual(['+ana', '-ana']);
  });
});

test('when everyone looks around at once, those who follow everything are told bit by bit', async () => {
  const fixture = await setUp();
  const conversationId = await begin(fixture);
  const clients = await Promise.all(Array.from({ length: 100 }, (_, index) => fixture.connect(`agent${String(index)}`)));
  for (const client of clients) look(client, conversationId);
  const follower = await fixture.connect('follower', { topics: { alerts: false, conversations: [] } });
  follower.say({ type: 'subscribe', topics: { alerts: false, conversations: 'all' } });
  await follower.until(() => follower.of('signal').length >= 100);
  for (const client of clients) look(client, conversationId, false);
  const before = follower.of('signal').length;
  await fixture.runtime.advance(500);
  // 101 follow: 2,500 frames in half a second are 24 for each.
  expect(follower.of('signal').length - before).toBeLessThanOrEqual(24);
  await fixture.runtime.advance(10_000);
  const present = new Map(follower.of('signal').map(({ from, isActive }) => [from.id, isActive]));
  expect([...present.values()].some((isActive) => isActive)).toBe(false);
});

test('who is gone is not reckoned with', async () => {
  const fixture = await setUp();
  const conversationId = await begin(fixture);
  const gone = await Promise.all(Array.from({ length: 100 }, (_, index) => fixture.connect(`gone${String(index)}`)));
  await fixture.runtime.advance(0);
  for (const client of gone) client.drop();
  const clients = await Promise.all(Array.from({ length: 40 }, (_, index) => fixture.connect(`agent${String(index)}`, alertsOnly)));
  const follower = await fixture.connect('follower');
  await fixture.runtime.advance(0);
  for (const client of clients) look(client, conversationId);
  await fixture.runtime.advance(500);
  expect(seenBy(follower)).toHaveLength(40);
});

describe('on several nodes', () => {
  test('who looks is known on all of them, until the last of their tabs goes', async () => {
    const { cluster, here, there } = await setUpNodes();
    const conversationId = await begin(here);
    await cluster.advance(1_000);
    const [one, two, follower] = [await here.connect('ana', { clientId: 'one' }), await there.connect('ana', { clientId: 'two' }), await there.connect('follower')];
    look(one, conversationId);
    look(two, conversationId);
    await cluster.advance(2_000);
    expect(seenBy(follower)).toEqual(['+ana']);
    look(two, conversationId, false);
    await cluster.advance(2_000);
    expect(seenBy(follower)).toEqual(['+ana']);
    look(one, conversationId, false);
    await cluster.advance(2_000);
    expect(seenBy(follower)).toEqual(['+ana', '-ana']);
  });

  test('a node that starts later asks the others', async () => {
    const { cluster, here } = await setUpNodes();
    const conversationId = await begin(here);
    look(await here.connect('ana'), conversationId);
    await cluster.advance(1_000);
    const late = await cluster.add();
    const follower = await late.connect('follower');
    await cluster.advance(1_500);
    expect(seenBy(follower)).toEqual(['+ana']);
  });

  test('who was seen by a node that died is believed for little more than a minute', async () => {
    const { cluster, here, there } = await setUpNodes();
    const conversationId = await begin(here);
    await cluster.advance(1_000);
    const [ana, follower] = [await here.connect('ana'), await there.connect('follower')];
    const pass = async (durationMs: number, ...sockets: readonly FakeSocket[]): Promise<void> => {
      for (let passed = 0; passed < durationMs; passed += 10_000) {
        await cluster.advance(10_000);
        for (const socket of sockets) socket.say({ type: 'pong' });
      }
    };
    look(ana, conversationId);
    await pass(100_000, ana, follower);
    here.kill();
    await pass(40_000, follower);
    expect(seenBy(follower)).toEqual(['+ana']);
    await pass(70_000, follower);
    expect(seenBy(follower)).toEqual(['+ana', '-ana']);
  });
});
