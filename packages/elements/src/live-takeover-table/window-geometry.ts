/** Rows drawn above and below what can be seen, so that a scroll never meets a blank. */
export const overscanRows = 6;

/**
 * Tallest the scrolled area gets. Browsers stop at about 33 million pixels
 * (Firefox at 17.8) and `transform` is exact to 16 million; beyond this the
 * scroll bar is scaled.
 */
export const heightLimit = 15_000_000;

/** Share of a scaled scroll bar's travel at either end that is not scaled, so that the ends are met exactly. */
const exactShare = 1 / 8;

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

/** What there is to see, and through what. Lengths are CSS pixels. */
export interface Extent {
  /** Of the area in which rows can be seen. */
  readonly viewHeight: number;
  readonly rowHeight: number;
  readonly total: number;
}

/** Height of the scrolled area. */
export function scrollHeightFor({ rowHeight, total }: Extent): number {
  return Math.min(total * rowHeight, heightLimit);
}

/** The farthest place in the list that can be at the top. */
export function farthestTop({ viewHeight, rowHeight, total }: Extent): number {
  return Math.max(0, total * rowHeight - viewHeight);
}

/** Whether all rows together are taller than the scrolled area can be. */
export function isScaled({ rowHeight, total }: Extent): boolean {
  return total * rowHeight > heightLimit;
}

/**
 * The place in the list that belongs to a scroll position, in pixels from the
 * first row: the same where nothing is scaled; else near both ends one for one,
 * and in between what is too much is gathered up.
 */
export function placeAt(scrollTop: number, extent: Extent): number {
  if (!isScaled(extent)) return scrollTop;
  const { travel, exact, slope, farthest } = scaleOf(extent);
  if (scrollTop <= exact) return Math.max(0, scrollTop);
  if (scrollTop >= travel - exact) return Math.min(farthest - (travel - scrollTop), farthest);
  return exact + (scrollTop - exact) * slope;
}

/** The scroll position that belongs to a place in the list: the inverse of {@link placeAt}. */
export function scrollTopAt(place: number, extent: Extent): number {
  if (!isScaled(extent)) return place;
  const { travel, exact, slope, farthest } = scaleOf(extent);
  if (place <= exact) return place;
  if (place >= farthest - exact) return travel - (farthest - place);
  return exact + (place - exact) / slope;
}

/** Which rows are drawn; `last` is exclusive. */
export interface RowWindow {
  readonly first: number;
  readonly last: number;
}

/**
 * The rows to draw where `place` is at the top. Always the same number of rows,
 * as far as there are so many, so that nodes are moved and never made or dropped.
 */
export function rowWindow(place: number, { viewHeight, rowHeight, total }: Extent): RowWindow {
  const count = Math.ceil(viewHeight / rowHeight) + 1 + 2 * overscanRows;
  const first = Math.max(0, Math.min(Math.floor(place / rowHeight) - overscanRows, total - count));
  return { first, last: Math.min(total, first + count) };
}

/** The place that brings a row into view, moving as little as can be; the present one if it is in view already. */
export function placeToReveal(index: number, place: number, { viewHeight, rowHeight }: Extent): number {
  const top = index * rowHeight;
  if (top < place) return top;
  return Math.max(place, top + rowHeight - viewHeight);
}

interface Scale {
  readonly travel: number;
  readonly farthest: number;
  readonly exact: number;
  readonly slope: number;
}

function scaleOf(extent: Extent): Scale {
  const travel = Math.max(0, scrollHeightFor(extent) - extent.viewHeight);
  const farthest = farthestTop(extent);
  const exact = travel * exactShare;
  return { travel, farthest, exact, slope: (farthest - 2 * exact) / (travel - 2 * exact) };
}
