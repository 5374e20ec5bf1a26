import { fold, foldVersion } from '@live-takeover/sdk/core';
import type { Conversation, ConversationEvent } from '@live-takeover/sdk/core';
import { change, query } from './database.js';
import type { Connection } from './database.js';
import type { HeadRow } from './event-queries.js';

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
