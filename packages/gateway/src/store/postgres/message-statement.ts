/**
 * The statement for what nearly all batches are: one append to each of several conversations that exist. It costs half
 * of what examining costs, since it only finds out that something is wrong, not what.
 */
import { foldVersion } from '@live-takeover/sdk/core';
import type { BatchAnswer, Chain } from './append-batch.js';
import type { Row } from './connection.js';
import { contactsOf } from './contact-key.js';
import { joined, literal, numbers, splitSql } from './sql-text.js';

/**
 * Runs with the partitions locked. A conversation at another version than it was planned on is left as it is. An id that
 * was stored before breaks the whole batch by the unique index.
 */
export const messageSql: string = `PREPARE write_messages
  (text, text, integer[], bigint[], bigint[], bigint[], bigint[], bigint[], text, text, text, text, integer) AS
  WITH changed AS (
    UPDATE conversations
    SET at = given.at, closed_at = given.closed_at, changed_at = CASE WHEN given.closed_at IS NOT NULL THEN given.at END,
      version = given.version, term = given.term, fold_version = $13, head = given.head
    FROM unnest(${splitSql('$1')}, ${splitSql('$2')}, $3, $4, $5, $6, $7, $8, ${splitSql('$9')}, ${splitSql('$10')}, ${splitSql('$11')}, ${splitSql('$12')})
      WITH ORDINALITY AS given (tenant, id, partition, base, at, closed_at, version, term, head, command_hash, ids, bodies, nr)
    WHERE conversations.tenant = given.tenant AND conversations.id = given.id AND conversations.version = given.base
    RETURNING given.nr, given.partition, given.base, given.version, given.command_hash, given.ids, given.bodies, conversations.key
  ), place AS MATERIALIZED (
    SELECT partition, greatest(floor, (SELECT max(position) FROM events WHERE events.partition = partitions.partition)) AS position
    FROM partitions WHERE partition = ANY ($3)
  ), placed AS MATERIALIZED (
    SELECT changed.*, event.id, event.body, base + event.nr AS seq,
      place.position + row_number() OVER (PARTITION BY changed.partition ORDER BY changed.nr, event.nr) AS position
    FROM changed JOIN place ON place.partition = changed.partition
    CROSS JOIN LATERAL unnest(${splitSql('changed.ids', 1)}, ${splitSql('changed.bodies', 1)}) WITH ORDINALITY AS event (id, body, nr)
  ), written AS (
    INSERT INTO events (partition, position, conversation, seq, id, first_seq, last_seq, command_hash, body)
    SELECT partition, position, key, seq, id, base + 1, version, command_hash, body FROM placed
  )
  SELECT 0::bigint, (extract(epoch FROM clock_timestamp()) * 1000)::bigint UNION ALL SELECT nr, max(position) FROM placed GROUP BY nr`;

/** Whether a batch is such a one. */
export function isPlain(chains: readonly Chain[]): boolean {
  return chains.every(({ base, members }) => {
    const [only, ...others] = members;
    return base !== undefined && others.length === 0 && only?.planned !== undefined && only.planned.events.every((event) => contactsOf(event).length === 0);
  });
}

/** SQL for a plain batch, and how its answer is read. */
export function writeMessages(chains: readonly Chain[]): { readonly sql: string; read(rows: readonly Row[]): BatchAnswer } {
  return { sql: `EXECUTE write_messages (${parametersOf(chains)})`, read: (rows) => readAnswer(rows, chains) };
}

function parametersOf(chains: readonly Chain[]): string {
  const tenants: string[] = [];
  const ids: string[] = [];
  const heads: string[] = [];
  const commandHashes: string[] = [];
  const eventIds: string[] = [];
  const bodies: string[] = [];
  const columns: (number | null)[][] = [[], [], [], [], [], []];
  for (const { tenant, conversationId, partition, base, head, members } of chains) {
    tenants.push(tenant);
    ids.push(conversationId);
    heads.push(JSON.stringify(head));
    const values = [partition, base?.seq ?? 0, head?.at ?? 0, head?.closed?.at ?? null, head?.seq ?? 0, head?.term ?? 0];
    for (const [index, value] of values.entries()) columns[index]?.push(value);
    const [only] = members;
    commandHashes.push(only?.append.commandHash ?? '');
    eventIds.push(joined(only?.append.eventIds ?? [], 1));
    bodies.push(joined(only?.planned?.bodies ?? [], 1));
  }
  const texts = (values: readonly string[]): string => literal(joined(values));
  return [texts(tenants), texts(ids), ...columns.map(numbers), texts(heads), texts(commandHashes), texts(eventIds), texts(bodies), foldVersion].join(', ');
}

function readAnswer(rows: readonly Row[], chains: readonly Chain[]): BatchAnswer {
  const positions = new Map(rows as readonly (readonly [nr: number, position: number])[]);
  return {
    hasKnown: false,
    databaseNow: positions.get(0) ?? 0,
    verdict: {
      chains: chains.map(({ base }, index) => {
        const position = positions.get(index + 1);
        return { position, version: position === undefined ? anotherVersion : (base?.seq ?? 0) };
      }),
      known: () => undefined,
    },
  };
}

const anotherVersion = -1;
