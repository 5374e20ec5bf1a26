/** Stored events, by conversation and by position. */
import type { ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import type { Position, StoredEvent } from '../event-store.js';
import type { Connection } from './connection.js';
import { contactKey } from './contact-key.js';

/** Events with seq > `afterVersion`, oldest first. */
export async function readEvents(
  connection: Connection,
  tenant: string,
  conversationId: ConversationId,
  afterVersion: number,
  limit: number,
): Promise<readonly ConversationEvent[]> {
  const rows = await connection.query(
    `SELECT body FROM events WHERE conversation = (SELECT key FROM conversations WHERE tenant = $1 AND id = $2) AND seq > $3 ORDER BY seq LIMIT $4`,
    [tenant, conversationId, afterVersion, limit],
  );
  return rows.map(([body]) => JSON.parse(body as string) as ConversationEvent);
}

/** Events with seq < `before`, oldest first. */
export async function readEventsBackwards(
  connection: Connection,
  tenant: string,
  conversationId: ConversationId,
  before: number,
  limit: number,
): Promise<readonly ConversationEvent[]> {
  const rows = await connection.query(
    `SELECT body FROM events WHERE conversation = (SELECT key FROM conversations WHERE tenant = $1 AND id = $2) AND seq < $3 ORDER BY seq DESC LIMIT $4`,
    [tenant, conversationId, before, limit],
  );
  return rows.map(([body]) => JSON.parse(body as string) as ConversationEvent).reverse();
}

/** Events of one append, with the position of the last. */
export async function readAppended(
  connection: Connection,
  tenant: string,
  conversationId: ConversationId,
  firstSeq: number,
  lastSeq: number,
): Promise<{ readonly events: readonly ConversationEvent[]; readonly position: Position }> {
  const rows = await connection.query(
    `SELECT position, body FROM events
     WHERE conversation = (SELECT key FROM conversations WHERE tenant = $1 AND id = $2) AND seq BETWEEN $3 AND $4 ORDER BY seq`,
    [tenant, conversationId, firstSeq, lastSeq],
  );
  return { events: rows.map(([, body]) => JSON.parse(body as string) as ConversationEvent), position: (rows.at(-1)?.[0] as number | undefined) ?? 0 };
}

/** What follows a position in one partition. */
export async function readAfterPosition(connection: Connection, partition: number, position: Position, limit: number): Promise<readonly StoredEvent[]> {
  const rows = await connection.query(
    `SELECT events.position, conversations.tenant, events.body FROM events JOIN conversations ON conversations.key = events.conversation
     WHERE events.partition = $1 AND events.position > $2 ORDER BY events.position LIMIT $3`,
    [partition, position, limit],
  );
  return rows.map(([at, tenant, body]) => ({ tenant: tenant as string, position: at as number, event: JSON.parse(body as string) as ConversationEvent }));
}

/** Conversations of a thread, oldest first. */
export async function readThread(connection: Connection, tenant: string, thread: string): Promise<readonly ConversationId[]> {
  const rows = await connection.query('SELECT id FROM conversations WHERE tenant = $1 AND thread = $2 ORDER BY started_at, key', [tenant, thread]);
  return rows.map(([id]) => id as string);
}

/** Conversations of a contact, oldest first. */
export async function readContact(connection: Connection, tenant: string, contactId: string): Promise<readonly ConversationId[]> {
  const rows = await connection.query(
    `SELECT conversations.id FROM contacts JOIN conversations ON conversations.key = contacts.conversation
     WHERE contacts.tenant = $1 AND contacts.contact = $2 ORDER BY conversations.started_at, conversations.key`,
    [tenant, contactKey(contactId)],
  );
  return rows.map(([id]) => id as string);
}
