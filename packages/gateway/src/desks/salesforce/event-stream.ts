/**
 * Server-sent events out of bytes, as they come.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */

/** One event of a stream. */
export interface StreamEvent {
  /** `message` where the stream names none. */
  readonly event: string;
  readonly data: string;
  /** The last id that the stream gave, up to this event; undefined if it gave none yet. */
  readonly id: string | undefined;
}

/** Reads one stream. */
export interface EventStreamParser {
  /**
   * The events that these bytes complete, in order.
   *
   * @throws {RangeError} one event is longer than anything that is meant well
   */
  push(bytes: Uint8Array): readonly StreamEvent[];
}

const lengthLimit = 4_194_304;

/** A parser at the beginning of a stream. */
export function createEventStreamParser(): EventStreamParser {
  return new Parser();
}

class Parser implements EventStreamParser {
  readonly #decoder = new TextDecoder();
  /** A line that is not over yet. */
  #rest = '';
  /** Whether the last line ended with a carriage return, so that a line feed right after it ends no other. */
  #isAfterReturn = false;
  #event = '';
  #data: string[] = [];
  #length = 0;
  #id: string | undefined;

  push(bytes: Uint8Array): readonly StreamEvent[] {
    // A character may be cut in two: the decoder keeps the first half.
    let text = this.#decoder.decode(bytes, { stream: true });
    if (text === '') return [];
    if (this.#isAfterReturn && text.startsWith('\n')) text = text.slice(1);
    this.#isAfterReturn = text === '' ? false : text.endsWith('\r');
    const lines = (this.#rest + text).split(/\r\n|\r|\n/);
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length + this.#length > lengthLimit) throw new RangeError('An event of the stream is too long.');
    return lines.flatMap((line) => this.#take(line) ?? []);
  }

  #take(line: string): StreamEvent | undefined {
    if (line === '') return this.#complete();
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    if (name === 'event') this.#event = value;
    else if (name === 'id' && !value.includes('\0')) this.#id = value;
    else if (name === 'data') {
      this.#data.push(value);
      this.#length += value.length;
    }
    return undefined;
  }

  #complete(): StreamEvent | undefined {
    const [event, data] = [this.#event, this.#data];
    this.#event = '';
    this.#data = [];
    this.#length = 0;
    return data.length === 0 ? undefined : { event: event === '' ? 'message' : event, data: data.join('\n'), id: this.#id };
  }
}
