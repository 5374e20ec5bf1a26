import type { ColumnKey, Row } from '@live-takeover/sdk';
import { html, nothing, render, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { dateTimeWords, type Words } from '../language/words.js';
import { columnName } from '../live-takeover-table/columns.js';
import { printedCell } from './export-columns.js';

/** Rows printed at most. */
export const printLimit = 1_000;

/** What is printed. */
export interface Printout {
  /** The first ones. */
  readonly rows: readonly Row[];
  readonly total: number;
  readonly columns: readonly ColumnKey[];
  /** Epoch ms of the store's clock. */
  readonly now: number;
}

/**
 * Prints rows that are not on screen too: just before the page is printed, by
 * whomever, they are put into the table's print area, and taken out after it.
 */
export class PrintTable implements ReactiveController {
  readonly #host: LitElement;
  readonly #words: () => Words;
  readonly #printout: () => Printout | undefined;

  /** @param printout - undefined where something else stands in the place of the rows, which is printed as it is */
  constructor(host: LitElement, words: () => Words, printout: () => Printout | undefined) {
    this.#host = host;
    this.#words = words;
    this.#printout = printout;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('beforeprint', this.#fill);
    addEventListener('afterprint', this.#empty);
  }

  hostDisconnected(): void {
    removeEventListener('beforeprint', this.#fill);
    removeEventListener('afterprint', this.#empty);
    this.#empty();
  }

  readonly #fill = (): void => this.#draw(this.#printout());
  readonly #empty = (): void => this.#draw(undefined);

  #draw(printout: Printout | undefined): void {
    const place = this.#host.renderRoot?.querySelector<HTMLElement>('.print');
    if (place) render(printout === undefined ? nothing : printTemplate(this.#words(), printout), place);
  }
}

function printTemplate(words: Words, { rows, total, columns, now }: Printout): TemplateResult {
  const time = dateTimeWords(words, now);
  const caption = total > rows.length ? words('print.limited', { limit: rows.length, count: total, time }) : words('print.caption', { count: total, time });
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${columns.map((column) => html`<th scope="col">${columnName(words, column)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => html`<tr>${columns.map((column) => html`<td dir="auto">${printedCell(words, row, column, now)}</td>`)}</tr>`)}
    </tbody>
  </table>`;
}
