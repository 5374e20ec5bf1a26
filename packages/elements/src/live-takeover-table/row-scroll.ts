import type { TableParts } from './table-parts.js';
import { bandLimitFor, farthestTop, isScaled, placeAt, placeToReveal, rowWindow, scrollHeightFor, scrollTopAt, type Extent, type RowWindow } from './window-geometry.js';

/** A scroll by no more than so many views is meant pixel for pixel; a longer one comes from the scroll bar. */
const nearViews = 2;

/**
 * Where in the list the table is scrolled to, whatever the number of rows. With
 * so many that the browser cannot scroll over them all, a wheel, a key or a
 * finger still moves by as many pixels as it says, and the scroll bar spans the
 * whole; its thumb is put right when the hand rests.
 */
export class RowScroll {
  readonly #parts: TableParts;
  #total = 0;
  #rowHeight = 0;
  /** Of the area under the headings, the band included. */
  #roomHeight = 0;
  #bandHeight = 0;
  /** Pixels from the first row to what is at the top. */
  #place = 0;
  /** The scroll position that {@link RowScroll.#place} was made from. */
  #scrollTop = 0;
  #ownScrollTop = -1;
  /** Of the scrolled area, as it was set last. */
  #height = -1;
  /** Whether the scroll position may be another: reading it has the browser lay out the page, so it is read only then. */
  #isStale = true;

  constructor(parts: TableParts) {
    this.#parts = parts;
    parts.scroller.addEventListener('scroll', () => void (this.#isStale = true), { passive: true });
  }

  /** Reads the sizes that style sheets decide. */
  measure(): void {
    const { scroller, head, probe } = this.#parts;
    const before = this.#rowHeight;
    this.#rowHeight = probe.offsetHeight;
    this.#roomHeight = scroller.clientHeight - head.offsetHeight;
    this.#isStale = true;
    if (before === 0 || !this.isMeasured || before === this.#rowHeight) return;
    // Rows turned into cards, or back: the same ones stay in sight.
    this.#place *= this.#rowHeight / before;
    this.#setHeight();
    this.#put();
  }

  /** Whether there are sizes to draw by. */
  get isMeasured(): boolean {
    return this.#rowHeight > 0;
  }

  get rowHeight(): number {
    return this.#rowHeight;
  }

  /** Whether the scroll position is one that was set here, and not by the hand. */
  get isOwn(): boolean {
    return Math.abs(this.#parts.scroller.scrollTop - this.#ownScrollTop) < 1;
  }

  /** Rows shown in the band at most, so that it never hides most of the others. */
  get bandLimit(): number {
    return bandLimitFor(this.#roomHeight, this.#rowHeight);
  }

  /** How many rows fit, for Page Up and Page Down. */
  get pageRows(): number {
    return Math.max(1, Math.floor(this.#extent.viewHeight / Math.max(1, this.#rowHeight)) - 1);
  }

  /** The first row that can be seen. */
  get firstSeen(): number {
    return Math.max(0, Math.min(this.#total - 1, Math.floor(this.#place / Math.max(1, this.#rowHeight))));
  }

  /** Takes up where the scroller is now, and how many rows there are. */
  follow(total: number): void {
    this.#total = total;
    const { scrollTop } = this.#isStale ? this.#parts.scroller : { scrollTop: this.#scrollTop };
    this.#isStale = false;
    const moved = scrollTop - this.#scrollTop;
    const extent = this.#extent;
    if (isScaled(extent) && this.#isNear(moved, scrollTop, extent)) this.#place += moved;
    else this.#place = placeAt(scrollTop, extent);
    if (isScaled(extent)) this.#place = Math.max(0, Math.min(this.#place, farthestTop(extent)));
    this.#scrollTop = scrollTop;
    this.#setHeight();
  }

  /** The band has another height; nothing under it moves. Returns by how much it grew. */
  setBandHeight(height: number): number {
    const grown = height - this.#bandHeight;
    if (grown === 0) return 0;
    this.#bandHeight = height;
    this.#setHeight();
    const { scroller } = this.#parts;
    scroller.scrollTop += grown;
    this.#place += scroller.scrollTop - this.#scrollTop;
    this.#noteOwn();
    return grown;
  }

  /** The hand rests: the thumb goes where it belongs, and no row moves. */
  rest(): void {
    if (isScaled(this.#extent)) this.#put();
  }

  /** The rows to draw. */
  get window(): RowWindow {
    return rowWindow(this.#place, this.#extent);
  }

  /** Where a row is drawn, in pixels from the top of the scrolled area. */
  topOf(index: number): number {
    return index * this.#rowHeight - this.#place + this.#scrollTop;
  }

  isInView(index: number): boolean {
    return placeToReveal(index, this.#place, this.#extent) === this.#place;
  }

  /** Scrolls as little as brings a row into view. */
  reveal(index: number): void {
    if (!this.isMeasured) return;
    const place = placeToReveal(index, this.#place, this.#extent);
    if (place === this.#place) return;
    this.#place = place;
    this.#setHeight();
    this.#put();
  }

  /** Whether a scroll is one by hand, and not to either end. */
  #isNear(moved: number, scrollTop: number, extent: Extent): boolean {
    const isAtEnd = scrollTop <= 0 || scrollTop >= scrollHeightFor(extent) - extent.viewHeight;
    return Math.abs(moved) <= nearViews * extent.viewHeight && (moved === 0 || !isAtEnd);
  }

  get #extent(): Extent {
    return { viewHeight: Math.max(0, this.#roomHeight - this.#bandHeight), rowHeight: this.#rowHeight, total: this.#total };
  }

  #put(): void {
    this.#parts.scroller.scrollTop = scrollTopAt(this.#place, this.#extent);
    if (!isScaled(this.#extent)) this.#place = this.#parts.scroller.scrollTop;
    this.#noteOwn();
  }

  #noteOwn(): void {
    this.#scrollTop = this.#parts.scroller.scrollTop;
    this.#ownScrollTop = this.#scrollTop;
  }

  /** Tall enough for all rows, and for the scroll that makes up for the band. */
  #setHeight(): void {
    const least = this.#bandHeight > 0 ? this.#roomHeight : 0;
    const height = Math.max(scrollHeightFor(this.#extent), least);
    if (height === this.#height) return;
    this.#height = height;
    this.#parts.spacer.style.setProperty('block-size', `${height}px`);
  }
}
