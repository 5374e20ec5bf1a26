import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream';

/** A line of a file; without text if it was too long to be read. */
export interface NumberedLine {
  /** From 1. */
  readonly number: number;
  readonly text: string | null;
}

/** Longest line that is read, in UTF-16 code units. */
export const lineLimit: number = 8 * 1024 * 1024;

/**
 * The lines of a text file that are not blank; of a name ending in `.gz`, those
 * of the file packed in it. Holds one line at a time.
 *
 * @throws whatever the file system or the unpacking says
 */
export async function* readLines(path: string): AsyncGenerator<NumberedLine, void, undefined> {
  const file = createReadStream(path);
  // Errors reach the reader of the last stream, which is the one that waits.
  const bytes = path.endsWith('.gz') ? pipeline(file, createGunzip(), () => undefined) : file;
  yield* splitLines(bytes.setEncoding('utf8') as AsyncIterable<string>);
}

/** The lines up to where the file breaks off; that it does is told as a problem of the line after. */
export async function* untilBreakage(
  lines: AsyncIterable<NumberedLine>,
  onBreakage: (line: number, problem: string, error: unknown) => void,
): AsyncGenerator<NumberedLine, void, undefined> {
  let lastLine = 0;
  try {
    for await (const line of lines) {
      lastLine = line.number;
      yield line;
    }
  } catch (error) {
    onBreakage(lastLine + 1, `The file cannot be read from here on (${error instanceof Error ? error.message : String(error)}).`, error);
  }
}

/** Cuts text that comes in pieces into lines. Either line ending; a byte order mark is dropped. */
export async function* splitLines(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<NumberedLine, void, undefined> {
  let number = 0;
  let rest = '';
  let isTooLong = false;
  const line = (text: string): NumberedLine => ({ number, text: isTooLong ? null : text.replace(/^\uFEFF|\r$/g, '') });
  for await (const piece of pieces) {
    const [first = '', ...more] = piece.split('\n');
    rest += first;
    for (const next of more) {
      number += 1;
      isTooLong ||= rest.length > lineLimit;
      if (isTooLong || rest.trim() !== '') yield line(rest);
      rest = next;
      isTooLong = false;
    }
    if (rest.length <= lineLimit) continue;
    isTooLong = true;
    rest = '';
  }
  number += 1;
  if (isTooLong || rest.trim() !== '') yield line(rest);
}
