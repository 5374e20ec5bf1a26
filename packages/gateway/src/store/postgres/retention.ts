/** What leaves the store: erased words, dropped conversations, and the room they took. */
import type { Conversation, ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import { foldVersion } from '@live-takeover/sdk/core';
import type { PlannedErasure } from '../erasure.js';
import { planErasure } from '../erasure.js';
import type { PruneLimits, Pruned } from '../event-store.js';
import { StoreError, claimKeptMs } from '../event-store.js';
import { partitionOf } from '../partition.js';
import type { Connection } from './connection.js';
import { readEvents } from './event-reader.js';
import { readHead } from './head-reader.js';
import { lockSql } from './partition-lock.js';
import { literal } from './sql-text.js';

interface Erasure {
  readonly conversationId: ConversationId;
  readonly partition: number;
  readonly version: number;
  readonly planned: PlannedErasure;
}

const erasureAttempts = 10;
const slowTimeoutMs = 60 * 60_000;

/**
 * @param notify - SQL that wakes the other nodes up
 * @see EventStore.erase
 */
export async function eraseConversations(
  connection: Connection,
  tenant: string,
  conversationIds: readonly ConversationId[],
  ground: { readonly partitions: number; readonly schema: string; readonly now: () => number; readonly notify: string },
): Promise<void> {
  for (let attempt = 0; attempt < erasureAttempts; attempt += 1) {
    const erasures: Erasure[] = [];
    for (const conversationId of new Set(conversationIds)) {
      const head = await readHead(connection, tenant, conversationId);
      const planned = head === undefined ? undefined : planErasure(await eventsUpTo(connection, tenant, head), head, ground.now());
      const partition = partitionOf(tenant, conversationId, ground.partitions);
      if (head !== undefined && planned !== undefined) erasures.push({ conversationId, partition, version: head.seq, planned });
    }
    if (erasures.length === 0 || (await writeErasures(connection, tenant, erasures, ground))) return;
  }
  throw new StoreError('unavailable', 'Something was added to the conversations all the while. Erase them again.');
}

async function eventsUpTo(connection: Connection, tenant: string, head: Conversation): Promise<readonly ConversationEvent[]> {
  return readEvents(connection, tenant, head.id, 0, head.seq);
}

/** @returns false: one of them is at another version by now, and nothing was written */
async function writeErasures(
  connection: Connection,
  tenant: string,
  erasures: readonly Erasure[],
  { schema, notify }: { readonly schema: string; readonly notify: string },
): Promise<boolean> {
  const given = literal(
    JSON.stringify(
      erasures.map(({ conversationId, partition, version, planned: { events, bodies, erased, erasedBody, head } }) => ({
        id: conversationId,
        partition,
        base: version,
        version: head.seq,
        at: head.at,
        thread: head.thread,
        head: JSON.stringify(head),
        event: erased.id,
        body: erasedBody,
        seqs: events.map(({ seq }) => seq),
        bodies,
      })),
    ),
  );
  const results = await connection.script(
    `BEGIN ISOLATION LEVEL READ COMMITTED;
     ${lockSql(schema, erasures.map(({ partition }) => partition))};
     ${erasureSql(given, literal(tenant))};
     COMMIT; ${notify}`,
  );
  return results[2]?.[0]?.[0] === true;
}

/** All of them or none: each still has to be closed, and at the version it was read at. */
function erasureSql(given: string, tenant: string): string {
  return `WITH given AS MATERIALIZED (
      SELECT given.*, stored.key, stored.version = given.base AND stored.closed_at IS NOT NULL AS is_sound
      FROM json_to_recordset(${given}) AS given (id text, partition integer, base bigint, version bigint, at bigint, thread text, head text,
        event text, body text, seqs json, bodies json)
      LEFT JOIN conversations AS stored ON stored.tenant = ${tenant} AND stored.id = given.id
    ), sound AS MATERIALIZED (
      SELECT * FROM given WHERE (SELECT bool_and(coalesce(is_sound, false)) FROM given)
    ), bare AS MATERIALIZED (
      SELECT sound.key, stored.seq::bigint AS seq, stored.body
      FROM sound, ROWS FROM (json_array_elements_text(sound.seqs), json_array_elements_text(sound.bodies)) AS stored (seq, body)
    ), overwritten AS (
      UPDATE events SET body = bare.body, command_hash = NULL FROM bare WHERE events.conversation = bare.key AND events.seq = bare.seq
    ), changed AS (
      UPDATE conversations SET thread = sound.thread, at = sound.at, changed_at = sound.at, version = sound.version, fold_version = ${foldVersion}, head = sound.head
      FROM sound WHERE conversations.key = sound.key
    ), forgotten AS (
      DELETE FROM contacts USING sound WHERE contacts.conversation = sound.key
    ), written AS (
      INSERT INTO events (partition, position, conversation, seq, id, first_seq, last_seq, body)
      SELECT sound.partition, place.position + row_number() OVER (PARTITION BY sound.partition ORDER BY sound.key), sound.key, sound.version, sound.event,
        sound.version, sound.version, sound.body
      FROM sound JOIN LATERAL (
        SELECT greatest(floor, (SELECT max(position) FROM events WHERE events.partition = partitions.partition)) AS position
        FROM partitions WHERE partitions.partition = sound.partition
      ) AS place ON true
    )
    SELECT count(*) > 0 FROM sound`;
}

/** @see EventStore.prune */
export async function prune(connection: Connection, limits: PruneLimits, schema: string, now: number): Promise<Pruned> {
  const { closedBefore, auditBefore, claimedBefore, limit } = limits;
  const victims = await connection.query(
    'SELECT partition, key FROM conversations WHERE closed_at < $1 ORDER BY closed_at, key LIMIT $2',
    [closedBefore, limit],
  );
  const byPartition = new Map<number, number[]>();
  for (const [partition, key] of victims as readonly (readonly [number, number])[]) byPartition.set(partition, [...(byPartition.get(partition) ?? []), key]);
  let conversations = 0;
  // Partition by partition, so that each is held for a moment only.
  for (const [partition, keys] of byPartition) conversations += await pruneConversations(connection, schema, partition, keys, closedBefore);
  const auditEntries = await connection.query(
    'WITH dropped AS (DELETE FROM audit WHERE key IN (SELECT key FROM audit WHERE at < $1 ORDER BY at, key LIMIT $2) RETURNING 1) SELECT count(*) FROM dropped',
    [auditBefore, limit],
  );
  const claims = await connection.query(
    `WITH dropped AS (
       DELETE FROM claims WHERE (tenant, kind, key) IN (SELECT tenant, kind, key FROM claims WHERE at < $1 ORDER BY at LIMIT $2) RETURNING 1
     ) SELECT count(*) FROM dropped`,
    [Math.min(claimedBefore, now - claimKeptMs), limit],
  );
  return { conversations, auditEntries: Number(auditEntries[0]?.[0]), claims: Number(claims[0]?.[0]) };
}

async function pruneConversations(
  connection: Connection,
  schema: string,
  partition: number,
  keys: readonly number[],
  closedBefore: number,
): Promise<number> {
  const results = await connection.script(
    `BEGIN ISOLATION LEVEL READ COMMITTED;
     ${lockSql(schema, [partition])};
     WITH dropped AS (
       DELETE FROM conversations WHERE key = ANY ('{${keys.join()}}') AND closed_at < ${closedBefore} RETURNING key
     ), gone AS (
       DELETE FROM events USING dropped WHERE events.conversation = dropped.key RETURNING position
     ), forgotten AS (
       DELETE FROM contacts USING dropped WHERE contacts.conversation = dropped.key
     ), raised AS (
       UPDATE partitions SET floor = greatest(floor, (SELECT max(position) FROM gone)) WHERE partition = ${partition}
     )
     SELECT count(*) FROM dropped;
     COMMIT`,
  );
  return Number(results[2]?.[0]?.[0] ?? 0);
}

/**
 * Rewrites the tables that held what was erased or pruned: a plain VACUUM would make their room usable and leave the
 * words standing in it. Appends wait meanwhile. What PostgreSQL keeps beside its tables (the write-ahead log, archives
 * of it, base backups, standbys) follows its own settings.
 *
 * @param connection - used for nothing else
 * @see EventStore.compact
 */
export async function compact(connection: Connection): Promise<void> {
  await connection.script(`SET statement_timeout = ${slowTimeoutMs}; SET lock_timeout = ${slowTimeoutMs}`);
  for (const table of ['conversations', 'events', 'contacts', 'claims', 'audit'])
    await connection.script(`VACUUM (FULL, ANALYZE) ${table}`, { answerTimeoutMs: slowTimeoutMs });
}
