import type { ColumnKey, ConnectionState, Freshness, Query, TakeoverError } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import { scrollStop } from '../rendering/scroll-stop.js';
import { bannerTemplate, bodyTemplate, problemTemplate, toolbarTemplate } from './frame-templates.js';
import { gridTemplate } from './grid-template.js';
import { sortsOf } from './sort-choice.js';
import type { TableColumns } from './table-columns.js';
import { bodyOf, type TableState } from './table-state.js';
import type { FrameTools } from './table-tools.js';

/** Everything the table shows but the rows and the open conversation, and what can be done to it. */
export interface MainModel {
  /** What the table is called. */
  readonly label: string;
  /** Shown above it; empty for no heading. */
  readonly heading: string;
  readonly freshness: Freshness | undefined;
  readonly connection: ConnectionState | undefined;
  /** What the backend told that makes no sense, unless that has been read. */
  readonly problem: TakeoverError | undefined;
  /** Where the codes of errors are explained, with `{code}` for one. */
  readonly errorsHref: string | undefined;
  /** Epoch ms of this machine's clock. */
  readonly now: number;
  readonly state: TableState | undefined;
  readonly query: Query;
  readonly isPinned: boolean;
  readonly bandLimit: number;
  /** Whether the open conversation covers it. */
  readonly isCovered: boolean;
  readonly tools: FrameTools;
  onAsk(changed: Partial<Query>): void;
  readonly columns: TableColumns;
  onSort(column: ColumnKey, isAdded: boolean): void;
  onPin(isPinned: boolean): void;
  onFollow(): void;
  onLeaveSearch(): void;
  onDismissProblem(): void;
  /** After a refusal; undefined where that cannot be done. */
  readonly onRetry: (() => void) | undefined;
}

/** Toolbar, counts, banner and the grid with the places that rows are drawn into. */
export function mainTemplate(words: Words, model: MainModel): TemplateResult {
  const { label, state, query, freshness, connection, now, tools } = model;
  const body = bodyOf(state, freshness, connection);
  const isLoading = body.kind === 'loading';
  const { isInRows } = tools;
  return html`<div class="main" ?inert=${model.isCovered}>
    ${toolbarTemplate(words, {
      ...model,
      ...tools,
      search: query.search,
      waitingChanges: state?.isHeld === true ? state.waitingChanges : 0,
      onSearch: (search) => model.onAsk({ search }),
    })}
    ${tools.summary} ${tools.bars} ${tools.page}
    <div class="list" ?hidden=${!isInRows}>
      ${tools.filterPanel}
      ${gridTemplate(words, {
        ...model,
        label,
        total: state?.total ?? 0,
        bandSize: state?.bandSize ?? 0,
        isBusy: isLoading,
        sorts: sortsOf(query),
      })}
      <div class="body" role="status" ${scrollStop()}>
        ${bodyTemplate(words, body, model.columns, query.search, () => model.onAsk({ filter: {}, search: '' }), model.onRetry)}
      </div>
    </div>
    ${tools.mine}
    <div role="alert">${body.kind === 'rows' || !isInRows ? bannerTemplate(words, freshness, connection, now, model.onRetry) : nothing}</div>
    <div role="status">${problemTemplate(words, model.problem, model.errorsHref, () => model.onDismissProblem())}</div>
  </div>`;
}
