import { afterEach, describe, expect, test } from 'vitest';
import type { Cluster } from '../../testing/cluster-fixture.js';
import { createCluster } from '../../testing/cluster-fixture.js';
import type { FakeSocket } from '../../testing/fake-socket.js';
import type { GatewayFixture, GatewayFixtureOptions } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';

const fixtures: GatewayFixture[] = [];
const clusters: Cluster[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
  for (const cluster of clusters.splice(0)) await cluster.stop();
});

async function setUp(options: GatewayFixtureOptions = {}): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture(options);
  fixtures.push(fixture);
  return fixture;
}

const alertsOnly = { topics: { alerts: true, conversations: [] } } as const;
const supervisor = { ...alertsOnly, role: 'supervisor' } as const;
/** Kind, ring and by whom, of every alert that a client got. */
const calls = (socket: FakeSocket): readonly string[] => socket.of('alert').map(({ alert }) => `${alert.kind} ${String(alert.ring)}${alert.by === undefined ? '' : ` by ${alert.by}`}`);
/** What stands of it. */
const standing = (socket: FakeSocket): readonly string[] => {
  const ended = new Set(socket.of('alert-ended').map(({ alertId }) => alertId));
  return [...new Set(socket.of('alert').map(({ alert }) => alert.id))].filter((id) => !ended.has(id)).map((id) => id.slice(0, id.indexOf(':')));
};

let count = 0;
async function give(socket: FakeSocket, body: Readonly<Record<string, unknown>>): Promise<void> {
  const id = `k${String((count += 1))}`;
  socket.say({ type: 'command', command: { id, ...body } } as never);
  const result = await socket.until(() => socket.of('result').find((one) => one.id === id));
  expect(result).toMatchObject({ ok: true });
}

/** A conversation that Ana holds, a moment later. */
async function held(fixture: GatewayFixture, ana: FakeSocket): Promise<string> {
  const { conversationId } = await fixture.write('t', 'Hello');
  await fixture.runtime.advance(1_000);
  await give(ana, { name: 'take-over', conversationId, seenTerm: 0 });
  await fixture.runtime.advance(1_000);
  return conversationId;
}

describe('the customer of a conversation', () => {
  test('who writes calls its holder, in every tab, and nobody else', async () => {
    const fixture = await setUp();
    const [ana, tab, ben] = await Promise.all([fixture.connect('ana', alertsOnly), fixture.connect('ana', { ...alertsOnly, clientId: 'tab' }), fixture.connect('ben', alertsOnly)]);
    await held(fixture, ana);
    await fixture.write('t', 'Are you there?');
    expect([calls(ana), calls(tab), calls(ben)]).toEqual([['customer-message 1'], ['customer-message 1'], []]);
    expect(ana.of('alert')[0]?.alert.at).toBe(fixture.runtime.now());
  });

  test('who goes on writing makes one call that rings again', async () => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana', alertsOnly);
    await held(fixture, ana);
    for (const text of ['Hello?', 'Hello??', 'Hello???']) {
      await fixture.write('t', text);
      await fixture.runtime.advance(1_000);
    }
    expect(calls(ana)).toEqual(['customer-message 1', 'customer-message 2', 'customer-message 3']);
    expect(standing(ana)).toEqual(['customer-message']);
  });

  test('who is answered calls no more', async () => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana', alertsOnly);
    const conversationId = await held(fixture, ana);
    await fixture.write('t', 'Hello?');
    await give(ana, { name: 'send', conversationId, term: 1, text: 'Here I am' });
    expect(standing(ana)).toEqual([]);
  });

  test('who was heard calls anew with the next message, here and after a restart, and not before', async () => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana', alertsOnly);
    await held(fixture, ana);
    await fixture.write('t', 'Hello?');
    ana.say({ type: 'alert-seen', alertId: ana.of('alert')[0]?.alert.id ?? '' });
    await fixture.runtime.advance(1_000);
    expect(standing(ana)).toEqual([]);
    await fixture.stop();
    const after = await setUp({ store: fixture.store, runtime: fixture.runtime });
    const again = await after.connect('ana', alertsOnly);
    await after.runtime.advance(1_000);
    expect(calls(again)).toEqual([]);
    await after.write('t', 'Still there?', { messageId: 'later' });
    expect(calls(again)).toEqual(['customer-message 1']);
  });

  test('who wrote before the takeover does not call who took it over for that', async () => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana', alertsOnly);
    await held(fixture, ana);
    expect(calls(ana)).toEqual([]);
  });

  test('stops calling who holds it no more', async () => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana', alertsOnly);
    const conversationId = await held(fixture, ana);
    await fixture.write('t', 'Hello?');
    await give(ana, { name: 'hand-back', conversationId, term: 1 });
    expect(standing(ana)).toEqual([]);
  });
});

describe('a conversation that is passed on', () => {
  test('calls who got it, with who gave it, whatever they chose since', async () => {
    const fixture = await setUp();
    const [ana, ben] = await Promise.all([fixture.connect('ana', alertsOnly), fixture.connect('ben', alertsOnly)]);
    const conversationId = await held(fixture, ana);
    await give(ana, { name: 'transfer', conversationId, term: 1, to: 'ben' });
    expect([calls(ana), calls(ben)]).toEqual([[], ['assigned 1 by Ana']]);
    await give(ben, { name: 'set-availability', availability: 'offline' });
    const again = await fixture.connect('ben', alertsOnly);
    await again.until(() => again.of('alert')[0]);
    expect(again.of('alert')).toEqual(ben.of('alert'));
  });

  test('calls who lost it to a supervisor, and not the supervisor', async () => {
    const fixture = await setUp();
    const [ana, ben, sue] = await Promise.all([fixture.connect('ana', alertsOnly), fixture.connect('ben', alertsOnly), fixture.connect('sue', supervisor)]);
    const conversationId = await held(fixture, ana);
    await give(sue, { name: 'take-over', conversationId, seenTerm: 1, force: true });
    expect([calls(ana), calls(ben), calls(sue)]).toEqual([['takeover-lost 1 by Sue'], [], []]);
  });

  test('by a supervisor calls both', async () => {
    const fixture = await setUp();
    const [ana, ben, sue] = await Promise.all([fixture.connect('ana', alertsOnly), fixture.connect('ben', alertsOnly), fixture.connect('sue', supervisor)]);
    const conversationId = await held(fixture, ana);
    await give(sue, { name: 'assign', conversationId, seenTerm: 1, to: 'ben' });
    expect([calls(ana), calls(ben), calls(sue)]).toEqual([['takeover-lost 1 by Sue'], ['assigned 1 by Sue'], []]);
  });

  test('by a supervisor who closes the conversation calls who held it, for ten minutes', async () => {
    const fixture = await setUp();
    const [ana, sue] = await Promise.all([fixture.connect('ana', alertsOnly), fixture.connect('sue', supervisor)]);
    const conversationId = await held(fixture, ana);
    await give(sue, { name: 'close', conversationId, term: 1 });
    expect([calls(ana), calls(sue)]).toEqual([['takeover-lost 1 by Sue'], []]);
    await fixture.runtime.advance(599_000);
    const later = await fixture.connect('ana', { ...alertsOnly, clientId: 'later' });
    await later.until(() => later.of('alert')[0]);
    expect(standing(later)).toEqual(['takeover-lost']);
    await fixture.runtime.advance(1_000);
    expect(standing(later)).toEqual([]);
  });

  test('by who holds it, closing it themselves, calls nobody', async () => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana', alertsOnly);
    const conversationId = await held(fixture, ana);
    await give(ana, { name: 'close', conversationId, term: 1 });
    expect(calls(ana)).toEqual([]);
  });

  test('calls who lost it because they were gone, with nobody’s name', async () => {
    const fixture = await setUp({ bot: { onUnreachable: 'hand-back' } });
    const ana = await fixture.connect('ana', alertsOnly);
    await held(fixture, ana);
    ana.drop();
    await fixture.runtime.advance(200_000);
    const back = await fixture.connect('ana', alertsOnly);
    await back.until(() => back.of('alert')[0]);
    expect(calls(back)).toEqual(['takeover-lost 1']);
  });

  test('is forgotten with the next change of hands', async () => {
    const fixture = await setUp();
    const [ana, ben, sue] = await Promise.all([fixture.connect('ana', alertsOnly), fixture.connect('ben', alertsOnly), fixture.connect('sue', supervisor)]);
    const conversationId = await held(fixture, ana);
    await give(sue, { name: 'assign', conversationId, seenTerm: 1, to: 'ben' });
    await give(ben, { name: 'transfer', conversationId, term: 2, to: 'ana' });
    expect([standing(ana), standing(ben)]).toEqual([['assigned'], []]);
  });

  test('calls after a restart too, until it was seen', async () => {
    const before = await setUp();
    const [ana, ben] = await Promise.all([before.connect('ana', alertsOnly), before.connect('ben', alertsOnly)]);
    const conversationId = await held(before, ana);
    ben.drop();
    await give(ana, { name: 'transfer', conversationId, term: 1, to: 'ben' });
    await before.stop();
    const after = await setUp({ store: before.store, runtime: before.runtime });
    const back = await after.connect('ben', alertsOnly);
    await back.until(() => back.of('alert')[0]);
    expect(calls(back)).toEqual(['assigned 1 by Ana']);
    back.say({ type: 'alert-seen', alertId: back.of('alert')[0]?.alert.id ?? '' });
    await after.runtime.advance(0);
    const third = await after.connect('ben', { ...alertsOnly, clientId: 'third' });
    await after.runtime.advance(0);
    expect(calls(third)).toEqual([]);
  });
});

test('who is called by name is called on whatever node they are', async () => {
  const cluster = await createCluster({ nodes: 2 });
  clusters.push(cluster);
  const [here, there] = cluster.nodes;
  if (here === undefined || there === undefined) throw new Error('There are no nodes.');
  const [ana, ben] = [await here.connect('ana', alertsOnly), await there.connect('ben', alertsOnly)];
  const { conversationId } = await here.write('t', 'Hello');
  await cluster.advance(1_000);
  await give(ana, { name: 'take-over', conversationId, seenTerm: 0 });
  await cluster.advance(1_000);
  await give(ana, { name: 'transfer', conversationId, term: 1, to: 'ben' });
  await cluster.advance(1_000);
  await here.write('t', 'And now?');
  await cluster.advance(1_000);
  expect(calls(ben)).toEqual(['assigned 1 by Ana', 'customer-message 1']);
});

test('of what customers write nothing goes into the audit stream, of the rest each call does', async () => {
  const fixture = await setUp();
  const [ana, ben] = await Promise.all([fixture.connect('ana', alertsOnly), fixture.connect('ben', alertsOnly)]);
  const conversationId = await held(fixture, ana);
  await fixture.write('t', 'Hello?');
  await give(ana, { name: 'transfer', conversationId, term: 1, to: 'ben' });
  await fixture.runtime.advance(0);
  const lines = await fixture.store.auditLog('default', { since: 0, limit: 100 });
  expect(lines.filter(({ action }) => action === 'alerted').map(({ actor, detail }) => [actor, detail?.['kind']])).toEqual([['ben', 'assigned']]);
  expect(standing(ben)).toEqual(['assigned']);
});
