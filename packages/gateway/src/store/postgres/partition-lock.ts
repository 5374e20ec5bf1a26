const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/**
 * SQL that locks partitions until the transaction ends. Whatever writes events or heads holds its partitions, so the order
 * of positions is the order of commits. The lowest first, so that nobody waits for somebody who waits for them. A lock
 * beside the tables, since a lock on a row is written to disk.
 *
 * @param schema - the PostgreSQL schema; stores in one database do not lock each other out
 */
export function lockSql(schema: string, partitions: readonly number[]): string {
  return `SELECT pg_advisory_xact_lock(${lockClass(schema)}, partition) FROM unnest('${listed(partitions)}'::integer[]) AS partition`;
}

/** Prepares {@link executeLockSql}. */
export const prepareLockSql: string =
  'PREPARE lock_partitions (integer, integer[]) AS SELECT pg_advisory_xact_lock($1, partition) FROM unnest($2) AS partition';

/** {@link lockSql} for a connection on which it was prepared. */
export function executeLockSql(schema: string, partitions: readonly number[]): string {
  return `EXECUTE lock_partitions (${lockClass(schema)}, '${listed(partitions)}')`;
}

function listed(partitions: readonly number[]): string {
  return `{${[...new Set(partitions)].sort((left, right) => left - right).join()}}`;
}

/** FNV-1a over the UTF-16 code units, as a signed 32-bit number. */
function lockClass(schema: string): number {
  let hash = offsetBasis;
  for (const letter of `live-takeover ${schema}`) hash = Math.imul(hash ^ letter.charCodeAt(0), prime);
  return hash | 0;
}
