/** What the disk or the file does to a call, said so that somebody can do something about it. */

const again = 'It goes on by itself; until then, whether this was done is not known: try again with the same ids.';
const damage = 'The file of the store is damaged. Stop the gateway, restore a backup and start it with the restored file';

/** Whether the engine, or what it read, says that the file is not what was written. */
export function isDamage(error: unknown): boolean {
  return error instanceof SyntaxError || /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error));
}

/** The message of an `unavailable`: what happened, and what to do. */
export function faultMessage(error: unknown): string {
  const code = codeOf(error);
  if (isDamage(error)) return `${damage}${inBrackets(code)}.`;
  if (code.startsWith('SQLITE_FULL')) return `The disk of the store is full${inBrackets(code)}. Make room. ${again}`;
  if (code.startsWith('SQLITE_READONLY')) return `The file of the store cannot be written to${inBrackets(code)}. Give it back its rights. ${again}`;
  return `The store could not do this${inBrackets(code)}; whether it did is not known. Try again with the same ids.`;
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}

function inBrackets(code: string): string {
  return code === '' ? '' : ` (${code})`;
}
