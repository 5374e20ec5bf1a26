import { afterEach, describe, expect, test } from 'vitest';
import type { FakeSocket } from '../../testing/fake-socket.js';
import type { GatewayFixture, GatewayFixtureOptions } from '../../testing/gateway-fixture.js';
import { createGatewayFixture, fixtureSecrets } from '../../testing/gateway-fixture.js';

const fixtures: GatewayFixture[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

const minute = 60_000;
const hour = 60 * minute;
const office = [{ from: '09:30', to: '17:00' }];
/** The fixture's clock starts on a Monday at nine, UTC. */
const openingHours = { timeZone: 'UTC', week: [office, office, office, office, office, [], []] };

async function setUp(options: GatewayFixtureOptions = {}): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture({ ...options, bot: { openingHours, language: 'sv', messages: { outsideHours: 'Back {opens}' }, ...options.bot } });
  fixtures.push(fixture);
  return fixture;
}

async function ask(fixture: GatewayFixture, botId = 'bank'): Promise<string> {
  fixture.runtime.answerRequests(async () => Response.json([{ handoff: {} }]));
  const { conversationId } = await fixture.write(`t-${botId}`, 'A human, please', { botId });
  await fixture.runtime.advance(0);
  fixture.runtime.answerRequests(async () => Response.json([]));
  return conversationId;
}

const toldIn = async (fixture: GatewayFixture, conversationId: string): Promise<readonly string[]> =>
  (await fixture.events(conversationId)).flatMap((event) => (event.type === 'message-sent' && event.automatic !== undefined ? [event.automatic] : []));

/** Lets time pass while clients are heard. */
async function pass(fixture: GatewayFixture, durationMs: number, ...sockets: readonly FakeSocket[]): Promise<void> {
  for (let passed = 0; passed < durationMs; passed += 10_000) {
    await fixture.runtime.advance(Math.min(10_000, durationMs - passed));
    for (const socket of sockets) socket.say({ type: 'pong' });
  }
}

describe('outside the hours', () => {
  test('a customer who asks is told when the desk opens, and nobody is called before', async () => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana', { lifetimeMs: 8 * hour });
    const conversationId = await ask(fixture);
    const events = await fixture.events(conversationId);
    expect(events.at(-1)).toMatchObject({ automatic: 'outside-hours', text: expect.stringMatching(/^Back måndag 5 januari .*09:30/) as string });
    expect(fixture.gateway.projection.head('default', conversationId)?.request).not.toBeNull();
    await pass(fixture, 30 * minute - 1, ana);
    expect(ana.of('alert')).toEqual([]);
    await fixture.runtime.advance(1);
    expect(ana.of('alert').map(({ alert }) => [alert.kind, alert.conversationId])).toEqual([['agent-request', conversationId]]);
    await pass(fixture, 5 * minute, ana);
    expect(await toldIn(fixture, conversationId)).toEqual(['outside-hours']);
  });

  test('another bot’s desk is open', async () => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana');
    expect(await toldIn(fixture, await ask(fixture, 'shop'))).toEqual(['confirmation']);
    expect(ana.of('alert')).toHaveLength(1);
  });

  test('nobody can be given a conversation, and anybody may take one', async () => {
    const fixture = await setUp();
    const [ana] = await Promise.all([fixture.connect('ana'), fixture.connect('ben')]);
    const { conversationId } = await fixture.write('t', 'Hello');
    ana.say({ type: 'command', command: { id: 'k', name: 'take-over', conversationId, seenTerm: 0 } });
    ana.say({ type: 'command', command: { id: 'l', name: 'transfer', conversationId, term: 1, to: 'ben' } });
    await ana.until(() => ana.of('result')[1]);
    expect(ana.of('result')).toMatchObject([{ ok: true }, { ok: false, error: { code: 'not-available' } }]);
  });

  test('a request ends where the bot says that it ends with nobody there', async () => {
    const fixture = await setUp({ bot: { onNoAgents: 'end' } });
    const conversationId = await ask(fixture);
    expect((await fixture.events(conversationId)).at(-1)).toMatchObject({ type: 'agent-request-ended', why: 'no-agents' });
  });

  test('a desk that never opens has nobody there', async () => {
    const fixture = await setUp({ bot: { openingHours: { timeZone: 'UTC', week: [[], [], [], [], [], [], []] } } });
    await fixture.connect('ana');
    expect(await toldIn(fixture, await ask(fixture))).toEqual(['no-agents']);
  });
});

test('whoever still waits when the desk closes is told, once', async () => {
  const fixture = await setUp({ bot: { openingHours: { ...openingHours, week: openingHours.week.map(() => [{ from: '08:00', to: '09:01' }]) } } });
  const ana = await fixture.connect('ana', { lifetimeMs: 80 * hour });
  await fixture.runtime.advance(30_000);
  ana.say({ type: 'pong' });
  const conversationId = await ask(fixture);
  expect(await toldIn(fixture, conversationId)).toEqual(['confirmation']);
  await pass(fixture, 30_000, ana);
  expect(await toldIn(fixture, conversationId)).toEqual(['confirmation', 'outside-hours']);
  ana.drop();
  await fixture.runtime.advance(23 * hour + 5 * minute);
  expect(await toldIn(fixture, conversationId)).toEqual(['confirmation', 'outside-hours']);
});

test('other hours hold as soon as they are configured', async () => {
  const fixture = await setUp();
  const ana = await fixture.connect('ana');
  await ask(fixture);
  expect(ana.of('alert')).toEqual([]);
  const bots = fixture.config.bots.map((bot) => ({ ...bot, openingHours: null }));
  fixture.gateway.reload({ ...fixture.config, bots }, fixtureSecrets);
  await fixture.runtime.advance(0);
  expect(ana.of('alert')).toHaveLength(1);
});

test('a reason that comes to receive requests makes its agents available at once', async () => {
  const fixture = await setUp({ bot: { openingHours: null } });
  const ana = await fixture.connect('ana');
  ana.say({ type: 'command', command: { id: 'k', name: 'set-availability', availability: 'lunch' } });
  await ana.until(() => ana.of('result')[0]);
  await ask(fixture);
  expect(ana.of('alert')).toEqual([]);
  const agents = { ...fixture.config.agents, reasons: [{ id: 'lunch', label: 'At lunch', receivesRequests: true }] };
  fixture.gateway.reload({ ...fixture.config, agents }, fixtureSecrets);
  await fixture.runtime.advance(0);
  expect(ana.of('alert')).toHaveLength(1);
});
