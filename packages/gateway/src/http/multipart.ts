/** Reads `multipart/form-data` as it comes in, part by part, and keeps no more of it than a chunk. */

/** One part. Its body has to be read, or left, before the next part is asked for. */
export interface Part {
  /** Empty if it says none. */
  readonly name: string;
  /** As the sender gave it: not fit to be shown or used. Undefined for a part that is no file. */
  readonly fileName: string | undefined;
  /** As the sender gave it; empty if it says nothing. */
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Something that calls itself multipart and is not: bad, cut off, or without end. */
export class MultipartError extends Error {
  override readonly name = 'MultipartError';
}

const headerBytesLimit = 16_384;
const partsLimit = 100;

/** The boundary that a content type names; undefined if it is no form, or names none. */
export function boundaryOf(contentType: string | null): string | undefined {
  const [, quoted, plain] = /^multipart\/[a-z-]+\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType ?? '') ?? [];
  return quoted ?? plain;
}

/**
 * The parts of a form, in order. What of a part was not read is skipped.
 *
 * @throws {MultipartError} and what `bytes` throws
 * @see RFC 7578, RFC 2046 §5.1.1
 */
export async function* partsOf(bytes: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<Part> {
  const iterator = bytes[Symbol.asyncIterator]();
  try {
    const reader = new DelimitedReader(iterator, `\r\n--${boundary}`);
    await reader.skipPart();
    for (let count = 0; await reader.hasPart(); count += 1) {
      if (count === partsLimit) throw new MultipartError(`The form has more than ${partsLimit} parts.`);
      yield { ...describe(await reader.header()), body: { [Symbol.asyncIterator]: () => reader.body() } };
      await reader.skipPart();
    }
  } finally {
    await iterator.return?.();
  }
}

/** A stream cut by a delimiter. The first delimiter may stand at the very beginning, as if after a line break. */
class DelimitedReader {
  readonly #iterator: AsyncIterator<Uint8Array>;
  readonly #delimiter: Buffer;
  #buffer: Buffer = Buffer.from('\r\n');
  #isAtDelimiter = false;

  constructor(iterator: AsyncIterator<Uint8Array>, delimiter: string) {
    this.#iterator = iterator;
    this.#delimiter = Buffer.from(delimiter, 'latin1');
  }

  /** What comes before the next delimiter. */
  async *body(): AsyncGenerator<Uint8Array> {
    while (!this.#isAtDelimiter) {
      const found = this.#buffer.indexOf(this.#delimiter);
      // The end of what is there may be the beginning of a delimiter.
      const length = found < 0 ? this.#buffer.length - this.#delimiter.length + 1 : found;
      const chunk = this.#buffer.subarray(0, Math.max(0, length));
      this.#buffer = this.#buffer.subarray(found < 0 ? chunk.length : found + this.#delimiter.length);
      this.#isAtDelimiter = found >= 0;
      if (chunk.length > 0) yield chunk;
      else if (found < 0) await this.#more();
    }
  }

  async skipPart(): Promise<void> {
    for await (const _chunk of this.body());
  }

  /** Whether a part follows the delimiter; two hyphens say that none does. */
  async hasPart(): Promise<boolean> {
    while (this.#buffer.length < 2) await this.#more();
    if (this.#buffer.subarray(0, 2).toString('latin1') === '--') return false;
    // White space may follow the boundary (RFC 2046 §5.1.1).
    if (!/^[ \t]*$/.test(await this.#until('\r\n'))) throw new MultipartError('A line that separates parts goes on where it should end.');
    return true;
  }

  /** The lines before an empty one. */
  async header(): Promise<string> {
    // Without any, the empty line is all there is of it.
    while (this.#buffer.length < 2) await this.#more();
    const text = this.#buffer.subarray(0, 2).toString('latin1') === '\r\n' ? await this.#until('\r\n') : await this.#until('\r\n\r\n');
    this.#isAtDelimiter = false;
    return text;
  }

  /** Takes what stands before `end`, and `end` with it. */
  async #until(end: string): Promise<string> {
    for (;;) {
      const index = this.#buffer.indexOf(end, 0, 'latin1');
      if (index >= 0) {
        const text = this.#buffer.subarray(0, index).toString('utf8');
        this.#buffer = this.#buffer.subarray(index + end.length);
        return text;
      }
      if (this.#buffer.length > headerBytesLimit) throw new MultipartError('A part describes itself at too great a length.');
      await this.#more();
    }
  }

  async #more(): Promise<void> {
    const next = await this.#iterator.next();
    if (next.done === true) throw new MultipartError('The form ends before its last part does.');
    this.#buffer = this.#buffer.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.#buffer, next.value]);
  }
}

function describe(header: string): Omit<Part, 'body'> {
  const lines = header.split('\r\n');
  const field = (name: string): string => {
    const line = lines.find((candidate) => candidate.toLowerCase().startsWith(`${name}:`));
    return line?.slice(name.length + 1).trim() ?? '';
  };
  const disposition = field('content-disposition');
  return { name: parameterOf(disposition, 'name') ?? '', fileName: fileNameOf(disposition), contentType: field('content-type') };
}

/** The file name in a `Content-Disposition`, in any of the forms that browsers and others give it. */
export function fileNameOf(disposition: string): string | undefined {
  const [, encoded] = /;\s*filename\*=UTF-8''([^;\s]+)/i.exec(disposition) ?? [];
  if (encoded !== undefined) return decoded(encoded);
  return parameterOf(disposition, 'filename');
}

/** Browsers write `%22`, `%0D` and `%0A` for what would end the value; others put a backslash before a quote. */
function parameterOf(disposition: string, name: string): string | undefined {
  const [, quoted, plain] = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]+))`, 'i').exec(disposition) ?? [];
  return quoted === undefined ? plain : quoted.replace(/\\"/g, '"').replace(/%22/g, '"').replace(/%0D/gi, '\r').replace(/%0A/gi, '\n');
}

function decoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    // It throws for one reason only: the escapes are no UTF-8. Then they are the name.
    return encoded;
  }
}
