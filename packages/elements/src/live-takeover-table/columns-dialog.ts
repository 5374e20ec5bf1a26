import type { ColumnKey, Sort } from '@live-takeover/sdk';
import { css, html, type CSSResult, type LitElement, type TemplateResult } from 'lit';
import type { DialogContent } from '../dialog/modal-dialog.js';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import { isHideable, widthLimits, withColumn, withMoved, withOffered, type ColumnChoice, type ColumnSetting } from './column-choice.js';
import { columnName } from './columns.js';
import { choiceOf, mostSorts, type SortChoice } from './sort-choice.js';
import type { TableColumns } from './table-columns.js';

/** What the dialog changes. Everything it does is seen at once in the table behind it. */
export interface ColumnsDialog {
  readonly host: LitElement;
  readonly columns: TableColumns;
  /** Columns of attributes that the rows hold. */
  readonly offered: readonly ColumnKey[];
  /** What rows are sorted by now. */
  sorts(): readonly Sort[];
  onSort(choice: SortChoice): void;
}

/** Which columns there are, in which order, how wide, and what they are sorted by: all of it by keyboard or by touch. */
export function columnsDialog({ host, columns, offered, sorts, onSort }: ColumnsDialog): (words: Words) => DialogContent {
  let said: (words: Words) => string = () => '';
  /** Read anew by everything that changes it, for two changes may come before it is drawn. */
  const present = (): ColumnChoice => withOffered(columns.choice, offered);
  const move = (column: ColumnKey, by: -1 | 1): void => {
    const moved = withMoved(present(), column, by);
    const place = moved.findIndex((setting) => setting.column === column) + 1;
    said = (words) => words('columns.moved', { column: columnName(words, column), place, count: moved.length });
    columns.choose(moved);
    void host.updateComplete.then(() => buttonOf(host, column, by)?.focus());
  };
  const listTemplate = (words: Words): TemplateResult => {
    const choice = present();
    return html`<ul class="column-list">
      ${choice.map((setting, index) => settingTemplate(words, setting, {
        isFirst: index === 0,
        isLast: index === choice.length - 1,
        onChange: (changed) => columns.choose(withColumn(present(), setting.column, changed)),
        onMove: (by) => move(setting.column, by),
      }))}
    </ul>`;
  };
  return (words) => ({
    heading: words('columns.heading'),
    isWide: true,
    body: html`${listTemplate(words)}
      <p class="visually-hidden" role="status">${said(words)}</p>
      <button class="button column-reset" type="button" aria-disabled=${columns.isChosen ? 'false' : 'true'} @click=${() => columns.choose(undefined)}>
        ${words('columns.reset')}
      </button>
      ${sortsTemplate(words, columns.shown, sorts(), onSort)}`,
  });
}

/** What the table wears for it, beside `dialogStyles`. */
export const columnsDialogStyles: CSSResult = css`
  .column-list,
  .sort-list {
    display: grid;
    gap: var(--_space);
  }
  .column-list > li,
  .sort-list > div {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2);
  }
  .column-list label {
    display: flex;
    flex: 1 1 8rem;
    align-items: center;
    gap: calc(var(--_space) * 2);
    min-inline-size: 0;
    min-block-size: 1.5rem;
    overflow-wrap: anywhere;
  }
  .column-tools {
    display: flex;
    flex: none;
    gap: calc(var(--_space) * 2);
  }
  .column-tools .width {
    inline-size: 5.5rem;
  }
  .column-reset {
    align-self: start;
  }
  .sort-list > div > select {
    flex: 1 1 8rem;
    inline-size: auto;
  }
  .sort-list legend {
    margin-block-end: calc(var(--_space) * 2);
    padding: 0;
    font-weight: 600;
  }
  fieldset.sort-list {
    margin: 0;
    padding: 0;
    border: 0;
  }
`;

interface SettingActions {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  onChange(changed: Partial<Omit<ColumnSetting, 'column'>>): void;
  onMove(by: -1 | 1): void;
}

function settingTemplate(words: Words, { column, isShown, width }: ColumnSetting, actions: SettingActions): TemplateResult {
  const name = columnName(words, column);
  const onWidth = (event: Event): void => {
    const { valueAsNumber } = event.target as HTMLInputElement;
    actions.onChange({ width: Number.isNaN(valueAsNumber) ? null : valueAsNumber });
  };
  return html`<li data-column=${column}>
    <label>
      <input
        type="checkbox"
        .checked=${isShown}
        ?disabled=${!isHideable(column)}
        @change=${(event: Event) => actions.onChange({ isShown: (event.target as HTMLInputElement).checked })}
      /><bdi>${name}</bdi>
    </label>
    <span class="column-tools"><input
      class="field width"
      type="number"
      step="8"
      min=${widthLimits.least}
      max=${widthLimits.most}
      placeholder=${words('columns.automatic')}
      aria-label=${words('columns.width', { column: name })}
      .value=${width === null ? '' : String(width)}
      @change=${onWidth}
    />
    ${moveTemplate(words('columns.up', { column: name }), -1, actions.isFirst, actions)}
    ${moveTemplate(words('columns.down', { column: name }), 1, actions.isLast, actions)}</span>
  </li>`;
}

function moveTemplate(label: string, by: -1 | 1, isDisabled: boolean, { onMove }: SettingActions): TemplateResult {
  return html`<button
    class="button icon-only"
    type="button"
    data-by=${by}
    title=${label}
    aria-label=${label}
    aria-disabled=${String(isDisabled)}
    @click=${() => {
      if (!isDisabled) onMove(by);
    }}
  >
    ${icon(by < 0 ? 'sort-ascending' : 'sort-descending')}
  </button>`;
}

function buttonOf(host: LitElement, column: ColumnKey, by: number): HTMLElement | undefined {
  const lines = [...host.renderRoot.querySelectorAll<HTMLElement>('.column-list > li')];
  return lines.find((line) => line.dataset['column'] === column)?.querySelector<HTMLElement>(`[data-by="${by}"]`) ?? undefined;
}

function sortsTemplate(words: Words, shown: readonly ColumnKey[], sorts: readonly Sort[], onSort: (choice: SortChoice) => void): TemplateResult {
  const places = [...Array(Math.min(mostSorts, sorts.length + 1)).keys()];
  const change = (place: number, sort: Sort | undefined): void => {
    const others = sorts.map((other) => (other.column === sort?.column ? undefined : other));
    onSort(choiceOf(others.toSpliced(place, 1, sort).filter((chosen) => chosen !== undefined)));
  };
  return html`<fieldset class="sort-list">
    <legend>${words('columns.sort')}</legend>
    ${places.map((place) => sortTemplate(words, shown, place, sorts[place], (sort) => change(place, sort)))}
  </fieldset>`;
}

function sortTemplate(
  words: Words,
  shown: readonly ColumnKey[],
  place: number,
  sort: Sort | undefined,
  onChange: (sort: Sort | undefined) => void,
): TemplateResult {
  const offered = sort === undefined || shown.includes(sort.column) ? shown : [...shown, sort.column];
  const isDescending = sort?.isDescending === true;
  const onColumn = (event: Event): void => {
    const column = offered.find((name) => name === (event.target as HTMLSelectElement).value);
    onChange(column === undefined ? undefined : { column, isDescending });
  };
  const onDirection = (event: Event): void => {
    if (sort !== undefined) onChange({ column: sort.column, isDescending: (event.target as HTMLSelectElement).value === 'descending' });
  };
  return html`<div>
    <select class="field" aria-label=${words('columns.sort-by', { place: place + 1 })} @change=${onColumn}>
      ${place === 0 ? '' : html`<option value="" .selected=${sort === undefined}>${words('columns.no-sort')}</option>`}
      ${offered.map((column) => html`<option value=${column} .selected=${column === sort?.column}>${columnName(words, column)}</option>`)}
    </select>
    <select class="field" aria-label=${words('columns.direction', { place: place + 1 })} ?disabled=${sort === undefined} @change=${onDirection}>
      <option value="ascending" .selected=${!isDescending}>${words('table.ascending')}</option>
      <option value="descending" .selected=${isDescending}>${words('table.descending')}</option>
    </select>
  </div>`;
}
