import type { ColumnKey, Row, RowSource } from '@live-takeover/sdk';
import { KeyedRows } from './keyed-rows.js';
import type { RowLook } from './row-look.js';
import type { RowNode, RowPlace } from './row-node.js';
import { RowScroll } from './row-scroll.js';
import type { TableParts } from './table-parts.js';
import type { TableLook } from './table-look.js';

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
 * keyboard's place by the row's id and the column. Knows nothing of commands,
 * holds or events.
 */
export class TableRows {
  readonly #parts: TableParts;
  readonly #rows: KeyedRows;
  readonly #bandRows: KeyedRows;
  readonly #scroll: RowScroll;
  readonly #listener: TableRowsListener;
  #source: RowSource | undefined;
  #look: TableLook | undefined;
  #version = 0;
  #tabStopId: string | null = null;
  #bandTabStopId: string | null = null;
  #active: ActiveRow | null = null;
  #activeIndex = 0;
  /** Of the cell under the focus; undefined where the row itself has it. */
  #activeColumn: ColumnKey | undefined;

  constructor(parts: TableParts, listener: TableRowsListener) {
    this.#parts = parts;
    this.#rows = new KeyedRows(parts.spacer);
    this.#bandRows = new KeyedRows(parts.bandRows);
    this.#scroll = new RowScroll(parts);
    this.#listener = listener;
  }

  /** Reads the sizes that style sheets decide. Call when the grid or a row may have another. */
  measure(): void {
    this.#scroll.measure();
    if (this.#activeIndex > 0 && this.#focused() !== null) this.#scroll.reveal(this.#activeIndex);
  }

  /** Whether the scroll position is one that was set here, and not by the hand. */
  get isOwnScroll(): boolean {
    return this.#scroll.isOwn;
  }

  /** Rows shown in the band at most, so that it never hides most of the others. */
  get bandLimit(): number {
    return this.#scroll.bandLimit;
  }

  /** How many rows fit, for Page Up and Page Down. */
  get pageRows(): number {
    return this.#scroll.pageRows;
  }

  /** The hand rests from scrolling. */
  rest(): void {
    this.#scroll.rest();
  }

  /** The conversation under an event's target. */
  idOf(target: EventTarget | null): string | undefined {
    return this.#nodeOf(target)?.row?.id;
  }

  /** The column under an event's target; undefined where that is no cell. */
  columnOf(target: EventTarget | null): ColumnKey | undefined {
    return target instanceof Node ? this.#nodeOf(target)?.columnOf(target) : undefined;
  }

  /**
   * Draws. Cheap when little differs: call once per frame at most.
   *
   * @param isRushed - as {@link KeyedRows.show} has it; paint once more when the rush is over
   */
  paint(source: RowSource, look: TableLook, isRushed = false): void {
    if (!this.#scroll.isMeasured) this.measure();
    this.#source = source;
    const focused = this.#focused();
    const band = source.band.slice(0, this.bandLimit);
    this.#scroll.follow(source.total);
    const isFollowed = focused?.matches(':focus-visible') === true && this.#scroll.isInView(this.#activeIndex);
    const hasLeft = this.#findActive(source, band, focused !== null);
    this.#setLook(source, look);
    this.#paintBand(band, focused);
    if (isFollowed && this.#active?.isInBand === false) this.#scroll.reveal(this.#activeIndex);
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
    this.#scroll.follow(0);
  }

  /** Moves the keyboard's place by so many rows, from the band's first to the last. Returns whether there is such a row. */
  moveBy(rows: number): boolean {
    const band = this.#source?.band.slice(0, this.bandLimit) ?? [];
    const at = this.#active?.isInBand === true ? band.findIndex((row) => row.id === this.#active?.id) - band.length : this.#activeIndex;
    this.moveTo(at + rows);
    return at + rows >= -band.length;
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
    this.#activeColumn = undefined;
    if (index >= 0 || isInBand) this.#activate({ id, isInBand }, Math.max(0, index));
    else if (tabStopId !== null && tabStopId !== id) this.focus(tabStopId);
  }

  /** The rows drawn: those that can be seen, and a few around them. */
  get drawn(): readonly Row[] {
    return [...this.#bandRows.rows, ...this.#rows.rows];
  }

  /** The row that has the focus; undefined for none. */
  get focusedId(): string | undefined {
    return this.idOf(this.#focused());
  }

  /** Notes which row got the focus by other means (a press, Tab), and in which cell. */
  noteFocus(target: EventTarget | null): void {
    const node = this.#nodeOf(target);
    const id = node?.row?.id;
    if (node === undefined || id === undefined) return;
    this.#activeColumn = node.columnOf(target as Node);
    const isInBand = this.#bandRows.node(id) === node;
    if (id === this.#active?.id && this.#active.isInBand === isInBand) return;
    this.#active = { id, isInBand };
    this.#repaint();
  }

  /** The columns shown. */
  get columns(): readonly ColumnKey[] {
    return this.#look?.columns ?? [];
  }

  /** The column of the cell that has the keyboard; undefined where a row has it. */
  get activeColumn(): ColumnKey | undefined {
    return this.#activeColumn;
  }

  /** Takes the keyboard to a cell of its row; undefined: to the row itself. */
  focusCell(column: ColumnKey | undefined): void {
    this.#activeColumn = column;
    this.#focusActive();
  }

  /** Takes the keyboard to what can be pressed in its cell, or from there back to the cell. */
  toggleControl(): void {
    const cell = this.#activeColumn === undefined ? undefined : this.#activeNode()?.cell(this.#activeColumn);
    const control = cell?.control;
    (control?.matches(':focus') === true ? cell?.element : control)?.focus({ preventScroll: true });
  }

  #activate(active: ActiveRow, index: number): void {
    this.#active = active;
    this.#activeIndex = index;
    if (!active.isInBand) this.#scroll.reveal(index);
    this.#repaint();
    this.#focusActive();
  }

  #focusActive(): void {
    const node = this.#activeNode();
    const cell = this.#activeColumn === undefined ? undefined : node?.cell(this.#activeColumn);
    (cell ?? node)?.element.focus({ preventScroll: true });
    cell?.element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
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

  #nodeOf(target: EventTarget | null): RowNode | undefined {
    return this.#rows.nodeOf(target) ?? this.#bandRows.nodeOf(target);
  }

  #activeNode(): RowNode | undefined {
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
    const first = this.#scroll.firstSeen;
    const tabStopId = this.#active === null ? (source.rows(first, first + 1)[0]?.id ?? null) : this.#active.isInBand ? null : this.#active.id;
    const bandTabStopId = this.#active?.isInBand === true ? this.#active.id : null;
    const isSame =
      before?.words === look.words &&
      before.columns === look.columns &&
      before.search === look.search &&
      before.selectedId === look.selectedId &&
      before.tick === look.tick &&
      this.#tabStopId === tabStopId &&
      this.#bandTabStopId === bandTabStopId;
    if (!isSame) this.#version += 1;
    this.#look = look;
    this.#tabStopId = tabStopId;
    this.#bandTabStopId = bandTabStopId;
  }

  #rowLook({ words, now, columns, search, selectedId }: TableLook, tabStopId: string | null): RowLook {
    return { words, now, columns, search, selectedId, tabStopId, version: this.#version };
  }

  #paintBand(band: readonly Row[], focused: Element | null): void {
    if (this.#look === undefined) return;
    const places = band.map((row, index): RowPlace => ({ row, rowIndex: index + 2, top: null }));
    this.#bandRows.show(places, this.#rowLook(this.#look, this.#bandTabStopId), focused);
    if (this.#parts.band.hidden !== (band.length === 0)) this.#parts.band.hidden = band.length === 0;
    if (this.#scroll.setBandHeight(band.length === 0 ? 0 : this.#parts.band.offsetHeight) > 0) this.#listener.onBandGrew();
  }

  #paintRows(source: RowSource, focused: Element | null, bandLength: number, isRushed: boolean): void {
    if (this.#look === undefined || !this.#scroll.isMeasured) return;
    const { first, last } = this.#scroll.window;
    const place = (row: Row, index: number): RowPlace => ({ row, rowIndex: index + 2 + bandLength, top: this.#scroll.topOf(index) });
    const places = source.rows(first, last).map((row, offset) => place(row, first + offset));
    if (focused !== null && this.#parts.spacer.contains(focused) && this.#active?.isInBand === false) {
      const row = source.rows(this.#activeIndex, this.#activeIndex + 1)[0];
      if (row !== undefined && this.#activeIndex < first) places.unshift(place(row, this.#activeIndex));
      else if (row !== undefined && this.#activeIndex >= last) places.push(place(row, this.#activeIndex));
    }
    this.#rows.show(places, this.#rowLook(this.#look, this.#tabStopId), focused, isRushed);
  }

  #keepFocus(hasLeft: boolean): void {
    if (this.#focused() === null) {
      if (this.#active !== null && !this.#active.isInBand) this.#scroll.reveal(this.#activeIndex);
      this.#focusActive();
    }
    if (!hasLeft) return;
    this.#focusActive();
    this.#listener.onFocusedRowLeft();
  }
}
