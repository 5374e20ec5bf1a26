import type { Conversation, NewEvent } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import { customerSays, started, takesOver, tenant } from '../../../testing/store-conformance/events.js';
import type { StoredAppend } from '../append-rules.js';
import { planAppend, repeatedAppend } from '../append-rules.js';
import type { AppendExpectations, StoreError } from '../event-store.js';
import { planBatch, settleBatch } from './append-batch.js';
import type { BatchVerdict, ChainVerdict, PlannedBatch, WaitingAppend } from './append-batch.js';

/** Who was told what. */
type Told = string[];

function waiting(told: Told, name: string, conversationId: string, events: readonly NewEvent[], expectations: AppendExpectations = {}): WaitingAppend {
  const request = { tenant, conversationId, events, expectations, now: 0 };
  return {
    tenant,
    conversationId,
    eventIds: events.map(({ id }) => id),
    commandHash: expectations.commandHash ?? null,
    isStart: events[0]?.type === 'conversation-started',
    askedAt: 0,
    plan: (head, now) => planAppend({ ...request, now }, head),
    repeated: (storedWith) => repeatedAppend(request, storedWith),
    resolve: (outcome) =>
      told.push(outcome.kind === 'written' ? `${name} written at ${outcome.planned.head.seq}, ${outcome.position}` : `${name} repeated ${outcome.stored.lastSeq}`),
    reject: (error: StoreError) => told.push(`${name} ${error.code}`),
  };
}

/** Conversations a and b, one event each. */
const heads = new Map<string, Conversation>(
  ['a', 'b'].map((id) => [id, planAppend({ tenant, conversationId: id, events: [started(id)], expectations: {}, now: 5 }, undefined).head]),
);

function plan(appends: readonly WaitingAppend[]): PlannedBatch {
  return planBatch(appends, { headOf: (_tenant, id) => heads.get(id), partitions: 4, now: 10 });
}

function settle(batch: PlannedBatch, told: Told, chains: readonly Partial<ChainVerdict>[], known: Readonly<Record<string, StoredAppend>> = {}): readonly string[] {
  const verdict: BatchVerdict = {
    chains: batch.chains.map(({ base }, index) => ({ version: base?.seq ?? 0, position: undefined, ...chains[index] })),
    known: (_chain, eventId) => known[eventId],
  };
  const settled = settleBatch(batch.chains, verdict);
  expect(told).toEqual([]);
  settled.answer();
  return settled.again.map(({ eventIds }) => eventIds.join());
}

test('appends to one conversation are planned on top of each other, and each gets its place', () => {
  const told: Told = [];
  const batch = plan([
    waiting(told, 'first', 'a', [customerSays('m1'), customerSays('m2')]),
    waiting(told, 'other', 'b', [customerSays('n1')]),
    waiting(told, 'second', 'a', [customerSays('m3')]),
  ]);
  expect(batch.chains.map(({ members }) => members.length)).toEqual([2, 1]);
  expect(settle(batch, told, [{ position: 12 }, { position: 7 }])).toEqual([]);
  expect(told).toEqual(['first written at 3, 11', 'second written at 4, 12', 'other written at 2, 7']);
});

test('when another was faster the whole chain is planned again, and no other', () => {
  const told: Told = [];
  const batch = plan([
    waiting(told, 'first', 'a', [customerSays('m1')]),
    waiting(told, 'refused', 'a', [takesOver('t', 'ana', 9)], { expectedTerm: 8 }),
    waiting(told, 'other', 'b', [customerSays('n1')]),
  ]);
  expect(settle(batch, told, [{ version: 2 }, { position: 7 }])).toEqual(['m1', 't']);
  expect(told).toEqual(['other written at 2, 7']);
});

test('what was stored before is answered although the chain was of yesterday; everyone else in it is planned again', () => {
  const told: Told = [];
  const stored = { firstSeq: 2, lastSeq: 2, commandHash: null };
  const batch = plan([waiting(told, 'known', 'a', [customerSays('m1')]), waiting(told, 'behind', 'a', [customerSays('m2')])]);
  expect(settle(batch, told, [{ version: 2 }], { m1: stored })).toEqual(['m2']);
  expect(told).toEqual(['known repeated 2']);
});

test('an id in the middle that was used for something else is refused, and the rest goes on without it', () => {
  const told: Told = [];
  const stored = { firstSeq: 1, lastSeq: 1, commandHash: 'other' };
  const batch = plan([waiting(told, 'before', 'a', [customerSays('m1')]), waiting(told, 'reused', 'a', [customerSays('m2')])]);
  expect(settle(batch, told, [{}], { m2: stored })).toEqual(['m1']);
  expect(told).toEqual(['reused invalid']);
});

test('a refusal stands only if the head it was made on is the true one', () => {
  const refused = (told: Told): PlannedBatch => plan([waiting(told, 'refused', 'a', [takesOver('t', 'ana', 9)], { expectedTerm: 8 })]);
  const told: Told = [];
  expect(settle(refused(told), told, [{}])).toEqual([]);
  expect(told).toEqual(['refused conflict']);
  const stale: Told = [];
  expect(settle(refused(stale), stale, [{ version: 3 }])).toEqual(['t']);
  expect(stale).toEqual([]);
});

test('a refusal made on what the batch itself writes stands when that is written', () => {
  const told: Told = [];
  const batch = plan([
    waiting(told, 'winner', 'a', [takesOver('t1', 'ana', 1)], { expectedTerm: 0 }),
    waiting(told, 'loser', 'a', [takesOver('t2', 'ben', 1)], { expectedTerm: 0 }),
  ]);
  expect(settle(batch, told, [{ position: 3 }])).toEqual([]);
  expect(told).toEqual(['winner written at 2, 3', 'loser conflict']);
});

test('a new conversation whose reference is taken is refused, and what was planned on top of it is planned again', () => {
  const told: Told = [];
  const batch = plan([waiting(told, 'start', 'c', [started('c')]), waiting(told, 'message', 'c', [customerSays('m')])]);
  expect(settle(batch, told, [{}])).toEqual(['m']);
  expect(told).toEqual(['start reference-taken']);
});

test('an append that comes twice in one batch waits for what becomes of the first', () => {
  const told: Told = [];
  const { chains, later } = plan([
    waiting(told, 'first', 'a', [customerSays('m')]),
    waiting(told, 'again', 'a', [customerSays('m')]),
    waiting(told, 'same id elsewhere', 'b', [customerSays('m')]),
  ]);
  expect(chains.map(({ members }) => members.length)).toEqual([1, 1]);
  expect(later.length).toBe(1);
});

test('a batch stays within bounds, in number and in size', () => {
  const many = Array.from({ length: 1_000 }, (_, index) => waiting([], `m${index}`, 'a', [customerSays(`m${index}`)]));
  const some = plan(many);
  expect(some.chains[0]?.members.length).toBe(400);
  expect(some.later.map(({ eventIds }) => eventIds[0])).toEqual(many.slice(400).map(({ eventIds }) => eventIds[0]));
  const large = plan(many.map((_, index) => waiting([], 'large', 'a', [customerSays(`m${index}`, 'x'.repeat(300_000))])));
  expect(large.chains[0]?.members.length).toBe(4);
});
