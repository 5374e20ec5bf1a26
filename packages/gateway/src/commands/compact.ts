import type { RunCommand } from './command.js';
import { exitCodes } from './command.js';
import { doneOf, operate } from './operate.js';

/** `compact`: takes what was erased or pruned out of the store's files. */
export const runCompact: RunCommand = async (context) => {
  await operate({ name: 'compact' }, context, async (result) => doneOf(result));
  context.line.print("What was erased or has become too old is out of the store's files.");
  return exitCodes.done;
};
