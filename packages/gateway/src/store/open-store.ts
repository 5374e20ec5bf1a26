/** Which store a gateway works on: PostgreSQL where `DATABASE_URL` names one, else SQLite in the configured file. */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { EventStore } from './event-store.js';
import { StoreError } from './event-store.js';
import { openPostgresStore } from './postgres/postgres-store.js';
import { openSqliteStore } from './sqlite/sqlite-store.js';

/** Where a store is. */
export type StorePlace = { readonly kind: 'postgres'; readonly url: string } | { readonly kind: 'sqlite'; readonly path: string };

export interface OpenStoreOptions {
  /** Told of each `unavailable`, and as `invalid` of what is stored and makes no sense. */
  readonly onFault?: (error: StoreError) => void;
  /** Say so, once, after it was put back from a backup: cursors given out since then become void. */
  readonly isRestored?: boolean;
}

/**
 * Where the store of a gateway is: `DATABASE_URL`, or `DATABASE_URL_FILE` with the path of a file that holds it (there may
 * be a password in it), else the configured file.
 *
 * @throws {StoreError} `invalid`: both are set, or the file cannot be read
 */
export function storePlace(config: { readonly sqlite: string }, environment: Readonly<Record<string, string | undefined>>): StorePlace {
  const { DATABASE_URL: inline = '', DATABASE_URL_FILE: file = '' } = environment;
  if (inline !== '' && file !== '') throw new StoreError('invalid', 'DATABASE_URL is given, and DATABASE_URL_FILE too. Keep one of them.');
  const url = file === '' ? inline : readUrl(file);
  return url === '' ? { kind: 'sqlite', path: config.sqlite } : { kind: 'postgres', url };
}

/**
 * Opens the store; makes what is missing of it.
 *
 * @throws {StoreError} `locked`, `invalid`, `unavailable`. No message holds a password
 */
export function openStore(place: StorePlace, options: OpenStoreOptions = {}): Promise<EventStore> {
  if (place.kind === 'postgres') return openPostgresStore({ ...options, url: place.url });
  mkdirSync(dirname(resolve(place.path)), { recursive: true });
  return openSqliteStore({ ...options, path: place.path });
}

function readUrl(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new StoreError('invalid', `DATABASE_URL_FILE names ${file}, which cannot be read. Check the path and its permissions.`, { cause });
  }
}
