/**
 * Text that comes piece by piece as a stream of bytes. A piece is asked for when the reader has
 * taken the one before; a reader that goes away ends the source, and a source that fails breaks the stream off.
 */
export function byteStream(pieces: AsyncGenerator<string, void, undefined>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done === true) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await pieces.return();
      },
    },
    { highWaterMark: 1 },
  );
}
