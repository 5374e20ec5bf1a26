/** The one statement that decides a batch of appends: what is sent, and how its answer is read. */
import { createHash } from 'node:crypto';
import { foldVersion } from '@live-takeover/sdk/core';
import type { ConversationEvent } from '@live-takeover/sdk/core';
import type { PlannedAppend, StoredAppend } from '../append-rules.js';
import type { BatchVerdict, Chain, ChainVerdict, WaitingAppend } from './append-batch.js';
import type { Connection, Row } from './connection.js';
import { lockSql } from './partition-lock.js';
import { literal } from './sql-text.js';

/** What a batch got for an answer. */
export interface BatchAnswer {
  readonly verdict: BatchVerdict;
  /** Whether anything was stored before. */
  readonly hasKnown: boolean;
  /** Epoch ms of the database's clock. */
  readonly databaseNow: number;
}

/** Texts travel joined by this sign, which neither JSON nor any id can hold; an empty one is NULL. */
const separator = '\u001e';
const listed = (parameter: number): string => `string_to_array($${parameter}, U&'\\001E', '')`;

/**
 * Which statement a batch needs: conversations that begin, and contacts that are named, take more than messages do.
 */
type Kind = 'write_messages' | 'write_anything';

const parameterTypes = `text, text, integer[], bigint[], text, text, bigint[], bigint[], bigint[], bigint[], bigint[], text,
  integer[], integer[], bigint[], text, bigint[], bigint[], text, text, integer[], text, integer`;

/**
 * Runs with the partitions locked, so on a snapshot in which everything before it is committed. A chain is sound if the
 * version is the one it was planned on and none of its ids is stored; new conversations also need their reference.
 */
function writeSql(kind: Kind): string {
  const isAnything = kind === 'write_anything';
  const newKey = `WHEN stored.key IS NULL AND given.base = 0 AND given.head IS NOT NULL THEN nextval('conversation_keys')`;
  return `PREPARE ${kind} (${parameterTypes}) AS
  WITH chain AS MATERIALIZED (
    SELECT given.*, coalesce(stored.version, 0) AS stored_version, ${isAnything ? `CASE ${newKey} ELSE coalesce(stored.key, 0) END` : 'coalesce(stored.key, 0)'} AS key
    FROM unnest(${listed(1)}, ${listed(2)}, $3, $4, ${listed(5)}, ${listed(6)}, $7, $8, $9, $10, $11, ${listed(12)}) WITH ORDINALITY
      AS given (tenant, id, partition, base, thread, reference, started_at, at, closed_at, version, term, head, nr)
    LEFT JOIN conversations AS stored ON stored.tenant = given.tenant AND stored.id = given.id
  ), event AS MATERIALIZED (
    SELECT given.*, (SELECT array_agg(chain.key ORDER BY chain.nr) FROM chain)[given.chain] AS conversation
    FROM unnest($13, $14, $15, ${listed(16)}, $17, $18, ${listed(19)}, ${listed(20)}) WITH ORDINALITY
      AS given (chain, partition, seq, id, first_seq, last_seq, command_hash, body, nr)
  ), known AS MATERIALIZED (
    SELECT event.nr, event.chain, event.body IS NOT NULL AS is_planned, stored.first_seq, stored.last_seq, stored.command_hash
    FROM event JOIN events AS stored ON stored.conversation = event.conversation AND stored.id = event.id
  ), sound AS MATERIALIZED (
    SELECT * FROM chain
    WHERE head IS NOT NULL AND stored_version = base AND NOT EXISTS (SELECT FROM known WHERE known.chain = chain.nr AND is_planned)
  ), changed AS (
    UPDATE conversations
    SET at = sound.at, closed_at = sound.closed_at, changed_at = CASE WHEN sound.closed_at IS NOT NULL THEN sound.at END,
      version = sound.version, term = sound.term, fold_version = $23, head = sound.head
    FROM sound WHERE sound.base > 0 AND conversations.key = sound.key
  ), ${isAnything ? beginningsSql : 'kept AS MATERIALIZED (SELECT nr FROM sound)'}, place AS MATERIALIZED (
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
}

/** In one order on every node, so that nobody waits for a reference of somebody who waits for theirs. */
const beginningsSql = `started AS (
    INSERT INTO conversations (key, tenant, id, partition, thread, reference, started_at, at, closed_at, changed_at, version, term, fold_version, head)
    SELECT key, tenant, id, partition, thread, reference, started_at, at, closed_at, CASE WHEN closed_at IS NOT NULL THEN at END, version, term, $23, head
    FROM sound WHERE base = 0 ORDER BY tenant COLLATE "C", reference COLLATE "C"
    ON CONFLICT (tenant, reference) DO NOTHING
    RETURNING key
  ), kept AS MATERIALIZED (
    SELECT nr, tenant, key FROM sound WHERE base > 0 OR key IN (SELECT key FROM started)
  ), linked AS (
    INSERT INTO contacts (tenant, contact, conversation)
    SELECT DISTINCT kept.tenant, given.contact, kept.key
    FROM unnest($21, ${listed(22)}) AS given (chain, contact) JOIN kept ON kept.nr = given.chain
    ON CONFLICT DO NOTHING
  )`;

/** Makes a connection ready for {@link appendBatch}. */
export async function prepareAppends(connection: Connection): Promise<void> {
  // What is joined is a batch of a few hundred with tables of any size: by their keys, whatever the planner believes of them.
  const planner = 'SET enable_hashjoin = off; SET enable_mergejoin = off; SET plan_cache_mode = force_generic_plan';
  await connection.script(`${planner}; ${writeSql('write_messages')}; ${writeSql('write_anything')}`);
}

/**
 * Has a batch decided. One message holds the transaction from its begin to its commit, and after that the wake-up call.
 *
 * @param schema - the PostgreSQL schema
 * @param notify - tells the other nodes
 */
export async function appendBatch(connection: Connection, chains: readonly Chain[], schema: string, notify: string): Promise<BatchAnswer> {
  const batch = new Batch(chains);
  const lock = lockSql(schema, chains.map(({ partition }) => partition));
  const results = await connection.script(
    `BEGIN ISOLATION LEVEL READ COMMITTED; ${lock}; EXECUTE ${batch.kind} (${batch.parameters}); COMMIT; ${notify}`,
  );
  const answer = readAnswer(results[2] ?? [], chains, batch.lookedUp);
  if (answer.hasKnown) await waitForStandby(connection);
  return answer;
}

/**
 * What was found stored may be what a commit that was cut short left behind. A commit of our own, which comes after it,
 * waits until both are where they have to be, so that nobody is told of what a standby lacks.
 */
async function waitForStandby(connection: Connection): Promise<void> {
  await connection.script(`UPDATE meta SET value = value WHERE name = 'incarnation'`);
}

/** An event id that is looked up, by its chain. */
interface LookedUp {
  readonly chain: number;
  readonly id: string;
}

type Column = (string | number)[];

/** The parameters of `write_appends`, as they are filled. */
class Batch {
  readonly lookedUp: LookedUp[] = [];
  kind: Kind = 'write_messages';
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
    const isLeftOut = (index: number): boolean => this.kind === 'write_messages' && onlyBeginnings.has(index);
    const written = this.#columns.map((column, index) => {
      const values = isLeftOut(index) ? [] : column;
      return columnTypes[index] === 'texts' ? literal(values.join(separator)) : `'{${values.join()}}'`;
    });
    return [...written, foldVersion].join(', ');
  }

  #addChain({ tenant, conversationId, partition, base, head: newest }: Chain): void {
    const version = base?.seq ?? 0;
    // Without a head nothing is to be written.
    const head = newest === base ? undefined : newest;
    if (head === undefined) this.#add(0, tenant, conversationId, partition, version, '', '', noNumber, noNumber, noNumber, noNumber, noNumber, '');
    else {
      const { thread, reference, startedAt, at, closed, seq, term } = head;
      if (version === 0) this.kind = 'write_anything';
      this.#add(0, tenant, conversationId, partition, version, thread, reference, startedAt, at, closed?.at ?? noNumber, seq, term, JSON.stringify(head));
    }
  }

  #addMember(chain: number, partition: number, { eventIds, commandHash }: WaitingAppend, planned: PlannedAppend | undefined): void {
    const firstSeq = planned?.events[0]?.seq ?? 0;
    const lastSeq = planned?.head.seq ?? 0;
    for (const [index, id] of eventIds.entries()) {
      this.#add(chainColumns, chain + 1, partition, firstSeq + index, id, firstSeq, lastSeq, commandHash ?? '', planned?.bodies[index] ?? '');
      this.lookedUp.push({ chain, id });
      for (const contact of contactsOf(planned?.events[index])) {
        this.kind = 'write_anything';
        this.#add(chainColumns + eventColumns, chain + 1, contact);
      }
    }
  }

  #add(first: number, ...values: readonly (string | number)[]): void {
    for (let index = 0; index < values.length; index += 1) this.#columns[first + index]?.push(values[index] ?? '');
  }
}

const noNumber = 'NULL';
/** Thread, reference and start never change. */
const onlyBeginnings: ReadonlySet<number> = new Set([4, 5, 6]);
const chainColumns = 12;
const eventColumns = 8;
const columnTypes: readonly ('texts' | 'numbers')[] = [
  ...(['texts', 'texts', 'numbers', 'numbers', 'texts', 'texts', 'numbers', 'numbers', 'numbers', 'numbers', 'numbers', 'texts'] as const),
  ...(['numbers', 'numbers', 'numbers', 'texts', 'numbers', 'numbers', 'texts', 'texts'] as const),
  ...(['numbers', 'texts'] as const),
];

/** Contacts that an event names, as keys. */
export function contactsOf(event: ConversationEvent | undefined): readonly string[] {
  if (event?.type !== 'conversation-started' && event?.type !== 'attributes-changed') return [];
  return event.contact?.id === undefined ? [] : [contactKey(event.contact.id)];
}

/** A contact's id as a key: of any length and with any sign in it, an index holds it. */
export function contactKey(contactId: string): string {
  return createHash('sha256').update(JSON.stringify(contactId)).digest('base64url');
}

function readAnswer(rows: readonly Row[], chains: readonly Chain[], lookedUp: readonly LookedUp[]): BatchAnswer {
  const verdicts: { -readonly [Key in keyof ChainVerdict]: ChainVerdict[Key] }[] = chains.map(({ base }) => ({ version: base?.seq ?? 0, position: undefined }));
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
