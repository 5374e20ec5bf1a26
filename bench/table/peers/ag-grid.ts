/** AG Grid Community: rows by transaction, sorted by the grid. @see https://www.ag-grid.com/javascript-data-grid/data-update-high-frequency/ */
import { AllCommunityModule, createGrid, ModuleRegistry, themeQuartz, type ColDef, type GridApi } from 'ag-grid-community';
import { textOf, type Column, type PlainRow } from '../rows/plain-row.js';
import { rowCompare } from '../rows/row-order.js';
import { columns, rowHeight } from './peer.js';
import { PlainPeer } from './plain-peer.js';

ModuleRegistry.registerModules([AllCommunityModule]);

export class AgGrid extends PlainPeer {
  readonly #isDelta: boolean;
  #api!: GridApi<PlainRow>;
  #place!: HTMLElement;

  /** @param configuration - `delta`: `deltaSort` and transactions at once; `async`: as it comes, transactions coalesced by the grid */
  constructor(configuration: 'delta' | 'async') {
    super();
    this.#isDelta = configuration === 'delta';
  }

  show(place: HTMLElement): void {
    this.#place = place;
    this.#api = createGrid<PlainRow>(place, {
      theme: themeQuartz,
      rowData: this.store.rows,
      columnDefs: columns.map(({ column, name, width }): ColDef<PlainRow> => ({
        colId: column,
        headerName: name,
        width,
        sort: column === this.column ? 'asc' : null,
        valueGetter: ({ data }) => (data === undefined ? '' : textOf(data, column)),
        comparator: (_first, _second, first, second) => rowCompare(column)(first.data as PlainRow, second.data as PlainRow),
      })),
      getRowId: ({ data }) => data.id,
      rowHeight,
      deltaSort: this.#isDelta,
      animateRows: false,
      asyncTransactionWaitMillis: 0,
      suppressColumnMoveAnimation: true,
    });
  }

  scroller(): HTMLElement {
    return this.#place.querySelector<HTMLElement>('.ag-grid-viewport') as HTMLElement;
  }

  override bodyTop(): number {
    return (this.#place.querySelector('.ag-header') as HTMLElement).getBoundingClientRect().bottom;
  }

  protected update(changed: ReadonlySet<PlainRow>): void {
    const update = [...changed];
    if (this.#isDelta) this.#api.applyTransaction({ update });
    else this.#api.applyTransactionAsync({ update });
  }

  protected resort(): void {
    this.#api.applyColumnState({ state: [{ colId: this.column satisfies Column, sort: this.isDescending ? 'desc' : 'asc' }], defaultState: { sort: null } });
  }
}
