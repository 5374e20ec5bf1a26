import type { Conversation, ConversationEvent, NewEvent, Signal } from '@live-takeover/sdk/core';
import { afterEach, expect, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import type { FakeRuntime } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { bot } from '../agents/decide.test-support.js';
import type { Staffing } from '../agents/staffing.js';
import type { Projection } from '../conversations/projection.js';
import { createProjection } from '../conversations/projection.js';
import type { DeskSink } from './desk.js';
import { createDeskTakeovers, deskEventId } from './desk-takeovers.js';

const started: NewEvent = { type: 'conversation-started', id: 'started', bot: { id: 'bank', name: 'Bank Bot' }, channel: 'messenger', contact: { verified: false }, attributes: {}, reference: 'AB12CD34', thread: 't' };
const asked: NewEvent = { type: 'agent-requested', id: 'r', target: 'salesforce', reason: 'billing' };
const sam = { id: 'salesforce', name: 'Sam' };
const inbox = { id: 'facebook-page-inbox', name: 'Facebook page' };
const running: Projection[] = [];

afterEach(async () => {
  for (const projection of running.splice(0)) await projection.stop();
});

interface Setting {
  readonly sink: DeskSink;
  readonly signals: readonly Signal[];
  readonly runtime: FakeRuntime;
  append(...events: readonly NewEvent[]): Promise<void>;
  head(): Conversation;
  /** What came after the start, in short. */
  story(): Promise<readonly string[]>;
}

async function setUp(staffing: Staffing = { state: 'available' }, ...events: readonly NewEvent[]): Promise<Setting> {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now() });
  const projection = createProjection(store, runtime);
  running.push(projection);
  await projection.ready;
  await projection.append('default', 'c', [started, ...events]);
  const signals: Signal[] = [];
  const onSignal = (_tenant: string, _head: Conversation, signal: Signal): void => void signals.push(signal);
  const sink = createDeskTakeovers({ projection, runtime, findBot: () => bot, staff: { staffing: () => staffing }, onSignal });
  return {
    sink,
    signals,
    runtime,
    append: async (...more) => void (await projection.append('default', 'c', more)),
    head: () => projection.head('default', 'c') as Conversation,
    story: async () => (await store.read('default', 'c', 1 + events.length)).map(short),
  };
}

function short(event: ConversationEvent): string {
  switch (event.type) {
    case 'message-sent':
      return `${event.automatic ?? event.from}: ${event.text}${event.unsupported === undefined ? '' : `<${event.unsupported}>`}`;
    case 'takeover-started':
      return `started ${event.operator.name} ${event.term}`;
    case 'takeover-ended':
      return `ended ${event.term}→${event.endedInto} ${event.why}`;
    case 'agent-request-ended':
      return `request ended ${event.why}`;
    case 'agent-requested':
      return `requested ${event.target} ${event.reason ?? ''}`;
    default:
      return event.type;
  }
}

test('a desk that was asked and accepts is operator, and the customer is told as of any agent', async () => {
  const { sink, head, story } = await setUp(undefined, asked);
  expect(await sink.accepted('default', 'c', sam, '1')).toBe(true);
  expect(await sink.accepted('default', 'c', sam, '1')).toBe(true);
  expect(head()).toMatchObject({ operator: { kind: 'desk', ...sam }, request: null, term: 1 });
  expect(await story()).toEqual(['started Sam 1', 'start: Hello , Sam here, about AB12CD34.']);
});

test.each<[string, readonly NewEvent[]]>([
  ['was never asked', []],
  ['is no longer asked', [asked, { type: 'agent-request-ended', id: 'w', why: 'withdrawn' }]],
  ['comes after an agent', [asked, { type: 'takeover-started', id: 't', operator: { kind: 'agent', id: 'ana', name: 'Ana' }, term: 1 }]],
  ['comes after the end', [asked, { type: 'conversation-closed', id: 'x', why: 'ended' }]],
])('a desk that %s does not get the conversation, whatever it reports', async (_name, events) => {
  const { sink, story } = await setUp(undefined, ...events);
  expect(await sink.accepted('default', 'c', sam, '1')).toBe(false);
  await sink.agentChanged('default', 'c', { ...sam, name: 'Sol' }, '2');
  await sink.message('default', 'c', { id: '3', desk: sam, text: 'Hi' });
  await sink.ended('default', 'c', 'salesforce', '4');
  sink.typing('default', 'c', sam, true);
  expect(await story()).toEqual([]);
});

test('of a conversation that is not there nothing is reported', async () => {
  const { sink } = await setUp();
  expect(await sink.accepted('default', 'gone', sam, '1')).toBe(false);
  await sink.failed('default', 'gone', 'salesforce', 'unreachable', '2');
});

test('what a desk says is stored once under its term, and ends with its part', async () => {
  const { sink, story, head } = await setUp(undefined, asked);
  await sink.accepted('default', 'c', sam, '1');
  await sink.message('default', 'c', { id: '2', desk: sam, text: 'Hi' });
  await sink.message('default', 'c', { id: '2', desk: sam, text: 'Hi' });
  await sink.message('default', 'c', { id: '3', desk: sam, text: '  ' });
  await sink.agentChanged('default', 'c', { ...sam, name: 'Sol' }, '4');
  await sink.agentChanged('default', 'c', { ...sam, name: 'Sol' }, '5');
  expect(head().operator).toEqual({ kind: 'desk', id: 'salesforce', name: 'Sol' });
  await sink.ended('default', 'c', 'salesforce', '6');
  await sink.ended('default', 'c', 'salesforce', '6');
  await sink.message('default', 'c', { id: '7', desk: sam, text: 'Bye' });
  expect((await story()).slice(2)).toEqual(['desk: Hi', 'desk-agent-changed', 'ended 1→2 desk-ended', 'exit: Bank Bot is back.']);
  expect(head()).toMatchObject({ operator: { kind: 'bot' }, term: 2 });
});

test('what a desk says that cannot be shown is kept, and said to be there', async () => {
  const { sink, story } = await setUp(undefined, asked);
  await sink.accepted('default', 'c', sam, 'a1');
  await sink.message('default', 'c', { id: 'm1', desk: sam, text: '', unsupported: 'choices' });
  expect((await story()).at(-1)).toBe('desk: <choices>');
});

test('an inbox where the customer reads needs no asking, its messages are there already, and nothing is said of its coming and going', async () => {
  const { sink, story, head } = await setUp();
  expect(await sink.accepted('default', 'c', inbox, '1')).toBe(true);
  await sink.message('default', 'c', { id: '2', desk: inbox, text: 'Hi', isDelivered: true });
  await sink.ended('default', 'c', inbox.id, '3');
  expect(await story()).toEqual(['started Facebook page 1', 'desk: Hi', 'delivery-changed', 'ended 1→2 desk-ended']);
  expect(head().operator.kind).toBe('bot');
});

test.each<[string, Staffing, readonly string[]]>([
  ['with agents here they are asked, and the customer hears nothing new', { state: 'available' }, ['request ended desk-failed', 'requested agents billing']],
  ['with nobody here the customer is told', { state: 'no-agents' }, ['request ended desk-failed', 'requested agents billing', 'no-agents: Nobody is there.']],
])('when a desk fails before it accepted, %s', async (_name, staffing, expected) => {
  const { sink, story, head, runtime } = await setUp(staffing, asked);
  await sink.failed('default', 'c', 'salesforce', 'no-agents', '1');
  await sink.failed('default', 'c', 'salesforce', 'no-agents', '1');
  expect(await story()).toEqual(expected);
  expect(head()).toMatchObject({ operator: { kind: 'bot' }, request: { target: 'agents' } });
  expect(runtime.lines[0]).toMatchObject({ event: 'desk-failed', fields: { desk: 'salesforce', problem: 'no-agents', conversation: 'c', reference: 'AB12CD34' } });
});

test('when a desk fails that had the conversation, our agents are asked and the customer is told that someone comes', async () => {
  const { sink, story, head } = await setUp(undefined, asked);
  await sink.accepted('default', 'c', sam, '1');
  await sink.failed('default', 'c', 'salesforce', 'unreachable', '2');
  expect((await story()).slice(2)).toEqual(['ended 1→2 desk-failed', 'requested agents ', 'confirmation: Someone is coming.']);
  expect(head()).toMatchObject({ operator: { kind: 'bot' }, term: 2, request: { target: 'agents' } });
});

test('typing of the desk that answers is passed on, and of no other', async () => {
  const { sink, signals } = await setUp(undefined, asked);
  sink.typing('default', 'c', sam, true);
  await sink.accepted('default', 'c', sam, '1');
  sink.typing('default', 'c', inbox, true);
  sink.typing('default', 'c', sam, true);
  expect(signals).toEqual([{ signal: 'typing', conversationId: 'c', from: { kind: 'desk', ...sam }, isActive: true }]);
});

test('an id of whatever length or letters makes one that can be stored', () => {
  expect(deskEventId('00000000-0000-4000-8000-000000000003')).toBe('desk:00000000-0000-4000-8000-000000000003');
  expect(deskEventId('x'.repeat(5_000))).toMatch(/^desk:[A-Za-z0-9_-]{43}$/);
  expect(deskEventId('ü\n')).toMatch(/^desk:[A-Za-z0-9_-]{43}$/);
});
