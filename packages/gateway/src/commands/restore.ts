import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { openStore } from '../store/open-store.js';
import type { StorePlace } from '../store/open-store.js';
import { StoreError } from '../store/event-store.js';
import { restoreFile } from '../store/sqlite/restore-file.js';
import type { CommandLine, RunCommand } from './command.js';
import { CommandError, exitCodes } from './command.js';
import { placeOf } from './open-configured-store.js';

/** `restore FILE`: puts a copy in the place of the store. `restore --database`: says that a database was put back. */
export const runRestore: RunCommand = async (context) => {
  const { file, options, line } = context;
  const place = placeOf(context);
  if (options.database === true) await markDatabase(place, file, line);
  else await restoreCopy(place, file, line);
  return exitCodes.done;
};

async function restoreCopy(place: StorePlace, file: string | undefined, line: CommandLine): Promise<void> {
  if (place.kind === 'postgres')
    throw new CommandError(
      'The store is in PostgreSQL. Put it back with pg_restore or your point-in-time recovery, then run live-takeover-gateway restore --database before any gateway starts.',
      exitCodes.misused,
    );
  if (file === undefined) throw new CommandError('restore takes one file, the copy. See --help.', exitCodes.misused);
  try {
    mkdirSync(dirname(resolve(place.path)), { recursive: true });
    const kept = await restoreFile({ from: file, to: place.path, now: Date.now() });
    line.print(`${resolve(file)} is in place as ${resolve(place.path)}. Clients that were connected before will load everything anew.`);
    if (kept !== undefined) line.print(`The former store is kept as ${resolve(kept)}. Remove it when it is no longer needed.`);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const isHeld = error.code === 'locked';
    throw new CommandError(isHeld ? `A process has ${resolve(place.path)}. Stop the gateway, then restore.` : error.message, undefined, { cause: error });
  }
}

async function markDatabase(place: StorePlace, file: string | undefined, line: CommandLine): Promise<void> {
  if (place.kind === 'sqlite')
    throw new CommandError('--database is for PostgreSQL, and DATABASE_URL names none. Restore a copy with restore FILE.', exitCodes.misused);
  if (file !== undefined) throw new CommandError('restore --database takes no file: the database was put back with its own tools.', exitCodes.misused);
  await (await openStore(place, { isRestored: true })).close();
  line.print('The database counts as restored. Clients that were connected before will load everything anew.');
}
