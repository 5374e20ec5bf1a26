import { open, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CommandLine, RunCommand } from './command.js';
import { CommandError, exitCodes } from './command.js';
import { counted } from './counted.js';
import { linesOf, operate, subjectOf, tenantOf } from './operate.js';

/** `export --contact ID FILE`: everything kept about a contact, in a new file that only its owner can read. */
export const runExport: RunCommand = async (context) => {
  const { file = '', line } = context;
  const operation = { name: 'export', tenant: tenantOf(context), subject: subjectOf(context) } as const;
  const end = await operate(operation, context, (result) => writeLines(file, linesOf(result), line));
  const { conversations, events, auditEntries } = end;
  const told = `${counted(conversations, 'conversation', 'conversations')} with ${counted(events, 'event', 'events')}`;
  line.print(`${told}, and ${counted(auditEntries, 'line', 'lines')} of the audit stream, are in ${resolve(file)}.`);
  return exitCodes.done;
};

interface End {
  readonly line: 'end';
  readonly conversations: number;
  readonly events: number;
  readonly auditEntries: number;
}

/** @returns the last line. @throws {CommandError} there is such a file, or the record broke off: then no file is left */
async function writeLines(path: string, pieces: AsyncIterable<string>, { ended }: CommandLine): Promise<End> {
  let isEnded = false;
  void ended.then(() => (isEnded = true));
  const file = await open(path, 'wx', 0o600).catch((cause: unknown) => {
    throw new CommandError(`${path} cannot be made (${codeOf(cause)}). Name a new file in a directory that can be written.`, undefined, { cause });
  });
  try {
    let last = '';
    for await (const piece of pieces) {
      if (isEnded) break;
      await file.write(piece);
      last = piece;
    }
    await file.sync();
    const end = JSON.parse(last.trimEnd().split('\n').at(-1) ?? '') as Partial<End>;
    if (end.line === 'end') return end as End;
    throw new Error('no end');
  } catch (cause) {
    await rm(path);
    throw new CommandError(`The export broke off, so ${path} was removed. Run it again.`, undefined, { cause });
  } finally {
    await file.close();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
