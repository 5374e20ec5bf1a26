import type { TakeoverClient } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { instantWords, type Words } from '../language/words.js';
import { failureWords } from '../live-takeover-conversation/failure-words.js';
import { icon } from '../theme/icons.js';
import type { SearchState } from './paged-search.js';

/** A page of its own in the place of the rows: a form, how far the search came, and what it found. */
export interface SearchPage {
  readonly name: string;
  readonly heading: string;
  readonly hint: string;
  readonly fields: TemplateResult;
  readonly submitLabel: string;
  readonly state: SearchState;
  /** Epoch ms of the store's clock. */
  readonly now: number;
  /** How much was found, in words. */
  readonly found: string;
  readonly body: TemplateResult | typeof nothing;
  /** Further buttons beside what was found. */
  readonly tools?: TemplateResult | typeof nothing;
  onSubmit(): void;
  onStop(): void;
  onMore(): void;
  onBack(): void;
}

/** The page and its controls. */
export function searchPageTemplate(words: Words, page: SearchPage): TemplateResult {
  const back = words('list.back');
  return html`<section class="page ${page.name}" part="page ${page.name}" aria-label=${page.heading}>
    <header class="page-header">
      <button class="button quiet icon-only" type="button" part="back" aria-label=${back} title=${back} @click=${() => page.onBack()}>${icon('back')}</button>
      <div>
        <h3 class="page-heading" tabindex="-1">${page.heading}</h3>
        <p class="page-hint">${page.hint}</p>
      </div>
    </header>
    <form
      class="page-form"
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        page.onSubmit();
      }}
    >
      ${page.fields}
      <button class="button primary" part="search-button">${icon('search')}<span>${page.submitLabel}</span></button>
    </form>
    <div class="page-status">
      <p role="status">${statusWords(words, page)}</p>
      ${controlTemplate(words, page)} ${page.tools ?? nothing}
    </div>
    <div class="page-body">${page.body}</div>
  </section>`;
}

/** What stands there before there is anything, or when nothing was found. */
export function emptyPageTemplate(title: string, text: string): TemplateResult {
  return html`<div class="panel" part="panel">
    <span class="panel-icon">${icon('search')}</span>
    <h3>${title}</h3>
    <p>${text}</p>
  </div>`;
}

/** A choice of one bot or all; nothing where there is but one. */
export function botFieldTemplate(words: Words, client: TakeoverClient, botId: string, onChoose: (botId: string) => void): TemplateResult | typeof nothing {
  const bots = Object.entries(client.desk.value.bots).map(([id, { name }]) => ({ id, name }));
  if (bots.length < 2) return nothing;
  return choiceTemplate(words('range.bot'), words('range.all-bots'), bots, botId, onChoose);
}

/** A labelled choice of one or all. */
export function choiceTemplate(label: string, all: string, options: readonly { readonly id: string; readonly name: string }[], chosen: string, onChoose: (id: string) => void): TemplateResult {
  return html`<label class="labelled">
    <span>${label}</span>
    <select class="field" @change=${(event: Event) => onChoose((event.target as HTMLSelectElement).value)}>
      <option value="" ?selected=${chosen === ''}>${all}</option>
      ${options.map(({ id, name }) => html`<option .value=${id} ?selected=${id === chosen}>${name}</option>`)}
    </select>
  </label>`;
}

function statusWords(words: Words, { state, found, now }: SearchPage): string {
  switch (state.state) {
    case 'new':
      return '';
    case 'done':
      return `${found} ${words('list.searched-all')}`;
    case 'failed':
      return failureWords(words, state.error);
    case 'searching':
    case 'paused': {
      const reached = state.searchedTo === null ? '' : words('list.searched-to', { time: instantWords(words, state.searchedTo, now) });
      return `${state.state === 'searching' ? words('list.searching') : found} ${reached}`.trim();
    }
  }
}

function controlTemplate(words: Words, page: SearchPage): TemplateResult | typeof nothing {
  switch (page.state.state) {
    case 'new':
    case 'done':
      return nothing;
    case 'searching':
      return html`<button class="button" type="button" part="stop" @click=${() => page.onStop()}>${words('list.stop')}</button>`;
    case 'paused':
      return html`<button class="button" type="button" part="continue" @click=${() => page.onMore()}>${words('list.continue')}</button>`;
    case 'failed':
      return html`<button class="button" type="button" part="continue" @click=${() => page.onMore()}>${icon('refresh')}<span>${words('action.retry')}</span></button>`;
  }
}
