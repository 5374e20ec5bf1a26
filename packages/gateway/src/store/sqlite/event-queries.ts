import type { Position } from '../event-store.js';
import { change, query } from './database.js';
import type { Connection, RowQuery, SqlValue } from './database.js';

/** A conversation's row, and its head as JSON. */
export type HeadRow = readonly [row: number, head: string];

type Change = (...parameters: readonly SqlValue[]) => number;

/** Every question and change about conversations and their events. `row` is the key of a conversation's row. */
export interface EventQueries {
  readonly lastPosition: RowQuery<readonly [number | null]>;
  /** Of a conversation's events. */
  readonly lastPositionOf: RowQuery<readonly [number | null]>;
  readonly floor: RowQuery<readonly [Position]>;
  readonly head: RowQuery<HeadRow>;
  readonly reference: RowQuery<readonly [number]>;
  readonly activeHeads: RowQuery<readonly [tenant: string, head: string]>;
  readonly closedHeads: RowQuery<readonly [head: string]>;
  readonly threadConversations: RowQuery<readonly [string]>;
  readonly contactConversations: RowQuery<readonly [string]>;
  readonly closedBefore: RowQuery<readonly [row: number, tenant: string, id: string]>;
  readonly appendOf: RowQuery<readonly [firstSeq: number, lastSeq: number, commandHash: string | null]>;
  readonly eventsAfter: RowQuery<readonly [string]>;
  readonly eventsBefore: RowQuery<readonly [string]>;
  readonly eventsBetween: RowQuery<readonly [position: number, body: string]>;
  readonly eventsAfterPosition: RowQuery<readonly [position: number, tenant: string, body: string]>;
  readonly insertConversation: Change;
  readonly updateHead: Change;
  readonly updateThread: Change;
  readonly insertEvent: Change;
  readonly overwriteEvent: Change;
  readonly deleteConversation: Change;
  readonly deleteEvents: Change;
}

/** Prepares them. */
export function prepareQueries(connection: Connection): EventQueries {
  return { ...prepareReading(connection), ...prepareWriting(connection) };
}

type Writing = 'insertConversation' | 'updateHead' | 'updateThread' | 'insertEvent' | 'overwriteEvent' | 'deleteConversation' | 'deleteEvents';

function prepareReading(connection: Connection): Omit<EventQueries, Writing> {
  return {
    lastPosition: query(connection, 'SELECT max(position) FROM events'),
    lastPositionOf: query(connection, 'SELECT max(position) FROM events WHERE conversation = ?'),
    floor: query(connection, `SELECT position FROM events WHERE conversation = ${nobody}`),
    head: query(connection, 'SELECT key, head FROM conversations WHERE tenant = ? AND id = ?'),
    reference: query(connection, 'SELECT key FROM conversations WHERE tenant = ? AND reference = ?'),
    activeHeads: query(
      connection,
      `SELECT tenant, head FROM conversations WHERE is_closed = 0
       UNION ALL SELECT tenant, head FROM conversations WHERE is_closed = 1 AND at >= ?`,
    ),
    closedHeads: query(
      connection,
      `SELECT head FROM conversations WHERE tenant = ? AND is_closed = 1 AND json_extract(head, '$.closed.at') >= ?
       AND json_extract(head, '$.closed.at') <= ? AND (json_extract(head, '$.closed.at') < ? OR id < ?)
       ORDER BY json_extract(head, '$.closed.at') DESC, id DESC LIMIT ?`,
    ),
    threadConversations: query(connection, 'SELECT id FROM conversations WHERE tenant = ? AND thread = ? ORDER BY started_at, key'),
    contactConversations: query(
      connection,
      `SELECT DISTINCT conversations.id, started_at, key FROM events JOIN conversations ON key = conversation
       WHERE json_extract(body, '$.contact.id') = ? AND tenant = ? ORDER BY started_at, key`,
    ),
    closedBefore: query(
      connection,
      `SELECT key, tenant, id FROM conversations WHERE is_closed = 1 AND json_extract(head, '$.closed.at') < ?
       ORDER BY json_extract(head, '$.closed.at'), key LIMIT ?`,
    ),
    appendOf: query(connection, 'SELECT first_seq, last_seq, command_hash FROM events WHERE conversation = ? AND id = ?'),
    eventsAfter: query(connection, 'SELECT body FROM events WHERE conversation = ? AND seq > ? ORDER BY seq LIMIT ?'),
    eventsBefore: query(connection, 'SELECT body FROM events WHERE conversation = ? AND seq < ? ORDER BY seq DESC LIMIT ?'),
    eventsBetween: query(connection, 'SELECT position, body FROM events WHERE conversation = ? AND seq BETWEEN ? AND ? ORDER BY seq'),
    eventsAfterPosition: query(
      connection,
      `SELECT events.position, conversations.tenant, events.body FROM events
       JOIN conversations ON conversations.key = events.conversation
       WHERE events.position > ? ORDER BY events.position LIMIT ?`,
    ),
  };
}

function prepareWriting(connection: Connection): Pick<EventQueries, Writing> {
  return {
    insertConversation: change(
      connection,
      `INSERT INTO conversations (tenant, id, thread, reference, bot, started_at, at, version, term, is_closed, fold_version, head)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    updateHead: change(
      connection,
      'UPDATE conversations SET at = ?, version = ?, term = ?, is_closed = ?, fold_version = ?, head = ? WHERE key = ?',
    ),
    updateThread: change(connection, 'UPDATE conversations SET thread = ? WHERE key = ?'),
    insertEvent: change(
      connection,
      'INSERT INTO events (position, conversation, seq, id, first_seq, last_seq, command_hash, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    // A hash of a short text gives it away to whoever tries all texts.
    overwriteEvent: change(connection, 'UPDATE events SET body = ?, command_hash = NULL WHERE conversation = ? AND seq = ?'),
    deleteConversation: change(connection, 'DELETE FROM conversations WHERE key = ?'),
    deleteEvents: change(connection, 'DELETE FROM events WHERE conversation = ?'),
  };
}

/**
 * The conversation of the one event that marks the floor, in the place of the last one pruned. So the newest position is
 * always found in the table, by every release; and no conversation has this key.
 */
export const nobody = 0;
