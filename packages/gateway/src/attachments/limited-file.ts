import { TakeoverError } from '@live-takeover/sdk/core';

/**
 * Counts what passes, and stops at the limits of one file and of its conversation.
 *
 * @param take - asks for room in the conversation
 * @param source - is told what the sender's stream threw
 * @throws {TakeoverError} `attachment-too-large`, `attachments-full`
 */
export async function* limited(
  bytes: AsyncIterable<Uint8Array>,
  sizeBytes: number,
  take: (chunkBytes: number) => boolean,
  source: { failure?: unknown },
): AsyncGenerator<Uint8Array> {
  let taken = 0;
  const iterator = bytes[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await iterator.next().catch((error: unknown) => {
        source.failure = error;
        throw error;
      });
      if (next.done === true) return;
      taken += next.value.byteLength;
      if (taken > sizeBytes) throw new TakeoverError('attachment-too-large', `The file is larger than ${sizeBytes} bytes. Send a smaller one.`);
      if (!take(next.value.byteLength))
        throw new TakeoverError('attachments-full', 'This conversation holds as many files as it can. Wait until older ones have expired.');
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
