import type { ColumnKey, ConversationId } from '@live-takeover/sdk';
import { directionOf } from '../language/locale.js';
import type { TableRows } from './table-rows.js';

/** What the keys of the grid do besides moving. */
export interface GridKeysHost {
  open(conversationId: ConversationId, isByKey: boolean): void;
  touch(): void;
}

/**
 * The keys of the ARIA grid pattern. Up and down go from row to row, and above
 * the first to the headings; right goes from the row into its cells, left back;
 * Home and End go to the ends of what has the keyboard: with a row, of the rows,
 * with a cell, of the row (with Ctrl of the rows). F2 goes to what can be pressed
 * in a cell and back.
 */
export class GridKeys {
  readonly #grid: HTMLElement;
  readonly #rows: TableRows;
  readonly #host: GridKeysHost;

  constructor(grid: HTMLElement, rows: TableRows, host: GridKeysHost) {
    this.#grid = grid;
    this.#rows = rows;
    this.#host = host;
  }

  press(event: KeyboardEvent): void {
    const { target } = event;
    if (!(target instanceof Element) || event.altKey || event.metaKey || event.defaultPrevented) return;
    const id = this.#rows.idOf(target);
    if (id === undefined) return this.#do(event, this.#headingAction(event, target));
    this.#host.touch();
    this.#do(event, this.#move(event) ?? this.#action(event, target, id));
  }

  #do(event: KeyboardEvent, action: (() => void) | undefined): void {
    if (action === undefined) return;
    event.preventDefault();
    action();
  }

  #action({ key, ctrlKey }: KeyboardEvent, target: Element, id: string): (() => void) | undefined {
    const rows = this.#rows;
    const isInCell = rows.activeColumn !== undefined;
    if (key === 'F2' && isInCell) return () => rows.toggleControl();
    if (key === 'Escape' && isInCell) return () => rows.focusCell(undefined);
    const isButton = target.matches('button');
    if (isButton || ctrlKey || (key !== 'Enter' && key !== ' ')) return undefined;
    return () => this.#host.open(id, true);
  }

  #move({ key, ctrlKey }: KeyboardEvent): (() => void) | undefined {
    const rows = this.#rows;
    switch (key) {
      case 'ArrowDown':
        return () => void rows.moveBy(1);
      case 'ArrowUp':
        return () => {
          if (!rows.moveBy(-1)) this.#toHeadings();
        };
      case 'PageDown':
        return () => void rows.moveBy(rows.pageRows);
      case 'PageUp':
        return () => void rows.moveBy(-rows.pageRows);
      case 'Home':
      case 'End':
        return () => this.#toEnd(key === 'Home', ctrlKey);
      case 'ArrowRight':
      case 'ArrowLeft':
        return () => this.#sideways(this.#isForward(key) ? 1 : -1);
      default:
        return undefined;
    }
  }

  #toEnd(isHome: boolean, isWhole: boolean): void {
    const rows = this.#rows;
    if (rows.activeColumn === undefined || isWhole) rows.moveTo(isHome ? -Infinity : Infinity);
    else rows.focusCell(rows.columns.at(isHome ? 0 : -1));
  }

  #sideways(by: 1 | -1): void {
    const { columns, activeColumn } = this.#rows;
    const at = activeColumn === undefined ? -1 : columns.indexOf(activeColumn);
    const next = Math.min(at + by, columns.length - 1);
    this.#rows.focusCell(next < 0 ? undefined : columns[next]);
  }

  #headingAction({ key }: KeyboardEvent, target: Element): (() => void) | undefined {
    const headings = [...this.#grid.querySelectorAll<HTMLElement>('.heading button')];
    const at = headings.findIndex((heading) => heading === target);
    if (at < 0) return undefined;
    switch (key) {
      case 'ArrowDown':
        return () => this.#rows.focus(null);
      case 'ArrowRight':
      case 'ArrowLeft':
        return () => headings[at + (this.#isForward(key) ? 1 : -1)]?.focus();
      case 'Home':
        return () => headings[0]?.focus();
      case 'End':
        return () => headings.at(-1)?.focus();
      default:
        return undefined;
    }
  }

  #toHeadings(): void {
    const column: ColumnKey | undefined = this.#rows.activeColumn;
    const index = column === undefined ? 0 : this.#rows.columns.indexOf(column);
    [...this.#grid.querySelectorAll<HTMLElement>('.heading button')][index]?.focus();
  }

  #isForward(key: string): boolean {
    return (key === 'ArrowRight') !== (directionOf(this.#grid) === 'rtl');
  }
}
