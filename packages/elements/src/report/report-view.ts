import { groupSimilar, type SimilarGroup, type TakeoverClient, type UnansweredMessage } from '@live-takeover/sdk';
import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { dateRangeTemplate, instantsOf, lastDays, type DateRange } from '../history/date-range.js';
import { PagedSearch } from '../history/paged-search.js';
import { botFieldTemplate, emptyPageTemplate, searchPageTemplate } from '../history/search-page.js';
import { formatPercent } from '../language/translate.js';
import { instantWords, type Words } from '../language/words.js';
import type { OpenConversation } from '../views/table-views.js';

/** Messages asked for at a time, read before the agent asks for more, and in one report at most: comparing more would be felt. */
const limits = { page: 200, step: 1_000, total: 5_000 };
/** Groups shown, and messages unfolded in one of them. */
const shown = { groups: 100, examples: 20 };

/** Messages that ask about the same. */
export type Question = SimilarGroup<UnansweredMessage>;

/** What the report needs of the table. */
export interface ReportSource {
  readonly client: TakeoverClient | undefined;
  readonly onOpen: OpenConversation;
  onBack(): void;
  onExport(format: 'csv' | 'json', groups: readonly Question[]): void;
}

/** What customers asked and the bot could not answer, alike questions together, the most frequent first. */
export class ReportView implements ReactiveController {
  readonly #host: LitElement;
  readonly #source: ReportSource;
  readonly #search: PagedSearch<UnansweredMessage>;
  #client: TakeoverClient | undefined;
  #range: DateRange | undefined;
  #botId = '';
  #isBadRange = false;
  #grouped: { readonly count: number; readonly groups: readonly Question[] } = { count: 0, groups: [] };

  constructor(host: LitElement, source: ReportSource) {
    this.#host = host;
    this.#source = source;
    this.#search = new PagedSearch(host);
    host.addController(this);
  }

  hostUpdate(): void {
    if (this.#source.client === this.#client) return;
    this.#client = this.#source.client;
    this.#search.reset();
  }

  hostDisconnected(): void {
    this.#search.stop();
  }

  template(words: Words): TemplateResult | typeof nothing {
    const client = this.#client;
    if (client === undefined) return nothing;
    const { state, found } = this.#search;
    const isFull = found.length >= limits.total;
    const read = words('report.read', { count: found.length });
    return searchPageTemplate(words, {
      name: 'unanswered',
      heading: words('report.heading'),
      hint: words('report.hint'),
      fields: this.#fieldsTemplate(words, client),
      submitLabel: words('report.make'),
      state: isFull && state.state === 'paused' ? { state: 'done', searchedTo: state.searchedTo } : state,
      now: client.now(),
      found: isFull ? `${read} ${words('report.full')}` : read,
      body: this.#bodyTemplate(words, client),
      tools: found.length === 0 || state.state === 'searching' ? nothing : this.#exportTemplate(words),
      onSubmit: () => this.#begin(client),
      onStop: () => this.#search.stop(),
      onMore: () => this.#search.more(Math.min(limits.step, limits.total - found.length)),
      onBack: () => this.#source.onBack(),
    });
  }

  #fieldsTemplate(words: Words, client: TakeoverClient): TemplateResult {
    const range = (this.#range ??= lastDays(7, client.now()));
    const onRange = (next: DateRange): void => {
      this.#range = next;
      this.#host.requestUpdate();
    };
    const onBot = (botId: string): void => {
      this.#botId = botId;
      this.#host.requestUpdate();
    };
    return html`${dateRangeTemplate(words, range, client.now(), onRange)} ${botFieldTemplate(words, client, this.#botId, onBot)}
    ${this.#isBadRange ? html`<p class="field-error" role="alert">${words('range.bad')}</p>` : nothing}`;
  }

  #exportTemplate(words: Words): TemplateResult {
    const button = (format: 'csv' | 'json', label: string): TemplateResult => html`<button
      class="button"
      type="button"
      part="export ${format}"
      @click=${() => this.#source.onExport(format, this.#groups)}
    >
      ${label}
    </button>`;
    return html`${button('csv', words('more.export-csv'))} ${button('json', words('more.export-json'))}`;
  }

  #begin(client: TakeoverClient): void {
    const instants = this.#range === undefined ? undefined : instantsOf(this.#range);
    this.#isBadRange = instants === undefined;
    if (instants === undefined) return this.#host.requestUpdate();
    const range = { ...instants, limit: limits.page, ...(this.#botId === '' ? {} : { botIds: [this.#botId] }) };
    this.#grouped = { count: 0, groups: [] };
    this.#search.begin(async (after, signal) => {
      const { messages, next, searchedTo } = await client.unanswered({ ...range, after }, signal);
      return { found: messages, next, searchedTo };
    }, limits.step);
  }

  /** Grouped anew only when there are more messages, and not while still more come. */
  get #groups(): readonly Question[] {
    const { found, state } = this.#search;
    if (found.length !== this.#grouped.count && state.state !== 'searching') this.#grouped = { count: found.length, groups: groupSimilar(found) };
    return this.#grouped.groups;
  }

  #bodyTemplate(words: Words, client: TakeoverClient): TemplateResult | typeof nothing {
    const { found, state } = this.#search;
    if (found.length === 0) {
      if (state.state === 'new') return emptyPageTemplate(words('report.start'), words('report.start-body'));
      return state.state === 'done' ? emptyPageTemplate(words('report.none'), words('report.none-body')) : nothing;
    }
    return html`<ol class="groups" aria-label=${words('report.groups')}>
      ${this.#groups.slice(0, shown.groups).map((group) => this.#groupTemplate(words, group, this.#grouped.count, client.now()))}
    </ol>`;
  }

  #groupTemplate(words: Words, { representative, messages, count }: Question, total: number, now: number): TemplateResult {
    const share = count / total;
    const more = count - shown.examples;
    return html`<li>
      <details class="group" part="group">
        <summary>
          <span class="group-text" dir="auto">${representative.text}</span>
          <span class="group-count">${words('report.share', { count, percent: formatPercent(share, words.locale) })}</span>
          <svg class="group-bar" part="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect width=${Math.max(1, share * 100)} height="8"></rect></svg>
        </summary>
        <ul>
          ${messages.slice(0, shown.examples).map(
            ({ conversationId, text: said, at }) => html`<li>
              <button class="example" type="button" data-id=${conversationId} @click=${(event: MouseEvent) => this.#source.onOpen(conversationId, event.detail === 0)}>
                <span dir="auto">${said}</span><time>${instantWords(words, at, now)}</time>
              </button>
            </li>`,
          )}
          ${more > 0 ? html`<li class="group-more">${words('report.more', { count: more })}</li>` : nothing}
        </ul>
      </details>
    </li>`;
  }
}
