import pg from 'pg';
import { StoreError } from '../event-store.js';

/** What PostgreSQL itself answered, as opposed to what happened on the way to it. */
export function sqlStateOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/** Another transaction was in the way, and this one was undone: it may simply be sent again. */
export function isUndoneByRace(error: unknown): boolean {
  return ['40001', '40P01'].includes(sqlStateOf(error) ?? '');
}

/** What was sent is at fault, and not the state of the server: part of it may go through alone. */
export function isAboutContent(error: unknown): boolean {
  return /^(22|23|54)/.test(sqlStateOf(error) ?? '');
}

/** The server cannot be worked with over this connection any more: it goes, is a standby, or forgot what was prepared. */
export function isAboutServer(error: unknown): boolean {
  return /^(25006|26000|57P0|08)/.test(sqlStateOf(error) ?? '');
}

/** Any error of a statement as a `StoreError`. */
export function storeErrorOf(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = sqlStateOf(error);
  if (isAboutContent(error))
    return new StoreError('invalid', `PostgreSQL cannot store what it was given (${code}). Keep to plain text and numbers.`, { cause: error });
  if (code !== undefined)
    return new StoreError('unavailable', `PostgreSQL did not do this (${code}). See the cause, and try again with the same ids.`, { cause: error });
  return new StoreError('unavailable', 'The connection to PostgreSQL ended; whether this was done is not known. Try again with the same ids.', {
    cause: error,
  });
}

/**
 * Why a server could not be worked with, in words for whoever set it up.
 *
 * @param name - of the server, without password
 */
export function connectErrorOf(error: unknown, name: string): StoreError {
  if (error instanceof StoreError) return error;
  const { code = 'no answer' } = error as { readonly code?: string };
  const tell = (kind: 'invalid' | 'unavailable', message: string): StoreError => new StoreError(kind, message, { cause: error });
  if (code === '28P01' || code === '28000')
    return tell('invalid', `PostgreSQL at ${name} refused the user or the password. Correct DATABASE_URL, or pg_hba.conf.`);
  if (code === '3D000') return tell('invalid', `PostgreSQL at ${name} has no such database. Create it, or correct DATABASE_URL.`);
  if (code === '42501')
    return tell('invalid', `The user of DATABASE_URL lacks a right at ${name}. Let it create schemas there: GRANT CREATE ON DATABASE … TO …`);
  if (code === '53300') return tell('unavailable', `PostgreSQL at ${name} has no connection left. Raise max_connections.`);
  if (code === '57P03') return tell('unavailable', `PostgreSQL at ${name} is starting up or shutting down. Try again.`);
  return tell('unavailable', `PostgreSQL at ${name} cannot be reached (${code}). Start it, or correct DATABASE_URL.`);
}
