import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { PruneLimits } from '../event-store.js';
import { claimKeptMs } from '../event-store.js';
import { openDatabase, query } from './database.js';
import type { Connection } from './database.js';
import { createSideTables } from './side-tables.js';
import type { SideTables } from './side-tables.js';

const directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
const limits: PruneLimits = { closedBefore: 0, auditBefore: 0, claimedBefore: Number.MAX_SAFE_INTEGER, limit: 2 };
let connection: Connection;
let tables: SideTables;
let files = 0;

afterAll(() => rm(directory, { recursive: true }));

beforeEach(() => {
  files += 1;
  connection = openDatabase({ path: join(directory, `${files}.sqlite`), synchronous: 'off', isRestored: false });
  tables = createSideTables(connection);
});

test('leases that have ended leave the table with the next one that is taken, of whatever kind and tenant', () => {
  for (const key of ['a', 'b']) tables.lease('acme', { kind: 'presence', key, holder: 'node-1', expiresAt: 100 }, 10);
  tables.lease('acme', { kind: 'presence', key: 'c', holder: 'node-1', expiresAt: 200 }, 10);
  tables.lease('globex', { kind: 'work', key: 'd', holder: 'node-2', expiresAt: 300 }, 100);
  expect(rowsOf('leases')).toBe(2);
  expect(tables.leases('acme', 'presence', 100).map(({ key }) => key)).toEqual(['c']);
});

test('a lease is taken from nobody before it ends, and given back only by its holder', () => {
  expect(tables.lease('acme', { kind: 'work', key: 'a', holder: 'node-1', expiresAt: 100 }, 10)).toBe(true);
  expect(tables.lease('acme', { kind: 'work', key: 'a', holder: 'node-2', expiresAt: 200 }, 99)).toBe(false);
  tables.release('acme', 'work', 'a', 'node-2');
  expect(tables.lease('acme', { kind: 'work', key: 'a', holder: 'node-2', expiresAt: 200 }, 99)).toBe(false);
  tables.release('acme', 'work', 'a', 'node-1');
  expect(tables.lease('acme', { kind: 'work', key: 'a', holder: 'node-2', expiresAt: 200 }, 99)).toBe(true);
});

test('claims stay until they are pruned, the oldest first, and never before their seven days', () => {
  for (const at of [3, 1, 2]) tables.claim('acme', 'webhook', `mid.${at}`, at);
  tables.claim('acme', 'webhook', 'mid.late', claimKeptMs + 3);
  expect(tables.newestClaimAt()).toBe(claimKeptMs + 3);
  expect(tables.prune(limits, claimKeptMs + 1).claims).toBe(0);
  expect(tables.prune(limits, claimKeptMs + 4).claims).toBe(2);
  expect(tables.claim('acme', 'webhook', 'mid.3', claimKeptMs + 4)).toBe(false);
  expect(tables.prune(limits, claimKeptMs + 4).claims).toBe(1);
  expect(rowsOf('claims')).toBe(1);
});

function rowsOf(table: string): number {
  return query<readonly [number]>(connection, `SELECT count(*) FROM ${table}`).one()?.[0] ?? 0;
}
