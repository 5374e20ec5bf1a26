import { placeOf } from '../record/audit-pages.js';
import type { RunCommand } from './command.js';
import { CommandError, exitCodes } from './command.js';
import { linesOf, operate, tenantOf } from './operate.js';

/** `audit [--since INSTANT] [--csv]`: prints the audit stream of a tenant. */
export const runAudit: RunCommand = async (context) => {
  const { line, options } = context;
  const since = placeOf(options.since ?? '0')?.at;
  if (since === undefined)
    throw new CommandError(`--since takes an instant such as 2026-01-31T12:00Z, or epoch milliseconds, not "${options.since ?? ''}".`, exitCodes.misused);
  const format = options.csv === true ? 'csv' : 'json-lines';
  let isEnded = false;
  void line.ended.then(() => (isEnded = true));
  await operate({ name: 'audit', tenant: tenantOf(context), since, format }, context, async (result) => {
    for await (const piece of linesOf(result)) {
      if (isEnded) return;
      for (const text of piece.trimEnd().split(/\r?\n/)) line.print(text);
    }
  });
  return isEnded ? exitCodes.failed : exitCodes.done;
};
