import { afterEach, describe, expect, test } from 'vitest';
import type { GatewayFixture, GatewayFixtureOptions } from '../../testing/gateway-fixture.js';
import type { FakeSocket } from '../../testing/fake-socket.js';
import { createGatewayFixture, fixtureSecrets } from '../../testing/gateway-fixture.js';
import { settled } from '../../testing/fake-runtime.js';
import { createPresence } from '../agents/presence.js';
import { createRelay } from '../nodes/relay.js';
import { createProjection } from './projection.js';
import type { SweeperOptions } from './sweeper.js';
import { createSweeper } from './sweeper.js';

const fixtures: GatewayFixture[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

async function setUp(options: GatewayFixtureOptions = {}): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture(options);
  fixtures.push(fixture);
  return fixture;
}

const day = 24 * 60 * 60_000;

async function story(fixture: GatewayFixture, conversationId: string, after = 0): Promise<readonly string[]> {
  const events = await fixture.store.read('default', conversationId, after);
  return events.map((event) => ('why' in event ? `${event.type} ${event.why}` : event.type === 'message-sent' ? (event.automatic ?? event.from) : event.type));
}

async function take(fixture: GatewayFixture, conversationId: string): Promise<void> {
  const ana = await fixture.connect('ana');
  ana.say({ type: 'command', command: { id: 'k', name: 'take-over', conversationId, seenTerm: 0 } });
  await ana.until(() => ana.of('result')[0]);
  ana.drop();
}

describe('after a day of silence', () => {
  test('a conversation is closed, not a moment earlier', async () => {
    const fixture = await setUp();
    const { conversationId } = await fixture.write('t', 'Hello');
    await fixture.runtime.advance(1000);
    await fixture.write('t', 'Still there?');
    await fixture.runtime.advance(day - 1);
    expect(await story(fixture, conversationId, 3)).toEqual([]);
    await fixture.runtime.advance(1);
    expect(await story(fixture, conversationId, 3)).toEqual(['conversation-closed timed-out']);
  });

  test('the takeover and the request end in the same append', async () => {
    const fixture = await setUp({ bot: { onUnreachable: 'hold' } });
    const held = await fixture.write('held', 'Hello');
    await take(fixture, held.conversationId);
    const asked = await fixture.write('asked', 'Hello');
    await fixture.gateway.projection.append('default', asked.conversationId, [{ type: 'agent-requested', id: 'r', target: 'agents' }]);
    await fixture.runtime.advance(day);
    expect((await story(fixture, held.conversationId)).slice(-2)).toEqual(['takeover-ended timed-out', 'conversation-closed timed-out']);
    expect((await story(fixture, asked.conversationId)).slice(-2)).toEqual(['agent-request-ended expired', 'conversation-closed timed-out']);
    const events = await fixture.events(held.conversationId);
    expect(events.at(-1)?.at).toBe(events.at(-2)?.at);
  });

  test('the next message opens a new conversation of the same thread, under another reference', async () => {
    const fixture = await setUp();
    const first = await fixture.write('t', 'Hello');
    await fixture.runtime.advance(2 * day);
    const second = await fixture.write('t', 'Hello again');
    expect(second.conversationId).not.toBe(first.conversationId);
    expect(second.seq).toBe(2);
    const references = await Promise.all([first, second].map(async ({ conversationId }) => (await fixture.store.head('default', conversationId))?.reference));
    expect(new Set(references).size).toBe(2);
    expect(references.every((reference) => /^[0-9A-HJKMNP-TV-Z]{8}$/.test(reference ?? ''))).toBe(true);
  });

  test('that passed while no gateway ran, the next one closes it at its start', async () => {
    const before = await createGatewayFixture();
    const { conversationId } = await before.write('t', 'Hello');
    await before.stop();
    await before.runtime.advance(2 * day);
    const after = await setUp({ store: before.store, runtime: before.runtime });
    await after.runtime.advance(0);
    expect(await story(after, conversationId, 2)).toEqual(['conversation-closed timed-out']);
  });
});

test('a conversation whose bot is configured no more ends all the same', async () => {
  const fixture = await setUp();
  const { conversationId } = await fixture.write('t', 'Hello', { botId: 'shop' });
  fixture.gateway.reload({ ...fixture.config, bots: fixture.config.bots.filter(({ id }) => id !== 'shop') }, fixtureSecrets);
  await fixture.runtime.advance(day);
  expect(await story(fixture, conversationId, 2)).toEqual(['conversation-closed timed-out']);
});

describe('an agent who leaves the customer unanswered', () => {
  /** Ana holds a conversation, is there all the time, and the customer has just written. */
  const waiting = async (bot: Readonly<Record<string, unknown>>) => {
    const fixture = await setUp({ bot: { replyWithinMs: 60_000, ...bot } });
    const { conversationId } = await fixture.write('t', 'Hello');
    const [ana, ben] = [await fixture.connect('ana'), await fixture.connect('ben')];
    ana.say({ type: 'command', command: { id: 'k', name: 'take-over', conversationId, seenTerm: 0 } });
    await ana.until(() => ana.of('result')[0]);
    ana.say({ type: 'command', command: { id: 'l', name: 'send', conversationId, term: 1, text: 'Yes?' } });
    await ana.until(() => ana.of('result')[1]);
    const { seq } = await fixture.write('t', 'Help me');
    const alerted = (socket: FakeSocket): readonly string[] => socket.of('alert').map(({ alert }) => alert.kind);
    /** Lets time pass while both answer pings. */
    const pass = async (durationMs: number): Promise<void> => {
      for (let left = durationMs; left > 0; left -= 10_000) {
        for (const socket of [ana, ben]) socket.say({ type: 'pong' });
        await fixture.runtime.advance(Math.min(left, 10_000));
      }
    };
    return { fixture, conversationId, ana, ben, seq, alerted, pass };
  };

  test.each([
    ['requeue', ['takeover-ended unanswered', 'agent-requested', 'confirmation']],
    ['hand-back', ['takeover-ended unanswered', 'exit']],
    ['hold', []],
  ])('loses the conversation when the time is up, as the bot’s policy says: %s', async (onUnreachable, expected) => {
    const { fixture, conversationId, seq, pass } = await waiting({ onUnreachable });
    await pass(59_999);
    expect(await story(fixture, conversationId, seq)).toEqual([]);
    await pass(1);
    expect(await story(fixture, conversationId, seq)).toEqual(expected);
  });

  test('is warned after two thirds of the time, and nobody else is, whatever they chose meanwhile', async () => {
    const { ana, ben, alerted, pass } = await waiting({});
    ana.say({ type: 'command', command: { id: 'm', name: 'set-availability', availability: 'lunch' } });
    await pass(39_999);
    expect(alerted(ana)).toEqual([]);
    await pass(1);
    expect([alerted(ana), alerted(ben)]).toEqual([['reply-overdue'], []]);
  });

  test('keeps it, and the warning ends, with any message to the customer', async () => {
    const { fixture, conversationId, ana, seq, pass } = await waiting({});
    await pass(50_000);
    ana.say({ type: 'command', command: { id: 'n', name: 'send', conversationId, term: 1, text: 'One moment.' } });
    await ana.until(() => ana.of('alert-ended')[0]);
    await pass(40_000);
    expect(await story(fixture, conversationId, seq)).toEqual(['agent']);
  });

  test('has the whole time again for the next message', async () => {
    const { fixture, conversationId, ana, pass } = await waiting({});
    await pass(50_000);
    ana.say({ type: 'command', command: { id: 'n', name: 'send', conversationId, term: 1, text: 'One moment.' } });
    await ana.until(() => ana.of('result')[2]);
    const { seq } = await fixture.write('t', 'Still there?');
    await pass(59_999);
    expect(await story(fixture, conversationId, seq)).toEqual([]);
    await pass(1);
    expect((await story(fixture, conversationId, seq))[0]).toBe('takeover-ended unanswered');
  });

  test('loses nothing where no time is set', async () => {
    const { fixture, conversationId, seq, pass } = await waiting({ replyWithinMs: undefined });
    await pass(600_000);
    expect(await story(fixture, conversationId, seq)).toEqual([]);
  });
});

test('two sweepers make one event', async () => {
  const fixture = await setUp();
  const { conversationId } = await fixture.write('t', 'Hello');
  const { store, runtime, config } = fixture;
  const projection = createProjection(store, runtime);
  await projection.ready;
  const findBot = () => config.bots[0];
  const presence = createPresence({ store, runtime, relay: createRelay(store, runtime), tenants: [], agents: () => config.agents, holdings: { of: () => 0 } });
  const staff: SweeperOptions['staff'] = { staffing: () => ({ state: 'no-agents' }) };
  const other = createSweeper({ projection, presence, staff, share: { holds: () => true, onGained: () => {} }, runtime, findBot });
  other.start();
  await runtime.advance(day);
  expect(await story(fixture, conversationId, 2)).toEqual(['conversation-closed timed-out']);
  other.stop();
  await projection.stop();
});

test('a store that fails is asked again', async () => {
  const fixture = await setUp();
  const { conversationId } = await fixture.write('t', 'Hello');
  const append = fixture.store.append.bind(fixture.store);
  let failures = 0;
  fixture.store.append = (...args) => {
    failures += 1;
    return failures <= 2 ? Promise.reject(new Error('disk full')) : append(...args);
  };
  await fixture.runtime.advance(day);
  expect(await story(fixture, conversationId, 2)).toEqual([]);
  await fixture.runtime.advance(10_000);
  expect(await story(fixture, conversationId, 2)).toEqual(['conversation-closed timed-out']);
  expect(fixture.runtime.lines.filter(({ event }) => event === 'sweep-failed')).toHaveLength(2);
});

describe('an agent who is gone for 60 s past the lease', () => {
  const rows = [
    ['requeue', ['takeover-ended agent-unreachable', 'agent-requested', 'no-agents']],
    ['hand-back', ['takeover-ended agent-unreachable', 'exit']],
    ['hold', []],
  ] as const;
  test.each(rows)('loses the conversation as the bot’s policy says: %s', async (onUnreachable, expected) => {
    const fixture = await setUp({ bot: { onUnreachable } });
    const { conversationId } = await fixture.write('t', 'Hello');
    await take(fixture, conversationId);
    await fixture.runtime.advance(104_999);
    expect(await story(fixture, conversationId, 4)).toEqual([]);
    await fixture.runtime.advance(1);
    expect(await story(fixture, conversationId, 4)).toEqual(expected);
  });

  test('keeps it by coming back in time', async () => {
    const fixture = await setUp();
    const { conversationId } = await fixture.write('t', 'Hello');
    await take(fixture, conversationId);
    await fixture.runtime.advance(100_000);
    const ana = await fixture.connect('ana');
    for (let passed = 0; passed < 300; passed += 10) {
      ana.say({ type: 'pong' });
      await fixture.runtime.advance(10_000);
    }
    expect(await story(fixture, conversationId, 4)).toEqual([]);
  });

  test('has the time for it after a restart of the gateway too', async () => {
    const before = await createGatewayFixture();
    const { conversationId } = await before.write('t', 'Hello');
    await take(before, conversationId);
    await before.stop();
    await before.runtime.advance(3_600_000);
    const after = await setUp({ store: before.store, runtime: before.runtime });
    await after.runtime.advance(104_999);
    expect(await story(after, conversationId, 4)).toEqual([]);
    await after.runtime.advance(1);
    expect((await story(after, conversationId, 4))[0]).toBe('takeover-ended agent-unreachable');
  });
});

test('nothing is left to do after the end', async () => {
  const fixture = await createGatewayFixture();
  await fixture.write('t', 'Hello');
  await fixture.stop();
  const append = fixture.store.append.bind(fixture.store);
  let calls = 0;
  fixture.store.append = (...args) => {
    calls += 1;
    return append(...args);
  };
  await fixture.runtime.advance(2 * day);
  await settled();
  expect(calls).toBe(0);
});

test('a sweep that fails while the gateway stops is not tried again', async () => {
  const fixture = await createGatewayFixture();
  await fixture.write('t', 'Hello');
  let calls = 0;
  let fail = (_error: Error): void => {};
  fixture.store.append = () => {
    calls += 1;
    return new Promise((_resolve, reject) => (fail = reject));
  };
  await fixture.runtime.advance(day);
  await fixture.stop();
  fail(new Error('closed'));
  await fixture.runtime.advance(day);
  expect(calls).toBe(1);
});
