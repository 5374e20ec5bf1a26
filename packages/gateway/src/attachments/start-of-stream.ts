/** The beginning of a stream, and the whole of it from the beginning on. */
export interface StartedStream {
  /** At least so many bytes as were wanted, or all there are. */
  readonly head: Uint8Array;
  /** To be read once; ends the stream when it is left early. */
  readonly all: AsyncIterable<Uint8Array>;
  /** For who does not want the rest. */
  close(): Promise<void>;
}

/** Reads the first bytes of a stream without losing them. @throws what the stream throws */
export async function startHead(bytes: AsyncIterable<Uint8Array>, wantedBytes: number): Promise<StartedStream> {
  const iterator = bytes[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let lengthBytes = 0;
  while (lengthBytes < wantedBytes) {
    const next = await iterator.next();
    if (next.done === true) break;
    chunks.push(next.value);
    lengthBytes += next.value.byteLength;
  }
  const head = Buffer.concat(chunks);
  return { head, all: { [Symbol.asyncIterator]: () => continued(head, iterator) }, close: async () => void (await iterator.return?.()) };
}

async function* continued(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.byteLength > 0) yield head;
    for (;;) {
      const next = await rest.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}
