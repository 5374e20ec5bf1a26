/**
 * Which part of a long transcript is in the DOM. Its edges are named by `seq`,
 * so that older pages, which arrive in front, move nothing.
 */

/** Most messages in the DOM at once. */
export const windowLimit = 240;
/** How many the transcript opens with, and follows the end with. */
export const windowStart = 120;
/** How many come in when an edge is reached. */
export const windowStep = 80;

/** The messages shown, by `seq`. */
export interface TranscriptWindow {
  /** Of the oldest shown; null: {@link windowStart} before the end. */
  readonly fromSeq: number | null;
  /** Of the newest shown; null: follows the end. */
  readonly toSeq: number | null;
}

/** The window a transcript opens with: its end. */
export const windowAtEnd: TranscriptWindow = { fromSeq: null, toSeq: null };

/** Positions among the visible events; `last` is exclusive. */
export interface WindowRange {
  readonly first: number;
  readonly last: number;
}

interface Placed {
  readonly seq: number;
}

/** Positions of a window's messages: `first` to `last` (exclusive), at most {@link windowLimit}. */
export function windowRange(shown: TranscriptWindow, visible: readonly Placed[]): WindowRange {
  const total = visible.length;
  if (shown.fromSeq === null) return { first: Math.max(0, total - windowStart), last: total };
  const first = positionOf(shown.fromSeq, visible);
  const last = shown.toSeq === null ? total : Math.min(total, positionOf(shown.toSeq, visible) + 1);
  return { first, last: Math.max(first, Math.min(last, first + windowLimit)) };
}

/** The window with more older messages; the newest leave it once it is full. */
export function windowUp(shown: TranscriptWindow, visible: readonly Placed[]): TranscriptWindow {
  const { first, last } = windowRange(shown, visible);
  const start = Math.max(0, first - windowStep);
  return windowOf(start, Math.min(last, start + windowLimit), visible);
}

/** The window with more newer messages; the oldest leave it once it is full. */
export function windowDown(shown: TranscriptWindow, visible: readonly Placed[]): TranscriptWindow {
  const { first, last } = windowRange(shown, visible);
  const end = Math.min(visible.length, last + windowStep);
  return windowOf(Math.max(first, end - windowLimit), end, visible);
}

/** The window with an event in its middle. */
export function windowAround(seq: number, visible: readonly Placed[]): TranscriptWindow {
  const middle = positionOf(seq, visible);
  const start = Math.max(0, middle - windowStart / 2);
  return windowOf(start, Math.min(visible.length, start + windowStart), visible);
}

function windowOf(first: number, last: number, visible: readonly Placed[]): TranscriptWindow {
  return {
    fromSeq: visible[first]?.seq ?? null,
    toSeq: last >= visible.length ? null : (visible[last - 1]?.seq ?? null),
  };
}

/** Position of the first message with at least this `seq`. */
function positionOf(seq: number, visible: readonly Placed[]): number {
  let low = 0;
  let high = visible.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((visible[middle]?.seq ?? Infinity) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
