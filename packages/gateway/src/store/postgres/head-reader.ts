/** Heads as this release folds them: one that another release folded is folded anew from its events when it is read. */
import type { Conversation, ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import { fold, foldVersion } from '@live-takeover/sdk/core';
import type { ClosedPlace, ClosedQuery, Position, TenantHead } from '../event-store.js';
import type { Place } from './append-lane.js';
import type { Connection, Row } from './connection.js';

type HeadRow = readonly [tenant: string, key: number, version: number, foldedBy: number, head: string];

/** A head of another release. */
interface ForeignHead {
  readonly tenant: string;
  readonly key: number;
  readonly version: number;
  readonly foldedBy: number;
}

const refoldedAtOnce = 200;

/** Heads by tenant, line feed and id; those that exist. */
export async function readHeads(connection: Connection, places: readonly Place[]): Promise<ReadonlyMap<string, Conversation>> {
  const rows = await connection.query(
    `SELECT conversations.tenant, key, version, fold_version, head
     FROM unnest($1::text[], $2::text[]) AS wanted (tenant, id)
     CROSS JOIN LATERAL (SELECT * FROM conversations WHERE tenant = wanted.tenant AND id = wanted.id LIMIT 1) AS conversations`,
    [places.map(({ tenant }) => tenant), places.map(({ conversationId }) => conversationId)],
  );
  const heads = new Map<string, Conversation>();
  const foreign: ForeignHead[] = [];
  for (const row of rows) collect(row, foreign, ({ tenant, head }) => heads.set(`${tenant}\n${head.id}`, head));
  await refold(connection, foreign, ({ tenant, head }) => heads.set(`${tenant}\n${head.id}`, head));
  return heads;
}

/** Heads that are not closed or changed since, and the positions they stand for: one statement sees one instant. */
export async function readActiveHeads(
  connection: Connection,
  activeSince: number,
): Promise<{ readonly heads: readonly TenantHead[]; readonly atPositions: readonly Position[] }> {
  const atPositions: Position[] = [];
  const heads: TenantHead[] = [];
  const foreign: ForeignHead[] = [];
  const keep = (head: TenantHead): void => void heads.push(head);
  await connection.stream(
    `SELECT NULL, partition, greatest(floor, (SELECT max(position) FROM events WHERE events.partition = partitions.partition)), 0, NULL FROM partitions
     UNION ALL SELECT tenant, key, version, fold_version, head FROM conversations WHERE closed_at IS NULL
     UNION ALL SELECT tenant, key, version, fold_version, head FROM conversations WHERE changed_at >= $1`,
    [activeSince],
    (row) => {
      if (row[0] === null) atPositions[row[1] as number] = row[2] as number;
      else collect(row, foreign, keep);
    },
  );
  await refold(connection, foreign, keep);
  return { heads, atPositions };
}

/**
 * Heads of closed conversations, the one closed last first: as many as were asked for, if there are as many.
 *
 * @param onUnreadable - told how many were passed over, because neither they nor their events make sense
 */
export async function readClosedHeads(
  connection: Connection,
  tenant: string,
  { closedBefore, closedFrom, limit }: ClosedQuery,
  onUnreadable: (count: number) => void,
): Promise<readonly Conversation[]> {
  const found: Conversation[] = [];
  for (let place: ClosedPlace | null = closedBefore ?? { at: Number.MAX_SAFE_INTEGER, id: '' }; place !== null; ) {
    const wanted = limit - found.length;
    const rows: readonly Row[] = await connection.query(
      `SELECT tenant, key, version, fold_version, head, id, closed_at FROM conversations
       WHERE tenant = $1 AND closed_at IS NOT NULL AND closed_at >= $2 AND (closed_at, id) < ($3, $4) ORDER BY closed_at DESC, id DESC LIMIT $5`,
      [tenant, closedFrom, place.at, place.id, wanted],
    );
    const heads = await headsOf(connection, rows);
    found.push(...heads);
    if (heads.length < rows.length) onUnreadable(rows.length - heads.length);
    const last = rows.at(-1);
    // Whoever reads page by page takes a short one for the last: what is missing is made up for.
    place = found.length < limit && rows.length === wanted && last !== undefined ? { at: last[6] as number, id: last[5] as ConversationId } : null;
  }
  return found;
}

async function headsOf(connection: Connection, rows: readonly Row[]): Promise<readonly Conversation[]> {
  const heads = new Map<ConversationId, Conversation>();
  const foreign: ForeignHead[] = [];
  const keep = ({ head }: TenantHead): void => void heads.set(head.id, head);
  for (const row of rows) collect(row.slice(0, 5), foreign, keep);
  await refold(connection, foreign, keep);
  return rows.map((row) => heads.get(row[5] as ConversationId)).filter((head) => head !== undefined && head.closed !== null) as readonly Conversation[];
}

/** The head of one conversation. */
export async function readHead(connection: Connection, tenant: string, conversationId: ConversationId): Promise<Conversation | undefined> {
  return (await readHeads(connection, [{ tenant, conversationId }])).get(`${tenant}\n${conversationId}`);
}

function collect(row: Row, foreign: ForeignHead[], keep: (head: TenantHead) => void): void {
  const [tenant, key, version, foldedBy, head] = row as HeadRow;
  if (foldedBy === foldVersion) keep({ tenant, head: JSON.parse(head) as Conversation });
  else foreign.push({ tenant, key, version, foldedBy });
}

/** Folds up to the version that was read, whatever came since; a head of an older release is replaced by the new one. */
async function refold(connection: Connection, foreign: readonly ForeignHead[], keep: (head: TenantHead) => void): Promise<void> {
  for (let first = 0; first < foreign.length; first += refoldedAtOnce) {
    const some = foreign.slice(first, first + refoldedAtOnce);
    const rows = await connection.query(
      `SELECT wanted.nr, events.body FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS wanted (key, version, nr)
       CROSS JOIN LATERAL (SELECT seq, body FROM events WHERE conversation = wanted.key AND seq <= wanted.version ORDER BY seq OFFSET 0) AS events
       ORDER BY wanted.nr, events.seq`,
      [some.map(({ key }) => key), some.map(({ version }) => version)],
    );
    const heads: (Conversation | undefined)[] = [];
    for (const [nr, body] of rows as readonly (readonly [number, string])[]) heads[nr - 1] = fold(heads[nr - 1], JSON.parse(body) as ConversationEvent);
    const folded = some.flatMap((known, index) => {
      const head = heads[index];
      return head === undefined ? [] : [{ ...known, head }];
    });
    for (const { tenant, head } of folded) keep({ tenant, head });
    await replace(connection, folded.filter(({ foldedBy }) => foldedBy < foldVersion));
  }
}

/** Those that nobody has hold of: who is writing one replaces it anyway, and waiting for two at a time may be for ever. */
async function replace(connection: Connection, folded: readonly (ForeignHead & { readonly head: Conversation })[]): Promise<void> {
  if (folded.length === 0) return;
  await connection.query(
    `WITH given AS MATERIALIZED (
       SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[]) AS given (key, version, term, closed_at, head)
     ), free AS MATERIALIZED (
       SELECT key FROM conversations WHERE key = ANY ($1) FOR UPDATE SKIP LOCKED
     )
     UPDATE conversations SET term = given.term, closed_at = given.closed_at, changed_at = CASE WHEN given.closed_at IS NOT NULL THEN at END,
       fold_version = $6, head = given.head
     FROM given JOIN free ON free.key = given.key
     WHERE conversations.key = given.key AND conversations.version = given.version AND conversations.fold_version < $6`,
    [
      folded.map(({ key }) => key),
      folded.map(({ version }) => version),
      folded.map(({ head }) => head.term),
      folded.map(({ head }) => head.closed?.at ?? null),
      folded.map(({ head }) => JSON.stringify(head)),
      foldVersion,
    ],
  );
}
