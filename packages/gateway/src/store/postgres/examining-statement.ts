/**
 * The statement that decides any batch of appends: it looks at every id and every version, writes what is sound and
 * tells what it found of the rest.
 */
import { foldVersion } from '@live-takeover/sdk/core';
import type { PlannedAppend, StoredAppend } from '../append-rules.js';
import type { Position } from '../event-store.js';
import type { BatchAnswer, Chain, WaitingAppend } from './append-batch.js';
import type { Row } from './connection.js';
import { contactsOf } from './contact-key.js';
import { joined, literal, numbers, splitSql } from './sql-text.js';

const parameterTypes = `text, text, integer[], bigint[], text, text, bigint[], bigint[], bigint[], bigint[], bigint[], text,
  integer[], integer[], bigint[], text, bigint[], bigint[], text, text, integer[], text, integer`;

/**
 * Runs with the partitions locked, so on a snapshot in which everything before it is committed. A chain is sound if the
 * version is the one it was planned on and none of its ids is stored; new conversations also need their reference. Those
 * begin in one order on every node, so that nobody waits for a reference of somebody who waits for theirs.
 */
export const examiningSql: string = `PREPARE examine_and_write (${parameterTypes}) AS
  WITH chain AS MATERIALIZED (
    SELECT given.*, coalesce(stored.version, 0) AS stored_version,
      CASE WHEN stored.key IS NULL AND given.base = 0 AND given.head IS NOT NULL THEN nextval('conversation_keys') ELSE coalesce(stored.key, 0) END AS key
    FROM unnest(${splitSql('$1')}, ${splitSql('$2')}, $3, $4, ${splitSql('$5')}, ${splitSql('$6')}, $7, $8, $9, $10, $11, ${splitSql('$12')}) WITH ORDINALITY
      AS given (tenant, id, partition, base, thread, reference, started_at, at, closed_at, version, term, head, nr)
    LEFT JOIN conversations AS stored ON stored.tenant = given.tenant AND stored.id = given.id
  ), event AS MATERIALIZED (
    SELECT given.*, (SELECT array_agg(chain.key ORDER BY chain.nr) FROM chain)[given.chain] AS conversation
    FROM unnest($13, $14, $15, ${splitSql('$16')}, $17, $18, ${splitSql('$19')}, ${splitSql('$20')}) WITH ORDINALITY
      AS given (chain, partition, seq, id, first_seq, last_seq, command_hash, body, nr)
  ), known AS MATERIALIZED (
    SELECT event.nr, event.chain, event.body IS NOT NULL AS is_planned, stored.first_seq, stored.last_seq, stored.command_hash
    FROM event JOIN events AS stored ON stored.conversation = event.conversation AND stored.id = event.id
  ), sound AS MATERIALIZED (
    SELECT * FROM chain
    WHERE head IS NOT NULL AND stored_version = base AND NOT EXISTS (SELECT FROM known WHERE known.chain = chain.nr AND is_planned)
  ), started AS (
    INSERT INTO conversations (key, tenant, id, partition, thread, reference, started_at, at, closed_at, changed_at, version, term, fold_version, head)
    SELECT key, tenant, id, partition, thread, reference, started_at, at, closed_at, CASE WHEN closed_at IS NOT NULL THEN at END, version, term, $23, head
    FROM sound WHERE base = 0 ORDER BY tenant COLLATE "C", reference COLLATE "C"
    ON CONFLICT (tenant, reference) DO NOTHING
    RETURNING key
  ), changed AS (
    UPDATE conversations
    SET at = sound.at, closed_at = sound.closed_at, changed_at = CASE WHEN sound.closed_at IS NOT NULL THEN sound.at END,
      version = sound.version, term = sound.term, fold_version = $23, head = sound.head
    FROM sound WHERE sound.base > 0 AND conversations.key = sound.key
  ), kept AS MATERIALIZED (
    SELECT nr, tenant, key FROM sound WHERE base > 0 OR key IN (SELECT key FROM started)
  ), linked AS (
    INSERT INTO contacts (tenant, contact, conversation)
    SELECT DISTINCT kept.tenant, given.contact, kept.key
    FROM unnest($21, ${splitSql('$22')}) AS given (chain, contact) JOIN kept ON kept.nr = given.chain
    ON CONFLICT DO NOTHING
  ), place AS MATERIALIZED (
    SELECT partition, greatest(floor, (SELECT max(position) FROM events WHERE events.partition = partitions.partition)) AS position
    FROM partitions WHERE partition = ANY ($14)
  ), placed AS MATERIALIZED (
    SELECT event.*, place.position + row_number() OVER (PARTITION BY event.partition ORDER BY event.nr) AS position
    FROM event JOIN place ON place.partition = event.partition
    WHERE event.body IS NOT NULL AND event.chain = ANY (ARRAY(SELECT nr FROM kept))
  ), written AS (
    INSERT INTO events (partition, position, conversation, seq, id, first_seq, last_seq, command_hash, body)
    SELECT partition, position, conversation, seq, id, first_seq, last_seq, command_hash, body FROM placed
  )
  SELECT 'clock', 0::bigint, (extract(epoch FROM clock_timestamp()) * 1000)::bigint, NULL::bigint, NULL
  UNION ALL SELECT 'version', nr, stored_version, NULL, NULL FROM chain WHERE stored_version <> base
  UNION ALL SELECT 'position', chain, max(position), NULL, NULL FROM placed GROUP BY chain
  UNION ALL SELECT 'known', nr, first_seq, last_seq, command_hash FROM known`;

/** SQL for any batch, and how its answer is read. */
export function examine(chains: readonly Chain[]): { readonly sql: string; read(rows: readonly Row[]): BatchAnswer } {
  const batch = new ExaminedBatch(chains);
  return { sql: `EXECUTE examine_and_write (${batch.parameters})`, read: (rows) => readAnswer(rows, chains, batch.lookedUp) };
}

/** An event id that is looked up, by its chain. */
interface LookedUp {
  readonly chain: number;
  readonly id: string;
}

type Column = (string | number)[];

/** The parameters of the statement, as they are filled. */
class ExaminedBatch {
  readonly lookedUp: LookedUp[] = [];
  /** One value per chain, then one per event, then one per contact. */
  readonly #columns: readonly Column[] = Array.from({ length: columnTypes.length }, () => []);

  constructor(chains: readonly Chain[]) {
    for (const [index, chain] of chains.entries()) {
      this.#addChain(chain);
      for (const { append, planned } of chain.members) this.#addMember(index, chain.partition, append, planned);
    }
  }

  /** As SQL. */
  get parameters(): string {
    const written = this.#columns.map((column, index) => (columnTypes[index] === 'texts' ? literal(joined(column)) : numbers(column)));
    return [...written, foldVersion].join(', ');
  }

  #addChain({ tenant, conversationId, partition, base, head: newest }: Chain): void {
    const version = base?.seq ?? 0;
    // Without a head nothing is to be written.
    const head = newest === base ? undefined : newest;
    if (head === undefined) this.#add(0, tenant, conversationId, partition, version, '', '', noNumber, noNumber, noNumber, noNumber, noNumber, '');
    else {
      const { thread, reference, startedAt, at, closed, seq, term } = head;
      this.#add(0, tenant, conversationId, partition, version, thread, reference, startedAt, at, closed?.at ?? noNumber, seq, term, JSON.stringify(head));
    }
  }

  #addMember(chain: number, partition: number, { eventIds, commandHash }: WaitingAppend, planned: PlannedAppend | undefined): void {
    const firstSeq = planned?.events[0]?.seq ?? 0;
    const lastSeq = planned?.head.seq ?? 0;
    for (const [index, id] of eventIds.entries()) {
      this.#add(chainColumns, chain + 1, partition, firstSeq + index, id, firstSeq, lastSeq, commandHash ?? '', planned?.bodies[index] ?? '');
      this.lookedUp.push({ chain, id });
      for (const contact of contactsOf(planned?.events[index])) this.#add(chainColumns + eventColumns, chain + 1, contact);
    }
  }

  #add(first: number, ...values: readonly (string | number)[]): void {
    for (let index = 0; index < values.length; index += 1) this.#columns[first + index]?.push(values[index] ?? '');
  }
}

const noNumber = 'NULL';
const chainColumns = 12;
const eventColumns = 8;
const columnTypes: readonly ('texts' | 'numbers')[] = [
  ...(['texts', 'texts', 'numbers', 'numbers', 'texts', 'texts', 'numbers', 'numbers', 'numbers', 'numbers', 'numbers', 'texts'] as const),
  ...(['numbers', 'numbers', 'numbers', 'texts', 'numbers', 'numbers', 'texts', 'texts'] as const),
  ...(['numbers', 'texts'] as const),
];

function readAnswer(rows: readonly Row[], chains: readonly Chain[], lookedUp: readonly LookedUp[]): BatchAnswer {
  const verdicts = chains.map(({ base }): { version: number; position: Position | undefined } => ({ version: base?.seq ?? 0, position: undefined }));
  const known = new Map<string, StoredAppend>();
  let databaseNow = 0;
  for (const [kind, nr, first, second, commandHash] of rows as readonly (readonly [string, number, number, number, string | null])[]) {
    const verdict = verdicts[nr - 1];
    const event = lookedUp[nr - 1];
    if (kind === 'clock') databaseNow = first;
    else if (kind === 'known' && event !== undefined) known.set(`${event.chain} ${event.id}`, { firstSeq: first, lastSeq: second, commandHash });
    else if (kind === 'version' && verdict !== undefined) verdict.version = first;
    else if (kind === 'position' && verdict !== undefined) verdict.position = first;
  }
  return { hasKnown: known.size > 0, verdict: { chains: verdicts, known: (chain, eventId) => known.get(`${chain} ${eventId}`) }, databaseNow };
}
