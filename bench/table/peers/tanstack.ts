/** TanStack Table for the rows and TanStack Virtual for those in sight, drawn by hand. @see https://tanstack.com/table */
import { constructTable, createColumnHelper, createSortedRowModel, rowSortingFeature, tableFeatures } from '@tanstack/table-core';
import { storeReactivityBindings } from '@tanstack/table-core/store-reactivity-bindings';
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { textOf, type Column, type PlainRow } from '../rows/plain-row.js';
import { rowCompare } from '../rows/row-order.js';
import { columns, rowHeight } from './peer.js';
import { headings, perFrame, PlainPeer } from './plain-peer.js';

const features = tableFeatures({ coreReactivityFeature: storeReactivityBindings(), rowSortingFeature, sortedRowModel: createSortedRowModel() });
const helper = createColumnHelper<typeof features, PlainRow>();
const definitions = helper.columns(
  columns.map(({ column }) => helper.accessor((row) => textOf(row, column), { id: column, sortFn: (first, second) => rowCompare(column)(first.original, second.original) })),
);

export class TanStack extends PlainPeer {
  readonly #sortsItself: boolean;
  readonly #scroller = document.createElement('div');
  readonly #spacer = document.createElement('div');
  readonly #renderSoon = perFrame(() => this.#render());
  readonly #nodes: HTMLElement[] = [];
  #table!: ReturnType<typeof this.make>;
  #virtualizer!: Virtualizer<HTMLElement, HTMLElement>;
  #rows: PlainRow[] = [];

  /** @param configuration - `sorted-model`: sorted by the table; `manual`: sorted before, `manualSorting` */
  constructor(configuration: 'sorted-model' | 'manual') {
    super();
    this.#sortsItself = configuration === 'sorted-model';
  }

  show(place: HTMLElement): void {
    this.#rows = this.#sortsItself ? this.store.rows : [...this.store.rows].sort(this.compare);
    this.#table = this.make();
    this.#scroller.className = 'plain-scroller';
    this.#spacer.className = 'plain-rows';
    this.#scroller.append(this.#spacer);
    place.append(headings(), this.#scroller);
    this.#virtualizer = new Virtualizer<HTMLElement, HTMLElement>({
      count: this.#rows.length,
      getScrollElement: () => this.#scroller,
      estimateSize: () => rowHeight,
      overscan: 5,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      onChange: () => this.#draw(),
    });
    this.#virtualizer._didMount();
    this.#virtualizer._willUpdate();
    this.#draw();
  }

  scroller(): HTMLElement {
    return this.#scroller;
  }

  protected update(): void {
    this.#renderSoon();
  }

  protected resort(): void {
    if (this.#sortsItself) this.#table.setSorting([{ id: this.column, desc: this.isDescending }]);
    this.#renderSoon();
  }

  private make() {
    return constructTable({
      features,
      columns: definitions,
      data: this.#rows,
      getRowId: (row) => row.id,
      manualSorting: !this.#sortsItself,
      initialState: { sorting: [{ id: this.column as string, desc: false }] },
    });
  }

  #render(): void {
    if (!this.#sortsItself) this.#rows.sort(this.compare);
    this.#rows = [...this.#rows];
    this.#table.setOptions((options) => ({ ...options, data: this.#rows }));
    this.#draw();
  }

  #draw(): void {
    const items = this.#virtualizer.getVirtualItems();
    const { rows } = this.#table.getRowModel();
    this.#spacer.style.height = `${this.#virtualizer.getTotalSize()}px`;
    while (this.#nodes.length < items.length) this.#nodes.push(rowNode(this.#spacer));
    for (const [place, node] of this.#nodes.entries()) {
      const item = items[place];
      node.hidden = item === undefined;
      const row = item === undefined ? undefined : rows[item.index];
      if (item === undefined || row === undefined) continue;
      node.style.transform = `translateY(${item.start}px)`;
      for (const [index, { column }] of columns.entries()) write(node.children[index] as Element, row.getValue(column) as string, column);
    }
  }
}

function write(cell: Element, text: string, _column: Column): void {
  if (cell.textContent !== text) cell.textContent = text;
}

function rowNode(parent: HTMLElement): HTMLElement {
  const element = document.createElement('div');
  element.className = 'plain-row';
  for (const { width } of columns) {
    const cell = document.createElement('div');
    cell.style.width = `${width}px`;
    element.append(cell);
  }
  parent.append(element);
  return element;
}
