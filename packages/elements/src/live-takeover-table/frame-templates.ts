import type { ConnectionState, Freshness, TakeoverError } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../language/translate.js';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import { setProperties } from '../theme/set-properties.js';
import { columnClass } from './columns.js';
import { freshnessWords, refusalWords } from '../words/connection-words.js';
import type { TableColumns } from './table-columns.js';
import type { TableBody } from './table-state.js';

/** What the toolbar shows and does. */
export interface Toolbar {
  /** Empty for no heading. */
  readonly heading: string;
  readonly freshness: Freshness | undefined;
  /** Epoch ms of this machine's clock. */
  readonly now: number;
  readonly search: string;
  readonly isPinned: boolean;
  readonly waitingChanges: number;
  /** Whether rows are shown, and not something in their place. */
  readonly isInRows: boolean;
  readonly filterButton: TemplateResult | typeof nothing;
  readonly more: TemplateResult;
  onSearch(search: string): void;
  /** On from the search to the rows, by key. */
  onLeaveSearch(): void;
  onPin(isPinned: boolean): void;
  onFollow(): void;
}

/**
 * Heading, freshness, changes that wait, search and *Hold order*. Whatever comes
 * and goes in it has its place kept, for under it the rows must not move.
 */
export function toolbarTemplate(words: Words, bar: Toolbar): TemplateResult {
  return html`<div class="toolbar" part="toolbar">
    <div class="title">
      <div class="name">
        ${bar.heading === '' ? nothing : html`<h2 title=${bar.heading}>${bar.heading}</h2>`}${freshnessTemplate(words, bar.freshness, bar.now)}
      </div>
      ${changesTemplate(words, bar)}
    </div>
    <div class="tools">
      <div class="rows-tools" ?hidden=${!bar.isInRows}>${searchTemplate(words, bar)} ${bar.filterButton} ${holdTemplate(words, bar)}</div>
      ${bar.more}
      <slot name="actions"></slot>
    </div>
  </div>`;
}

function searchTemplate(words: Words, bar: Toolbar): TemplateResult {
  return html`<div class="search" role="search">
    ${icon('search')}
    <input
      class="field"
      part="search"
      type="search"
      autocomplete="off"
      spellcheck="false"
      placeholder=${words('table.search')}
      aria-label=${words('table.search')}
      .value=${bar.search}
      @input=${(event: Event) => bar.onSearch((event.target as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== 'ArrowDown') return;
        event.preventDefault();
        bar.onLeaveSearch();
      }}
    />
  </div>`;
}

function holdTemplate(words: Words, bar: Toolbar): TemplateResult {
  return html`<button
    class="button hold"
    part="hold"
    type="button"
    aria-label=${words('table.hold')}
    aria-pressed=${String(bar.isPinned)}
    title=${words(bar.isPinned ? 'table.hold-on' : 'table.hold-off')}
    @click=${() => bar.onPin(!bar.isPinned)}
  >
    ${icon('hold')}<span>${words('table.hold')}</span>
  </button>`;
}

/** The chip that counts the changes that wait; where there is no room for words, the number alone is seen. */
function changesTemplate(words: Words, { waitingChanges: count, onFollow }: Toolbar): TemplateResult {
  const label = words('table.changes-waiting', { count });
  return html`<button
    class="chip changes"
    part="changes"
    type="button"
    title=${words('table.changes-release')}
    aria-label=${label}
    ?hidden=${count === 0}
    @click=${() => onFollow()}
  >
    ${icon('refresh')}<span class="words">${label}</span><span class="number">${formatNumber(count, words.locale)}</span>
  </button>`;
}

/** How fresh the table is, in words beside a dot. */
function freshnessTemplate(words: Words, freshness: Freshness | undefined, now: number): TemplateResult {
  if (freshness === undefined) return html`<p class="freshness"></p>`;
  return html`<p class="freshness" part="freshness ${freshness.state}" data-state=${freshness.state}>
    ${freshnessWords(words, freshness, now)}
  </p>`;
}

/** Says that what is on screen may be old, and what happens next. Over rows only. */
export function bannerTemplate(
  words: Words,
  freshness: Freshness | undefined,
  connection: ConnectionState | undefined,
  now: number,
  onRetry: (() => void) | undefined,
): TemplateResult | typeof nothing {
  if (freshness?.state !== 'not-updating') return nothing;
  const isRefused = connection?.state === 'refused';
  const next = isRefused ? refusalWords(words, connection) : words('connection.retrying');
  return html`<div class="banner ${isRefused ? 'danger' : ''}" part="banner">
    ${icon('disconnected')}
    <p><strong>${freshnessWords(words, freshness, now)}.</strong> ${words('connection.old')} ${next}</p>
    ${isRefused ? retryTemplate(words, onRetry) : nothing}
  </div>`;
}

/** Says that the backend told what makes no sense, and leads to what can be done about it. */
export function problemTemplate(words: Words, problem: TakeoverError | undefined, errorsHref: string | undefined, onDismiss: () => void): TemplateResult | typeof nothing {
  if (problem === undefined) return nothing;
  const { code, message } = problem;
  const href = errorsHref?.replaceAll('{code}', code);
  return html`<div class="banner" part="banner problem">
    ${icon('action')}
    <p title=${message}>
      ${words('problem.left-out')}
      ${href === undefined ? html`<code dir="ltr">${code}</code>` : html`<a href=${href} target="_blank" rel="noopener noreferrer">${words('problem.explained', { code })}</a>`}
    </p>
    <button class="button" part="dismiss-problem" type="button" @click=${onDismiss}>${words('alert.dismiss')}</button>
  </div>`;
}

/** What stands in the place of the rows when there are none. */
export function bodyTemplate(
  words: Words,
  body: TableBody,
  columns: TableColumns,
  search: string,
  onShowAll: () => void,
  onRetry: (() => void) | undefined,
): TemplateResult | typeof nothing {
  switch (body.kind) {
    case 'rows':
      return nothing;
    case 'loading':
      return skeletonTemplate(words, columns);
    case 'not-set-up':
      return panel('disconnected', words('setup.missing'), words('setup.missing-body'));
    case 'not-connected':
      return panel('disconnected', words('connection.lost'), words('connection.lost-body'));
    case 'refused':
      return panel('disconnected', words('connection.refused'), refusalWords(words, body.connection), retryTemplate(words, onRetry));
    case 'empty':
      return panel('chat', words('empty.title'), words('empty.body'));
    case 'no-match': {
      const said =
        search === '' ? words('empty.no-match-filter') : words('empty.no-match-search', { search });
      return panel(
        'search',
        words('empty.no-match'),
        said,
        html`<button class="button" part="show-all" type="button" @click=${onShowAll}>${words('empty.show-all')}</button>`,
      );
    }
  }
}

function retryTemplate(words: Words, onRetry: (() => void) | undefined): TemplateResult | typeof nothing {
  if (onRetry === undefined) return nothing;
  return html`<button class="button" part="retry" type="button" @click=${onRetry}>${icon('refresh')}<span>${words('action.retry')}</span></button>`;
}

function panel(
  picture: 'disconnected' | 'chat' | 'search',
  title: string,
  text: string,
  action: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`<div class="panel" part="panel">
    <span class="panel-icon">${icon(picture)}</span>
    <h3>${title}</h3>
    <p>${text}</p>
    ${action}
  </div>`;
}

function skeletonTemplate(words: Words, { shown, tracks }: TableColumns): TemplateResult {
  return html`<div class="skeleton" part="skeleton" ${setProperties(tracks)}>
    <p class="visually-hidden">${words('table.loading')}</p>
    ${[...Array(8).keys()].map(
      () => html`<div class="row" aria-hidden="true">${shown.map((column) => html`<span class="cell ${columnClass(column)}"><i></i></span>`)}</div>`,
    )}
  </div>`;
}
