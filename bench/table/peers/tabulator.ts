/** Tabulator: rows updated by id, or its data replaced. @see https://tabulator.info/docs/6.3/update */
import { TabulatorFull, type ColumnDefinition } from 'tabulator-tables';
import { textOf, type PlainRow } from '../rows/plain-row.js';
import { directed, rowCompare } from '../rows/row-order.js';
import { columns, rowHeight } from './peer.js';
import { perFrame, PlainPeer } from './plain-peer.js';

/** A row as Tabulator wants it: a value for each column, for it draws a cell anew where the value differs. */
interface CellRow extends Record<string, unknown> {
  readonly id: string;
  readonly row: PlainRow;
}

export class Tabulator extends PlainPeer {
  readonly #sortsItself: boolean;
  readonly #area = document.createElement('div');
  readonly #renderSoon = perFrame(() => this.#render());
  #changed = new Set<PlainRow>();
  #table!: TabulatorFull;

  /** @param configuration - `update`: rows updated by id and sorted by it; `replace`: a sorted array put in the place of its data */
  constructor(configuration: 'update' | 'replace') {
    super();
    this.#sortsItself = configuration === 'update';
  }

  show(place: HTMLElement): Promise<void> {
    this.#area.className = 'plain-area';
    place.append(this.#area);
    this.#table = new TabulatorFull(this.#area, {
      data: (this.#sortsItself ? this.store.rows : this.#sorted()).map(cellsOf),
      index: 'id',
      height: '100%',
      rowHeight,
      layout: 'fitData',
      columns: columns.map(({ column, name, width }): ColumnDefinition => ({
        title: name,
        field: `cell-${column}`,
        width,
        sorter: (_first, _second, first, second) => rowCompare(column)((first.getData() as CellRow).row, (second.getData() as CellRow).row),
      })),
      ...(this.#sortsItself ? { initialSort: [{ column: `cell-${this.column}`, dir: 'asc' as const }] } : {}),
    });
    return new Promise((resolve) => void this.#table.on('tableBuilt', resolve));
  }

  scroller(): HTMLElement {
    return this.#area.querySelector('.tabulator-tableholder') as HTMLElement;
  }

  protected update(changed: ReadonlySet<PlainRow>): void {
    for (const row of changed) this.#changed.add(row);
    this.#renderSoon();
  }

  protected resort(): void {
    if (this.#sortsItself) this.#table.setSort(`cell-${this.column}`, this.isDescending ? 'desc' : 'asc');
    else this.#renderSoon();
  }

  #render(): void {
    const changed = [...this.#changed];
    this.#changed.clear();
    if (!this.#sortsItself) {
      void this.#table.replaceData(this.#sorted().map(cellsOf));
      return;
    }
    this.#table.blockRedraw();
    void this.#table.updateData(changed.map(cellsOf)).then(() => {
      this.#table.setSort(`cell-${this.column}`, this.isDescending ? 'desc' : 'asc');
      this.#table.restoreRedraw();
    });
  }

  #sorted(): PlainRow[] {
    return this.store.rows.sort(directed(this.column, this.isDescending));
  }
}

function cellsOf(row: PlainRow): CellRow {
  const cells: Record<string, unknown> = { id: row.id, row };
  for (const { column } of columns) cells[`cell-${column}`] = textOf(row, column);
  return cells as CellRow;
}
