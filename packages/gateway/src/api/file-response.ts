import { TakeoverError } from '@live-takeover/sdk/core';
import type { OpenedFile } from '../attachments/attachment-store.js';
import type { Lookup } from '../attachments/attachments.js';
import { contentDisposition } from '../attachments/file-name.js';

/**
 * A file as an answer.
 *
 * @throws {TakeoverError} `attachment-unknown`, `attachment-expired`
 */
export function lookupResponse(found: Lookup, isHead: boolean): Response {
  if (found === 'unknown') throw new TakeoverError('attachment-unknown', 'There is no such file. Check the address.');
  if (found === 'expired') throw new TakeoverError('attachment-expired', 'The file has expired. Ask for it to be sent again.');
  return fileResponse(found, isHead);
}

/**
 * Saved and never shown by whoever opens the address; pictures may still be
 * shown by pages of any origin, Web Chat among them.
 */
function fileResponse({ file, bytes }: OpenedFile, isHead: boolean): Response {
  return new Response(isHead ? null : streamOf(bytes), {
    headers: {
      'content-type': file.contentType,
      'content-length': String(file.sizeBytes),
      'content-disposition': contentDisposition(file.name),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
    },
  });
}

/** Opened when it is first read, and closed when the reader leaves. */
function streamOf(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await iterator.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
