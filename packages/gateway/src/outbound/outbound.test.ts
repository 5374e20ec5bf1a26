import type { ConversationEvent, NewEvent } from '@live-takeover/sdk/core';
import { afterEach, expect, test } from 'vitest';
import type { FakeRuntime } from '../../testing/fake-runtime.js';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { createProjection } from '../conversations/projection.js';
import type { Projection } from '../conversations/projection.js';
import type { EventStore } from '../store/event-store.js';
import type { Destination, Letter, ReconcileOutcome, SendOutcome } from './destination.js';
import type { Outbound } from './outbound.js';
import { createOutbound } from './outbound.js';

const minute = 60_000;
const started: NewEvent = { type: 'conversation-started', id: 'started', bot: { id: 'bank', name: 'Bank' }, channel: 'sms', contact: { verified: false }, attributes: {}, reference: 'AB12CD34', thread: 'sms:1:2' };
const says = (id: string): NewEvent => ({ type: 'message-sent', id, from: 'bot', text: id, term: 0 });

/** A node that sends, on a store that outlives it. */
interface Node {
  readonly outbound: Outbound;
  readonly projection: Projection;
  crash(): Promise<void>;
}

const running: Node[] = [];
afterEach(async () => {
  for (const node of running.splice(0)) await node.crash();
});

async function startNode(store: EventStore, runtime: FakeRuntime, destination: Destination): Promise<Node> {
  const projection = createProjection(store, runtime);
  await projection.ready;
  const outbound = createOutbound({ projection, store, share: { holds: () => true }, runtime, tenants: () => ['default'], destinations: () => [destination] });
  await outbound.resume();
  const node = {
    outbound,
    projection,
    async crash() {
      await outbound.stop();
      await projection.stop();
    },
  };
  running.push(node);
  return node;
}

/** Somebody who takes letters, and what they took. */
function receiver(memory: Destination['memory'], answers: (letter: Letter) => SendOutcome | Promise<SendOutcome>, ask?: (letter: Letter) => ReconcileOutcome): Destination & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    name: 'test',
    memory,
    retryForMs: 15 * minute,
    takes: (_tenant, _head, event) => event.type === 'message-sent' && event.from === 'bot',
    async send(letter) {
      asked.push(letter.event.id);
      return answers(letter);
    },
    ...(ask === undefined ? {} : { reconcile: async (letter: Letter) => ask(letter) }),
  };
}

function setting(): { readonly store: EventStore; readonly runtime: FakeRuntime } {
  const runtime = createFakeRuntime();
  return { runtime, store: createMemoryStore({ now: () => runtime.now() }) };
}

async function deliveries(store: EventStore): Promise<readonly string[]> {
  const events: readonly ConversationEvent[] = await store.read('default', 'c1', 0, 500);
  return events.flatMap((event) => (event.type === 'delivery-changed' ? [`${event.messageId} ${event.state}${event.reason === undefined ? '' : ` ${event.reason}`}`] : []));
}

test('messages go out in the order of the log, each once, and how far they got is a fact', async () => {
  const { store, runtime } = setting();
  const provider = receiver('delivery', () => ({ outcome: 'sent', providerIds: ['p'], parts: 2 }));
  const { projection } = await startNode(store, runtime, provider);
  await projection.append('default', 'c1', [started, says('a'), says('b')]);
  await projection.append('default', 'c1', [says('c')]);
  await runtime.advance(1_000);
  expect(provider.asked).toEqual(['a', 'b', 'c']);
  expect(await deliveries(store)).toEqual(['a sent', 'b sent', 'c sent']);
});

test('what certainly did not get there is tried again, and what comes after it waits', async () => {
  const { store, runtime } = setting();
  const provider = receiver('delivery', ({ attempts, event }) => (event.id === 'a' && attempts < 3 ? { outcome: 'later' } : { outcome: 'sent' }));
  const { projection } = await startNode(store, runtime, provider);
  await projection.append('default', 'c1', [started, says('a'), says('b')]);
  await runtime.advance(minute);
  expect(provider.asked).toEqual(['a', 'a', 'a', 'a', 'b']);
  expect(await deliveries(store)).toEqual(['a sent', 'b sent']);
});

test('a message that its provider never takes has failed in the end, and lets the next one pass', async () => {
  const { store, runtime } = setting();
  const provider = receiver('delivery', ({ event }) => (event.id === 'a' ? { outcome: 'later' } : { outcome: 'sent' }));
  const { projection } = await startNode(store, runtime, provider);
  await projection.append('default', 'c1', [started, says('a')]);
  await runtime.advance(14 * minute);
  await projection.append('default', 'c1', [says('b')]);
  await runtime.advance(10 * minute);
  expect(await deliveries(store)).toEqual(['a failed provider-unavailable', 'b sent']);
});

test('a provider that asks for a longer pause gets it', async () => {
  const { store, runtime } = setting();
  const provider = receiver('delivery', ({ attempts }) => (attempts === 0 ? { outcome: 'later', afterMs: 2 * minute } : { outcome: 'sent' }));
  const { projection } = await startNode(store, runtime, provider);
  await projection.append('default', 'c1', [started, says('a')]);
  await runtime.advance(2 * minute - 1_000);
  expect(provider.asked).toEqual(['a']);
  await runtime.advance(2_000);
  expect(provider.asked).toEqual(['a', 'a']);
});

test('a message whose answer was lost is not sent again, and is unknown where nobody can be asked', async () => {
  const { store, runtime } = setting();
  const provider = receiver('delivery', ({ event }) => (event.id === 'a' ? { outcome: 'unknown' } : { outcome: 'sent' }));
  const { projection } = await startNode(store, runtime, provider);
  await projection.append('default', 'c1', [started, says('a'), says('b')]);
  await runtime.advance(20 * minute);
  expect(provider.asked).toEqual(['a', 'b']);
  expect(await deliveries(store)).toEqual(['a unknown outcome-unknown', 'b sent']);
});

test.each([
  ['that it has it', [{ outcome: 'sent' }], 1, ['a unknown outcome-unknown', 'a sent']],
  ['only later that it has it', [{ outcome: 'absent' }, { outcome: 'sent' }], 1, ['a unknown outcome-unknown', 'a sent']],
  ['twice that it never had it', [{ outcome: 'absent' }, { outcome: 'absent' }], 2, ['a unknown outcome-unknown', 'a sent']],
  ['nothing', [{ outcome: 'unknown' }, { outcome: 'unknown' }], 1, ['a unknown outcome-unknown']],
  ['that it was refused', [{ outcome: 'failed', reason: 'rejected' }], 1, ['a unknown outcome-unknown', 'a failed rejected']],
] as const)('a provider asked about a message whose answer was lost says %s', async (_says, answers, sends, expected) => {
  const { store, runtime } = setting();
  let question = 0;
  const provider = receiver(
    'delivery',
    () => (provider.asked.length === 1 ? { outcome: 'unknown' } : { outcome: 'sent' }),
    () => answers[Math.min(question++, answers.length - 1)] ?? { outcome: 'unknown' },
  );
  const { projection } = await startNode(store, runtime, provider);
  await projection.append('default', 'c1', [started, says('a')]);
  await runtime.advance(minute);
  expect(provider.asked).toHaveLength(sends);
  expect(await deliveries(store)).toEqual(expected);
});

test('a message that was being sent at a crash may have got there: it is asked about, not sent again', async () => {
  const { store, runtime } = setting();
  const first = await startNode(store, runtime, receiver('delivery', () => new Promise<SendOutcome>(() => {})));
  await first.projection.append('default', 'c1', [started, says('a')]);
  await runtime.advance(1_000);
  await first.crash();
  const provider = receiver('delivery', () => ({ outcome: 'sent' }), () => ({ outcome: 'sent' }));
  await startNode(store, runtime, provider);
  await runtime.advance(minute);
  expect(provider.asked).toEqual([]);
  expect(await deliveries(store)).toEqual(['a unknown outcome-unknown', 'a sent']);
});

test('what was written while nobody sent is sent by who comes next, also in a conversation that was closed', async () => {
  const { store, runtime } = setting();
  await store.append('default', 'c1', [started, says('a'), { type: 'conversation-closed', id: 'closed', why: 'ended' }]);
  await runtime.advance(11 * minute);
  const provider = receiver('delivery', () => ({ outcome: 'sent' }));
  await startNode(store, runtime, provider);
  await runtime.advance(1_000);
  expect(provider.asked).toEqual(['a']);
});

test('a server that knows what it has is told until it takes it, and after a restart only what it has not taken', async () => {
  const { store, runtime } = setting();
  const first = await startNode(store, runtime, receiver('mark', ({ event, attempts }) => (event.id === 'b' || attempts === 0 ? { outcome: 'unknown' } : { outcome: 'sent' })));
  await first.projection.append('default', 'c1', [started, says('a'), says('b')]);
  await runtime.advance(10_000);
  await first.crash();
  const server = receiver('mark', () => ({ outcome: 'sent' }));
  await startNode(store, runtime, server);
  await runtime.advance(1_000);
  expect(server.asked).toEqual(['b']);
  expect(await deliveries(store)).toEqual([]);
});

test('news that came by themselves settle a message that waits to be sent', async () => {
  const { store, runtime } = setting();
  const provider = receiver('delivery', ({ event, attempts }) => (event.id === 'a' && attempts === 0 ? { outcome: 'later' } : { outcome: 'sent' }));
  const { projection } = await startNode(store, runtime, provider);
  await projection.append('default', 'c1', [started, says('a'), says('b')]);
  await projection.append('default', 'c1', [{ type: 'delivery-changed', id: 'b:sent', messageId: 'b', state: 'sent' }]);
  await runtime.advance(minute);
  expect(provider.asked).toEqual(['a', 'a']);
});

test('a node that lets go of a conversation finishes what it began, and begins nothing more', async () => {
  const { store, runtime } = setting();
  const answer: { give?: (outcome: SendOutcome) => void } = {};
  const provider = receiver('delivery', () => new Promise<SendOutcome>((resolve) => (answer.give = resolve)));
  const { projection, outbound } = await startNode(store, runtime, provider);
  await projection.append('default', 'c1', [started, says('a'), says('b')]);
  await runtime.advance(1_000);
  const gone = outbound.letGo(() => true);
  answer.give?.({ outcome: 'sent' });
  await gone;
  expect(provider.asked).toEqual(['a']);
  expect(await deliveries(store)).toEqual(['a sent']);
});
