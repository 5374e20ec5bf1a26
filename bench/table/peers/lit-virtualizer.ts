/** Lit Labs' virtualizer over an array that is kept sorted beside it. @see https://github.com/lit/lit/tree/main/packages/labs/virtualizer */
import { html, render, type TemplateResult } from 'lit';
import '@lit-labs/virtualizer';
import { textOf, type PlainRow } from '../rows/plain-row.js';
import { columns } from './peer.js';
import { headings, perFrame, PlainPeer } from './plain-peer.js';

const widths = columns.map(({ width }) => `width:${width}px`);

export class LitVirtualizer extends PlainPeer {
  readonly #isKeyed: boolean;
  readonly #area = document.createElement('div');
  readonly #renderSoon = perFrame(() => this.#render());
  #rows: PlainRow[] = [];

  /** @param configuration - `keyed`: rows keep their elements; `by-index`: elements keep their places */
  constructor(configuration: 'keyed' | 'by-index') {
    super();
    this.#isKeyed = configuration === 'keyed';
  }

  show(place: HTMLElement): void {
    this.#rows = [...this.store.rows].sort(this.compare);
    this.#area.className = 'plain-area';
    place.append(headings(), this.#area);
    this.#render();
  }

  scroller(): HTMLElement {
    return this.#area.firstElementChild as HTMLElement;
  }

  protected update(): void {
    this.#renderSoon();
  }

  protected resort(): void {
    this.#renderSoon();
  }

  #render(): void {
    // A sorted array with few rows out of place is sorted again in linear time.
    this.#rows = [...this.#rows.sort(this.compare)];
    const keyFunction = this.#isKeyed ? (row: unknown) => (row as PlainRow).id : (_row: unknown, index: number) => index;
    render(html`<lit-virtualizer scroller class="plain-scroller" .items=${this.#rows} .keyFunction=${keyFunction} .renderItem=${rowTemplate}></lit-virtualizer>`, this.#area);
  }
}

function rowTemplate(item: unknown): TemplateResult {
  const row = item as PlainRow;
  return html`<div class="plain-row in-flow">${columns.map(({ column }, index) => html`<div style=${widths[index] as string}>${textOf(row, column)}</div>`)}</div>`;
}
