/** Conversations at Salesforce, on a whole gateway, with an organisation in memory. */
import type { CommandBody, Conversation, ConversationEvent } from '@live-takeover/sdk/core';
import { afterEach, expect, test } from 'vitest';
import type { FakeRuntime } from '../fake-runtime.js';
import { createFakeRuntime, eventually } from '../fake-runtime.js';
import type { FakeSocket } from '../fake-socket.js';
import type { GatewayFixture } from '../gateway-fixture.js';
import { createGatewayFixture } from '../gateway-fixture.js';
import { createMemoryStore } from '../memory-store.js';
import type { EventStore } from '../../src/store/event-store.js';
import type { SalesforceSimulator, SimulatedConversation } from './salesforce-simulator.js';
import { createSalesforceSimulator } from './salesforce-simulator.js';

const sam = { id: '005xx000001X8UzAAK', name: 'Sam from Sales' };
const sol = { id: '005xx000001X8V0AAK', name: 'Sol' };
const minute = 60_000;
const fixtures: GatewayFixture[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

interface World {
  readonly fixture: GatewayFixture;
  readonly runtime: FakeRuntime;
  readonly store: EventStore;
  readonly organisation: SalesforceSimulator;
  /** The conversation of the thread `ann`. */
  head(): Promise<Conversation>;
  /** Its events, as `type` or `who: text`. */
  lines(): Promise<readonly string[]>;
  /** The newest conversation over there. */
  there(): SimulatedConversation;
  /** The customer asks for a human, and Salesforce is asked. */
  ask(): Promise<SimulatedConversation>;
  /** And Sam takes it. */
  askAndAccept(): Promise<SimulatedConversation>;
}

interface Around {
  readonly runtime: FakeRuntime;
  readonly store: EventStore;
  readonly organisation: SalesforceSimulator;
}

function around(): Around {
  const runtime = createFakeRuntime();
  return { runtime, store: createMemoryStore({ now: () => runtime.now() }), organisation: createSalesforceSimulator({ now: () => runtime.now() }) };
}

async function open({ runtime, store, organisation }: Around = around(), bot: Readonly<Record<string, unknown>> = {}): Promise<World> {
  const { orgId, esDeveloperName } = organisation;
  const salesforce = { url: 'https://sf.test', orgId, esDeveloperName, acceptWithinMs: 2 * minute };
  runtime.answerRequests(async (request) => {
    if (new URL(request.url).host === 'sf.test') return organisation.fetch(request);
    const { message } = (await request.json()) as { readonly message: string };
    return Response.json(/human/.test(message) ? [{ text: 'One moment.', handoff: { reason: 'billing' } }] : [{ text: `You said ${message}` }]);
  });
  // The fixture would have everything answered by nobody while the gateway starts.
  const answered = { ...runtime, answerRequests: () => {} };
  const fixture = await createGatewayFixture({ runtime: answered, store, bot: { agentRequests: 'salesforce', ...bot }, config: { desks: { salesforce } } });
  fixtures.push(fixture);
  const id = async (): Promise<string> => (await store.threadConversations('default', 'ann')).at(-1) ?? '';
  const there = (): SimulatedConversation => organisation.conversations.at(-1) as SimulatedConversation;
  const head = async (): Promise<Conversation> => (await store.head('default', await id())) as Conversation;
  const ask = async (): Promise<SimulatedConversation> => {
    await fixture.write('ann', 'My card is lost');
    await runtime.advance(1_000);
    await fixture.write('ann', 'A human please');
    await runtime.advance(1_000);
    return there();
  };
  return {
    fixture,
    runtime: fixture.runtime,
    store,
    organisation,
    head,
    there,
    ask,
    lines: async () => (await store.read('default', await id(), 0, 500)).map(lineOf),
    async askAndAccept() {
      const asked = await ask();
      organisation.accept(asked.id, sam);
      await runtime.advance(1_000);
      return asked;
    },
  };
}

function lineOf(event: ConversationEvent): string {
  if (event.type === 'message-sent') return `${event.from}${event.automatic === undefined ? '' : ` ${event.automatic}`}: ${event.text}`;
  if (event.type === 'takeover-ended' || event.type === 'agent-request-ended') return `${event.type} ${event.why}`;
  return event.type === 'takeover-started' || event.type === 'agent-requested' ? `${event.type} ${event.type === 'agent-requested' ? event.target : event.operator.kind}` : event.type;
}

let commands = 0;
async function command(socket: FakeSocket, body: CommandBody): Promise<{ readonly ok: boolean; readonly error?: { readonly code: string } | undefined }> {
  const id = `cmd-${String((commands += 1))}`;
  socket.say({ type: 'command', command: { ...body, id } });
  return socket.until(() => socket.of('result').find((result) => result.id === id)) as never;
}

test('a conversation goes to Salesforce when the customer asks, and back to the bot when the agent there is done', async () => {
  const { fixture, runtime, organisation, head, lines, ask } = await open();
  const { id } = await ask();
  expect(await head()).toMatchObject({ operator: { kind: 'bot' }, request: { target: 'salesforce', reason: 'billing' } });
  const [conversation] = organisation.conversations;
  expect(conversation?.attributes).toMatchObject({ Origin_Channel: 'test', Bot_Name: 'Bank Bot', Request_Reason: 'billing' });
  expect(conversation?.texts[0]).toMatch(/^Transcript so far \([0-9A-Z]{8}\):\nCustomer: My card is lost\nBank Bot: You said My card is lost\nCustomer: A human please/);
  organisation.accept(id, sam);
  await runtime.advance(1_000);
  expect(await head()).toMatchObject({ operator: { kind: 'desk', id: 'salesforce', name: 'Sam from Sales' }, request: null, term: 1 });
  organisation.say(id, sam, 'Hi, this is Sam.');
  await runtime.advance(1_000);
  await fixture.write('ann', 'My card, please');
  await runtime.advance(1_000);
  expect(conversation?.texts.at(-1)).toBe('My card, please');
  organisation.end(id);
  await runtime.advance(1_000);
  expect(await head()).toMatchObject({ operator: { kind: 'bot' }, request: null, term: 2 });
  await fixture.write('ann', 'Thanks');
  await runtime.advance(1_000);
  expect((await lines()).slice(-7)).toEqual([
    expect.stringMatching(/^system start: /),
    'desk: Hi, this is Sam.',
    'customer: My card, please',
    'takeover-ended desk-ended',
    expect.stringMatching(/^system exit: /),
    'customer: Thanks',
    'bot: You said Thanks',
  ]);
  expect(conversation?.texts).not.toContain('Thanks');
  expect(await fixture.store.leases('default', 'desk salesforce')).toEqual([]);
});

test('nothing is told twice and nothing is missed when the stream is dropped, repeats itself and comes late', async () => {
  const { runtime, organisation, lines, askAndAccept } = await open();
  const { id } = await askAndAccept();
  organisation.say(id, sam, 'One');
  organisation.repeat(id);
  organisation.streams.drop();
  organisation.say(id, sam, 'Two');
  organisation.say(id, sam, 'Three');
  await runtime.advance(10_000);
  organisation.repeat(id);
  organisation.streams.end();
  organisation.say(id, sam, 'Four');
  await runtime.advance(2_000);
  await runtime.advance(1_000);
  expect((await lines()).filter((line) => line.startsWith('desk'))).toEqual(['desk: One', 'desk: Two', 'desk: Three', 'desk: Four']);
});

test('a stream that says nothing for 90 seconds is opened anew', async () => {
  const { runtime, organisation, lines, askAndAccept } = await open();
  const { id } = await askAndAccept();
  organisation.streams.mute(true);
  organisation.say(id, sam, 'Are you there?');
  await runtime.advance(89_000);
  organisation.streams.mute(false);
  expect((await lines()).at(-1)).not.toBe('desk: Are you there?');
  await runtime.advance(5_000);
  expect((await lines()).at(-1)).toBe('desk: Are you there?');
});

test.each([
  ['503 once', () => new Response(null, { status: 503 }), false],
  ['429 with a time to wait', () => new Response(null, { status: 429, headers: { 'retry-after': '3' } }), false],
  ['an answer that was lost after it was carried out', () => Promise.reject(new TypeError('terminated')), true],
])('every call survives %s', async (_name, answer, isCarriedOut) => {
  const world = await open();
  const { runtime, organisation, head, lines, fixture } = world;
  for (const call of [/unauthenticated/, /POST .*\/conversation$/, /message$/, /sse$/]) organisation.fault(call, answer, { isCarriedOut });
  await world.ask();
  await runtime.advance(20_000);
  const { id } = world.there();
  organisation.accept(id, sam);
  await runtime.advance(5_000);
  organisation.fault(/message$/, answer, { isCarriedOut });
  await fixture.write('ann', 'Only once');
  await fixture.write('ann', 'And then this');
  await runtime.advance(10_000);
  expect(world.there().texts.slice(-2)).toEqual(['Only once', 'And then this']);
  organisation.fault(/DELETE/, answer, { isCarriedOut });
  await fixture.sink.left('default', (await head()).id, 'ended');
  await runtime.advance(20_000);
  expect(world.there().isOpen).toBe(false);
  expect((await lines()).filter((line) => line.startsWith('takeover'))).toEqual(['takeover-started desk', 'takeover-ended desk-ended']);
});

test('a token that is no longer good is renewed, for calls and for the stream', async () => {
  const world = await open();
  const { runtime, organisation, fixture, lines } = world;
  const { id } = await world.askAndAccept();
  organisation.fault(/message$/, () => new Response(null, { status: 401 }));
  await fixture.write('ann', 'Still me');
  await runtime.advance(1_000);
  expect(world.there().texts.at(-1)).toBe('Still me');
  organisation.fault(/sse$/, () => new Response(null, { status: 401 }));
  organisation.streams.drop();
  organisation.say(id, sam, 'Still Sam');
  await runtime.advance(5_000);
  expect((await lines()).at(-1)).toBe('desk: Still Sam');
});

test('a conversation outlives any number of tokens, also through a restart', async () => {
  const world = around();
  const first = await open(world);
  const { id } = await first.askAndAccept();
  const live = async (minutes: number): Promise<void> => {
    for (let passed = 0; passed < minutes; passed += 1) {
      world.organisation.streams.ping();
      await world.runtime.advance(minute);
    }
  };
  await live(100);
  await fixtures.pop()?.stop();
  const second = await open(world);
  await live(100);
  await second.fixture.write('ann', 'Still me', { messageId: 'later' });
  world.organisation.streams.drop();
  world.organisation.say(id, sam, 'Still Sam');
  await world.runtime.advance(10_000);
  expect(second.there().texts.at(-1)).toBe('Still me');
  expect((await second.lines()).at(-1)).toBe('desk: Still Sam');
});

test('nobody at Salesforce makes the request our agents’, and is told to the customer only if nobody is here either', async () => {
  const { organisation, head, lines, ask, there, fixture } = await open();
  await fixture.connect('ana');
  organisation.setStaffed(false);
  await ask();
  expect(await head()).toMatchObject({ operator: { kind: 'bot' }, request: { target: 'agents', reason: 'billing' } });
  expect((await lines()).slice(-4)).toEqual(['agent-requested salesforce', expect.stringMatching(/^system confirmation/), 'agent-request-ended desk-failed', 'agent-requested agents']);
  expect(there().isOpen).toBe(false);
});

test('a request that nobody at Salesforce accepts in time is our agents’', async () => {
  const { runtime, head, ask, there } = await open();
  await ask();
  await runtime.advance(2 * minute - 2_000);
  expect((await head()).request?.target).toBe('salesforce');
  await runtime.advance(4_000);
  expect((await head()).request?.target).toBe('agents');
  expect(there().isOpen).toBe(false);
});

test('a Salesforce that does not answer at all gives the request to our agents', async () => {
  const { runtime, organisation, head, fixture } = await open();
  organisation.fault(/./, () => Promise.reject(new TypeError('fetch failed')), { times: 1_000 });
  await fixture.write('ann', 'A human please');
  await runtime.advance(2 * minute + 5_000);
  expect((await head()).request?.target).toBe('agents');
  expect(organisation.conversations).toEqual([]);
});

test('a Salesforce that refuses us gives the request to our agents at once, and says so in the log', async () => {
  const { runtime, organisation, head, fixture } = await open();
  organisation.fault(/unauthenticated/, () => new Response(null, { status: 400 }));
  await fixture.write('ann', 'A human please');
  await runtime.advance(1_000);
  expect((await head()).request?.target).toBe('agents');
  expect(runtime.lines.filter(({ level }) => level === 'error')).toMatchObject([{ event: 'desk-refused', fields: { desk: 'salesforce', status: 400, reference: (await head()).reference } }]);
});

test('a transfer there changes who answers, and a failed one gives the conversation to our agents', async () => {
  const { runtime, organisation, head, lines, askAndAccept } = await open();
  const { id } = await askAndAccept();
  organisation.transfer(id, sam, sol);
  await runtime.advance(1_000);
  expect(await head()).toMatchObject({ operator: { kind: 'desk', name: 'Sol' }, term: 1 });
  organisation.transfer(id, sol, undefined);
  await runtime.advance(1_000);
  expect(await head()).toMatchObject({ operator: { kind: 'bot' }, request: { target: 'agents' }, term: 2 });
  expect(await lines()).toContain('takeover-ended desk-failed');
});

test('when the last agent there goes and nobody follows, our agents are asked', async () => {
  const { runtime, organisation, head, askAndAccept } = await open();
  const { id } = await askAndAccept();
  organisation.leave(id, sam);
  await runtime.advance(minute);
  organisation.streams.ping();
  expect((await head()).operator.kind).toBe('desk');
  await runtime.advance(minute + 2_000);
  expect(await head()).toMatchObject({ operator: { kind: 'bot' }, request: { target: 'agents' } });
});

test('our agents cannot write meanwhile, and a supervisor takes it back, which ends it there', async () => {
  const { fixture, runtime, organisation, head, lines, askAndAccept, there } = await open();
  const { id } = await askAndAccept();
  const { id: conversationId, term } = await head();
  const ana = await fixture.connect('ana');
  expect(await command(ana, { name: 'send', conversationId, term, text: 'Hi' })).toMatchObject({ ok: false, error: { code: 'not-yours' } });
  expect(await command(ana, { name: 'take-over', conversationId, seenTerm: term, force: true })).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  const sue = await fixture.connect('sue', { role: 'supervisor' });
  expect(await command(sue, { name: 'take-over', conversationId, seenTerm: term, force: true })).toMatchObject({ ok: true });
  await runtime.advance(1_000);
  expect(there().isOpen).toBe(false);
  expect(await head()).toMatchObject({ operator: { kind: 'agent', id: 'sue' } });
  expect(() => organisation.say(id, sam, 'Too late')).not.toThrow();
  await runtime.advance(1_000);
  expect(await lines()).not.toContain('desk: Too late');
});

test('an agent hands a conversation to Salesforce, and the bot answers until somebody there accepts', async () => {
  const { fixture, runtime, organisation, head, there } = await open(undefined, { agentRequests: 'agents' });
  await fixture.write('ann', 'Hello');
  await runtime.advance(1_000);
  const ana = await fixture.connect('ana');
  const { id: conversationId } = await head();
  await command(ana, { name: 'take-over', conversationId, seenTerm: 0 });
  await command(ana, { name: 'send', conversationId, term: 1, text: 'Ana here' });
  expect(await command(ana, { name: 'request-desk', conversationId, term: 1, desk: 'salesforce' })).toMatchObject({ ok: true });
  expect(await command(ana, { name: 'request-desk', conversationId, term: 2, desk: 'salesforce' })).toMatchObject({ ok: true });
  await runtime.advance(1_000);
  expect(await head()).toMatchObject({ operator: { kind: 'bot' }, request: { target: 'salesforce' }, term: 2 });
  expect(there().texts[0]).toContain('Ana: Ana here');
  await fixture.write('ann', 'Anyone?');
  await runtime.advance(1_000);
  expect(there().texts.slice(-2)).toEqual(['Anyone?', 'Bank Bot: You said Anyone?']);
  organisation.accept(there().id, sam);
  await runtime.advance(1_000);
  expect(await head()).toMatchObject({ operator: { kind: 'desk' }, term: 3 });
});

test('a request that an agent answers first is taken back there', async () => {
  const { fixture, runtime, head, ask, there, organisation, lines } = await open();
  const { id } = await ask();
  const ana = await fixture.connect('ana');
  const { id: conversationId, term } = await head();
  expect(await command(ana, { name: 'take-over', conversationId, seenTerm: term })).toMatchObject({ ok: true });
  await runtime.advance(1_000);
  expect(there().isOpen).toBe(false);
  organisation.accept(id, sam);
  await runtime.advance(1_000);
  expect((await lines()).filter((line) => line.startsWith('takeover-started'))).toEqual(['takeover-started agent']);
});

test('a gateway that is killed goes on where it was: what Salesforce said meanwhile comes, and nothing goes there twice', async () => {
  const world = around();
  const first = await open(world);
  const { id } = await first.askAndAccept();
  await first.fixture.write('ann', 'Before');
  await world.runtime.advance(1_000);
  await fixtures.pop()?.stop();
  world.organisation.say(id, sam, 'While you were away');
  await world.store.append('default', (await first.head()).id, [{ type: 'message-sent', id: 'm:meanwhile', from: 'customer', text: 'Meanwhile' }]);
  const second = await open(world);
  await world.runtime.advance(5_000);
  expect(second.there().texts.slice(-2)).toEqual(['Before', 'Meanwhile']);
  expect((await second.lines()).at(-1)).toBe('desk: While you were away');
});

test('an end that a killed gateway could not tell Salesforce of is told by the next one', async () => {
  const world = around();
  const first = await open(world);
  await first.askAndAccept();
  const { id, term } = await first.head();
  await fixtures.pop()?.stop();
  await world.store.append('default', id, [{ type: 'takeover-ended', id: 'e', term, endedInto: term + 1, why: 'timed-out' }]);
  const second = await open(world);
  await world.runtime.advance(5_000);
  expect(second.there().isOpen).toBe(false);
  expect(await world.store.leases('default', 'desk salesforce')).toEqual([]);
});

test('typing goes both ways, and ends by itself after five seconds', async () => {
  const { fixture, runtime, organisation, head, askAndAccept, there } = await open();
  const { id } = await askAndAccept();
  const { id: conversationId } = await head();
  const ana = await fixture.connect('ana');
  ana.say({ type: 'signal', signal: 'viewing', conversationId, isActive: true });
  await runtime.advance(100);
  organisation.type(id, sam, true);
  await runtime.advance(4_000);
  const typing = (): readonly boolean[] => ana.of('signal').flatMap((frame) => (frame.signal === 'typing' && frame.from.kind === 'desk' ? [frame.isActive] : []));
  expect(typing()).toEqual([true]);
  await runtime.advance(2_000);
  expect(typing()).toEqual([true, false]);
  fixture.sink.typing('default', conversationId, true);
  await eventually(() => there().isCustomerTyping);
});

test('what Salesforce sends that nothing here knows ends nothing, and is in the log without its words', async () => {
  const { runtime, organisation, lines, askAndAccept } = await open();
  const { id } = await askAndAccept();
  organisation.tell(id, 'CONVERSATION_SOMETHING_NEW', '{"secret": "words"}');
  organisation.tell(id, 'CONVERSATION_MESSAGE', 'not even JSON');
  organisation.say(id, sam, '👋 שלום');
  await runtime.advance(1_000);
  expect((await lines()).at(-1)).toBe('desk: 👋 שלום');
  expect(runtime.lines.filter(({ event }) => event === 'desk-event-unreadable')).toHaveLength(2);
  expect(JSON.stringify(runtime.lines)).not.toContain('words');
});
