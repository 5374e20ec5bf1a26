import { TakeoverError } from '@live-takeover/sdk/core';
import { z } from 'zod';

/** The id of a conversation in a place, as far as stores can look for it: not every one takes a NUL in a name. */
export const idInPlace: z.ZodType<string> = z.string().max(128).regex(/^[^\0]*$/);

/** Where a page ended, as the opaque text that names the next one. */
export function encodePlace(place: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * Where to go on from.
 *
 * @throws {TakeoverError} `bad-request`: no page of this kind ended so
 */
export function decodePlace<Place>(after: string, schema: z.ZodType<Place>): Place {
  const parsed = schema.safeParse(parse(after));
  if (parsed.success) return parsed.data;
  throw new TakeoverError('bad-request', 'No page ended where this one is to begin. Ask for the first page.');
}

function parse(after: string): unknown {
  try {
    return JSON.parse(Buffer.from(after, 'base64url').toString('utf8'));
  } catch {
    // No place at all, which the schema refuses.
    return undefined;
  }
}
