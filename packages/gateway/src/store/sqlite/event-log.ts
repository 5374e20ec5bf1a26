import { fold, foldVersion } from '@live-takeover/sdk/core';
import type { Conversation, ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import { checkAppend, planAppend, repeatedAppend } from '../append-rules.js';
import type { AppendRequest, PlannedAppend, StoredAppend } from '../append-rules.js';
import type { Appended, Position, StoredEvent } from '../event-store.js';
import { StoreError } from '../event-store.js';
import { planImport } from '../import-rules.js';
import { change, query } from './database.js';
import type { Connection } from './database.js';
import { createHeadCache } from './head-cache.js';
import type { KeptHead } from './head-cache.js';

type HeadRow = readonly [row: number, head: string];
type AppendRow = readonly [firstSeq: number, lastSeq: number, commandHash: string | null];

const cachedHeads = 20_000;

/**
 * The tables of events and heads, written inside transactions that their caller
 * opens and ends. Everything is computed before anything is written, so that a
 * refused append leaves no trace in a transaction it shares with others.
 */
export class EventLog {
  readonly #heads = createHeadCache(cachedHeads);
  readonly #queries: ReturnType<typeof prepare>;
  #position: Position;
  #written: StoredEvent[] = [];

  constructor(connection: Connection) {
    this.#queries = prepare(connection);
    this.#position = this.#queries.lastPosition.one()?.[0] ?? 0;
  }

  /** Of the newest committed event. */
  get position(): Position {
    return this.#position;
  }

  /** The transaction is on disk: what it changed becomes what is. */
  committed(): readonly StoredEvent[] {
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
  append(request: AppendRequest): Appended {
    checkAppend(request);
    const kept = this.#kept(request.tenant, request.conversationId);
    if (kept !== undefined) {
      const repeated = repeatedAppend(request, (eventId) => this.#storedWith(kept.row, eventId));
      if (repeated !== undefined) return this.#answerAgain(kept, repeated);
    }
    const planned = planAppend(request, kept?.head);
    const position = this.#write(request.tenant, planned, kept?.row, request.expectations.commandHash ?? null);
    return { version: planned.head.seq, position, duplicate: false, events: planned.events, head: planned.head };
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

  head(tenant: string, conversationId: ConversationId): Conversation | undefined {
    return this.#kept(tenant, conversationId)?.head;
  }

  /** JSON of the events with seq > `afterVersion`. */
  read(tenant: string, conversationId: ConversationId, afterVersion: number, limit: number): string {
    const kept = this.#kept(tenant, conversationId);
    return kept === undefined ? '[]' : jsonArray(this.#queries.eventsAfter.all(kept.row, afterVersion, limit).map(([body]) => body));
  }

  /** JSON of the events with seq < `before`, oldest first. */
  readBackwards(tenant: string, conversationId: ConversationId, before: number | null, limit: number): string {
    const kept = this.#kept(tenant, conversationId);
    if (kept === undefined) return '[]';
    const rows = this.#queries.eventsBefore.all(kept.row, before ?? Number.MAX_SAFE_INTEGER, limit);
    return jsonArray(rows.reverse().map(([body]) => body));
  }

  /** Also of the open transaction, since no answer leaves before it is committed; the position says so. */
  heads(activeSince: number): { readonly parts: readonly string[]; readonly position: Position } {
    const rows = this.#queries.activeHeads.all(activeSince);
    const parts: string[] = [];
    for (let first = 0; first < rows.length; first += headsPerPart)
      parts.push(jsonArray(rows.slice(first, first + headsPerPart).map(([tenant, head]) => `{"tenant":${JSON.stringify(tenant)},"head":${head}}`)));
    return { parts, position: this.#position + this.#written.length };
  }

  threadConversations(tenant: string, thread: string): readonly ConversationId[] {
    return this.#queries.threadConversations.all(tenant, thread).map(([id]) => id);
  }

  /** JSON of the stored events after `position`. */
  readAfter(position: Position, limit: number): string {
    const rows = this.#queries.eventsAfterPosition.all(position, limit);
    return jsonArray(rows.map(([at, tenant, body]) => `{"tenant":${JSON.stringify(tenant)},"position":${at},"event":${body}}`));
  }

  #kept(tenant: string, conversationId: ConversationId): KeptHead | undefined {
    const key = `${tenant}\u0000${conversationId}`;
    const known = this.#heads.get(key);
    if (known !== undefined) return known;
    const row = this.#queries.head.one(tenant, conversationId);
    if (row === undefined) return undefined;
    const kept = { row: row[0], head: JSON.parse(row[1]) as Conversation };
    this.#heads.remember(key, kept);
    return kept;
  }

  #storedWith(row: number, eventId: string): StoredAppend | undefined {
    const found = this.#queries.appendOf.one(row, eventId);
    return found === undefined ? undefined : { firstSeq: found[0], lastSeq: found[1], commandHash: found[2] };
  }

  #answerAgain({ row, head }: KeptHead, { firstSeq, lastSeq }: StoredAppend): Appended {
    const rows = this.#queries.eventsBetween.all(row, firstSeq, lastSeq);
    return {
      version: lastSeq,
      position: rows.at(-1)?.[0] ?? 0,
      duplicate: true,
      events: rows.map(([, body]) => JSON.parse(body) as ConversationEvent),
      head,
    };
  }

  /** @returns the position of the last event */
  #write(tenant: string, { events, bodies, head }: PlannedAppend, knownRow: number | undefined, commandHash: string | null): Position {
    const row = knownRow ?? this.#insertConversation(tenant, head);
    if (knownRow !== undefined)
      this.#queries.updateHead(head.at, head.seq, head.term, head.closed === null ? 0 : 1, foldVersion, JSON.stringify(head), row);
    const firstSeq = events[0]?.seq ?? 0;
    let position = this.#position + this.#written.length;
    for (const [index, event] of events.entries()) {
      position += 1;
      this.#queries.insertEvent(position, row, event.seq, event.id, firstSeq, head.seq, commandHash, bodies[index] ?? '');
      this.#written.push({ tenant, position, event });
    }
    this.#heads.change(`${tenant}\u0000${head.id}`, { row, head });
    return position;
  }

  #insertConversation(tenant: string, head: Conversation): number {
    if (this.#queries.reference.one(tenant, head.reference) !== undefined)
      throw new StoreError('reference-taken', `Reference ${head.reference} belongs to another conversation. Draw another.`);
    const { id, thread, reference, bot, startedAt, at, seq, term, closed } = head;
    this.#queries.insertConversation(
      ...[tenant, id, thread, reference, bot.id, startedAt, at, seq, term, closed === null ? 0 : 1, foldVersion, JSON.stringify(head)],
    );
    return this.#queries.head.one(tenant, id)?.[0] ?? 0;
  }
}

const headsPerPart = 2_000;

/**
 * Folds anew every head that another version of `fold` made, a few at a time.
 *
 * @returns how many there were
 */
export function refoldHeads(connection: Connection): number {
  const stale = query<HeadRow>(connection, 'SELECT key, head FROM conversations WHERE fold_version <> ? LIMIT 200');
  const bodies = query<readonly [string]>(connection, 'SELECT body FROM events WHERE conversation = ? ORDER BY seq');
  const update = change(connection, 'UPDATE conversations SET head = ?, term = ?, is_closed = ?, fold_version = ? WHERE key = ?');
  let count = 0;
  for (let rows = stale.all(foldVersion); rows.length > 0; rows = stale.all(foldVersion)) {
    connection.exec('BEGIN IMMEDIATE');
    for (const [row, former] of rows) {
      let head: Conversation | undefined;
      for (const [body] of bodies.all(row)) head = fold(head, JSON.parse(body) as ConversationEvent);
      const { term, closed } = head ?? (JSON.parse(former) as Conversation);
      update(head === undefined ? former : JSON.stringify(head), term, closed === null ? 0 : 1, foldVersion, row);
    }
    connection.exec('COMMIT');
    count += rows.length;
  }
  return count;
}

function jsonArray(texts: readonly string[]): string {
  return `[${texts.join(',')}]`;
}

// The inferred type is the point: it names every query with its row.
function prepare(connection: Connection) {
  return {
    lastPosition: query<readonly [number | null]>(connection, 'SELECT max(position) FROM events'),
    head: query<HeadRow>(connection, 'SELECT key, head FROM conversations WHERE tenant = ? AND id = ?'),
    reference: query<readonly [number]>(connection, 'SELECT key FROM conversations WHERE tenant = ? AND reference = ?'),
    activeHeads: query<readonly [tenant: string, head: string]>(
      connection,
      `SELECT tenant, head FROM conversations WHERE is_closed = 0
       UNION ALL SELECT tenant, head FROM conversations WHERE is_closed = 1 AND at >= ?`,
    ),
    threadConversations: query<readonly [string]>(
      connection,
      'SELECT id FROM conversations WHERE tenant = ? AND thread = ? ORDER BY started_at, key',
    ),
    appendOf: query<AppendRow>(connection, 'SELECT first_seq, last_seq, command_hash FROM events WHERE conversation = ? AND id = ?'),
    eventsAfter: query<readonly [string]>(connection, 'SELECT body FROM events WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT ?'),
    eventsBefore: query<readonly [string]>(
      connection,
      'SELECT body FROM events WHERE conversation = ? AND seq < ? ORDER BY seq DESC LIMIT ?',
    ),
    eventsBetween: query<readonly [position: number, body: string]>(
      connection,
      'SELECT position, body FROM events WHERE conversation = ? AND seq BETWEEN ? AND ? ORDER BY seq',
    ),
    eventsAfterPosition: query<readonly [position: number, tenant: string, body: string]>(
      connection,
      `SELECT events.position, conversations.tenant, events.body FROM events
       JOIN conversations ON conversations.key = events.conversation
       WHERE events.position > ? ORDER BY events.position LIMIT ?`,
    ),
    insertConversation: change(
      connection,
      `INSERT INTO conversations (tenant, id, thread, reference, bot, started_at, at, version, term, is_closed, fold_version, head)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    updateHead: change(
      connection,
      'UPDATE conversations SET at = ?, version = ?, term = ?, is_closed = ?, fold_version = ?, head = ? WHERE key = ?',
    ),
    insertEvent: change(
      connection,
      'INSERT INTO events (position, conversation, seq, id, first_seq, last_seq, command_hash, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
  };
}
