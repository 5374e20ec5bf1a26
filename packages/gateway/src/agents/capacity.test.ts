import { afterEach, describe, expect, test } from 'vitest';
import type { ClusterNode } from '../../testing/cluster-fixture.js';
import { createCluster } from '../../testing/cluster-fixture.js';
import type { FakeSocket } from '../../testing/fake-socket.js';
import type { GatewayFixture, GatewayFixtureOptions } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';

const fixtures: GatewayFixture[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

async function setUp(options: GatewayFixtureOptions = {}): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture({ config: { agents: { capacity: 1 } }, ...options });
  fixtures.push(fixture);
  return fixture;
}

type Body = Readonly<Record<string, unknown>>;

let count = 0;
/** Gives a command, and resolves with what came of it: the code of the refusal, or `done`. */
async function give(socket: FakeSocket, body: Body): Promise<string> {
  const id = `k${String((count += 1))}`;
  socket.say({ type: 'command', command: { id, ...body } } as never);
  const result = await socket.until(() => socket.of('result').find((one) => one.id === id));
  return result.ok ? 'done' : result.error.code;
}

const take = (conversationId: string, seenTerm = 0): Body => ({ name: 'take-over', conversationId, seenTerm });
const handBack = (conversationId: string, term = 1): Body => ({ name: 'hand-back', conversationId, term });
const begin = async (fixture: GatewayFixture, thread: string): Promise<string> => (await fixture.write(thread, 'Hello')).conversationId;

/** The bot asks for a human, and the gateway answers. */
async function ask(fixture: GatewayFixture, thread: string): Promise<string> {
  fixture.runtime.answerRequests(async () => Response.json([{ handoff: {} }]));
  const conversationId = await begin(fixture, thread);
  await fixture.runtime.advance(0);
  fixture.runtime.answerRequests(async () => Response.json([]));
  return conversationId;
}

const toldIn = async (fixture: GatewayFixture, conversationId: string): Promise<readonly string[]> =>
  (await fixture.events(conversationId)).flatMap((event) => (event.type === 'message-sent' && event.automatic !== undefined ? [event.automatic] : []));
const holdingOf = (socket: FakeSocket, id: string): unknown => {
  const agent = socket.of('presence').at(-1)?.agents.find((one) => one.id === id);
  return [agent?.holding, agent?.capacity];
};

describe('an agent with a full desk', () => {
  test('takes over no other conversation until they let go of one', async () => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana');
    const [one, two] = [await begin(fixture, 'one'), await begin(fixture, 'two')];
    expect([await give(ana, take(one)), await give(ana, take(two)), await give(ana, handBack(one)), await give(ana, take(two))]).toEqual(['done', 'at-capacity', 'done', 'done']);
  });

  test('gets no more by pressing in two tabs at once', async () => {
    const fixture = await setUp({ config: { agents: { capacity: 2 } } });
    const tabs = await Promise.all(['a', 'b', 'c', 'd'].map((clientId) => fixture.connect('ana', { clientId })));
    const conversations = await Promise.all(tabs.map((_tab, index) => begin(fixture, `t${String(index)}`)));
    const outcomes = await Promise.all(tabs.map((tab, index) => give(tab, take(conversations[index] ?? ''))));
    expect([...outcomes].sort()).toEqual(['at-capacity', 'at-capacity', 'done', 'done']);
  });

  test('is given none by colleagues or supervisors', async () => {
    const fixture = await setUp();
    const [ana, ben, sue] = await Promise.all([fixture.connect('ana'), fixture.connect('ben'), fixture.connect('sue', { role: 'supervisor' })]);
    const [one, two, three] = [await begin(fixture, 'one'), await begin(fixture, 'two'), await begin(fixture, 'three')];
    await give(ana, take(one));
    await give(ben, take(two));
    expect(await give(ana, { name: 'transfer', conversationId: one, term: 1, to: 'ben' })).toBe('at-capacity');
    expect(await give(sue, { name: 'assign', conversationId: three, seenTerm: 0, to: 'ben' })).toBe('at-capacity');
    await give(ben, handBack(two));
    expect(await give(sue, { name: 'assign', conversationId: three, seenTerm: 0, to: 'ben' })).toBe('done');
  });

  test('may hold as many as their token says', async () => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana', { capacity: 2 });
    const [one, two, three] = [await begin(fixture, 'one'), await begin(fixture, 'two'), await begin(fixture, 'three')];
    expect(ana.of('welcome')[0]?.desk?.capacity).toBe(2);
    expect([await give(ana, take(one)), await give(ana, take(two)), await give(ana, take(three))]).toEqual(['done', 'done', 'at-capacity']);
  });

  test('is counted again after a restart', async () => {
    const before = await setUp();
    const conversationId = await begin(before, 'one');
    await give(await before.connect('ana'), take(conversationId));
    const two = await begin(before, 'two');
    await before.stop();
    const after = await setUp({ store: before.store, runtime: before.runtime });
    expect(await give(await after.connect('ana'), take(two))).toBe('at-capacity');
  });
});

test('an agent in two tabs, on two nodes, gets no more by pressing in both at once', async () => {
  for (let round = 0; round < 5; round += 1) {
    const cluster = await createCluster({ nodes: 2, config: { agents: { capacity: 2 } } });
    const [here, there] = cluster.nodes as readonly [ClusterNode, ClusterNode];
    const conversations = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((thread) => begin(here, thread)));
    await cluster.advance(1_000);
    const tabs = [await here.connect('ana', { clientId: 'one' }), await there.connect('ana', { clientId: 'two' })];
    const outcomes = Promise.all(conversations.map((conversationId, index) => give(tabs[index % 2] as FakeSocket, take(conversationId))));
    await cluster.advance(1_000);
    expect((await outcomes).filter((outcome) => outcome === 'done')).toHaveLength(2);
    expect((await outcomes).filter((outcome) => outcome === 'at-capacity')).toHaveLength(4);
    await cluster.stop();
  }
});

test('colleagues see how many conversations each holds and may hold, a second later at most', async () => {
  const fixture = await setUp();
  const [ana, ben] = await Promise.all([fixture.connect('ana'), fixture.connect('ben')]);
  await fixture.runtime.advance(100);
  const conversationId = await begin(fixture, 'one');
  const frames = ben.of('presence').length;
  await give(ana, take(conversationId));
  await fixture.runtime.advance(1_000);
  expect([holdingOf(ben, 'ana'), holdingOf(ben, 'ben')]).toEqual([[1, 1], [0, 1]]);
  await give(ana, handBack(conversationId));
  await fixture.runtime.advance(1_000);
  expect(holdingOf(ben, 'ana')).toEqual([0, 1]);
  expect(ben.of('presence').length).toBeLessThanOrEqual(frames + 3);
});

describe('a customer who asks while all are busy', () => {
  test('is told so once, and waits; whoever lets go of a conversation is called', async () => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana');
    const held = await begin(fixture, 'held');
    await give(ana, take(held));
    const asked = await ask(fixture, 'asked');
    expect(await toldIn(fixture, asked)).toEqual(['all-busy']);
    await fixture.runtime.advance(20_000);
    expect(await toldIn(fixture, asked)).toEqual(['all-busy']);
    expect(ana.of('alert').filter(({ alert }) => alert.conversationId === asked)).toEqual([]);
    await give(ana, handBack(held));
    expect(ana.of('alert').map(({ alert }) => [alert.kind, alert.conversationId])).toEqual([['agent-request', asked]]);
    expect(fixture.gateway.projection.head('default', asked)?.request).not.toBeNull();
  });

  test('is told that someone comes as soon as one agent has a hand free', async () => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana');
    await give(ana, take(await begin(fixture, 'held')));
    await fixture.connect('ben');
    expect(await toldIn(fixture, await ask(fixture, 'asked'))).toEqual(['confirmation']);
  });

  test('hears it when those who were busy go', async () => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana');
    await give(ana, take(await begin(fixture, 'held')));
    await fixture.runtime.advance(10_000);
    ana.say({ type: 'pong' });
    const asked = await ask(fixture, 'asked');
    ana.drop();
    await fixture.runtime.advance(45_000);
    expect(await toldIn(fixture, asked)).toEqual(['all-busy', 'no-agents']);
  });

  test('is not sent away where nobody there ends a request', async () => {
    const fixture = await setUp({ bot: { onNoAgents: 'end' } });
    await give(await fixture.connect('ana'), take(await begin(fixture, 'held')));
    const asked = await ask(fixture, 'asked');
    expect(fixture.gateway.projection.head('default', asked)?.request).not.toBeNull();
  });
});

test('who puts their only conversation back in the queue counts as free for it', async () => {
  const fixture = await setUp();
  const ana = await fixture.connect('ana');
  const conversationId = await begin(fixture, 'held');
  await give(ana, take(conversationId));
  await give(ana, { name: 'transfer', conversationId, term: 1, to: null });
  expect((await toldIn(fixture, conversationId)).at(-1)).toBe('confirmation');
});

test('what agents hold is known on every node', async () => {
  const cluster = await createCluster({ nodes: 2, config: { agents: { capacity: 1 } } });
  const [here, there] = cluster.nodes;
  if (here === undefined || there === undefined) throw new Error('There are no nodes.');
  const [one, two] = [await here.connect('ana', { clientId: 'a' }), await there.connect('ana', { clientId: 'b' })];
  const [first, second] = [await here.write('one', 'Hello'), await here.write('two', 'Hello')];
  await cluster.advance(100);
  expect(await give(one, take(first.conversationId))).toBe('done');
  await cluster.advance(100);
  expect(await give(two, take(second.conversationId))).toBe('at-capacity');
  await cluster.stop();
});
