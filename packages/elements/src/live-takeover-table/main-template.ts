import type { ColumnKey, ConnectionState, Freshness, Query } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import { bannerTemplate, bodyTemplate, countsTemplate, toolbarTemplate } from './frame-templates.js';
import { gridTemplate } from './grid-template.js';
import { bodyOf, type TableState } from './table-state.js';

/** Everything the table shows but the rows and the open conversation, and what can be done to it. */
export interface MainModel {
  /** What the table is called. */
  readonly label: string;
  /** Shown above it; empty for no heading. */
  readonly heading: string;
  readonly freshness: Freshness | undefined;
  readonly connection: ConnectionState | undefined;
  /** Epoch ms of this machine's clock. */
  readonly now: number;
  readonly state: TableState | undefined;
  readonly query: Query;
  readonly isPinned: boolean;
  readonly bandLimit: number;
  /** Whether the open conversation covers it. */
  readonly isCovered: boolean;
  onAsk(changed: Partial<Query>): void;
  onSort(column: ColumnKey): void;
  onPin(isPinned: boolean): void;
  onFollow(): void;
  onLeaveSearch(): void;
  /** After a refusal; undefined where that cannot be done. */
  readonly onRetry: (() => void) | undefined;
}

/** Toolbar, counts, banner and the grid with the places that rows are drawn into. */
export function mainTemplate(words: Words, model: MainModel): TemplateResult {
  const { label, state, query, freshness, connection, now } = model;
  const body = bodyOf(state, freshness, connection);
  const isLoading = body.kind === 'loading';
  return html`<div class="main" ?inert=${model.isCovered}>
    ${toolbarTemplate(words, {
      ...model,
      search: query.search,
      waitingChanges: state?.isHeld === true ? state.waitingChanges : 0,
      onSearch: (search) => model.onAsk({ search }),
    })}
    ${countsTemplate(words, isLoading ? undefined : state, query.filter, (filter) => model.onAsk({ filter }))}
    <div class="list">
      ${gridTemplate(words, {
        ...model,
        label,
        total: state?.total ?? 0,
        bandSize: state?.bandSize ?? 0,
        isBusy: isLoading,
        sort: query.sort,
      })}
      <div class="body" role="status">
        ${bodyTemplate(words, body, query.search, () => model.onAsk({ filter: {}, search: '' }), model.onRetry)}
      </div>
    </div>
    <div role="alert">${body.kind === 'rows' ? bannerTemplate(words, freshness, connection, now, model.onRetry) : nothing}</div>
  </div>`;
}
