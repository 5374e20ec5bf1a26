import type { StoredFile } from '../attachment-store.js';

/** A header is one line of JSON, and never longer. */
export const headerBytesLimit = 4_096;

const lineBreak = 0x0a;

/**
 * What stands before a file's bytes on disk: what is known of it, as one line of
 * JSON. In one file with them, so that there is never the one without the other.
 */
export function headerOf(file: Pick<StoredFile, 'name' | 'contentType' | 'expiresAt'>): Uint8Array {
  const { name, contentType, expiresAt } = file;
  return new TextEncoder().encode(`${JSON.stringify({ name, contentType, expiresAt })}\n`);
}

/** What a header says, and how long it is; undefined for what is none. */
export function readHeader(
  start: Uint8Array,
): { readonly described: Pick<StoredFile, 'name' | 'contentType' | 'expiresAt'>; readonly headerBytes: number } | undefined {
  const end = start.indexOf(lineBreak);
  if (end < 0) return undefined;
  const value = parsed(new TextDecoder().decode(start.subarray(0, end)));
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, contentType, expiresAt } = value as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || typeof contentType !== 'string' || typeof expiresAt !== 'number') return undefined;
  return { described: { name, contentType, expiresAt }, headerBytes: end + 1 };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // `JSON.parse` throws for one reason only: this is not JSON.
    return undefined;
  }
}
