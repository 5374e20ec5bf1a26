import { foldVersion } from '@live-takeover/sdk/core';
import type { Conversation, ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import { checkAppend, planAppend, repeatedAppend } from '../append-rules.js';
import type { AppendRequest, PlannedAppend, StoredAppend } from '../append-rules.js';
import { planErasure } from '../erasure.js';
import type { PlannedErasure } from '../erasure.js';
import type { ClosedQuery, Position } from '../event-store.js';
import { StoreError } from '../event-store.js';
import { planImport } from '../import-rules.js';
import type { Connection } from './database.js';
import { nobody, prepareQueries } from './event-queries.js';
import type { EventQueries } from './event-queries.js';
import { createHeadCache } from './head-cache.js';
import type { KeptHead } from './head-cache.js';
import type { AppendedInTransit, Json } from './protocol.js';

const cachedHeads = 20_000;

/**
 * The tables of events and heads, written inside transactions that their caller
 * opens and ends. Everything is computed before anything is written, so that a
 * refused append leaves no trace in a transaction it shares with others.
 */
export class EventLog {
  readonly #heads = createHeadCache(cachedHeads);
  readonly #queries: EventQueries;
  #position: Position;
  /** By the open transaction, each a `StoredEvent`. */
  #written: Json[] = [];

  constructor(connection: Connection) {
    this.#queries = prepareQueries(connection);
    this.#position = this.#queries.lastPosition.one()?.[0] ?? 0;
  }

  /** Of the newest committed event. */
  get position(): Position {
    return this.#position;
  }

  /** Nothing at or below it is wholly kept any more. */
  get floor(): Position {
    return this.#queries.floor.one()?.[0] ?? 0;
  }

  /** When the newest event was stored, on the store's clock; 0 when there is none. Imported ones have times of their own. */
  get newestAt(): number {
    const [newest] = this.#queries.eventsAfterPosition.all(this.#position - 1, 1);
    return newest === undefined ? 0 : (JSON.parse(newest[2]) as ConversationEvent).at;
  }

  /** The transaction is on disk: what it changed becomes what is. Gives the `StoredEvent`s that it wrote. */
  committed(): readonly Json[] {
    const stored = this.#written;
    this.#position += stored.length;
    this.#written = [];
    this.#heads.commit();
    return stored;
  }

  /** The transaction never was. */
  rolledBack(): void {
    this.#written = [];
    this.#heads.rollBack();
  }

  /** @see EventStore.append */
  append(request: AppendRequest): AppendedInTransit {
    checkAppend(request);
    const kept = this.#kept(request.tenant, request.conversationId);
    if (kept !== undefined) {
      const repeated = repeatedAppend(request, (eventId) => this.#storedWith(kept.row, eventId));
      if (repeated !== undefined) return this.#answerAgain(kept, repeated);
    }
    const planned = planAppend(request, kept?.head);
    const { position, head } = this.#write(request.tenant, planned, kept?.row, request.expectations.commandHash ?? null);
    return { version: planned.head.seq, position, duplicate: false, events: jsonArray(planned.bodies), head };
  }

  /** @see EventStore.importConversation */
  importConversation(tenant: string, events: readonly ConversationEvent[]): null {
    const planned = planImport(tenant, events);
    const { head } = planned;
    const kept = this.#kept(tenant, head.id);
    if (kept !== undefined) throw new StoreError('conflict', `${head.id} exists already. Import it once.`, { head: kept.head });
    this.#write(tenant, planned, undefined, null);
    return null;
  }

  /** @see EventStore.erase */
  erase(tenant: string, conversationIds: readonly ConversationId[], now: number): null {
    const plans = [...new Set(conversationIds)].flatMap((conversationId) => {
      const kept = this.#kept(tenant, conversationId);
      const plan = kept === undefined ? undefined : planErasure(this.#events(kept.row), kept.head, now);
      return kept === undefined || plan === undefined ? [] : [{ row: kept.row, plan }];
    });
    for (const { row, plan } of plans) this.#overwrite(tenant, row, plan);
    return null;
  }

  /**
   * @see EventStore.prune
   * @returns how many conversations went
   */
  pruneConversations(closedBefore: number, limit: number): number {
    const rows = this.#queries.closedBefore.all(closedBefore, limit);
    let last = 0;
    for (const [row, tenant, id] of rows) {
      last = Math.max(last, this.#queries.lastPositionOf.one(row)?.[0] ?? 0);
      this.#queries.deleteEvents(row);
      this.#queries.deleteConversation(row);
      this.#heads.forget(keyOf(tenant, id));
    }
    if (last > this.floor) {
      this.#queries.deleteEvents(nobody);
      this.#queries.insertEvent(last, nobody, last, 'floor', last, last, null, '{}');
    }
    return rows.length;
  }

  head(tenant: string, conversationId: ConversationId): Conversation | undefined {
    return this.#kept(tenant, conversationId)?.head;
  }

  /** JSON of the events with seq > `afterVersion`. */
  read(tenant: string, conversationId: ConversationId, afterVersion: number, limit: number): Json {
    const kept = this.#kept(tenant, conversationId);
    return kept === undefined ? '[]' : jsonArray(this.#queries.eventsAfter.all(kept.row, afterVersion, limit).map(([body]) => body));
  }

  /** JSON of the events with seq < `before`, oldest first. */
  readBackwards(tenant: string, conversationId: ConversationId, before: number | null, limit: number): Json {
    const kept = this.#kept(tenant, conversationId);
    if (kept === undefined) return '[]';
    const rows = this.#queries.eventsBefore.all(kept.row, before ?? Number.MAX_SAFE_INTEGER, limit);
    return jsonArray(rows.reverse().map(([body]) => body));
  }

  /** @param tell - takes `TenantHead` arrays. Not inside a transaction: what is told cannot be taken back */
  heads(activeSince: number, tell: (part: Json) => void): { readonly position: Position } {
    let part: Json[] = [];
    for (const [tenant, head] of this.#queries.activeHeads.each(activeSince)) {
      part.push(`{"tenant":${JSON.stringify(tenant)},"head":${head}}`);
      if (part.length < headsPerPart) continue;
      tell(jsonArray(part));
      part = [];
    }
    if (part.length > 0) tell(jsonArray(part));
    return { position: this.#position };
  }

  /** JSON of closed heads, the one closed last first. */
  closedHeads(tenant: string, { closedBefore, closedFrom, limit }: ClosedQuery): Json {
    const { at, id } = closedBefore ?? { at: Number.MAX_SAFE_INTEGER, id: '' };
    return jsonArray(this.#queries.closedHeads.all(tenant, closedFrom, at, at, id, limit).map(([head]) => head));
  }

  threadConversations(tenant: string, thread: string): readonly ConversationId[] {
    return this.#queries.threadConversations.all(tenant, thread).map(([id]) => id);
  }

  contactConversations(tenant: string, contactId: string): readonly ConversationId[] {
    return this.#queries.contactConversations.all(contactId, tenant).map(([id]) => id);
  }

  /** JSON of the stored events after `position`. */
  readAfter(position: Position, limit: number): Json {
    const rows = this.#queries.eventsAfterPosition.all(position, limit);
    return jsonArray(rows.map(([at, tenant, body]) => storedEvent(tenant, at, body)));
  }

  #kept(tenant: string, conversationId: ConversationId): KeptHead | undefined {
    const key = keyOf(tenant, conversationId);
    const known = this.#heads.get(key);
    if (known !== undefined) return known;
    const row = this.#queries.head.one(tenant, conversationId);
    if (row === undefined) return undefined;
    const kept = { row: row[0], head: JSON.parse(row[1]) as Conversation };
    this.#heads.remember(key, kept);
    return kept;
  }

  #events(row: number): readonly ConversationEvent[] {
    return this.#queries.eventsAfter.all(row, 0, -1).map(([body]) => JSON.parse(body) as ConversationEvent);
  }

  #overwrite(tenant: string, row: number, { events, bodies, erased, erasedBody, head }: PlannedErasure): void {
    for (const [index, { seq }] of events.entries()) this.#queries.overwriteEvent(bodies[index] ?? '', row, seq);
    this.#queries.updateThread(head.thread, row);
    this.#write(tenant, { events: [erased], bodies: [erasedBody], head }, row, null);
  }

  #storedWith(row: number, eventId: string): StoredAppend | undefined {
    const found = this.#queries.appendOf.one(row, eventId);
    return found === undefined ? undefined : { firstSeq: found[0], lastSeq: found[1], commandHash: found[2] };
  }

  #answerAgain({ row, head }: KeptHead, { firstSeq, lastSeq }: StoredAppend): AppendedInTransit {
    const rows = this.#queries.eventsBetween.all(row, firstSeq, lastSeq);
    return {
      version: lastSeq,
      position: rows.at(-1)?.[0] ?? 0,
      duplicate: true,
      events: jsonArray(rows.map(([, body]) => sound(body))),
      head: JSON.stringify(head),
    };
  }

  /** @returns the position of the last event, and the head as it was written */
  #write(
    tenant: string,
    { events, bodies, head }: PlannedAppend,
    knownRow: number | undefined,
    commandHash: string | null,
  ): { readonly position: Position; readonly head: Json } {
    const headJson = JSON.stringify(head);
    const row = knownRow ?? this.#insertConversation(tenant, head, headJson);
    if (knownRow !== undefined)
      this.#queries.updateHead(head.at, head.seq, head.term, head.closed === null ? 0 : 1, foldVersion, headJson, row);
    const firstSeq = events[0]?.seq ?? 0;
    let position = this.#position + this.#written.length;
    for (const [index, event] of events.entries()) {
      position += 1;
      const body = bodies[index] ?? '';
      this.#queries.insertEvent(position, row, event.seq, event.id, firstSeq, head.seq, commandHash, body);
      this.#written.push(storedEvent(tenant, position, body));
    }
    this.#heads.change(keyOf(tenant, head.id), { row, head });
    return { position, head: headJson };
  }

  #insertConversation(tenant: string, head: Conversation, headJson: Json): number {
    if (this.#queries.reference.one(tenant, head.reference) !== undefined)
      throw new StoreError('reference-taken', `Reference ${head.reference} belongs to another conversation. Draw another.`);
    const { id, thread, reference, bot, startedAt, at, seq, term, closed } = head;
    this.#queries.insertConversation(
      ...[tenant, id, thread, reference, bot.id, startedAt, at, seq, term, closed === null ? 0 : 1, foldVersion, headJson],
    );
    return this.#queries.head.one(tenant, id)?.[0] ?? 0;
  }
}

const headsPerPart = 2_000;

function keyOf(tenant: string, conversationId: ConversationId): string {
  return `${tenant}\u0000${conversationId}`;
}

/** A text from the disk that is the JSON it was, or an error now: whoever parses it later has nobody to tell. */
function sound(json: Json): Json {
  JSON.parse(json);
  return json;
}

function storedEvent(tenant: string, position: Position, event: Json): Json {
  return `{"tenant":${JSON.stringify(tenant)},"position":${position},"event":${event}}`;
}

/** The array of what the texts are. */
export function jsonArray(texts: readonly Json[]): Json {
  return `[${texts.join(',')}]`;
}
