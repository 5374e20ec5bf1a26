import type { Readable } from 'node:stream';

/** Statuses with which a response has no body. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

/** What a server answered, as a response. A status that is none counts as that of a broken server. */
export function receivedResponse(status: number, received: Readonly<Record<string, string | readonly string[] | undefined>>, body: Readable): Response {
  const headers = headersOf(received);
  if (bodiless.has(status)) {
    body.resume();
    return new Response(null, { status, headers });
  }
  return new Response(streamOf(body), { status: status >= 200 && status <= 599 ? status : 502, headers });
}

function headersOf(received: Readonly<Record<string, string | readonly string[] | undefined>>): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(received))
    // Whatever their bytes were taken for: nothing here needs more than Latin-1, and headers cannot hold it.
    if (value !== undefined) headers.set(name, (typeof value === 'string' ? value : value.join(', ')).replace(/[^\t\x20-\xff]/gu, '?'));
  return headers;
}

/** Its chunks, as they are asked for; a reader that cancels lets the connection go. */
function streamOf(body: Readable): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    cancel: () => void body.destroy(),
  });
}
