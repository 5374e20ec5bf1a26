import { afterEach, describe, expect, test } from 'vitest';
import type { FakeSocket } from '../../testing/fake-socket.js';
import type { GatewayFixture, GatewayFixtureOptions } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';

const fixtures: GatewayFixture[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

async function setUp(options: GatewayFixtureOptions = {}): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture(options);
  fixtures.push(fixture);
  return fixture;
}

const alertsOnly = { topics: { alerts: true, conversations: [] } } as const;

async function request(fixture: GatewayFixture, thread = 't', botId = 'bank'): Promise<string> {
  const { conversationId } = await fixture.write(thread, 'Hello', { botId });
  await fixture.gateway.projection.append('default', conversationId, [{ type: 'agent-requested', id: `r-${fixture.runtime.newId()}`, target: 'agents' }]);
  await fixture.runtime.advance(0);
  return conversationId;
}

async function threeDefaultAnswers(fixture: GatewayFixture): Promise<string> {
  fixture.runtime.answerRequests(async () => Response.json([{ text: 'Sorry?', fallback: true }]));
  let conversationId = '';
  for (const text of ['one', 'two', 'three']) {
    ({ conversationId } = await fixture.write('t', text));
    await fixture.runtime.advance(0);
  }
  return conversationId;
}

async function setAvailability(fixture: GatewayFixture, socket: FakeSocket, availability: string): Promise<void> {
  const id = fixture.runtime.newId();
  socket.say({ type: 'command', command: { id, name: 'set-availability', availability } });
  await socket.until(() => socket.of('result').find((result) => result.id === id));
  await fixture.runtime.advance(0);
}

const kinds = (socket: FakeSocket): readonly string[] => socket.of('alert').map(({ alert }) => `${alert.kind} ${alert.ring}`);

test('a request and the third default answer call every available agent in scope, on a page with alerts alone', async () => {
  const fixture = await setUp();
  const ana = await fixture.connect('ana', alertsOnly);
  const ben = await fixture.connect('ben', alertsOnly);
  const cem = await fixture.connect('cem', { ...alertsOnly, bots: ['shop'] });
  const dan = await fixture.connect('dan', alertsOnly);
  await setAvailability(fixture, dan, 'offline');
  const action = await threeDefaultAnswers(fixture);
  const asked = await request(fixture, 'other');
  for (const socket of [ana, ben]) {
    expect(socket.of('alert').map(({ alert }) => alert)).toMatchObject([
      { kind: 'action', conversationId: action, ring: 1, botName: 'Bank Bot' },
      { kind: 'agent-request', conversationId: asked, ring: 1, botName: 'Bank Bot' },
    ]);
  }
  expect(ana.of('alert')).toEqual(ben.of('alert'));
  expect(cem.of('alert')).toEqual([]);
  expect(dan.of('alert')).toEqual([]);
  expect(ana.of('delta')).toEqual([]);
});

test('two default answers call nobody, nor do four call twice', async () => {
  const fixture = await setUp({ bot: { rules: { agentThreshold: 2 } } });
  const ana = await fixture.connect('ana', alertsOnly);
  await threeDefaultAnswers(fixture);
  expect(kinds(ana)).toEqual(['action 1']);
});

test('an agent who comes online later, or comes back, is called then', async () => {
  const fixture = await setUp();
  await request(fixture);
  const ana = await fixture.connect('ana', alertsOnly);
  await ana.until(() => ana.of('alert')[0]);
  ana.drop();
  const again = await fixture.connect('ana', alertsOnly);
  await again.until(() => again.of('alert')[0]);
  expect(again.of('alert')).toEqual(ana.of('alert'));
  const cleo = await fixture.connect('cleo', { topics: { alerts: false, conversations: 'all' } });
  await fixture.runtime.advance(0);
  expect(cleo.of('alert')).toEqual([]);
  cleo.say({ type: 'subscribe', topics: { alerts: true, conversations: 'all' } });
  await cleo.until(() => cleo.of('alert')[0]);
});

test('an agent who is Offline is called when they go Online, and not before', async () => {
  const fixture = await setUp();
  await setAvailability(fixture, await fixture.connect('ben', alertsOnly), 'offline');
  const ben = await fixture.connect('ben', alertsOnly);
  await request(fixture);
  expect(ben.of('alert')).toEqual([]);
  await setAvailability(fixture, ben, 'online');
  expect(kinds(ben)).toEqual(['agent-request 1']);
});

describe('an alert that was seen', () => {
  test('ends on all pages of that agent, and on nobody else’s', async () => {
    const fixture = await setUp();
    const [one, two, ben] = await Promise.all([
      fixture.connect('ana', { ...alertsOnly, clientId: 'tab-1' }),
      fixture.connect('ana', { ...alertsOnly, clientId: 'tab-2' }),
      fixture.connect('ben', alertsOnly),
    ]);
    await request(fixture);
    const alertId = one.of('alert')[0]?.alert.id ?? '';
    one.say({ type: 'alert-seen', alertId });
    expect(two.of('alert-ended')).toEqual([{ type: 'alert-ended', alertId }]);
    expect(ben.of('alert-ended')).toEqual([]);
  });

  test('does not come back: not by ringing again, not after reconnecting, not after a restart', async () => {
    const before = await setUp();
    const ana = await before.connect('ana', alertsOnly);
    await request(before);
    ana.say({ type: 'alert-seen', alertId: ana.of('alert')[0]?.alert.id ?? '' });
    await before.runtime.advance(31_000);
    expect(kinds(ana)).toEqual(['agent-request 1']);
    const again = await before.connect('ana', alertsOnly);
    await before.runtime.advance(0);
    expect(again.of('alert')).toEqual([]);
    await before.stop();
    const after = await setUp({ store: before.store, runtime: before.runtime });
    const third = await after.connect('ana', alertsOnly);
    const ben = await after.connect('ben', alertsOnly);
    await ben.until(() => ben.of('alert')[0]);
    expect(third.of('alert')).toEqual([]);
  });
});

describe('what an agent says to have seen', () => {
  const settingOf = (fixture: GatewayFixture): Promise<string | undefined> => fixture.store.setting('default', 'alerts-seen:ana');

  test('is not kept if no such alert stands', async () => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana', { ...alertsOnly, bots: ['bank'] });
    const ben = await fixture.connect('ben', alertsOnly);
    await request(fixture, 's', 'shop');
    for (const alertId of ['no-such', ben.of('alert')[0]?.alert.id ?? '']) ana.say({ type: 'alert-seen', alertId });
    await fixture.runtime.advance(0);
    expect(await settingOf(fixture)).toBeUndefined();
  });

  test('before it was read what they had seen earlier adds to that', async () => {
    const before = await setUp();
    const first = await before.connect('ana', alertsOnly);
    await request(before, 'one');
    await request(before, 'two');
    const [one = '', two = ''] = first.of('alert').map(({ alert }) => alert.id);
    first.say({ type: 'alert-seen', alertId: one });
    await before.stop();
    const { store } = before;
    const setting = store.setting.bind(store);
    let answer = (): void => {};
    store.setting = async (...args) => {
      const value = await setting(...args);
      await new Promise<void>((resolve) => (answer = resolve));
      return value;
    };
    const after = await setUp({ store, runtime: before.runtime });
    const second = await after.connect('ana', alertsOnly);
    second.say({ type: 'alert-seen', alertId: two });
    await after.runtime.advance(0);
    answer();
    await after.runtime.advance(0);
    store.setting = setting;
    expect(second.of('alert')).toEqual([]);
    expect(JSON.parse((await settingOf(after)) ?? '[]')).toEqual(expect.arrayContaining([one, two]));
  });
});

test('an alert for a bot that is no longer in scope ends', async () => {
  const fixture = await setUp();
  const ana = await fixture.connect('ana', { ...alertsOnly, bots: ['bank', 'shop'] });
  await request(fixture, 't', 'bank');
  await request(fixture, 's', 'shop');
  const [bank, shop] = ana.of('alert').map(({ alert }) => alert);
  ana.say({ type: 'auth', token: await fixture.token('ana', { bots: ['bank'] }) });
  await ana.until(() => ana.of('reset').length === 1);
  await fixture.runtime.advance(0);
  expect(ana.of('alert-ended')).toEqual([{ type: 'alert-ended', alertId: shop?.id }]);
  expect(ana.of('alert').filter(({ alert }) => alert.id === bank?.id)).toHaveLength(1);
});

describe('an alert ends for everyone', () => {
  const end = async (what: (fixture: GatewayFixture, conversationId: string, ana: FakeSocket) => Promise<unknown>): Promise<readonly string[]> => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana', alertsOnly);
    const ben = await fixture.connect('ben', alertsOnly);
    const conversationId = await request(fixture);
    await what(fixture, conversationId, ana);
    await ben.until(() => ben.of('alert-ended')[0]);
    expect(ben.of('alert-ended').map(({ alertId }) => alertId)).toEqual(ben.of('alert').map(({ alert }) => alert.id));
    return kinds(ben);
  };

  test('when someone takes over', async () => {
    await end(async (_fixture, conversationId, ana) => ana.say({ type: 'command', command: { id: 'k', name: 'take-over', conversationId, seenTerm: 0 } }));
  });

  test('when the request ends', async () => {
    await end((fixture, conversationId) => fixture.gateway.projection.append('default', conversationId, [{ type: 'agent-request-ended', id: 'e', why: 'withdrawn' }]));
  });

  test('when the conversation is closed', async () => {
    await end((fixture, conversationId) => fixture.gateway.projection.append('default', conversationId, [{ type: 'conversation-closed', id: 'e', why: 'ended' }]));
  });

  test('when time alone makes the conversation one that is abandoned', async () => {
    const fixture = await setUp({ bot: { rules: { stalledAfterMs: 30_000, abandonedAfterMs: 40_000 } } });
    const ana = await fixture.connect('ana', alertsOnly);
    await threeDefaultAnswers(fixture);
    await fixture.runtime.advance(39_999);
    expect(ana.of('alert-ended')).toEqual([]);
    await fixture.runtime.advance(1);
    expect(ana.of('alert-ended')).toHaveLength(1);
  });
});

test('a need that arises anew is a new alert', async () => {
  const fixture = await setUp();
  const ana = await fixture.connect('ana', alertsOnly);
  const conversationId = await request(fixture);
  await fixture.gateway.projection.append('default', conversationId, [{ type: 'agent-request-ended', id: 'e', why: 'withdrawn' }]);
  await request(fixture);
  const ids = ana.of('alert').map(({ alert }) => alert.id);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(2);
});
