/** What a session is set to, and which servers it is not opened on. */
import { StoreError } from '../event-store.js';
import { identifier, literal } from './sql-text.js';

/** What a server says of itself. */
export interface ServerFacts {
  /** As PostgreSQL counts: 150004 is 15.4. */
  readonly version: number;
  readonly isStandby: boolean;
  readonly fsync: string;
  readonly encoding: string;
  readonly timeline: number;
}

const oldestVersion = 130_000;
const lockTimeoutShare = 0.5;
const statementTimeoutShare = 0.8;

/**
 * One statement: settings that the promises rest on, and what is to be known of the server. A statement that fails
 * holds what customers wrote: where we may, we keep it out of PostgreSQL's own log.
 */
export function sessionSettings({ schema, answerTimeoutMs }: { readonly schema: string; readonly answerTimeoutMs: number }): string {
  const settings: Readonly<Record<string, string>> = {
    search_path: identifier(schema),
    client_encoding: 'UTF8',
    standard_conforming_strings: 'on',
    default_transaction_isolation: 'read committed',
    default_transaction_read_only: 'off',
    statement_timeout: String(Math.round(answerTimeoutMs * statementTimeoutShare)),
    lock_timeout: String(Math.round(answerTimeoutMs * lockTimeoutShare)),
    idle_in_transaction_session_timeout: String(answerTimeoutMs),
    // Costs more than it gains with statements as short as ours.
    jit: 'off',
    // Everything is found by key. A plan made while a table was small must not read it whole when it has grown.
    enable_seqscan: 'off',
    // Nobody's silence may hold up the server's side: it gives a dead or frozen client up by itself.
    tcp_keepalives_idle: '10',
    tcp_keepalives_interval: '5',
    tcp_keepalives_count: '4',
    tcp_user_timeout: '30000',
  };
  const set = Object.entries(settings).map(([name, value]) => `set_config('${name}', ${literal(value)}, false)`);
  return `SELECT current_setting('server_version_num')::int, pg_is_in_recovery(), current_setting('fsync'), current_setting('server_encoding'),
    CASE WHEN pg_is_in_recovery() THEN '0' ELSE substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) END,
    CASE WHEN current_setting('synchronous_commit') IN ('off', 'local', 'remote_write') THEN set_config('synchronous_commit', 'on', false) END,
    CASE WHEN current_setting('server_version_num')::int >= 140000 THEN set_config('client_connection_check_interval', '5000', false) END,
    CASE WHEN current_setting('is_superuser') = 'on' THEN set_config('log_min_error_statement', 'panic', false) END,
    ${set.join(', ')}`;
}

/** Reads the answer to {@link sessionSettings}. */
export function serverFacts(row: readonly unknown[]): ServerFacts {
  const [version, isStandby, fsync, encoding, timeline] = row as readonly [number, boolean, string, string, string];
  return { version, isStandby, fsync, encoding, timeline: Number.parseInt(timeline, 16) };
}

/**
 * Why promises could not be kept on such a server.
 *
 * @param name - of the server, without password
 */
export function problemOf({ version, isStandby, fsync, encoding }: ServerFacts, name: string): StoreError | undefined {
  const never = (message: string): StoreError => new StoreError('invalid', `PostgreSQL at ${name} ${message}`);
  if (version < oldestVersion) return never(`is version ${Math.floor(version / 10_000)}. Use 13 or later.`);
  if (fsync !== 'on') return never('runs with fsync = off: what it acknowledges is lost when the machine fails. Set fsync = on.');
  if (encoding !== 'UTF8') return never(`keeps this database in ${encoding}. Create it with ENCODING 'UTF8'.`);
  if (isStandby) return new StoreError('unavailable', `PostgreSQL at ${name} is a standby, which cannot be written to. Name the primary too.`);
  return undefined;
}
