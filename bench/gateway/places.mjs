/** Where the stores of a run are: files and databases of its own, gone when it ends. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shipped } from './shipped.mjs';

/**
 * @param {string} kind - `sqlite` or `postgres`
 * @returns where a store is, as `openStore` of the gateway takes it; each call names an empty one
 */
export async function createPlaces() {
  const directory = await mkdtemp(join(tmpdir(), 'live-takeover-bench-'));
  let postgres;
  let count = 0;
  return {
    directory,
    async create(kind) {
      count += 1;
      if (kind === 'sqlite') return { kind, path: join(directory, `store-${count}.sqlite`) };
      postgres ??= startPostgres();
      return { kind, url: await (await postgres).createDatabase() };
    },
    async remove() {
      if (postgres !== undefined) await (await postgres).dispose();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** As on a machine of its own: PostgreSQL's defaults but for the memory, and every commit synced. */
async function startPostgres() {
  const { startPostgres: start } = await shipped('./postgres/postgres-server');
  return start({ settings: { shared_buffers: '512MB', max_wal_size: '4GB' } });
}

/** What a kind of store is called in a table. */
export const nameOf = { sqlite: 'SQLite', postgres: 'PostgreSQL' };
