/** Vaadin's grid over a data provider. @see https://vaadin.com/docs/latest/components/grid */
import '@vaadin/grid/vaadin-grid.js';
import type { Grid, GridDataProvider } from '@vaadin/grid/vaadin-grid.js';
import type { GridColumn } from '@vaadin/grid/vaadin-grid-column.js';
import { textOf, type PlainRow } from '../rows/plain-row.js';
import { columns } from './peer.js';
import { perFrame, PlainPeer } from './plain-peer.js';

export class VaadinGrid extends PlainPeer {
  readonly #isByItems: boolean;
  readonly #grid = document.createElement('vaadin-grid') as Grid<PlainRow>;
  readonly #renderSoon = perFrame(() => this.#render());
  #rows: PlainRow[] = [];

  /** @param configuration - `provider`: a data provider over a sorted array, its cache cleared; `items`: the sorted array as `items` */
  constructor(configuration: 'provider' | 'items') {
    super();
    this.#isByItems = configuration === 'items';
  }

  show(place: HTMLElement): void {
    this.#rows = [...this.store.rows].sort(this.compare);
    const grid = this.#grid;
    for (const { column, name, width } of columns) {
      const element = document.createElement('vaadin-grid-column') as GridColumn<PlainRow>;
      element.header = name;
      element.width = `${width}px`;
      element.flexGrow = 0;
      element.renderer = (root, _column, { item }) => write(root, textOf(item, column));
      grid.append(element);
    }
    if (this.#isByItems) grid.items = this.#rows;
    else {
      grid.size = this.#rows.length;
      const provider: GridDataProvider<PlainRow> = ({ page, pageSize }, callback) => callback(this.#rows.slice(page * pageSize, (page + 1) * pageSize), this.#rows.length);
      grid.dataProvider = provider;
    }
    const area = document.createElement('div');
    area.className = 'plain-area';
    area.append(grid);
    place.append(area);
  }

  scroller(): HTMLElement {
    return this.#grid.shadowRoot?.querySelector('#table') as HTMLElement;
  }

  override bodyTop(): number {
    return (this.#grid.shadowRoot?.querySelector('#header') as HTMLElement).getBoundingClientRect().bottom;
  }

  protected update(): void {
    this.#renderSoon();
  }

  protected resort(): void {
    this.#renderSoon();
  }

  #render(): void {
    this.#rows.sort(this.compare);
    if (this.#isByItems) this.#grid.items = [...this.#rows];
    else this.#grid.clearCache();
  }
}

function write(root: HTMLElement, text: string): void {
  if (root.textContent !== text) root.textContent = text;
}
