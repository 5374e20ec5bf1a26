import { SignJWT } from 'jose';
import { afterEach, describe, expect, test } from 'vitest';
import type { FakeSocket } from '../testing/fake-socket.js';
import { createFakeSocket } from '../testing/fake-socket.js';
import type { GatewayFixture, GatewayFixtureOptions } from '../testing/gateway-fixture.js';
import { createGatewayFixture, everything, fixtureSecrets } from '../testing/gateway-fixture.js';
import type { BotConfig, GatewayConfig } from './config/config.js';
import type { Secrets } from './config/secrets.js';

const fixtures: GatewayFixture[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

async function setUp(options: GatewayFixtureOptions = {}): Promise<GatewayFixture> {
  const fixture = await createGatewayFixture(options);
  fixtures.push(fixture);
  return fixture;
}

/** Puts the fixture's configuration in force with some of it changed. */
function reload(fixture: GatewayFixture, change: Partial<GatewayConfig>, secrets: Secrets = fixtureSecrets): void {
  fixture.gateway.reload({ ...fixture.config, ...change }, secrets);
}

function withBot({ config }: GatewayFixture, id: string, change: Partial<BotConfig>): Pick<GatewayConfig, 'bots'> {
  return { bots: config.bots.map((bot) => (bot.id === id ? { ...bot, ...change } : bot)) };
}

function rules({ config }: GatewayFixture, change: Partial<BotConfig['rules']>): Pick<BotConfig, 'rules'> {
  const [bot] = config.bots;
  if (bot === undefined) throw new Error('There is no bot.');
  return { rules: { ...bot.rules, ...change } };
}

const isOpen = (...sockets: readonly FakeSocket[]): boolean => sockets.every(({ closed }) => closed === undefined);

describe('rules', () => {
  test('reach the clients in whose scope they changed, once, and nobody else; no socket closes', async () => {
    const fixture = await setUp();
    const ana = await fixture.connect('ana');
    const ben = await fixture.connect('ben', { bots: ['shop'] });
    const cem = await fixture.connect('cem', { tenant: 'other' });
    reload(fixture, withBot(fixture, 'bank', rules(fixture, { stalledAfterMs: 60_000 })));
    reload(fixture, withBot(fixture, 'bank', rules(fixture, { stalledAfterMs: 60_000 })));
    expect(ana.of('bot-rules-changed')).toMatchObject([{ rules: { bank: { stalledAfterMs: 60_000 }, shop: { stalledAfterMs: 300_000 } } }]);
    expect([...ben.of('bot-rules-changed'), ...cem.of('bot-rules-changed')]).toEqual([]);
    expect(isOpen(ana, ben, cem)).toBe(true);
    expect((await fixture.connect('dan')).of('welcome')[0]?.rules).toMatchObject({ bank: { stalledAfterMs: 60_000 } });
  });

  test('that make a conversation need an agent ring, and that end the need silence it', async () => {
    const fixture = await setUp({ bot: { defaultAnswers: ['Pardon?'] } });
    fixture.runtime.answerRequests(async () => Response.json([{ text: 'Pardon?' }]));
    const ana = await fixture.connect('ana');
    await fixture.write('t', 'Hello');
    await fixture.runtime.advance(0);
    expect(ana.of('alert')).toEqual([]);
    reload(fixture, withBot(fixture, 'bank', rules(fixture, { agentThreshold: 1 })));
    expect(ana.of('alert')).toMatchObject([{ alert: { kind: 'action' } }]);
    reload(fixture, withBot(fixture, 'bank', rules(fixture, { agentThreshold: 3 })));
    expect(ana.of('alert-ended')).toHaveLength(1);
  });

  test('that shorten a deadline hold for conversations that were there before', async () => {
    const fixture = await setUp();
    const { conversationId } = await fixture.write('t', 'Hello');
    const types = async (): Promise<readonly string[]> => (await fixture.events(conversationId)).map(({ type }) => type);
    await fixture.runtime.advance(3_600_000);
    expect(await types()).not.toContain('conversation-closed');
    reload(fixture, withBot(fixture, 'bank', rules(fixture, { timeoutMs: 3_700_000 })));
    await fixture.runtime.advance(100_000);
    expect(await types()).toContain('conversation-closed');
  });

  test('that shorten the patience of requests do too', async () => {
    const fixture = await setUp();
    await fixture.connect('ana');
    fixture.runtime.answerRequests(async () => Response.json([{ text: '', custom: { handoff: true } }]));
    const { conversationId } = await fixture.write('t', 'A human, please');
    await fixture.store.append('default', conversationId, [{ type: 'agent-requested', id: 'r', target: 'agents' }]);
    await fixture.runtime.advance(5_000);
    reload(fixture, withBot(fixture, 'bank', { requestTimeoutMs: 6_000 }));
    await fixture.runtime.advance(1_000);
    const said = (await fixture.events(conversationId)).flatMap((event) => (event.type === 'message-sent' ? [event.automatic] : []));
    expect(said).toContain('request-expired');
  });
});

describe('bots', () => {
  test('that moved are called at their new address', async () => {
    const fixture = await setUp();
    const called: string[] = [];
    fixture.runtime.answerRequests(async ({ url }) => {
      called.push(url);
      return Response.json([]);
    });
    await fixture.write('t', 'One');
    await fixture.runtime.advance(0);
    reload(fixture, withBot(fixture, 'bank', { url: 'http://moved.test/' }));
    await fixture.write('t', 'Two');
    await fixture.runtime.advance(0);
    expect(called).toEqual(['http://bot.test/webhook', 'http://moved.test/']);
  });

  test('that were added take conversations at once, and those that wait for them; one that was removed takes none', async () => {
    const fixture = await setUp();
    const [bank] = fixture.config.bots;
    if (bank === undefined) throw new Error('There is no bot.');
    reload(fixture, { bots: fixture.config.bots.filter(({ id }) => id !== 'bank') });
    await expect(fixture.write('t', 'Hello')).rejects.toMatchObject({ code: 'bad-request' });
    reload(fixture, { bots: fixture.config.bots });
    const { conversationId } = await fixture.write('t', 'Hello');
    await fixture.runtime.advance(0);
    reload(fixture, { bots: fixture.config.bots.filter(({ id }) => id !== 'bank') });
    await fixture.write('t', 'Still there?');
    await fixture.runtime.advance(0);
    fixture.runtime.answerRequests(async () => Response.json([{ text: 'I am back' }]));
    reload(fixture, { bots: fixture.config.bots });
    await fixture.runtime.advance(0);
    expect((await fixture.events(conversationId)).at(-1)).toMatchObject({ from: 'bot', text: 'I am back' });
  });

  test('that a team came to look after are in the scope of its agents, who start over', async () => {
    const fixture = await setUp({ bot: { teams: ['cards'] } });
    await fixture.write('t', 'To the shop', { botId: 'shop' });
    const ana = await fixture.connect('ana', { teams: ['cards'] });
    expect(ana.of('snapshot').flatMap(({ heads }) => heads)).toEqual([]);
    reload(fixture, withBot(fixture, 'shop', { teams: ['cards'] }));
    await ana.until(() => ana.of('snapshot')[1]);
    expect(ana.of('reset')).toMatchObject([{ why: 'Your scope changed.' }]);
    expect(Object.keys(ana.of('bot-rules-changed')[0]?.rules ?? {})).toEqual(['bank', 'shop']);
    expect(ana.of('snapshot')[1]?.heads).toMatchObject([{ bot: { id: 'shop' } }]);
    expect(isOpen(ana)).toBe(true);
  });

  test('of a tenant that is new here bring its agents with what they chose before', async () => {
    const fixture = await setUp({ config: { bots: [{ id: 'bank', name: 'Bank Bot', protocol: 'webhook', url: 'http://bot.test/' }] } });
    const earlier = await createGatewayFixture({ store: fixture.store, runtime: fixture.runtime });
    const cem = await earlier.connect('cem', { tenant: 'other' });
    cem.say({ type: 'command', command: { id: 'k', name: 'set-availability', availability: 'lunch' } });
    await cem.until(() => cem.of('result')[0]);
    await earlier.stop();
    reload(fixture, { bots: earlier.config.bots });
    await fixture.runtime.advance(0);
    const colleague = await fixture.connect('dan', { tenant: 'other' });
    await fixture.runtime.advance(0);
    expect(colleague.of('presence').at(-1)?.agents).toContainEqual(expect.objectContaining({ id: 'cem', availability: 'lunch' }));
  });

  test('keep their tenant, and the log says so', async () => {
    const fixture = await setUp();
    reload(fixture, { ...withBot(fixture, 'bank', { tenant: 'other' }), listen: { host: '127.0.0.1', port: 1 } });
    await fixture.write('t', 'Hello');
    const line = (event: string) => fixture.runtime.lines.filter((one) => one.event === event).map(({ fields }) => fields);
    expect(line('setting-needs-restart')).toEqual([{ setting: 'listen' }, { setting: 'bots.bank.tenant' }]);
    expect(line('reloaded')).toEqual([{ bots: 3 }]);
  });
});

test('other words are said from now on', async () => {
  const fixture = await setUp();
  const { conversationId } = await fixture.write('t', 'Hello');
  const [bank] = fixture.config.bots;
  if (bank === undefined) throw new Error('There is no bot.');
  reload(fixture, withBot(fixture, 'bank', { messages: { ...bank.messages, start: 'This is {agent} of the bank.' } }));
  const ana = await fixture.connect('ana');
  ana.say({ type: 'command', command: { id: 'k', name: 'take-over', conversationId, seenTerm: 0 } });
  await ana.until(() => ana.of('result')[0]);
  expect((await fixture.events(conversationId)).at(-1)).toMatchObject({ automatic: 'start', text: 'This is Ana of the bank.' });
});

test('limits hold for sockets that were open before', async () => {
  const fixture = await setUp();
  const ana = await fixture.connect('ana');
  reload(fixture, { limits: { ...fixture.config.limits, messageLength: 100 } });
  ana.say({ type: 'command', command: { id: 'k', name: 'send', conversationId: 'c', term: 1, text: 'x'.repeat(101) } });
  expect(ana.of('result')).toMatchObject([{ error: { code: 'message-too-large' } }]);
  await expect(fixture.write('t', 'x'.repeat(101))).rejects.toMatchObject({ code: 'message-too-large' });
});

describe('secrets', () => {
  const sign = (agentId: string, secret: string, fixture: GatewayFixture): Promise<string> =>
    new SignJWT({ name: agentId })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(agentId)
      .setExpirationTime(Math.floor(fixture.runtime.now() / 1000) + 600)
      .sign(new TextEncoder().encode(secret));
  const first = fixtureSecrets.agent?.current ?? '';
  const second = 'another-agents-secret-of-thirty-two-chars';

  async function signIn(fixture: GatewayFixture, agentId: string, secret: string): Promise<FakeSocket> {
    const socket = createFakeSocket();
    fixture.gateway.acceptAgentSocket(socket);
    socket.say({ type: 'hello', token: await sign(agentId, secret, fixture), topics: everything, clientId: agentId });
    await socket.until(() => socket.of('welcome').length > 0 || socket.closed !== undefined);
    return socket;
  }

  test('of agents: the one in use and the one before are accepted, the one before that is not; nobody signed in is cut off', async () => {
    const fixture = await setUp();
    const before = await signIn(fixture, 'ana', first);
    reload(fixture, {}, { ...fixtureSecrets, agent: { current: second, previous: first } });
    const sockets = [await signIn(fixture, 'ben', first), await signIn(fixture, 'cem', second)];
    expect(isOpen(before, ...sockets)).toBe(true);
    reload(fixture, {}, { ...fixtureSecrets, agent: { current: 'yet-another-secret-of-thirty-two-chars', previous: second } });
    expect((await signIn(fixture, 'dan', first)).closed?.reason).toBe('unauthorized');
    expect(isOpen(before, ...sockets)).toBe(true);
  });

  test('of Direct Line: new tokens are signed with the one in use, those signed with the one before still count', async () => {
    const directLine = { current: 'direct-line-secret-of-thirty-two-chars' };
    const secrets: Secrets = { ...fixtureSecrets, directLine };
    const fixture = await setUp({ gateway: { secrets } });
    const generate = async (secret = directLine.current): Promise<string | number> => {
      const response = await call(fixture, '/v3/directline/tokens/generate', secret);
      return response.ok ? ((await response.json()) as { readonly token: string }).token : response.status;
    };
    const start = async (token: string | number): Promise<number> => (await call(fixture, '/v3/directline/conversations', String(token))).status;
    const old = await generate();
    const signing = { current: 'new-signing-secret-of-thirty-two-chars!', previous: secrets.signing.current };
    const renamed = { current: 'other-direct-line-secret-of-thirty-two' };
    reload(fixture, {}, { ...secrets, signing, directLine: renamed });
    expect(await generate()).toBe(401);
    const fresh = await generate(renamed.current);
    expect([await start(old), await start(fresh)]).toEqual([201, 201]);
    reload(fixture, {}, { ...secrets, signing: { current: signing.current }, directLine: renamed });
    expect([await start(old), await start(fresh)]).toEqual([401, 200]);
  });
});

describe('origins', () => {
  const page = { origin: 'https://crm.example', 'sec-websocket-protocol': 'live-takeover.v1' };

  async function openFrom(fixture: GatewayFixture): Promise<FakeSocket> {
    const accepted = await fixture.gateway.acceptSocket(new Request('http://gateway.test/v1/agents', { headers: page }));
    if (accepted instanceof Response) throw new Error('It was refused.');
    const socket = createFakeSocket();
    accepted(socket);
    return socket;
  }

  test('that were added may connect, over sockets and HTTP, for agents and customers', async () => {
    const fixture = await setUp();
    const preflight = (path: string): Promise<Response> => call(fixture, path, undefined, { ...page, 'access-control-request-method': 'POST' }, 'OPTIONS');
    const allowed = async (path: string): Promise<string | null> => (await preflight(path)).headers.get('access-control-allow-origin');
    expect((await openFrom(fixture)).closed?.reason).toBe('forbidden-origin');
    expect([await allowed('/v1/commands'), await allowed('/v3/directline/conversations')]).toEqual([null, null]);
    reload(fixture, { origins: [page.origin] });
    expect((await openFrom(fixture)).closed).toBeUndefined();
    expect([await allowed('/v1/commands'), await allowed('/v3/directline/conversations')]).toEqual([page.origin, page.origin]);
  });

  test('that were taken away lose their sockets, and only they', async () => {
    const fixture = await setUp({ config: { origins: [page.origin] } });
    const theirs = await openFrom(fixture);
    const ours = await fixture.connect('ana');
    reload(fixture, { origins: ['https://other.example'] });
    expect(theirs.closed).toMatchObject({ code: 4506, reason: 'revoked' });
    expect(theirs.of('error')).toMatchObject([{ error: { code: 'forbidden' } }]);
    expect(isOpen(ours)).toBe(true);
  });
});

function call(
  fixture: GatewayFixture,
  path: string,
  bearer?: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'POST',
): Promise<Response> {
  const authorization = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
  return fixture.gateway.fetch(new Request(`http://gateway.test${path}`, { method, headers: { ...headers, ...authorization } }), {});
}
