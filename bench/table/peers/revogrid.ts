/** RevoGrid: its source replaced, or its cells set and its order told. @see https://rv-grid.com/guide/api/revoGrid */
import { defineCustomElements } from '@revolist/revogrid/loader';
import type { ColumnRegular } from '@revolist/revogrid';
import { textOf, type Column, type PlainRow } from '../rows/plain-row.js';
import { rowCompare } from '../rows/row-order.js';
import { columns, rowHeight } from './peer.js';
import { perFrame, PlainPeer } from './plain-peer.js';

defineCustomElements();

export class RevoGrid extends PlainPeer {
  readonly #sortsItself: boolean;
  readonly #grid = document.createElement('revo-grid');
  readonly #renderSoon = perFrame(() => this.#render());
  #rows: PlainRow[] = [];

  /** @param configuration - `source`: a sorted array as its source each time; `sorting`: its own sorting over the array as it is */
  constructor(configuration: 'source' | 'sorting') {
    super();
    this.#sortsItself = configuration === 'sorting';
  }

  async show(place: HTMLElement): Promise<void> {
    const grid = this.#grid;
    this.#rows = this.#sortsItself ? this.store.rows : [...this.store.rows].sort(this.compare);
    grid.className = 'plain-area';
    grid.readonly = true;
    grid.rowSize = rowHeight;
    grid.columns = columns.map(({ column, name, width }): ColumnRegular => ({
      prop: column,
      name,
      size: width,
      cellTemplate: (_create, { model }) => textOf(model as PlainRow, column),
      cellCompare: (prop, first, second) => rowCompare(prop as Column)(first as PlainRow, second as PlainRow),
    }));
    grid.source = this.#rows;
    place.append(grid);
    await customElements.whenDefined('revo-grid');
    await grid.componentOnReady();
    if (this.#sortsItself) this.#sortItself();
  }

  scroller(): HTMLElement {
    return this.#grid.querySelector('.vertical-inner') as HTMLElement;
  }

  protected update(): void {
    this.#renderSoon();
  }

  protected resort(): void {
    if (this.#sortsItself) this.#sortItself();
    else this.#renderSoon();
  }

  #render(): void {
    if (!this.#sortsItself) this.#rows.sort(this.compare);
    this.#grid.source = [...this.#rows];
  }

  #sortItself(): void {
    const { column, isDescending } = this;
    const cellCompare: ColumnRegular['cellCompare'] = (_prop, first, second) => rowCompare(column)(first as PlainRow, second as PlainRow);
    void this.#grid.updateColumnSorting({ prop: column, cellCompare }, isDescending ? 'desc' : 'asc', false);
  }
}
