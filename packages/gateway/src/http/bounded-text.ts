/** A body's text, or how it failed to be one. */
export type BoundedText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: 'too-large' | 'not-text' };

/**
 * The body of a request or response as text, reading no more than
 * `limitBytes`: a sender that lies about its length gains nothing.
 *
 * @throws whatever the body's stream throws when the connection breaks
 */
export async function boundedText(message: Request | Response, limitBytes: number): Promise<BoundedText> {
  const length = message.headers.get('content-length');
  if (Number(length ?? 0) > limitBytes) return { ok: false, problem: 'too-large' };
  // HTTP ends a body at the length that it gives, and reading one at once takes none of the machinery of streams.
  if (length !== null) return decode(new Uint8Array(await message.arrayBuffer()), limitBytes);
  if (message.body === null) return { ok: true, text: '' };
  const reader = message.body.getReader();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    sizeBytes += value.byteLength;
    if (sizeBytes > limitBytes) {
      await reader.cancel();
      return { ok: false, problem: 'too-large' };
    }
    chunks.push(value);
  }
  return decode(Buffer.concat(chunks), limitBytes);
}

function decode(bytes: Uint8Array, limitBytes: number): BoundedText {
  if (bytes.byteLength > limitBytes) return { ok: false, problem: 'too-large' };
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    // The decoder throws for one reason only: the bytes are not UTF-8.
    return { ok: false, problem: 'not-text' };
  }
}

/** Deeper than any protocol here goes; some thousands would overflow the stack of whoever writes the value again. */
const depthLimit = 100;

/** Parsed JSON, or undefined for what is none or is nested more than 100 deep. JSON cannot hold undefined, so the two never meet. */
export function jsonOf(text: string): unknown {
  try {
    const value = JSON.parse(text) as unknown;
    return isTooDeep(value) ? undefined : value;
  } catch {
    // `JSON.parse` throws for one reason only: this is not JSON.
    return undefined;
  }
}

/** Goes down level by level, without recursion. */
function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth <= depthLimit && level.length > 0; depth += 1)
    level = level.flatMap((item): unknown[] => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  return level.length > 0;
}
