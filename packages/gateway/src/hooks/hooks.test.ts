import type { Conversation, NewEvent } from '@live-takeover/sdk/core';
import { afterEach, expect, test } from 'vitest';
import type { FakeRuntime } from '../../testing/fake-runtime.js';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { gatewayConfigSchema } from '../config/schema.js';
import { createSettings } from '../config/settings.js';
import type { Projection } from '../conversations/projection.js';
import { createProjection } from '../conversations/projection.js';
import { isTimedSignature } from '../http/timed-signature.js';
import type { Outbound } from '../outbound/outbound.js';
import { createOutbound } from '../outbound/outbound.js';
import type { EventStore } from '../store/event-store.js';
import { createHooks } from './hooks.js';
import type { HookNews } from './hook-news.js';

const secret = { current: 'the-secret-of-the-hook' };
const all = ['agent-requested', 'no-agents', 'takeover-started', 'takeover-ended', 'conversation-closed'];
const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

interface Call {
  readonly url: string;
  readonly news: HookNews;
  readonly headers: Headers;
  readonly isSigned: boolean;
}

interface Setup {
  readonly runtime: FakeRuntime;
  readonly store: EventStore;
  readonly projection: Projection;
  readonly calls: readonly Call[];
  /** Answers from now on. */
  answer: (url: string) => Response;
  outbound: Outbound;
  /** Stops the one who sends and starts another, as after a crash. */
  restart(): Promise<void>;
  append(id: string, events: readonly NewEvent[], tenant?: string): Promise<Conversation>;
}

async function setUp(hooks: readonly Record<string, unknown>[] = [{}], bot: Record<string, unknown> = {}): Promise<Setup> {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now() });
  const projection = createProjection(store, runtime);
  const bots = [{ id: 'bank', name: 'Bank Bot', protocol: 'webhook', url: 'http://bot.test/', ...bot }];
  const config = gatewayConfigSchema.parse({ bots, hooks: hooks.map((hook) => ({ id: 'CRM', url: 'https://crm.test/hook', secret: 'CRM', events: all, ...hook })) });
  const settings = createSettings(config, { signing: secret, named: new Map([['CRM', secret]]) });
  const calls: Call[] = [];
  const destinations = createHooks({ settings, runtime, store });
  const outboundOf = (): Outbound => createOutbound({ projection, store, runtime, share: { holds: () => true }, destinations, tenants: () => ['default', 'other'] });
  const setup: Setup = {
    ...{ runtime, store, projection, calls },
    answer: () => new Response(null, { status: 204 }),
    outbound: outboundOf(),
    async restart() {
      await setup.outbound.stop();
      setup.outbound = outboundOf();
      await setup.outbound.resume();
    },
    append: async (id, events, tenant = 'default') => (await projection.append(tenant, id, events)).head,
  };
  runtime.answerRequests(async (request) => {
    const body = await request.text();
    calls.push({
      url: request.url,
      news: JSON.parse(body) as HookNews,
      headers: request.headers,
      isSigned: isTimedSignature(secret, body, request.headers.get('x-live-takeover-signature'), runtime.now()),
    });
    return setup.answer(request.url);
  });
  await projection.ready;
  open.push(async () => {
    await setup.outbound.stop();
    await projection.stop();
  });
  return setup;
}

let references = 0;
function begun(botId = 'bank'): NewEvent {
  const contact = { id: 'c-17', name: 'Mia Customer', phone: '+15551234567', verified: true };
  return { type: 'conversation-started', id: 'started', bot: { id: botId, name: 'Bank Bot' }, channel: 'web', contact, attributes: { plan: 'gold' }, reference: `HOOK${String((references += 1)).padStart(4, '0')}`, thread: `t${String(references)}` };
}
const says: NewEvent = { type: 'message-sent', id: 'm:1', from: 'customer', text: 'I want a human' };
const requested: NewEvent = { type: 'agent-requested', id: 'r', target: 'agents', reason: 'asked' };
const started: NewEvent = { type: 'takeover-started', id: 't', operator: { kind: 'agent', id: '7', name: 'Ana' }, term: 1 };
const answered: NewEvent = { type: 'message-sent', id: 'k:0', from: 'agent', author: { id: '7', name: 'Ana' }, text: 'Hello Mia', term: 1 };
const noted: NewEvent = { type: 'note-added', id: 'n', by: { id: '7', name: 'Ana' }, text: 'difficult' };
const ended: NewEvent = { type: 'takeover-ended', id: 'e', term: 1, endedInto: 2, why: 'handed-back', by: { id: '7', name: 'Ana' } };
const closed: NewEvent = { type: 'conversation-closed', id: 'x', why: 'ended' };

const names = ({ calls }: Setup): readonly string[] => calls.map(({ news }) => news.event);

test('a hook is told of each thing it asked for, in order, signed and with the conversation', async () => {
  const setup = await setUp();
  await setup.append('c1', [begun(), says, requested]);
  await setup.append('c1', [started, answered]);
  await setup.append('c1', [ended, closed]);
  await setup.runtime.advance(0);
  expect(names(setup)).toEqual(['agent-requested', 'takeover-started', 'takeover-ended', 'conversation-closed']);
  expect(setup.calls.every(({ isSigned }) => isSigned)).toBe(true);
  expect(setup.calls[0]?.news).toMatchObject({
    version: 1,
    id: 'c1/r',
    tenant: 'default',
    conversation: { id: 'c1', channel: 'web', bot: { id: 'bank' }, contact: { id: 'c-17', name: 'Mia Customer' }, attributes: { plan: 'gold' } },
    detail: { target: 'agents', reason: 'asked' },
  });
  expect(setup.calls[0]?.headers.get('x-live-takeover-id')).toBe('c1%2Fr');
  expect(setup.calls[2]?.news.detail).toEqual({ why: 'handed-back', term: 1, endedInto: 2, by: { id: '7', name: 'Ana' } });
});

test('the transcript comes with the end of a conversation, without what agents note among themselves', async () => {
  const setup = await setUp([{ events: ['conversation-closed'] }]);
  await setup.append('c1', [begun(), says, started, answered, noted]);
  await setup.append('c1', [closed]);
  await setup.runtime.advance(0);
  expect(setup.calls).toHaveLength(1);
  expect(setup.calls[0]?.news.transcript).toMatchObject({
    isComplete: true,
    lines: [
      { id: 'm:1', from: 'customer', text: 'I want a human' },
      { id: 'k:0', from: 'agent', author: 'Ana', text: 'Hello Mia' },
    ],
  });
});

test.each<[string, NewEvent, Record<string, unknown>, readonly string[]]>([
  ['nobody is there, as the customer was told', { type: 'message-sent', id: 'a', from: 'system', text: 'x', automatic: 'no-agents' }, {}, ['nobody-available']],
  ['the desk is closed', { type: 'message-sent', id: 'a', from: 'system', text: 'x', automatic: 'outside-hours' }, {}, ['outside-hours']],
  ['nobody came in time', { type: 'message-sent', id: 'a', from: 'system', text: 'x', automatic: 'request-expired' }, {}, ['nobody-came']],
  ['everybody is busy, which is not nobody', { type: 'message-sent', id: 'a', from: 'system', text: 'x', automatic: 'all-busy' }, {}, []],
  ['the end of a request follows what the customer was told', { type: 'agent-request-ended', id: 'a', why: 'no-agents' }, {}, []],
  ['the end of a request where the customer is told nothing', { type: 'agent-request-ended', id: 'a', why: 'no-agents' }, { messages: { noAgents: '' } }, ['nobody-available']],
  ['the customer withdrew', { type: 'agent-request-ended', id: 'a', why: 'withdrawn' }, { messages: { noAgents: '' } }, []],
])('no-agents: %s', async (_name, event, bot, whys) => {
  const setup = await setUp([{ events: ['no-agents'] }], bot);
  await setup.append('c1', [begun(), says, requested, event]);
  await setup.runtime.advance(0);
  expect(setup.calls.map(({ news }) => news.detail['why'])).toEqual(whys);
});

test('the sentence for people holds no name, number or word of the customer', async () => {
  const setup = await setUp();
  await setup.append('c1', [begun(), says, requested, started, ended, closed]);
  await setup.runtime.advance(0);
  for (const { news } of setup.calls) expect(news.text).not.toMatch(/Mia|5551234567|human/);
});

test('a hook hears of its own tenant and its own bots only', async () => {
  const setup = await setUp([{ id: 'a', url: 'https://a.test/', botIds: ['bank'] }, { id: 'b', url: 'https://b.test/' }, { id: 'c', url: 'https://c.test/', tenant: 'other' }]);
  await setup.append('c1', [begun(), started]);
  await setup.append('c2', [begun('shop'), started]);
  await setup.append('c3', [begun(), started], 'other');
  await setup.runtime.advance(0);
  const told = setup.calls.map(({ url, news }) => `${new URL(url).hostname} ${news.conversation.id}`);
  expect([...told].sort()).toEqual(['a.test c1', 'b.test c1', 'b.test c2', 'c.test c3']);
});

test('a hook that is down is told later, in order, and holds up nobody else', async () => {
  const setup = await setUp([{ id: 'a', url: 'https://a.test/' }, { id: 'b', url: 'https://b.test/' }]);
  setup.answer = (url) => new Response(null, { status: url.startsWith('https://a') ? 503 : 200 });
  await setup.append('c1', [begun(), started, ended]);
  await setup.runtime.advance(0);
  const of = (host: string): readonly string[] => setup.calls.filter(({ url }) => url.includes(host)).map(({ news }) => news.event);
  expect(of('b.test')).toEqual(['takeover-started', 'takeover-ended']);
  setup.answer = () => new Response(null, { status: 200 });
  await setup.runtime.advance(60_000);
  expect(of('a.test')).toEqual(['takeover-started', 'takeover-started', 'takeover-ended']);
  const [first, second] = setup.calls.filter(({ url }) => url.includes('a.test'));
  expect(second?.news.id).toBe(first?.news.id);
});

test('what was pending at a crash is told afterwards, and what was told is not told again', async () => {
  const setup = await setUp();
  await setup.append('c1', [begun(), started]);
  await setup.runtime.advance(0);
  setup.answer = () => new Response(null, { status: 503 });
  await setup.append('c1', [ended, closed]);
  await setup.runtime.advance(0);
  setup.answer = () => new Response(null, { status: 200 });
  await setup.restart();
  await setup.runtime.advance(60_000);
  expect(names(setup)).toEqual(['takeover-started', 'takeover-ended', 'takeover-ended', 'conversation-closed']);
});

test('a hook that does not want something is not asked twice, and the log says so without any name', async () => {
  const setup = await setUp();
  setup.answer = () => new Response(null, { status: 410 });
  await setup.append('c1', [begun(), started]);
  await setup.runtime.advance(120_000);
  expect(setup.calls).toHaveLength(1);
  const line = setup.runtime.lines.find(({ event }) => event === 'letter-given-up');
  expect(line?.fields).toMatchObject({ to: 'hook:c.r.m.', conversation: 'c1', event: 'takeover-started' });
  expect(JSON.stringify(setup.runtime.lines)).not.toContain('Mia');
});

test('that a message got to the customer does not keep a hook from being told of it', async () => {
  const setup = await setUp([{ events: ['no-agents'] }]);
  setup.answer = () => new Response(null, { status: 503 });
  await setup.append('c1', [begun(), says, requested]);
  await setup.append('c1', [{ type: 'message-sent', id: 'a', from: 'system', text: 'x', automatic: 'no-agents' }, { type: 'message-sent', id: 'b', from: 'system', text: 'x', automatic: 'request-expired' }]);
  await setup.append('c1', [{ type: 'delivery-changed', id: 'b:sent', messageId: 'b', state: 'sent' }]);
  await setup.runtime.advance(0);
  setup.answer = () => new Response(null, { status: 200 });
  await setup.runtime.advance(60_000);
  expect(setup.calls.at(-1)?.news.id).toBe('c1/b');
});

test('what was erased meanwhile is told to nobody', async () => {
  const setup = await setUp();
  setup.answer = () => new Response(null, { status: 503 });
  await setup.append('c1', [begun(), says, closed]);
  await setup.runtime.advance(0);
  await setup.store.erase('default', ['c1']);
  setup.answer = () => new Response(null, { status: 200 });
  const before = setup.calls.length;
  await setup.runtime.advance(600_000);
  expect(setup.calls).toHaveLength(before);
});

test('a gateway tells the hooks of its configuration, and those of the next one once it was reloaded', async () => {
  const hook = { id: 'crm', url: 'https://crm.test/', secret: 'CRM', events: ['agent-requested', 'no-agents'] };
  const fixture = await createGatewayFixture({ config: { hooks: [hook] }, secrets: { CRM: secret.current } });
  open.push(() => fixture.stop());
  const told: string[] = [];
  fixture.runtime.answerRequests(async (request) => {
    if (new URL(request.url).hostname === 'bot.test') return Response.json([{ handoff: true }]);
    told.push(`${new URL(request.url).hostname} ${((await request.json()) as HookNews).event}`);
    return new Response(null, { status: 200 });
  });
  await fixture.write('t', 'A human');
  await fixture.runtime.advance(0);
  expect(told).toEqual(['crm.test agent-requested', 'crm.test no-agents']);
  const moved = { ...fixture.config, hooks: fixture.config.hooks.map((one) => ({ ...one, url: 'https://new.test/' })) };
  fixture.gateway.reload(moved, { signing: secret, agent: secret, named: new Map([['CRM', secret]]) });
  await fixture.write('u', 'A human');
  await fixture.runtime.advance(0);
  expect(told.slice(2)).toEqual(['new.test agent-requested', 'new.test no-agents']);
});
