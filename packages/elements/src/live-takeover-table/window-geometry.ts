/** Rows drawn above and below what can be seen, so that a scroll never meets a blank. */
export const overscanRows = 6;

/**
 * Tallest the scrolled area gets. Browsers stop at about 33 million pixels and
 * `transform` is exact to 16 million; beyond this the scroll bar is scaled.
 */
export const heightLimit = 15_000_000;

/** Rows shown in the band at most; the rest are counted in words. */
const mostBandRows = 3;
/** How much of the room for rows the band may take. */
const bandShare = 0.45;

/**
 * How many rows the band may show: one at least, for whoever waits is never hidden.
 *
 * @param viewHeight - of the area in which rows can be seen, the band included
 */
export function bandLimitFor(viewHeight: number, rowHeight: number): number {
  return Math.max(1, Math.min(mostBandRows, Math.floor((viewHeight * bandShare) / Math.max(1, rowHeight))));
}

/** What the window is computed from. Lengths are CSS pixels. */
export interface WindowInput {
  readonly scrollTop: number;
  /** Of the area in which rows can be seen. */
  readonly viewHeight: number;
  readonly rowHeight: number;
  readonly total: number;
}

/** Which rows are drawn, and where. */
export interface WindowGeometry {
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
  /** Of the scrolled area. */
  readonly height: number;
  /** Added to `index × rowHeight` to get a row's place; not 0 only when the scroll bar is scaled. */
  readonly shift: number;
}

/**
 * The rows to draw for a scroll position. Always the same number of rows, as
 * far as there are so many, so that nodes are moved and never made or dropped.
 */
export function windowGeometry({ scrollTop, viewHeight, rowHeight, total }: WindowInput): WindowGeometry {
  const fullHeight = total * rowHeight;
  const height = Math.min(fullHeight, heightLimit);
  const travel = height - viewHeight;
  const scale = height < fullHeight && travel > 0 ? (fullHeight - viewHeight) / travel : 1;
  const top = Math.max(0, Math.min(scrollTop * scale, fullHeight - viewHeight));
  const count = Math.ceil(viewHeight / rowHeight) + 1 + 2 * overscanRows;
  const first = Math.max(0, Math.min(Math.floor(top / rowHeight) - overscanRows, total - count));
  return { first, last: Math.min(total, first + count), height, shift: scale === 1 ? 0 : scrollTop - top };
}

/**
 * The scroll position that brings a row into view, moving as little as can be.
 * The present one if it is in view already.
 */
export function scrollTopFor(index: number, { scrollTop, viewHeight, rowHeight, total }: WindowInput): number {
  const fullHeight = total * rowHeight;
  const height = Math.min(fullHeight, heightLimit);
  const travel = height - viewHeight;
  const scale = height < fullHeight && travel > 0 ? (fullHeight - viewHeight) / travel : 1;
  const top = scrollTop * scale;
  const rowTop = index * rowHeight;
  if (rowTop < top) return rowTop / scale;
  if (rowTop + rowHeight > top + viewHeight) return (rowTop + rowHeight - viewHeight) / scale;
  return scrollTop;
}
