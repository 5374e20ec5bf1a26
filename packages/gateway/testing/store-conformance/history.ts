/**
 * A record of what clients did and were told, and the judge of it: takeover as a
 * lock with a fencing token. Engines are not asked how they work; only what was
 * promised is compared with what is there.
 */
import type { NewEvent } from '@live-takeover/sdk/core';
import { fold } from '@live-takeover/sdk/core';
import type { Conversation } from '@live-takeover/sdk/core';
import type { EventStore, StoredEvent } from '../../src/store/event-store.js';
import { StoreError } from '../../src/store/event-store.js';
import { partitionOf } from '../../src/store/partition.js';
import { tenant } from './events.js';

/** One append, from its sending to its answer. Instants count the sendings and answers of the whole history. */
export interface Operation {
  readonly conversationId: string;
  readonly events: readonly NewEvent[];
  readonly expectedTerm: number | undefined;
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly outcome:
    | { readonly kind: 'acknowledged'; readonly version: number; readonly position: number }
    | { readonly kind: 'refused' }
    | { readonly kind: 'in-doubt' };
}

/** What went wrong, if anything did. */
export interface Violation {
  readonly kind: 'lost' | 'forked' | 'ghost' | 'stale' | 'repeated' | 'reordered' | 'two-owners' | 'gap' | 'misplaced';
  readonly what: string;
}

/** Appends through a store, and writes down how it went. */
export interface HistoryRecorder {
  readonly operations: readonly Operation[];
  /** The head after it, or undefined if refused. */
  append(conversationId: string, events: readonly NewEvent[], expectedTerm: number | undefined): Promise<Conversation | undefined>;
}

/** An empty history of `store`. */
export function recordHistory(store: EventStore): HistoryRecorder {
  const operations: Operation[] = [];
  let clock = 0;
  return {
    operations,
    async append(conversationId, events, expectedTerm) {
      const sentAt = ++clock;
      const note = (outcome: Operation['outcome']): void =>
        void operations.push({ conversationId, events, expectedTerm, sentAt, answeredAt: ++clock, outcome });
      try {
        const { version, position, head } = await store.append(tenant, conversationId, events, expectedTerm === undefined ? {} : { expectedTerm });
        note({ kind: 'acknowledged', version, position });
        return head;
      } catch (error) {
        note({ kind: error instanceof StoreError && error.code !== 'unavailable' ? 'refused' : 'in-doubt' });
        return undefined;
      }
    },
  };
}

/**
 * Compares a history with what the store holds in the end.
 *
 * @param partitions - everything that the tails give from the beginning, by partition
 * @returns nothing if every promise was kept
 */
export function judgeHistory(operations: readonly Operation[], partitions: readonly (readonly StoredEvent[])[]): readonly Violation[] {
  const stored = partitions.flat();
  const byConversation = new Map<string, StoredEvent[]>();
  for (const entry of stored) byConversation.set(entry.event.conversationId, [...(byConversation.get(entry.event.conversationId) ?? []), entry]);
  return [
    ...partitions.flatMap((log, partition) => judgePositions(log, partition, partitions.length)),
    ...judgeSeqs(byConversation),
    ...[...byConversation].flatMap(([, log]) => judgeOwners(log)),
    ...operations.flatMap((operation) => judgeOperation(operation, byConversation.get(operation.conversationId) ?? [])),
    ...judgeOrigins(operations, stored),
    ...judgeOrder(operations),
  ];
}

function judgePositions(log: readonly StoredEvent[], partition: number, partitions: number): readonly Violation[] {
  const violations: Violation[] = [];
  for (const [index, { position, tenant: owner, event }] of log.entries()) {
    const due = partitionOf(owner, event.conversationId, partitions);
    if (position !== index + 1) violations.push({ kind: 'gap', what: `position ${position} of partition ${partition} stands where ${index + 1} is due` });
    if (due !== partition) violations.push({ kind: 'misplaced', what: `${event.id} of ${event.conversationId} stands in partition ${partition}, not in ${due}` });
  }
  return violations;
}

function judgeSeqs(byConversation: ReadonlyMap<string, readonly StoredEvent[]>): readonly Violation[] {
  const violations: Violation[] = [];
  for (const [conversationId, log] of byConversation) {
    const ids = new Set<string>();
    for (const [index, { event }] of log.entries()) {
      if (event.seq !== index + 1)
        violations.push({ kind: event.seq <= index ? 'forked' : 'gap', what: `seq ${event.seq} of ${conversationId} stands where ${index + 1} is due` });
      if (ids.has(event.id)) violations.push({ kind: 'repeated', what: `${event.id} is twice in ${conversationId}` });
      ids.add(event.id);
    }
  }
  return violations;
}

function judgeOwners(log: readonly StoredEvent[]): readonly Violation[] {
  const owners = new Map<number, string>();
  const violations: Violation[] = [];
  for (const { event } of log) {
    if (event.type !== 'takeover-started') continue;
    const owner = owners.get(event.term);
    if (owner !== undefined) violations.push({ kind: 'two-owners', what: `term ${event.term} belongs to ${owner} and ${event.operator.id}` });
    owners.set(event.term, event.operator.id);
  }
  return violations;
}

function judgeOperation({ events, expectedTerm, outcome }: Operation, log: readonly StoredEvent[]): readonly Violation[] {
  const ids = events.map(({ id }) => id);
  const places = ids.map((id) => log.findIndex(({ event }) => event.id === id));
  const found = places.filter((place) => place >= 0);
  if (outcome.kind === 'refused') return found.length === 0 ? [] : [{ kind: 'ghost', what: `${ids.join()} was refused, but is there` }];
  if (found.length === 0) return outcome.kind === 'in-doubt' ? [] : [{ kind: 'lost', what: `${ids.join()} was acknowledged, but is not there` }];
  const [first = -1] = places;
  const isWhole = places.every((place, index) => place === first + index);
  if (!isWhole) return [{ kind: 'lost', what: `${ids.join()} is there only in part` }];
  const violations: Violation[] = [];
  const last = log[first + ids.length - 1];
  if (outcome.kind === 'acknowledged' && (last?.event.seq !== outcome.version || last.position !== outcome.position))
    violations.push({ kind: 'forked', what: `${ids.join()} was acknowledged at another place than it has` });
  const before = log.slice(0, first).reduce((state, { event }) => fold(state, event), undefined as Conversation | undefined);
  if (expectedTerm !== undefined && before?.term !== expectedTerm)
    violations.push({ kind: 'stale', what: `${ids.join()} was written for term ${expectedTerm} and stands in term ${before?.term}` });
  return violations;
}

function judgeOrigins(operations: readonly Operation[], stored: readonly StoredEvent[]): readonly Violation[] {
  const attempted = new Set(operations.flatMap(({ conversationId, events }) => events.map(({ id }) => `${conversationId} ${id}`)));
  return stored
    .filter(({ event }) => !attempted.has(`${event.conversationId} ${event.id}`))
    .map(({ event }) => ({ kind: 'ghost', what: `nobody sent ${event.id} to ${event.conversationId}` }));
}

/** What was sent after an answer must stand after what was answered, unless it was there before. */
function judgeOrder(operations: readonly Operation[]): readonly Violation[] {
  const firstSent = new Map<string, number>();
  for (const { conversationId, events, sentAt } of operations) {
    const key = `${conversationId} ${events[0]?.id}`;
    firstSent.set(key, Math.min(sentAt, firstSent.get(key) ?? sentAt));
  }
  const violations: Violation[] = [];
  const answered = new Map<string, { readonly version: number; readonly id: string }>();
  const instants = operations.flatMap((operation) => [
    { at: operation.sentAt, operation, isAnswer: false },
    { at: operation.answeredAt, operation, isAnswer: true },
  ]);
  const floors = new Map<Operation, { readonly version: number; readonly id: string }>();
  for (const { operation, isAnswer } of instants.sort((left, right) => left.at - right.at)) {
    const { conversationId, events, outcome, sentAt } = operation;
    const newest = answered.get(conversationId);
    if (!isAnswer) {
      if (newest !== undefined && firstSent.get(`${conversationId} ${events[0]?.id}`) === sentAt) floors.set(operation, newest);
      continue;
    }
    if (outcome.kind !== 'acknowledged') continue;
    const floor = floors.get(operation);
    if (floor !== undefined && outcome.version <= floor.version)
      violations.push({ kind: 'reordered', what: `${events[0]?.id} was sent after ${floor.id} was answered, and stands before it` });
    if (newest === undefined || outcome.version > newest.version)
      answered.set(conversationId, { version: outcome.version, id: events[0]?.id ?? '' });
  }
  return violations;
}
