import type { RunCommand } from './command.js';
import { exitCodes } from './command.js';
import { counted } from './counted.js';
import { doneOf, operate, subjectOf, tenantOf } from './operate.js';

/** `erase --contact ID`: takes out what anybody wrote and who the customer was; with `--compact` out of the store's files too. */
export const runErase: RunCommand = async (context) => {
  const { line, options } = context;
  const erase = { name: 'erase', tenant: tenantOf(context), subject: subjectOf(context) } as const;
  const { conversations, files, receipt } = await operate(erase, context, async (result) => doneOf(result));
  line.print(`Erased: ${counted(conversations, 'conversation', 'conversations')}, ${counted(files, 'file', 'files')}. The audit stream knows it as ${receipt}.`);
  if (options.compact === true) {
    await operate({ name: 'compact' }, context, async (result) => doneOf(result));
    line.print("They are out of the store's files too. Backups made before still hold them.");
  } else if (conversations !== 0) line.print("Remains of them may stand in the store's files until live-takeover-gateway compact has run. Backups made before hold them.");
  return exitCodes.done;
};
