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
  const [incarnation, stream, joined, ...rest] = cursor.split('.');
  if (joined === undefined || rest.length > 0) return { why: 'The cursor is none of this gateway.' };
  if (incarnation !== now.incarnation) return { why: 'The store was restored or replaced.' };
  if (stream !== now.stream) return { why: 'The scope or the topics changed.' };
  const positions = joined.split('-').map((position) => (/^[0-9a-z]{1,11}$/.test(position) ? Number.parseInt(position, 36) : NaN));
  const isWithin = positions.length === now.positions.length && positions.every((position, index) => position <= (now.positions[index] ?? -1));
  return isWithin ? { positions } : { why: 'The cursor is beyond the end of the log.' };
}
