/** What is kept beside the conversations: claims, leases, settings, the audit stream. Each call is one statement. */
import { checkName } from '../append-rules.js';
import type { AuditEntry, Lease } from '../event-store.js';
import type { Connection } from './connection.js';

/** SQL for the present: what is given, else the database's own clock. */
const nowOr = (parameter: number): string => `coalesce($${parameter}::bigint, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)`;

/** A lease that somebody wants. */
export interface WantedLease {
  readonly tenant: string;
  readonly kind: string;
  readonly key: string;
  readonly holder: string;
  readonly durationMs: number;
}

/** @param now - null: the database's */
export async function claim(connection: Connection, tenant: string, kind: string, key: string, now: number | null): Promise<boolean> {
  const rows = await connection.query(
    `INSERT INTO claims (tenant, kind, key, at) VALUES ($1, $2, $3, ${nowOr(4)}) ON CONFLICT DO NOTHING RETURNING 1`,
    [tenant, kind, key, now],
  );
  return rows.length > 0;
}

/**
 * Takes or prolongs leases, all in one statement and in one order on every node.
 *
 * @param wanted - no two of the same tenant, kind and key
 * @returns which were granted
 */
export async function takeLeases(connection: Connection, wanted: readonly WantedLease[], now: number | null): Promise<readonly boolean[]> {
  const rows = await connection.query(
    `WITH wanted AS (
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[]) WITH ORDINALITY AS wanted (tenant, kind, key, holder, duration, nr)
     ), taken AS (
       INSERT INTO leases (tenant, kind, key, holder, expires_at)
       SELECT tenant, kind, key, holder, ${nowOr(6)} + duration FROM wanted ORDER BY tenant COLLATE "C", kind COLLATE "C", key COLLATE "C"
       ON CONFLICT (tenant, kind, key) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
         WHERE leases.holder = excluded.holder OR leases.expires_at <= ${nowOr(6)}
       RETURNING tenant, kind, key
     )
     SELECT wanted.nr FROM wanted JOIN taken USING (tenant, kind, key)`,
    [
      wanted.map(({ tenant }) => tenant),
      wanted.map(({ kind }) => kind),
      wanted.map(({ key }) => key),
      wanted.map(({ holder }) => holder),
      wanted.map(({ durationMs }) => durationMs),
      now,
    ],
  );
  const granted = new Set(rows.map(([nr]) => nr as number));
  return wanted.map((_, index) => granted.has(index + 1));
}

/** Lets go of a lease, if it is the holder's. */
export async function releaseLease(connection: Connection, tenant: string, kind: string, key: string, holder: string): Promise<void> {
  await connection.query('DELETE FROM leases WHERE tenant = $1 AND kind = $2 AND key = $3 AND holder = $4', [tenant, kind, key, holder]);
}

/** Leases that have not ended. */
export async function readLeases(connection: Connection, tenant: string, kind: string, now: number | null): Promise<readonly Lease[]> {
  const rows = await connection.query(
    `SELECT key, holder, expires_at FROM leases WHERE tenant = $1 AND kind = $2 AND expires_at > ${nowOr(3)} ORDER BY key`,
    [tenant, kind, now],
  );
  return (rows as readonly (readonly [string, string, number])[]).map(([key, holder, expiresAt]) => ({ kind, key, holder, expiresAt }));
}

/** Drops leases that ended a while ago; nobody has to wait for one that is being taken. */
export async function forgetLeases(connection: Connection, now: number | null): Promise<void> {
  await connection.query(
    `DELETE FROM leases WHERE (tenant, kind, key) IN (
       SELECT tenant, kind, key FROM leases WHERE expires_at < ${nowOr(1)} - 60000 FOR UPDATE SKIP LOCKED)`,
    [now],
  );
}

/** A setting's value. */
export async function readSetting(connection: Connection, tenant: string, key: string): Promise<string | undefined> {
  const [row] = await connection.query('SELECT value FROM settings WHERE tenant = $1 AND key = $2', [tenant, key]);
  return row === undefined ? undefined : (JSON.parse(row[0] as string) as string);
}

/** Settings whose key begins so. */
export async function readSettings(connection: Connection, tenant: string, keyPrefix: string): Promise<ReadonlyMap<string, string>> {
  const rows = await connection.query('SELECT key, value FROM settings WHERE tenant = $1 AND starts_with(key, $2) ORDER BY key', [tenant, keyPrefix]);
  return new Map(rows.map(([key, value]) => [key as string, JSON.parse(value as string) as string]));
}

/** Writes a setting. Kept as JSON, which holds any text. */
export async function writeSetting(connection: Connection, tenant: string, key: string, value: string): Promise<void> {
  checkName('setting', key);
  await connection.query(
    'INSERT INTO settings (tenant, key, value) VALUES ($1, $2, $3) ON CONFLICT (tenant, key) DO UPDATE SET value = excluded.value',
    [tenant, key, JSON.stringify(value)],
  );
}

/** Writes a setting that is as it was, and says whether it is as wanted now. */
export async function replaceSetting(
  connection: Connection,
  tenant: string,
  key: string,
  before: string | undefined,
  value: string,
): Promise<boolean> {
  checkName('setting', key);
  const wanted = JSON.stringify(value);
  const put =
    before === undefined
      ? await connection.query('INSERT INTO settings (tenant, key, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING true', [tenant, key, wanted])
      : await connection.query('UPDATE settings SET value = $3 WHERE tenant = $1 AND key = $2 AND value = $4 RETURNING true', [tenant, key, wanted, JSON.stringify(before)]);
  return put.length > 0 || (await readSetting(connection, tenant, key)) === value;
}

/** Adds lines to the audit stream. */
export async function writeAudit(connection: Connection, tenant: string, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await connection.query(
    'INSERT INTO audit (tenant, at, body) SELECT $1, given.at, given.body FROM unnest($2::bigint[], $3::text[]) WITH ORDINALITY AS given (at, body, nr) ORDER BY nr',
    [tenant, entries.map(({ at }) => at), entries.map((entry) => JSON.stringify(entry))],
  );
}

/** Lines of the audit stream, oldest first. */
export async function readAudit(connection: Connection, tenant: string, since: number, limit: number): Promise<readonly AuditEntry[]> {
  const rows = await connection.query('SELECT body FROM audit WHERE tenant = $1 AND at >= $2 ORDER BY at, key LIMIT $3', [tenant, since, limit]);
  return rows.map(([body]) => JSON.parse(body as string) as AuditEntry);
}
