import { resolve } from 'node:path';
import type { RunCommand } from './command.js';
import { CommandError, exitCodes } from './command.js';
import { placeOf } from './open-configured-store.js';
import { doneOf, operate } from './operate.js';

/** `backup FILE`: a copy of the whole store in a new file, while the gateway goes on working. */
export const runBackup: RunCommand = async (context) => {
  if (placeOf(context).kind === 'postgres')
    throw new CommandError(
      'The store is in PostgreSQL, whose own tools copy it: pg_dump --format=custom for a copy of this moment, or continuous archiving. See docs/record.md.',
      exitCodes.misused,
    );
  const path = resolve(context.file ?? '');
  await operate({ name: 'backup', path }, context, async (result) => doneOf(result));
  context.line.print(`The store is copied to ${path}. It holds all that customers wrote: keep it as safe as the store.`);
  return exitCodes.done;
};
