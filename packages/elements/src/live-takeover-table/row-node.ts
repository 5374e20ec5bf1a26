import type { ColumnKey, Row } from '@live-takeover/sdk';
import { toneOf } from '../theme/icons.js';
import { make, setAttribute, setTabIndex } from './cell-nodes.js';
import { createRowCell, type RowCell } from './row-cells.js';
import type { RowLook } from './row-look.js';

/** Where a row is drawn. */
export interface RowPlace {
  readonly row: Row;
  /** As `aria-rowindex` counts: from 1, the heading included. */
  readonly rowIndex: number;
  /** Pixels from the top; null where the row stands in the flow. */
  readonly top: number | null;
}

/** One row of the table: made once, then filled with one conversation after another. */
export class RowNode {
  readonly element: HTMLDivElement = make('div', 'row', 'row');
  readonly #made = new Map<ColumnKey, RowCell>();
  #columns: readonly ColumnKey[] = [];
  #cells: readonly RowCell[] = [];
  #row: Row | undefined;
  #version = -1;
  #rowIndex = 0;
  #top: number | null = null;

  /** The conversation it shows now; undefined before the first. */
  get row(): Row | undefined {
    return this.#row;
  }

  /** The cell of a column; undefined where that is not shown. */
  cell(column: ColumnKey): RowCell | undefined {
    return this.#cells[this.#columns.indexOf(column)];
  }

  /** The column of the cell in which something is; undefined outside of all. */
  columnOf(target: Node): ColumnKey | undefined {
    return this.#columns[this.#cells.findIndex(({ element }) => element.contains(target))];
  }

  /** Shows a conversation. Touches the document only where something differs. */
  show({ row, rowIndex, top }: RowPlace, look: RowLook): void {
    if (rowIndex !== this.#rowIndex) {
      this.#rowIndex = rowIndex;
      this.element.setAttribute('aria-rowindex', String(rowIndex));
    }
    if (top !== this.#top) {
      this.#top = top;
      this.element.style.setProperty('transform', top === null ? 'none' : `translateY(${top}px)`);
    }
    if (row === this.#row && look.version === this.#version) return;
    this.#row = row;
    this.#version = look.version;
    if (look.columns !== this.#columns) this.#arrange(look.columns);
    this.#showRow(row, look);
  }

  #showRow(row: Row, look: RowLook): void {
    const { element } = this;
    const tone = toneOf(row);
    setAttribute(element, 'data-id', row.id);
    // Not `data-tone`, which gives its colours to all that it holds: their styles would be found anew with each row shown.
    if (element.dataset['edge'] !== tone) {
      element.dataset['edge'] = tone;
      element.setAttribute('part', `row ${tone}`);
    }
    setAttribute(element, 'aria-selected', String(row.id === look.selectedId));
    setTabIndex(element, row.id === look.tabStopId);
    element.classList.toggle('gone', row.hasLeft === true);
    element.classList.toggle('unread', row.isUnread);
    for (const cell of this.#cells) cell.show(row, look);
  }

  #arrange(columns: readonly ColumnKey[]): void {
    this.#columns = columns;
    this.#cells = columns.map((column, index) => {
      const cell = this.#made.get(column) ?? createRowCell(column);
      this.#made.set(column, cell);
      cell.element.setAttribute('aria-colindex', String(index + 1));
      return cell;
    });
    this.element.replaceChildren(...this.#cells.map(({ element }) => element));
  }
}
