import type { Cursor } from '@live-takeover/sdk/core';
import type { Position } from '../store/event-store.js';

/** What a cursor stands for. Clients hand it back as it is. */
export interface CursorPlace {
  /** Of the store: a restored one starts anew. */
  readonly incarnation: string;
  /** Of scope and topics: a cursor counts the deltas of one stream only. */
  readonly stream: string;
  readonly positions: readonly Position[];
}

/** The cursor for a place. */
export function encodeCursor({ incarnation, stream, positions }: CursorPlace): Cursor {
  return `${incarnation}.${stream}.${positions.map((position) => position.toString(36)).join('-')}`;
}

/**
 * Where to go on from, or why not.
 *
 * @param now - the present place of the same stream
 */
export function resumeFrom(cursor: Cursor, now: CursorPlace): { readonly positions: readonly Position[] } | { readonly why: string } {
  const place = placeOf(cursor);
  if (place === undefined) return { why: 'The cursor is none of this gateway.' };
  if (place.incarnation !== now.incarnation) return { why: 'The store was restored or replaced.' };
  if (place.stream !== now.stream) return { why: 'The scope or the topics changed.' };
  const { positions } = place;
  const isWithin = positions.length === now.positions.length && positions.every((position, index) => position <= (now.positions[index] ?? -1));
  return isWithin ? { positions } : { why: 'The cursor is beyond the end of the log.' };
}

/** Whether a cursor of the same store stands for more than a node knows: another one, which was quicker, gave it out. */
export function isAhead(cursor: Cursor, now: Pick<CursorPlace, 'incarnation' | 'positions'>): boolean {
  const place = placeOf(cursor);
  if (place?.incarnation !== now.incarnation || place.positions.length !== now.positions.length) return false;
  return place.positions.some((position, index) => position > (now.positions[index] ?? 0));
}

function placeOf(cursor: Cursor): CursorPlace | undefined {
  const [incarnation, stream, joined, ...rest] = cursor.split('.');
  if (incarnation === undefined || stream === undefined || joined === undefined || rest.length > 0) return undefined;
  const positions = joined.split('-').map((position) => (/^[0-9a-z]{1,11}$/.test(position) ? Number.parseInt(position, 36) : NaN));
  return { incarnation, stream, positions };
}
