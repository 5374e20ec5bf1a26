import type { Command, ConversationEvent } from '@live-takeover/sdk/core';
import { afterEach, describe, expect, test } from 'vitest';
import type { GatewayFixture, GatewayFixtureOptions } from '../../testing/gateway-fixture.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';
import { botConfig } from '../../testing/direct-line-harness.js';
import { conversationId, started } from '../../testing/dispatcher-harness.js';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { createProjection } from '../conversations/projection.js';
import type { RequestsOptions } from './requests.js';
import { createRequests } from './requests.js';

const fixtures: GatewayFixture[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

async function setUp(options: GatewayFixtureOptions = {}): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture(options);
  fixtures.push(fixture);
  return fixture;
}

/** The customer writes, and the bot asks for a human in its answer. */
async function ask(fixture: GatewayFixture, thread = 't'): Promise<string> {
  fixture.runtime.answerRequests(async (request) =>
    Response.json(JSON.stringify(await request.json()).includes('human') ? [{ handoff: { reason: 'asked' } }] : []),
  );
  const { conversationId } = await fixture.write(thread, 'A human, please');
  await fixture.runtime.advance(0);
  return conversationId;
}

/** What happened after the customer's first message, in short. */
async function story(fixture: GatewayFixture, conversationId: string): Promise<readonly string[]> {
  const events = await fixture.events(conversationId);
  return events.slice(2).map(short);
}

function short(event: ConversationEvent): string {
  if (event.type === 'message-sent') return event.automatic ?? event.from;
  if (event.type === 'agent-request-ended' || event.type === 'takeover-ended') return `${event.type} ${event.why}`;
  return event.type;
}

test('with an agent there the customer is told that someone comes, right after the request', async () => {
  const fixture = await setUp();
  await fixture.connect('ana');
  const conversationId = await ask(fixture);
  expect(await story(fixture, conversationId)).toEqual(['agent-requested', 'confirmation']);
  expect(fixture.delivered.filter((event) => event.type === 'message-sent' && event.automatic === 'confirmation')).toHaveLength(1);
});

test('where Salesforce is asked, the customer is told that someone comes whoever is there, and our agents’ deadlines do not apply', async () => {
  const salesforce = { url: 'https://sf.test', orgId: '00Dxx0000000001', esDeveloperName: 'Desk', acceptWithinMs: 3_600_000 };
  const fixture = await setUp({ bot: { agentRequests: 'salesforce' }, config: { desks: { salesforce } } });
  const conversationId = await ask(fixture);
  fixture.runtime.answerRequests(async () => new Response(null, { status: 503 }));
  await fixture.runtime.advance(600_000);
  expect(await story(fixture, conversationId)).toEqual(['agent-requested', 'confirmation']);
  expect(fixture.gateway.projection.head('default', conversationId)?.request?.target).toBe('salesforce');
});

test('with nobody there the customer is told that, and the request stays open', async () => {
  const fixture = await setUp();
  const conversationId = await ask(fixture);
  expect(await story(fixture, conversationId)).toEqual(['agent-requested', 'no-agents']);
  expect(fixture.gateway.projection.head('default', conversationId)?.request).not.toBeNull();
});

test('with nobody there the request ends, where the bot says so', async () => {
  const fixture = await setUp({ bot: { onNoAgents: 'end' } });
  const conversationId = await ask(fixture);
  expect(await story(fixture, conversationId)).toEqual(['agent-requested', 'no-agents', 'agent-request-ended no-agents']);
});

test('an agent who is Offline, or not in scope, is nobody', async () => {
  const fixture = await setUp();
  const ana = await fixture.connect('ana');
  ana.say({ type: 'command', command: { id: 'off', name: 'set-availability', availability: 'lunch' } });
  await ana.until(() => ana.of('result').length === 1);
  await fixture.connect('ben', { bots: ['shop'] });
  const conversationId = await ask(fixture);
  expect(await story(fixture, conversationId)).toEqual(['agent-requested', 'no-agents']);
});

test('asking again while the request is open changes nothing', async () => {
  const fixture = await setUp();
  await fixture.connect('ana');
  const conversationId = await ask(fixture);
  await fixture.write('t', 'human! now!');
  await fixture.runtime.advance(0);
  expect(await story(fixture, conversationId)).toEqual(['agent-requested', 'confirmation', 'customer']);
});

test('asking while an agent is there already is recorded, for the agent to read', async () => {
  const fixture = await setUp();
  const ana = await fixture.connect('ana');
  const { conversationId } = await fixture.write('t', 'Hello');
  await fixture.runtime.advance(0);
  let answer: (response: Response) => void = () => {};
  fixture.runtime.answerRequests(() => new Promise((resolve) => (answer = resolve)));
  await fixture.write('t', 'human');
  await fixture.runtime.advance(0);
  ana.say({ type: 'command', command: { id: 'k', name: 'take-over', conversationId, seenTerm: 0 } });
  await ana.until(() => ana.of('result').length === 1);
  answer(Response.json([{ handoff: {} }]));
  await fixture.runtime.advance(0);
  expect((await story(fixture, conversationId)).at(-1)).toBe('agent-requested');
  expect(fixture.gateway.projection.head('default', conversationId)?.request).toBeNull();
});

test('where humans are not offered the customer is told so, and nobody is called', async () => {
  const fixture = await setUp({ bot: { agentRequests: 'off' } });
  const ana = await fixture.connect('ana');
  const conversationId = await ask(fixture);
  expect(await story(fixture, conversationId)).toEqual(['not-offered']);
  expect(ana.of('alert')).toEqual([]);
});

describe('a bot that asks late, when the customer', () => {
  /** The bot hears the wish, and asks for a human only after what happens meanwhile. */
  const late = async (bot: Readonly<Record<string, unknown>>, meanwhile: (fixture: GatewayFixture, conversationId: string) => Promise<unknown>): Promise<readonly string[]> => {
    const fixture = await setUp({ bot });
    let answer: (response: Response) => void = () => {};
    fixture.runtime.answerRequests(() => new Promise((resolve) => (answer = resolve)));
    const { conversationId } = await fixture.write('t', 'A human, please');
    await fixture.runtime.advance(0);
    await meanwhile(fixture, conversationId);
    answer(Response.json([{ handoff: {} }]));
    await fixture.runtime.advance(0);
    expect(fixture.gateway.projection.head('default', conversationId)?.request).toBeNull();
    return story(fixture, conversationId);
  };
  const command = async (fixture: GatewayFixture, ...commands: readonly Command[]): Promise<void> => {
    const ana = await fixture.connect('ana');
    for (const one of commands) ana.say({ type: 'command', command: one });
    await ana.until(() => ana.of('result').length === commands.length);
  };

  test('had a human already and is the bot’s again, asks for nothing', async () => {
    const told = await late({}, (fixture, conversationId) =>
      command(fixture, { id: 'k', name: 'take-over', conversationId, seenTerm: 0 }, { id: 'b', name: 'hand-back', conversationId, term: 1 }),
    );
    expect(told).toEqual(['takeover-started', 'start', 'takeover-ended handed-back', 'exit']);
  });

  test('has ended the chat, asks for nothing', async () => {
    const told = await late({}, (fixture, conversationId) => fixture.sink.left('default', conversationId, 'ended'));
    expect(told).toEqual(['customer-left']);
  });

  test('has a human now, is not answered that none is offered', async () => {
    const told = await late({ agentRequests: 'off' }, (fixture, conversationId) => command(fixture, { id: 'k', name: 'take-over', conversationId, seenTerm: 0 }));
    expect(told).toEqual(['takeover-started', 'start', 'agent-requested']);
  });
});

describe('an unclaimed request', () => {
  test('is owned up to once the time is over, and stays open', async () => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana');
    const conversationId = await ask(fixture);
    const keepAlive = async (seconds: number): Promise<void> => {
      for (let passed = 0; passed < seconds; passed += 10) {
        await fixture.runtime.advance(10_000);
        ana.say({ type: 'pong' });
      }
    };
    await keepAlive(110);
    expect(await story(fixture, conversationId)).toEqual(['agent-requested', 'confirmation']);
    await keepAlive(10);
    expect(await story(fixture, conversationId)).toEqual(['agent-requested', 'confirmation', 'request-expired']);
    await keepAlive(240);
    expect(await story(fixture, conversationId)).toEqual(['agent-requested', 'confirmation', 'request-expired']);
    expect(ana.of('alert').map(({ alert }) => alert.ring)).toEqual([1, 2, 3, 4]);
  });

  test('expires where the bot says so', async () => {
    const fixture = await setUp({ bot: { onNoAgents: 'end', requestTimeoutMs: 20_000 } });
    await fixture.connect('ana');
    const conversationId = await ask(fixture);
    await fixture.runtime.advance(20_000);
    expect(await story(fixture, conversationId)).toEqual(['agent-requested', 'confirmation', 'request-expired', 'agent-request-ended expired']);
  });

  test('says nothing more to a customer who knows that nobody is there', async () => {
    const fixture = await setUp();
    const conversationId = await ask(fixture);
    await fixture.runtime.advance(300_000);
    expect(await story(fixture, conversationId)).toEqual(['agent-requested', 'no-agents']);
  });
});

test('when the last available agent goes, whoever waits is told, once', async () => {
  const fixture = await setUp();
  await fixture.runtime.advance(10_000);
  const ana = await fixture.connect('ana');
  const conversationId = await ask(fixture);
  ana.say({ type: 'bye' });
  ana.drop(1001);
  await fixture.runtime.advance(10_000);
  expect(await story(fixture, conversationId)).toEqual(['agent-requested', 'confirmation', 'no-agents']);
  const again = await fixture.connect('ana');
  again.drop(1001);
  await fixture.runtime.advance(10_000);
  expect(await story(fixture, conversationId)).toEqual(['agent-requested', 'confirmation', 'no-agents']);
});

test('a request that was answered with nobody is not looked up again each time someone comes or goes', async () => {
  const fixture = await setUp();
  await fixture.runtime.advance(10_000);
  await ask(fixture);
  let reads = 0;
  const read = fixture.store.read.bind(fixture.store);
  fixture.store.read = (...args) => {
    reads += 1;
    return read(...args);
  };
  for (const name of ['ben', 'cem', 'dan']) await fixture.connect(name, { bots: ['shop'] });
  await fixture.runtime.advance(0);
  expect(reads).toBeLessThanOrEqual(1);
});

test('a request survives a restart, and is owned up to in time by the next process', async () => {
  const before = await setUp();
  await before.connect('ana');
  const conversationId = await ask(before);
  await before.stop();
  const after = await setUp({ store: before.store, runtime: before.runtime });
  const ana = await after.connect('ana');
  expect(await ana.until(() => ana.of('alert')[0])).toMatchObject({ alert: { kind: 'agent-request', conversationId } });
  await after.runtime.advance(40_000);
  await after.connect('ana');
  await after.runtime.advance(40_000);
  await after.connect('ana');
  await after.runtime.advance(40_000);
  expect(await story(after, conversationId)).toEqual(['agent-requested', 'confirmation', 'request-expired']);
});

test('after a restart agents get ten seconds to come back before whoever waits is told that nobody is there', async () => {
  const before = await setUp();
  await before.connect('ana');
  const conversationId = await ask(before);
  await before.stop();
  await before.runtime.advance(60_000);
  const after = await setUp({ store: before.store, runtime: before.runtime });
  await after.connect('ben', { bots: ['shop'] });
  await after.runtime.advance(9_999);
  expect(await story(after, conversationId)).toEqual(['agent-requested', 'confirmation']);
  await after.runtime.advance(1);
  expect(await story(after, conversationId)).toEqual(['agent-requested', 'confirmation', 'no-agents']);
});

test('a customer who ends the chat withdraws the request', async () => {
  const fixture = await setUp();
  const ana = await fixture.connect('ana');
  const conversationId = await ask(fixture);
  await fixture.sink.left('default', conversationId, 'ended');
  expect((await story(fixture, conversationId)).slice(-2)).toEqual(['customer-left', 'agent-request-ended withdrawn']);
  expect(ana.of('alert-ended')).toHaveLength(1);
});

test('a request that another node confirmed, not knowing yet that the last agent is gone, is answered here', async () => {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now(), isShared: true });
  const projection = createProjection(store, runtime);
  await projection.ready;
  const staff: RequestsOptions['staff'] = { subscribe: () => () => {}, staffing: () => ({ state: 'no-agents' }) };
  const share = { holds: () => true, onGained: () => {} };
  const requests = createRequests({ store, projection, staff, share, runtime, findBot: () => botConfig() });
  requests.start();
  await runtime.advance(10_000);
  await store.append('default', conversationId, [
    started,
    { type: 'agent-requested', id: 'r', target: 'agents' },
    { type: 'message-sent', id: 'r:1', from: 'system', text: 'Someone comes.', automatic: 'confirmation', causedBy: 'r', term: 0 },
  ]);
  await runtime.advance(5_000);
  expect((await store.read('default', conversationId, 1)).map(short)).toEqual(['agent-requested', 'confirmation', 'no-agents']);
  requests.stop();
  await projection.stop();
});
