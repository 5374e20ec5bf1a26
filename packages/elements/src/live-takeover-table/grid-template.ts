import type { ColumnKey, Sort } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../language/translate.js';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import { setProperties } from '../theme/set-properties.js';
import { withColumn } from './column-choice.js';
import { dragWidth } from './column-resize.js';
import { columnClass, columnName } from './columns.js';
import type { TableColumns } from './table-columns.js';

/** What the grid's own elements show; the rows in them are drawn by hand. */
export interface GridFrame {
  readonly label: string;
  readonly total: number;
  readonly bandSize: number;
  /** Rows of the band that are drawn at most; the rest are counted in words. */
  readonly bandLimit: number;
  readonly isBusy: boolean;
  readonly columns: TableColumns;
  /** What rows are sorted by, the first first. */
  readonly sorts: readonly Sort[];
  /** @param isAdded - by this column too, after those before it */
  onSort(column: ColumnKey, isAdded: boolean): void;
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
  const { shown, tracks } = frame.columns;
  return html`<div
    class="grid"
    part="grid"
    role="grid"
    aria-label=${frame.label}
    aria-colcount=${shown.length}
    aria-rowcount=${1 + band + frame.total}
    aria-busy=${String(frame.isBusy)}
    ${setProperties(tracks)}
  >
    <div class="head" role="rowgroup">${headingsTemplate(words, frame)}</div>
    <div class="band" part="band" role="rowgroup" aria-label=${words('table.band')} hidden>
      <div class="band-rows" role="presentation"></div>
      <div class="more" role="row" ?hidden=${more === 0}>
        <div role="gridcell" aria-colspan=${shown.length}>
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

/** The headings, each a button that sorts, with an edge that can be dragged. Tab reaches one of them, arrow keys the others. */
function headingsTemplate(words: Words, frame: GridFrame): TemplateResult {
  const { columns } = frame;
  return html`<div class="row headings" part="headings" role="row" aria-rowindex="1">
    ${columns.shown.map((column, index) => headingTemplate(words, frame, column, index))}
  </div>`;
}

function headingTemplate(words: Words, { columns, sorts, onSort }: GridFrame, column: ColumnKey, index: number): TemplateResult {
  const place = sorts.findIndex((sort) => sort.column === column);
  const direction = sorts[place]?.isDescending === true ? 'descending' : 'ascending';
  const name = columnName(words, column);
  const isNumbered = place >= 0 && sorts.length > 1;
  const description = words('table.sort-place', { place: place + 1, direction: words(`table.${direction}`) });
  return html`<div
    class="cell heading ${columnClass(column)}"
    part="heading ${columnClass(column)}"
    role="columnheader"
    aria-colindex=${index + 1}
    aria-sort=${place === 0 ? direction : 'none'}
    ?data-sorted=${place >= 0}
  >
    <button
      type="button"
      tabindex=${column === columns.headingStop ? 0 : -1}
      title=${words('table.sort-by', { column: name })}
      aria-description=${isNumbered ? description : nothing}
      @click=${(event: MouseEvent) => onSort(column, event.shiftKey)}
      @focus=${() => columns.noteHeading(column)}
    >
      <bdi>${name}</bdi>${icon(place < 0 ? 'sort' : `sort-${direction}`)}${isNumbered
        ? html`<span class="sort-place" aria-hidden="true">${formatNumber(place + 1, words.locale)}</span>`
        : nothing}
    </button>
    <span
      class="resizer"
      aria-hidden="true"
      @pointerdown=${(event: PointerEvent) => dragWidth(event, column, columns)}
      @dblclick=${() => columns.choose(withColumn(columns.choice, column, { width: null }))}
    ></span>
  </div>`;
}
