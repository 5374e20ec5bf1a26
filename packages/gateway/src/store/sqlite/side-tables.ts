import type { AuditEntry, Lease, Pruned, PruneLimits } from '../event-store.js';
import { claimKeptMs } from '../event-store.js';
import { checkName } from '../append-rules.js';
import { change, query } from './database.js';
import type { Connection } from './database.js';
import type { StoreCalls } from './protocol.js';

type SideCalls = Pick<StoreCalls, 'claim' | 'lease' | 'release' | 'leases' | 'setting' | 'settings' | 'putSetting' | 'replaceSetting' | 'audit' | 'auditLog'>;

/** What is kept beside the conversations: claims, leases, settings, audit. */
export interface SideTables extends SideCalls {
  /** Drops old claims and lines of the audit stream. */
  prune(limits: PruneLimits, now: number): Omit<Pruned, 'conversations'>;
  /** When the newest claim was made, on the store's clock; 0 when there is none. */
  newestClaimAt(): number;
}

/** Prepares the side tables; to be called inside transactions, as the event log is. */
export function createSideTables(connection: Connection): SideTables {
  return { ...claims(connection), ...leases(connection), ...settings(connection), ...auditStream(connection), prune: pruning(connection) };
}

function claims(connection: Connection): Pick<SideTables, 'claim' | 'newestClaimAt'> {
  const insert = change(connection, 'INSERT INTO claims (tenant, kind, key, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const newest = query<readonly [number | null]>(connection, 'SELECT max(at) FROM claims');
  return {
    claim: (tenant, kind, key, now) => insert(tenant, kind, key, now) === 1,
    newestClaimAt: () => newest.one()?.[0] ?? 0,
  };
}

function leases(connection: Connection): Pick<SideTables, 'lease' | 'release' | 'leases'> {
  const take = change(
    connection,
    `INSERT INTO leases (tenant, kind, key, holder, expires_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (tenant, kind, key) DO UPDATE SET expires_at = excluded.expires_at WHERE holder = excluded.holder`,
  );
  const forget = change(connection, 'DELETE FROM leases WHERE expires_at <= ?');
  const release = change(connection, 'DELETE FROM leases WHERE tenant = ? AND kind = ? AND key = ? AND holder = ?');
  const held = query<readonly [key: string, holder: string, expiresAt: number]>(
    connection,
    'SELECT key, holder, expires_at FROM leases WHERE tenant = ? AND kind = ? AND expires_at > ? ORDER BY key',
  );
  return {
    lease(tenant, { kind, key, holder, expiresAt }, now) {
      forget(now);
      return take(tenant, kind, key, holder, expiresAt) === 1;
    },
    release(tenant, kind, key, holder) {
      release(tenant, kind, key, holder);
      return null;
    },
    leases: (tenant, kind, now) =>
      held.all(tenant, kind, now).map(([key, holder, expiresAt]): Lease => ({ kind, key, holder, expiresAt })),
  };
}

function settings(connection: Connection): Pick<SideTables, 'setting' | 'settings' | 'putSetting' | 'replaceSetting'> {
  const one = query<readonly [string]>(connection, 'SELECT value FROM settings WHERE tenant = ? AND key = ?');
  const several = query<readonly [key: string, value: string]>(
    connection,
    'SELECT key, value FROM settings WHERE tenant = ? AND substr(key, 1, length(?)) = ? ORDER BY key',
  );
  const put = change(
    connection,
    'INSERT INTO settings (tenant, key, value) VALUES (?, ?, ?) ON CONFLICT (tenant, key) DO UPDATE SET value = excluded.value',
  );
  return {
    setting: (tenant, key) => one.one(tenant, key)?.[0],
    settings: (tenant, keyPrefix) => new Map(several.all(tenant, keyPrefix, keyPrefix)),
    putSetting(tenant, key, value) {
      checkName('setting', key);
      put(tenant, key, value);
      return null;
    },
    replaceSetting(tenant, key, before, value) {
      checkName('setting', key);
      const present = one.one(tenant, key)?.[0];
      if (present === before) put(tenant, key, value);
      return present === before || present === value;
    },
  };
}

function auditStream(connection: Connection): Pick<SideTables, 'audit' | 'auditLog'> {
  const insert = change(connection, 'INSERT INTO audit (tenant, at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?, ?)');
  const since = query<readonly [at: number, actor: string, action: string, subject: string, detail: string | null]>(
    connection,
    'SELECT at, actor, action, subject, detail FROM audit WHERE tenant = ? AND at >= ? ORDER BY at, key LIMIT ?',
  );
  return {
    audit(tenant, entries) {
      for (const { at, actor, action, subject, detail } of entries)
        insert(tenant, at, actor, action, subject, detail === undefined ? null : JSON.stringify(detail));
      return null;
    },
    auditLog: (tenant, from, limit) =>
      since.all(tenant, from, limit).map(([at, actor, action, subject, detail]): AuditEntry => ({
        at,
        actor,
        action,
        subject,
        ...(detail === null ? {} : { detail: JSON.parse(detail) as NonNullable<AuditEntry['detail']> }),
      })),
  };
}

function pruning(connection: Connection): SideTables['prune'] {
  const oldLines = change(connection, 'DELETE FROM audit WHERE key IN (SELECT key FROM audit WHERE at < ? ORDER BY at, key LIMIT ?)');
  const oldClaims = change(
    connection,
    `DELETE FROM claims WHERE (tenant, kind, key) IN (SELECT tenant, kind, key FROM claims WHERE at < ? ORDER BY at LIMIT ?)`,
  );
  return ({ auditBefore, claimedBefore, limit }, now) => ({
    auditEntries: oldLines(auditBefore, limit),
    claims: oldClaims(Math.min(claimedBefore, now - claimKeptMs), limit),
  });
}
