import type { Conversation, ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import { checkAppend, planAppend, repeatedAppend } from '../src/store/append-rules.js';
import type { AppendRequest, PlannedAppend, StoredAppend } from '../src/store/append-rules.js';
import { planErasure } from '../src/store/erasure.js';
import type { Appended, ClosedPlace, ClosedQuery, Position, StoredEvent, TenantHead } from '../src/store/event-store.js';
import { StoreError } from '../src/store/event-store.js';
import { planImport } from '../src/store/import-rules.js';
import { partitionOf } from '../src/store/partition.js';

interface StoredConversation {
  readonly tenant: string;
  readonly partition: MemoryPartition;
  head: Conversation;
  /** By seq − 1, as are their positions. */
  readonly events: ConversationEvent[];
  readonly positions: Position[];
  /** By event id. */
  readonly appends: Map<string, StoredAppend>;
}

/** One partition's order of commits. */
export class MemoryPartition {
  /** By position − 1; undefined where what stood there was pruned. */
  readonly log: (StoredEvent | undefined)[] = [];
  floor: Position = 0;

  get lastPosition(): Position {
    return this.log.length;
  }

  readAfter(position: Position, limit: number): readonly StoredEvent[] {
    return this.log.slice(position, position + limit).filter((stored) => stored !== undefined);
  }
}

/** Conversations, their events and their heads, in memory. Everything it does, it does at once, as a transaction would. */
export class MemoryLog {
  readonly partitions: readonly MemoryPartition[];
  readonly #conversations = new Map<string, StoredConversation>();
  readonly #references = new Set<string>();
  readonly #threads = new Map<string, Set<StoredConversation>>();

  constructor(partitions: number) {
    this.partitions = Array.from({ length: partitions }, () => new MemoryPartition());
  }

  append(request: AppendRequest): Appended {
    checkAppend(request);
    const { tenant, conversationId, expectations } = request;
    const stored = this.#find(tenant, conversationId);
    const repeated = repeatedAppend(request, (eventId) => stored?.appends.get(eventId));
    if (stored !== undefined && repeated !== undefined) return answerTo(stored, repeated, true);
    const planned = planAppend(request, stored?.head);
    const written = this.#write(stored ?? this.#start(tenant, planned.head), planned, expectations.commandHash ?? null);
    return answerTo(written.stored, written.append, false);
  }

  importConversation(tenant: string, events: readonly ConversationEvent[]): void {
    const planned = planImport(tenant, events);
    const { head } = planned;
    const stored = this.#find(tenant, head.id);
    if (stored !== undefined) throw new StoreError('conflict', `${head.id} exists already. Import it once.`, { head: stored.head });
    this.#write(this.#start(tenant, head), planned, null);
  }

  events(tenant: string, conversationId: ConversationId): readonly ConversationEvent[] {
    return this.#find(tenant, conversationId)?.events ?? [];
  }

  head(tenant: string, conversationId: ConversationId): Conversation | undefined {
    return this.#find(tenant, conversationId)?.head;
  }

  heads(activeSince: number): readonly TenantHead[] {
    return [...this.#conversations.values()]
      .filter(({ head }) => head.closed === null || head.at >= activeSince)
      .map(({ tenant, head }) => ({ tenant, head }));
  }

  closedHeads(tenant: string, { closedBefore, closedFrom, limit }: ClosedQuery): readonly Conversation[] {
    const isAfter = ({ at, id }: ClosedPlace): boolean =>
      closedBefore === null || at < closedBefore.at || (at === closedBefore.at && id < closedBefore.id);
    return [...this.#conversations.values()]
      .flatMap((stored) => (stored.tenant === tenant && stored.head.closed !== null ? [{ head: stored.head, at: stored.head.closed.at, id: stored.head.id }] : []))
      .filter((place) => place.at >= closedFrom && isAfter(place))
      .sort((one, other) => other.at - one.at || (one.id < other.id ? 1 : -1))
      .slice(0, limit)
      .map(({ head }) => head);
  }

  threadConversations(tenant: string, thread: string): readonly ConversationId[] {
    return idsByStart(this.#threads.get(keyOf(tenant, thread)) ?? []);
  }

  contactConversations(tenant: string, contactId: string): readonly ConversationId[] {
    const names = (event: ConversationEvent): boolean => 'contact' in event && event.contact?.id === contactId;
    return idsByStart([...this.#conversations.values()].filter((stored) => stored.tenant === tenant && stored.events.some(names)));
  }

  erase(tenant: string, conversationIds: readonly ConversationId[], now: number): void {
    const plans = [...new Set(conversationIds)].flatMap((conversationId) => {
      const stored = this.#find(tenant, conversationId);
      const plan = stored === undefined ? undefined : planErasure(stored.events, stored.head, now);
      return stored === undefined || plan === undefined ? [] : [{ stored, plan }];
    });
    for (const { stored, plan } of plans) {
      const { log } = stored.partition;
      stored.events.splice(0, stored.events.length, ...plan.events);
      for (const [index, event] of plan.events.entries()) {
        const position = stored.positions[index] ?? 0;
        log[position - 1] = { tenant, position, event };
      }
      for (const [eventId, append] of stored.appends) stored.appends.set(eventId, { ...append, commandHash: null });
      this.#threads.get(keyOf(tenant, stored.head.thread))?.delete(stored);
      this.#write(stored, { events: [plan.erased], bodies: [plan.erasedBody], head: plan.head }, null);
      this.#indexThread(stored);
    }
  }

  /** @returns how many conversations went */
  prune(closedBefore: number, limit: number): number {
    const old = [...this.#conversations]
      .filter(([, { head }]) => head.closed !== null && head.closed.at < closedBefore)
      .sort(([, left], [, right]) => (left.head.closed?.at ?? 0) - (right.head.closed?.at ?? 0))
      .slice(0, limit);
    for (const [key, { tenant, head, partition, positions }] of old) {
      for (const position of positions) {
        partition.log[position - 1] = undefined;
        partition.floor = Math.max(partition.floor, position);
      }
      this.#threads.get(keyOf(tenant, head.thread))?.delete(this.#conversations.get(key) as StoredConversation);
      this.#references.delete(keyOf(tenant, head.reference));
      this.#conversations.delete(key);
    }
    return old.length;
  }

  #find(tenant: string, conversationId: ConversationId): StoredConversation | undefined {
    return this.#conversations.get(keyOf(tenant, conversationId));
  }

  #start(tenant: string, head: Conversation): StoredConversation {
    const reference = keyOf(tenant, head.reference);
    if (this.#references.has(reference))
      throw new StoreError('reference-taken', `Reference ${head.reference} belongs to another conversation. Draw another.`);
    this.#references.add(reference);
    const partition = this.partitions[partitionOf(tenant, head.id, this.partitions.length)] as MemoryPartition;
    const stored: StoredConversation = { tenant, partition, head, events: [], positions: [], appends: new Map() };
    this.#conversations.set(keyOf(tenant, head.id), stored);
    this.#indexThread(stored);
    return stored;
  }

  #indexThread(stored: StoredConversation): void {
    const key = keyOf(stored.tenant, stored.head.thread);
    this.#threads.set(key, (this.#threads.get(key) ?? new Set()).add(stored));
  }

  #write(
    stored: StoredConversation,
    { events, bodies, head }: PlannedAppend,
    commandHash: string | null,
  ): { readonly stored: StoredConversation; readonly append: StoredAppend } {
    const append = { firstSeq: events[0]?.seq ?? 0, lastSeq: head.seq, commandHash };
    const { tenant, partition } = stored;
    stored.head = head;
    for (const body of bodies) {
      const event = JSON.parse(body) as ConversationEvent;
      const position = partition.lastPosition + 1;
      stored.events.push(event);
      stored.positions.push(position);
      stored.appends.set(event.id, append);
      partition.log.push({ tenant, position, event });
    }
    return { stored, append };
  }
}

function answerTo({ head, events, positions }: StoredConversation, append: StoredAppend, isDuplicate: boolean): Appended {
  return {
    version: append.lastSeq,
    position: positions[append.lastSeq - 1] ?? 0,
    duplicate: isDuplicate,
    events: events.slice(append.firstSeq - 1, append.lastSeq),
    head,
  };
}

function idsByStart(conversations: Iterable<StoredConversation>): readonly ConversationId[] {
  return [...conversations].sort((left, right) => left.head.startedAt - right.head.startedAt).map(({ head }) => head.id);
}

/** One key of several parts, none of which holds a control character. */
export function keyOf(...parts: readonly string[]): string {
  return parts.join('\u0000');
}
