import type { Row, RowSource } from '@live-takeover/sdk';
import { KeyedRows } from './keyed-rows.js';
import type { RowLook, RowPlace } from './row-node.js';
import type { TableParts } from './table-parts.js';
import type { TableLook } from './table-look.js';
import { bandLimitFor, scrollTopFor, windowGeometry, type WindowInput } from './window-geometry.js';

/** What {@link TableRows} tells. */
export interface TableRowsListener {
  /** The row under the focus left the page; the focus is on the next. */
  onFocusedRowLeft(): void;
  /** The band covers more than before. */
  onBandGrew(): void;
}

/** A row that has, or would get, the keyboard's focus. */
interface ActiveRow {
  readonly id: string;
  readonly isInBand: boolean;
}

/**
 * Draws the rows of a {@link RowSource} that can be seen, and keeps the
 * keyboard's place by the row's id. Knows nothing of commands, holds or events.
 */
export class TableRows {
  readonly #parts: TableParts;
  readonly #rows: KeyedRows;
  readonly #bandRows: KeyedRows;
  readonly #listener: TableRowsListener;
  #source: RowSource | undefined;
  #look: TableLook | undefined;
  #version = 0;
  #tabStopId: string | null = null;
  #bandTabStopId: string | null = null;
  #active: ActiveRow | null = null;
  #activeIndex = 0;
  #bandHeight = 0;
  #rowHeight = 0;
  #viewHeight = 0;
  #ownScrollTop = -1;

  constructor(parts: TableParts, listener: TableRowsListener) {
    this.#parts = parts;
    this.#rows = new KeyedRows(parts.spacer);
    this.#bandRows = new KeyedRows(parts.bandRows);
    this.#listener = listener;
  }

  /** Reads the sizes that style sheets decide. Call when the grid or a row may have another. */
  measure(): void {
    const { scroller, head, probe } = this.#parts;
    this.#rowHeight = probe.offsetHeight;
    this.#viewHeight = scroller.clientHeight - head.offsetHeight;
    if (this.#activeIndex > 0 && this.#focused() !== null) this.#reveal(this.#activeIndex);
  }

  /** Whether the scroll position is one that was set here, and not by the hand. */
  get isOwnScroll(): boolean {
    return Math.abs(this.#parts.scroller.scrollTop - this.#ownScrollTop) < 1;
  }

  /** Rows shown in the band at most, so that it never hides most of the others. */
  get bandLimit(): number {
    return bandLimitFor(this.#viewHeight, this.#rowHeight);
  }

  /** How many rows fit, for Page Up and Page Down. */
  get pageRows(): number {
    return Math.max(1, Math.floor((this.#viewHeight - this.#bandHeight) / Math.max(1, this.#rowHeight)) - 1);
  }

  /** The conversation under an event's target. */
  idOf(target: EventTarget | null): string | undefined {
    return this.#rows.idOf(target) ?? this.#bandRows.idOf(target);
  }

  /**
   * Draws. Cheap when little differs: call once per frame at most.
   *
   * @param isRushed - as {@link KeyedRows.show} has it; paint once more when the rush is over
   */
  paint(source: RowSource, look: TableLook, isRushed = false): void {
    if (this.#rowHeight === 0) this.measure();
    this.#source = source;
    const focused = this.#focused();
    const band = source.band.slice(0, this.bandLimit);
    const isFollowed = focused?.matches(':focus-visible') === true && this.#isInView(this.#activeIndex);
    const hasLeft = this.#findActive(source, band, focused !== null);
    this.#setLook(source, look);
    this.#paintBand(band, focused);
    if (isFollowed && this.#active?.isInBand === false) this.#reveal(this.#activeIndex);
    this.#paintRows(source, focused, band.length, isRushed);
    if (focused !== null) this.#keepFocus(hasLeft);
  }

  /** Draws no row, for there is no source. */
  clear(): void {
    if (this.#source === undefined || this.#look === undefined) return;
    this.#source = undefined;
    this.#active = null;
    const look = this.#rowLook(this.#look, null);
    this.#rows.show([], look, null);
    this.#bandRows.show([], look, null);
    this.#setSpacerHeight();
  }

  /** Moves the keyboard's place by so many rows, from the band's first to the last. */
  moveBy(rows: number): void {
    const band = this.#source?.band.slice(0, this.bandLimit) ?? [];
    const at = this.#active?.isInBand === true ? band.findIndex((row) => row.id === this.#active?.id) - band.length : this.#activeIndex;
    this.moveTo(at + rows);
  }

  /** Moves the keyboard's place to a row; −1 is the last of the band. Clipped to what there is. */
  moveTo(position: number): void {
    const source = this.#source;
    if (source === undefined) return;
    const band = source.band.slice(0, this.bandLimit);
    const at = Math.max(-band.length, Math.min(position, source.total - 1));
    const row = at < 0 ? band[band.length + at] : source.rows(at, at + 1)[0];
    if (row === undefined) return;
    this.#activate({ id: row.id, isInBand: at < 0 }, Math.max(0, at));
  }

  /** Takes the keyboard's place to a conversation; to the row that Tab reaches if that is not on the page. */
  focus(conversationId: string | null): void {
    const id = conversationId ?? '';
    const index = this.#source?.indexOf(id) ?? -1;
    const isInBand = index < 0 && this.#bandRows.node(id) !== undefined;
    const tabStopId = this.#tabStopId ?? this.#bandTabStopId;
    if (index >= 0 || isInBand) this.#activate({ id, isInBand }, Math.max(0, index));
    else if (tabStopId !== null && tabStopId !== id) this.focus(tabStopId);
  }

  /** Notes which row got the focus by other means (a press, Tab). */
  noteFocus(target: EventTarget | null): void {
    const bandId = this.#bandRows.idOf(target);
    const id = bandId ?? this.#rows.idOf(target);
    if (id === undefined || (id === this.#active?.id && this.#active.isInBand === (bandId !== undefined))) return;
    this.#active = { id, isInBand: bandId !== undefined };
    this.#repaint();
  }

  /** The focused row's information button, or the row itself. */
  focusInRow(part: 'row' | 'reference'): void {
    const node = this.#activeNode();
    (part === 'row' ? node?.element : node?.referenceButton)?.focus({ preventScroll: true });
  }

  #activate(active: ActiveRow, index: number): void {
    this.#active = active;
    this.#activeIndex = index;
    if (!active.isInBand) this.#reveal(index);
    this.#repaint();
    this.focusInRow('row');
  }

  #repaint(): void {
    if (this.#source !== undefined && this.#look !== undefined) this.paint(this.#source, this.#look);
  }

  #focused(): Element | null {
    const { scroller, spacer, band } = this.#parts;
    const root = scroller.getRootNode() as Document | ShadowRoot;
    const active = root.activeElement;
    return active !== null && (spacer.contains(active) || band.contains(active)) ? active : null;
  }

  #activeNode(): ReturnType<KeyedRows['node']> {
    if (this.#active === null) return undefined;
    return (this.#active.isInBand ? this.#bandRows : this.#rows).node(this.#active.id);
  }

  /** Follows the active row to where it is now. Returns whether it left the page under the focus. */
  #findActive(source: RowSource, band: readonly Row[], isFocused: boolean): boolean {
    const active = this.#active;
    if (active === null) return false;
    if (active.isInBand && band.some((row) => row.id === active.id)) return false;
    const index = source.indexOf(active.id);
    if (index >= 0) {
      this.#active = { id: active.id, isInBand: false };
      this.#activeIndex = index;
      return false;
    }
    const at = Math.max(0, Math.min(this.#activeIndex, source.total - 1));
    const next = source.rows(at, at + 1)[0];
    this.#active = isFocused && next !== undefined ? { id: next.id, isInBand: false } : null;
    this.#activeIndex = at;
    return isFocused;
  }

  #setLook(source: RowSource, look: TableLook): void {
    const before = this.#look;
    const first = Math.max(0, Math.min(source.total - 1, Math.floor(this.#input(source).scrollTop / this.#rowHeight)));
    const tabStopId = this.#active === null ? (source.rows(first, first + 1)[0]?.id ?? null) : this.#active.isInBand ? null : this.#active.id;
    const bandTabStopId = this.#active?.isInBand === true ? this.#active.id : null;
    const isSame =
      before?.words === look.words &&
      before.selectedId === look.selectedId &&
      before.tick === look.tick &&
      this.#tabStopId === tabStopId &&
      this.#bandTabStopId === bandTabStopId;
    if (!isSame) this.#version += 1;
    this.#look = look;
    this.#tabStopId = tabStopId;
    this.#bandTabStopId = bandTabStopId;
  }

  #rowLook(look: TableLook, tabStopId: string | null): RowLook {
    return { words: look.words, now: look.now, selectedId: look.selectedId, tabStopId, version: this.#version };
  }

  #paintBand(band: readonly Row[], focused: Element | null): void {
    if (this.#look === undefined) return;
    const places = band.map((row, index): RowPlace => ({ row, rowIndex: index + 2, top: null }));
    this.#bandRows.show(places, this.#rowLook(this.#look, this.#bandTabStopId), focused);
    if (this.#parts.band.hidden !== (band.length === 0)) this.#parts.band.hidden = band.length === 0;
    const height = this.#parts.band.offsetHeight;
    if (height === this.#bandHeight) return;
    const grown = height - this.#bandHeight;
    this.#bandHeight = height;
    this.#setSpacerHeight();
    this.#scrollTo(this.#parts.scroller.scrollTop + grown);
    if (grown > 0) this.#listener.onBandGrew();
  }

  #paintRows(source: RowSource, focused: Element | null, bandLength: number, isRushed: boolean): void {
    const { spacer } = this.#parts;
    if (this.#look === undefined || this.#rowHeight === 0) return;
    const geometry = windowGeometry(this.#input(source));
    this.#setSpacerHeight();
    const place = (row: Row, index: number): RowPlace => ({
      row,
      rowIndex: index + 2 + bandLength,
      top: index * this.#rowHeight + geometry.shift,
    });
    const places = source.rows(geometry.first, geometry.last).map((row, offset) => place(row, geometry.first + offset));
    if (focused !== null && spacer.contains(focused) && this.#active?.isInBand === false) {
      const row = source.rows(this.#activeIndex, this.#activeIndex + 1)[0];
      if (row !== undefined && this.#activeIndex < geometry.first) places.unshift(place(row, this.#activeIndex));
      else if (row !== undefined && this.#activeIndex >= geometry.last) places.push(place(row, this.#activeIndex));
    }
    this.#rows.show(places, this.#rowLook(this.#look, this.#tabStopId), focused, isRushed);
  }

  #keepFocus(hasLeft: boolean): void {
    if (this.#focused() === null) {
      if (this.#active !== null && !this.#active.isInBand) this.#reveal(this.#activeIndex);
      this.focusInRow('row');
    }
    if (!hasLeft) return;
    this.focusInRow('row');
    this.#listener.onFocusedRowLeft();
  }

  #isInView(index: number): boolean {
    return this.#source !== undefined && scrollTopFor(index, this.#input(this.#source)) === this.#parts.scroller.scrollTop;
  }

  #reveal(index: number): void {
    if (this.#source === undefined || this.#rowHeight === 0) return;
    const input = this.#input(this.#source);
    const top = scrollTopFor(index, input);
    if (top === input.scrollTop) return;
    this.#setSpacerHeight();
    this.#scrollTo(top);
  }

  /** Tall enough for all rows, and for the scroll that makes up for the band. */
  #setSpacerHeight(): void {
    const { height } = windowGeometry({ scrollTop: 0, viewHeight: 0, rowHeight: this.#rowHeight, total: this.#source?.total ?? 0 });
    const least = this.#bandHeight > 0 ? this.#viewHeight : 0;
    const value = `${Math.max(height, least)}px`;
    const { style } = this.#parts.spacer;
    if (style.getPropertyValue('block-size') !== value) style.setProperty('block-size', value);
  }

  #scrollTo(top: number): void {
    const { scroller } = this.#parts;
    scroller.scrollTop = top;
    this.#ownScrollTop = scroller.scrollTop;
  }

  #input(source: RowSource): WindowInput {
    return {
      scrollTop: this.#parts.scroller.scrollTop,
      viewHeight: Math.max(0, this.#viewHeight - this.#bandHeight),
      rowHeight: this.#rowHeight,
      total: source.total,
    };
  }
}
