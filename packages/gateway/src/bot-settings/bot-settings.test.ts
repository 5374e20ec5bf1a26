import type { BotSettings, ServerFrame } from '@live-takeover/sdk/core';
import { afterEach, describe, expect, test } from 'vitest';
import type { Cluster } from '../../testing/cluster-fixture.js';
import { createCluster, nodeOf } from '../../testing/cluster-fixture.js';
import { started } from '../../testing/dispatcher-harness.js';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import type { FakeSocket } from '../../testing/fake-socket.js';
import type { GatewayFixture, GatewayFixtureOptions } from '../../testing/gateway-fixture.js';
import { createGatewayFixture, fixtureSecrets } from '../../testing/gateway-fixture.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { deaf, silent } from '../../testing/store-wrappers.js';
import { ask } from '../questions/asking.test-support.js';
import { StoreError } from '../store/event-store.js';

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function setUp(options: GatewayFixtureOptions = {}): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture(options);
  stops.push(() => fixture.stop());
  return fixture;
}

async function cluster(options: Parameters<typeof createCluster>[0] = {}): Promise<Cluster> {
  const made = await createCluster({ nodes: 2, ...options });
  stops.push(() => made.stop());
  return made;
}

const supervisor = { role: 'supervisor' } as const;

async function settingsOf(socket: FakeSocket): Promise<Readonly<Record<string, BotSettings>>> {
  const answer = await ask(socket, { type: 'settings' });
  if (answer.type !== 'settings') throw new Error(JSON.stringify(answer));
  return answer.bots;
}

async function bank(socket: FakeSocket): Promise<BotSettings> {
  const { bank: settings } = await settingsOf(socket);
  if (settings === undefined) throw new Error('There is no bank.');
  return settings;
}

let commands = 0;

/** Resolves with `ok`, or with the code of the refusal. */
async function change(socket: FakeSocket, settings: BotSettings, { botId = 'bank', id = `k${(commands += 1)}` } = {}): Promise<string> {
  const isResult = (frame: ServerFrame): frame is Extract<ServerFrame, { type: 'result' }> => frame.type === 'result' && frame.id === id;
  const before = socket.frames.filter(isResult).length;
  socket.say({ type: 'command', command: { id, name: 'change-settings', botId, settings } });
  const result = await socket.until(() => socket.frames.filter(isResult)[before]);
  return result.ok ? 'ok' : `${result.error.code}: ${result.error.message}`;
}

const quicker = (settings: BotSettings): BotSettings => ({ ...settings, rules: { ...settings.rules, stalledAfterMs: 60_000 } });

describe('settings', () => {
  test('are read by supervisors, for the bots in their scope, as they are in force', async () => {
    const fixture = await setUp({ bot: { rules: { agentThreshold: 7 }, preparedReplies: [{ id: 'hi', title: 'Hi', text: 'Hello' }] } });
    const all = await settingsOf(await fixture.connect('sam', supervisor));
    expect(Object.keys(all)).toEqual(['bank', 'shop']);
    expect(all.bank).toMatchObject({ version: 0, rules: { agentThreshold: 7 }, preparedReplies: [{ id: 'hi' }], openingHours: null });
    expect(all.bank?.messages).toMatchObject({ start: 'You are now talking to {agent}.' });
    expect(Object.keys(await settingsOf(await fixture.connect('sue', { ...supervisor, bots: ['shop'] })))).toEqual(['shop']);
    expect(await ask(await fixture.connect('ana'), { type: 'settings' })).toMatchObject({ type: 'request-failed', error: { code: 'forbidden' } });
  });

  test('that are changed hold at once, and reach everybody in whose scope they are: rules, and the desk', async () => {
    const fixture = await setUp();
    const [sam, ana, ben] = [await fixture.connect('sam', supervisor), await fixture.connect('ana'), await fixture.connect('ben', { bots: ['shop'] })];
    const before = await bank(sam);
    expect(await change(sam, { ...quicker(before), preparedReplies: [{ id: 'hi', title: 'Hi', text: 'Hello {customer}' }] })).toBe('ok');
    for (const socket of [sam, ana]) {
      expect(socket.of('bot-rules-changed')).toMatchObject([{ rules: { bank: { stalledAfterMs: 60_000 } } }]);
      expect(socket.of('desk')).toMatchObject([{ desk: { bots: { bank: { preparedReplies: [{ id: 'hi' }] }, shop: { preparedReplies: [] } } } }]);
    }
    expect([...ben.of('bot-rules-changed'), ...ben.of('desk')]).toEqual([]);
    expect(await bank(sam)).toMatchObject({ version: 1, rules: { stalledAfterMs: 60_000 } });
    const [welcome] = (await fixture.connect('cem')).of('welcome');
    expect(welcome).toMatchObject({ rules: { bank: { stalledAfterMs: 60_000 } }, desk: { bots: { bank: { preparedReplies: [{ id: 'hi' }] } } } });
  });

  test('that change only a message change neither rules nor desk, and the customer reads it', async () => {
    const fixture = await setUp();
    const sam = await fixture.connect('sam', supervisor);
    const before = await bank(sam);
    expect(await change(sam, { ...before, messages: { start: 'Hi, {agent} here.' } })).toBe('ok');
    expect([...sam.of('bot-rules-changed'), ...sam.of('desk')]).toEqual([]);
    expect((await bank(sam)).messages).toEqual({ ...before.messages, start: 'Hi, {agent} here.' });
    const { conversationId } = await fixture.write('t', 'Hello');
    await fixture.runtime.advance(0);
    sam.say({ type: 'command', command: { id: 'take', name: 'take-over', conversationId, seenTerm: 0 } });
    await sam.until(() => sam.of('result').some(({ id }) => id === 'take'));
    expect((await fixture.events(conversationId)).at(-1)).toMatchObject({ automatic: 'start', text: 'Hi, Sam here.' });
  });

  test.each<[string, Parameters<GatewayFixture['connect']>[1], string, string]>([
    ['an agent', {}, 'bank', 'forbidden'],
    ['a supervisor of another bot', { ...supervisor, bots: ['shop'] }, 'bank', 'bad-request'],
    ['a supervisor of another tenant', { ...supervisor, tenant: 'other' }, 'bank', 'bad-request'],
    ['a supervisor, of a bot that is not there', supervisor, 'nobody', 'bad-request'],
  ])('are not changed by %s', async (_who, signIn, botId, code) => {
    const fixture = await setUp();
    const settings = await bank(await fixture.connect('sam', supervisor));
    expect(await change(await fixture.connect('eve', signIn), quicker(settings), { botId })).toMatch(new RegExp(`^${code}:`));
    expect(await bank(await fixture.connect('sue', supervisor))).toEqual(settings);
  });

  test.each<[string, (settings: BotSettings) => BotSettings, RegExp]>([
    ['thresholds out of order', (settings) => ({ ...settings, rules: { ...settings.rules, abandonedAfterMs: 60_000 } }), /rules\.abandonedAfterMs: is 60000, shorter than stalledAfterMs/],
    ['a variable that nothing fills in', (settings) => ({ ...settings, messages: { start: 'Hi {nobody}' } }), /messages\.start: holds \{nobody\}/],
    ['a message of no such name', (settings) => ({ ...settings, messages: { begin: 'Hi' } }), /messages: has no setting "begin"/],
    ['two replies of one id', (settings) => ({ ...settings, preparedReplies: [1, 2].map((title) => ({ id: 'hi', title: `${title}`, text: 'Hi' })) }), /preparedReplies\[1\]\.id: is "hi", like that of \[0\]/],
    ['hours of no time zone', (settings) => ({ ...settings, openingHours: { timeZone: 'Atlantis', week: [[], [], [], [], [], [], []], closedOn: [] } }), /openingHours\.timeZone: is "Atlantis"/],
  ])('with %s are refused, with what is wrong', async (_what, broken, message) => {
    const fixture = await setUp();
    const sam = await fixture.connect('sam', supervisor);
    const settings = await bank(sam);
    const answer = await change(sam, broken(settings));
    expect(answer).toMatch(/^bad-request: /);
    expect(answer).toMatch(message);
    expect(await bank(sam)).toEqual(settings);
  });

  test('that somebody else changed since are refused; the same command again is told the first result, its id for another one is refused', async () => {
    const fixture = await setUp();
    const [sam, sue] = [await fixture.connect('sam', supervisor), await fixture.connect('sue', supervisor)];
    const read = await bank(sam);
    expect(await change(sam, quicker(read), { id: 'first' })).toBe('ok');
    expect(await change(sue, { ...read, messages: { exit: '' } })).toBe('settings-changed: Somebody else has changed these settings since you read them. Read them again, then decide.');
    expect(await change(sam, quicker(read), { id: 'first' })).toBe('ok');
    expect(await change(sue, await bank(sue), { id: 'first' })).toMatch(/^command-reused:/);
    expect((await bank(sue)).version).toBe(1);
  });

  test('are kept in the audit stream by name: who changed what of which bot, without a word of it', async () => {
    const fixture = await setUp();
    const sam = await fixture.connect('sam', supervisor);
    await change(sam, { ...quicker(await bank(sam)), messages: { start: 'a secret text' } }, { id: 'k' });
    const lines = (await fixture.store.auditLog('default', { since: 0, limit: 99 })).filter(({ action }) => action === 'change-settings');
    expect(lines).toMatchObject([{ actor: 'sam', subject: 'bank', detail: { command: 'k', version: 1, changed: 'rules.stalledAfterMs messages.start' } }]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  test('outlive the gateway, and a reload changes what nobody overrode', async () => {
    const fixture = await setUp();
    const sam = await fixture.connect('sam', supervisor);
    await change(sam, quicker(await bank(sam)));
    const again = await setUp({ store: fixture.store, runtime: fixture.runtime, bot: { messages: { exit: 'Bye.' }, rules: { agentThreshold: 9 } } });
    const sue = await again.connect('sue', supervisor);
    expect(await bank(sue)).toMatchObject({ version: 1, rules: { stalledAfterMs: 60_000, agentThreshold: 3 }, messages: { exit: 'Bye.' } });
    const bots = again.config.bots.map((bot) => ({ ...bot, name: 'Savings', messages: { ...bot.messages, exit: 'So long.' }, rules: { ...bot.rules, agentThreshold: 8 } }));
    again.gateway.reload({ ...again.config, bots }, fixtureSecrets);
    expect(await bank(sue)).toMatchObject({ version: 1, rules: { stalledAfterMs: 60_000, agentThreshold: 3 }, messages: { exit: 'So long.' } });
    expect(sue.of('bot-rules-changed').at(-1)).toMatchObject({ rules: { bank: { agentThreshold: 3 }, shop: { agentThreshold: 8 } } });
  });

  test('that the configuration changed since are refused too, and none of what it replaced is kept', async () => {
    const fixture = await setUp();
    const sam = await fixture.connect('sam', supervisor);
    const read = await bank(sam);
    const bots = fixture.config.bots.map((bot) => ({ ...bot, messages: { ...bot.messages, exit: 'So long.' }, rules: { ...bot.rules, agentThreshold: 8 } }));
    fixture.gateway.reload({ ...fixture.config, bots }, fixtureSecrets);
    expect(await change(sam, { ...read, messages: { ...read.messages, start: 'Hi.' } })).toMatch(/^settings-changed:/);
    const again = await bank(sam);
    expect(again).toMatchObject({ version: 0, rules: { agentThreshold: 8 }, messages: { exit: 'So long.' } });
    expect(await change(sam, { ...again, messages: { ...again.messages, start: 'Hi.' } })).toBe('ok');
    fixture.gateway.reload(fixture.config, fixtureSecrets);
    expect(await bank(sam)).toMatchObject({ version: 1, rules: { agentThreshold: 3 }, messages: { start: 'Hi.', exit: read.messages['exit'] } });
  });

  test('of which the store’s answer is lost hold when the command is sent again, or half a minute later', async () => {
    for (const isSentAgain of [true, false]) {
      const fixture = await setUp();
      const sam = await fixture.connect('sam', supervisor);
      const read = await bank(sam);
      const replaceSetting = fixture.store.replaceSetting.bind(fixture.store);
      fixture.store.replaceSetting = async (...args) => {
        await replaceSetting(...args);
        throw new StoreError('unavailable', 'The answer was lost.');
      };
      expect(await change(sam, quicker(read), { id: 'k' })).toMatch(/^store-unavailable:/);
      fixture.store.replaceSetting = replaceSetting;
      if (isSentAgain) expect(await change(sam, quicker(read), { id: 'k' })).toBe('ok');
      else await fixture.runtime.advance(30_000);
      expect(await bank(sam)).toMatchObject({ version: 1, rules: { stalledAfterMs: 60_000 } });
    }
  });

  test('of a store that was put back from a backup hold instead, and can be changed', async () => {
    const runtime = createFakeRuntime();
    const memory = createMemoryStore({ now: () => runtime.now() });
    let isPutBack = false;
    const heard = async (): Promise<void> => {
      if (!isPutBack) return;
      isPutBack = false;
      throw new StoreError('position-expired', 'The store was put back from a backup.');
    };
    const fixture = await setUp({ runtime, store: deaf(memory, heard) });
    const sam = await fixture.connect('sam', supervisor);
    await change(sam, quicker(await bank(sam)));
    const backup = await memory.settings('default', 'bot-settings:');
    for (const agentThreshold of [4, 5]) await change(sam, { ...(await bank(sam)), rules: { ...(await bank(sam)).rules, agentThreshold } });
    for (const [key, text] of backup) await memory.putSetting('default', key, text);
    memory.incarnation = async () => 'of the backup';
    isPutBack = true;
    await memory.append('default', 'c', [started]);
    await runtime.advance(1_000);
    const restored = await bank(sam);
    expect(restored).toMatchObject({ version: 1, rules: { agentThreshold: 3, stalledAfterMs: 60_000 } });
    expect(await change(sam, { ...restored, rules: { ...restored.rules, agentThreshold: 6 } })).toBe('ok');
    expect(await bank(sam)).toMatchObject({ version: 2, rules: { agentThreshold: 6 } });
  });

  test('stay with their tenant when another one comes to have a bot of the same id', async () => {
    const fixture = await setUp();
    const sam = await fixture.connect('sam', supervisor);
    await change(sam, quicker(await bank(sam)));
    const { config, gateway } = fixture;
    gateway.reload({ ...config, bots: config.bots.filter(({ id }) => id !== 'bank') }, fixtureSecrets);
    gateway.reload({ ...config, bots: config.bots.map((bot) => (bot.id === 'bank' ? { ...bot, tenant: 'other' } : bot)) }, fixtureSecrets);
    expect(await bank(await fixture.connect('sue', { ...supervisor, tenant: 'other' }))).toMatchObject({ version: 0, rules: { stalledAfterMs: 300_000 } });
    gateway.reload({ ...config, bots: config.bots.filter(({ id }) => id !== 'bank') }, fixtureSecrets);
    gateway.reload(config, fixtureSecrets);
    expect(await bank(sam)).toMatchObject({ version: 1, rules: { stalledAfterMs: 60_000 } });
  });

  test('that the store holds and this release cannot read are named in the log, and the configuration holds', async () => {
    const fixture = await setUp();
    await fixture.store.putSetting('default', 'bot-settings:bank', '{"version":"next"}');
    const again = await setUp({ store: fixture.store, runtime: fixture.runtime });
    expect(again.runtime.lines).toContainEqual({ level: 'error', event: 'bot-settings-not-understood', fields: { bot: 'bank' } });
    expect(await bank(await again.connect('sam', supervisor))).toMatchObject({ version: 0, rules: { stalledAfterMs: 300_000 } });
  });
});

describe('settings on several nodes', () => {
  test('that are changed on one hold on the others at once', async () => {
    const nodes = await cluster();
    const [sam, ana] = [await nodeOf(nodes, 0).connect('sam', supervisor), await nodeOf(nodes, 1).connect('ana')];
    expect(await change(sam, quicker(await bank(sam)))).toBe('ok');
    await nodes.advance(100);
    expect(ana.of('bot-rules-changed')).toMatchObject([{ rules: { bank: { stalledAfterMs: 60_000 } } }]);
  });

  test('that no announcement told of are found within half a minute', async () => {
    const nodes = await cluster({ wrapStore: silent });
    const sam = await nodeOf(nodes, 0).connect('sam', supervisor);
    await change(sam, quicker(await bank(sam)));
    const ana = await nodeOf(nodes, 1).connect('ana');
    await nodes.advance(31_000);
    expect(ana.of('bot-rules-changed')).toMatchObject([{ rules: { bank: { stalledAfterMs: 60_000 } } }]);
  });

  test('of two supervisors who change them at once on two nodes one wins, and the other is told', async () => {
    const nodes = await cluster();
    const [sam, sue] = [await nodeOf(nodes, 0).connect('sam', supervisor), await nodeOf(nodes, 1).connect('sue', supervisor)];
    const read = await bank(sam);
    const answers = await Promise.all([change(sam, quicker(read)), change(sue, { ...read, messages: { exit: '' } })]);
    expect(answers.map((answer) => answer.split(':')[0]).sort()).toEqual(['ok', 'settings-changed']);
    await nodes.advance(100);
    expect(await bank(sam)).toEqual(await bank(sue));
    expect((await bank(sam)).version).toBe(1);
  });
});
