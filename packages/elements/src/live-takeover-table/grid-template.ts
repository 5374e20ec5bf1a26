import type { ColumnKey, Sort } from '@live-takeover/sdk';
import { html, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import { columnKeys, columnName } from './columns.js';

/** What the grid's own elements show; the rows in them are drawn by hand. */
export interface GridFrame {
  readonly label: string;
  readonly total: number;
  readonly bandSize: number;
  /** Rows of the band that are drawn at most; the rest are counted in words. */
  readonly bandLimit: number;
  readonly isBusy: boolean;
  readonly sort: Sort;
  onSort(column: ColumnKey): void;
  onFollow(): void;
}

/**
 * The grid without its rows: headings, the band and the empty places that
 * `TableSurface` draws into. Rows of the band count among the rows, so
 * `aria-rowcount` is true whatever part of them is drawn.
 */
export function gridTemplate(words: Words, frame: GridFrame): TemplateResult {
  const band = Math.min(frame.bandLimit, frame.bandSize);
  const more = frame.bandSize - band;
  return html`<div
    class="grid"
    part="grid"
    role="grid"
    aria-label=${frame.label}
    aria-colcount=${columnKeys.length}
    aria-rowcount=${1 + band + frame.total}
    aria-busy=${String(frame.isBusy)}
  >
    <div class="head" role="rowgroup">${headingsTemplate(words, frame.sort, frame.onSort)}</div>
    <div class="band" part="band" role="rowgroup" aria-label=${words('table.band')} hidden>
      <div class="band-rows" role="presentation"></div>
      <div class="more" role="row" ?hidden=${more === 0}>
        <div role="gridcell" aria-colspan=${columnKeys.length}>
          <button class="button quiet" type="button" @click=${() => frame.onFollow()}>
            ${words('table.band-more', { count: more })}
          </button>
        </div>
      </div>
    </div>
    <div class="rows" part="rows" role="rowgroup"></div>
    <div class="probe" role="presentation"></div>
  </div>`;
}

/** The headings, each a button that sorts. */
function headingsTemplate(words: Words, sort: Sort, onSort: (column: ColumnKey) => void): TemplateResult {
  return html`<div class="row headings" part="headings" role="row" aria-rowindex="1">
    ${columnKeys.map((column, index) => {
      const isSorted = sort.column === column;
      const direction = sort.isDescending ? 'descending' : 'ascending';
      const name = columnName(words, column);
      return html`<div
        class="cell heading ${column}"
        part="heading ${column}"
        role="columnheader"
        aria-colindex=${index + 1}
        aria-sort=${isSorted ? direction : 'none'}
      >
        <button type="button" title=${words('table.sort-by', { column: name })} @click=${() => onSort(column)}>
          <span>${name}</span>${icon(isSorted ? `sort-${direction}` : 'sort')}
        </button>
      </div>`;
    })}
  </div>`;
}
