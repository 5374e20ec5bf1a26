/** Thrown while a body is read that is larger than anybody may send. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/** Thrown while a body is read whose sender is gone. */
export class BrokenOffError extends Error {
  override readonly name = 'BrokenOffError';
}

/**
 * A body's bytes as they come in, up to a limit, whatever the sender says of
 * their number.
 *
 * @throws {TooLargeError}
 * @throws {BrokenOffError}
 */
export async function* limitedBytes(message: Request | Response, limitBytes: number): AsyncGenerator<Uint8Array> {
  if (message.body === null) return;
  const reader = message.body.getReader();
  let sizeBytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new BrokenOffError('The body broke off before its end.', { cause });
      });
      if (done) return;
      sizeBytes += value.byteLength;
      if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
      yield value;
    }
  } finally {
    // Whoever stops early wants no more of it; nobody waits for the sender to notice.
    reader.cancel().catch(() => {});
  }
}

/** A stream's bytes as one, of which there are few. @throws {TooLargeError} */
export async function allBytes(bytes: AsyncIterable<Uint8Array>, limitBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of bytes) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > limitBytes) throw tooLarge(limitBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(limitBytes: number): TooLargeError {
  return new TooLargeError(`The body is larger than ${limitBytes} bytes.`);
}
