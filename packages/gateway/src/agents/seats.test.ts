import type { NewEvent } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import { started } from '../../testing/dispatcher-harness.js';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import type { EventStore } from '../store/event-store.js';
import type { Seats } from './seats.js';
import { createSeats } from './seats.js';

const nobody: ReadonlySet<string> = new Set();
const anas = { tenant: 'default', agentId: 'ana', capacity: 2 };

async function setUp(): Promise<{ readonly store: EventStore; readonly runtime: ReturnType<typeof createFakeRuntime>; node(held?: ReadonlySet<string>): Seats }> {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now() });
  for (const id of ['c1', 'c2', 'c3', 'c4', 'c5', 'c6']) await store.append('default', id, [{ ...started, id: `s-${id}`, reference: id } as NewEvent]);
  return { store, runtime, node: (held = nobody) => createSeats({ store, runtime, holdings: { held: () => held } }) };
}

const seatFor = (id: string, term = 0): { readonly id: string; readonly term: number } => ({ id, term });
const taken = { type: 'takeover-started', id: 't', operator: { kind: 'agent', id: 'ana', name: 'Ana' }, term: 1 } as const;
const handedBack = { type: 'takeover-ended', id: 'e', term: 1, endedInto: 2, why: 'handed-back' } as const;

test('of six who give at once, on nodes that have heard nothing of each other, as many succeed as there are seats', async () => {
  const { node } = await setUp();
  const nodes = [node(), node(), node()];
  const results = await Promise.all(['c1', 'c2', 'c3', 'c4', 'c5', 'c6'].map((id, index) => nodes[index % 3]?.take(anas, seatFor(id))));
  expect(results.filter((result) => result)).toHaveLength(2);
});

test('what the log says is held takes a seat, written down or not, and what is let go of gives it back', async () => {
  const { store, node } = await setUp();
  expect(await node(new Set(['c5', 'c6'])).take(anas, seatFor('c1'))).toBe(false);
  for (const id of ['c1', 'c2']) {
    expect(await node().take(anas, seatFor(id))).toBe(true);
    await store.append('default', id, [taken]);
  }
  expect(await node().take(anas, seatFor('c3'))).toBe(false);
  expect(await node().take({ ...anas, agentId: 'ben' }, seatFor('c3'))).toBe(true);
  await store.append('default', 'c1', [handedBack]);
  expect(await node().take(anas, seatFor('c3'))).toBe(true);
});

test('a seat for what came to nothing is free at once if another was faster, and after a minute if nobody knows', async () => {
  const { store, runtime, node } = await setUp();
  for (const id of ['c1', 'c2']) await node().take(anas, seatFor(id));
  expect(await node().take(anas, seatFor('c3'))).toBe(false);
  await store.append('default', 'c1', [{ ...taken, operator: { kind: 'agent', id: 'ben', name: 'Ben' } }]);
  expect(await node().take(anas, seatFor('c3'))).toBe(true);
  expect(await node().take(anas, seatFor('c4'))).toBe(false);
  await runtime.advance(60_000);
  expect(await node().take(anas, seatFor('c4'))).toBe(true);
});

test('the same conversation takes no second seat', async () => {
  const { node } = await setUp();
  const one = { ...anas, capacity: 1 };
  expect([await node().take(one, seatFor('c1')), await node().take(one, seatFor('c1')), await node(new Set(['c1'])).take(one, seatFor('c1'))]).toEqual([true, true, true]);
});
