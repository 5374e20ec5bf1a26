import { labelOf, type Conversation, type ConversationId, type TakeoverClient } from '@live-takeover/sdk';
import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { instantWords, type Words } from '../language/words.js';
import { moveAlong, rovingFocus } from '../my-conversations/roving-list.js';
import { channelIcon, icon } from '../theme/icons.js';
import type { OpenConversation } from '../views/table-views.js';
import { channelWords } from '../words/status-words.js';
import { dateRangeTemplate, historyDays, instantsOf, lastDays, type DateRange } from './date-range.js';
import { markedText } from './marked-text.js';
import { PagedSearch } from './paged-search.js';
import { botFieldTemplate, choiceTemplate, emptyPageTemplate, searchPageTemplate } from './search-page.js';

/** Conversations asked for at a time, and shown before the agent asks for more. */
const pageSize = 50;

/** What history needs of the table. */
export interface HistorySource {
  readonly client: TakeoverClient | undefined;
  readonly openId: ConversationId | null;
  readonly onOpen: OpenConversation;
  onBack(): void;
}

/** Closed conversations, found by day, chatbot, agent and words, and opened beside the list. Kept while the table lives. */
export class HistoryView implements ReactiveController {
  readonly #host: LitElement;
  readonly #source: HistorySource;
  readonly #search: PagedSearch<Conversation>;
  #client: TakeoverClient | undefined;
  #range: DateRange | undefined;
  #botId = '';
  #agentId = '';
  #text = '';
  /** The words that the results were found by. */
  #searched = '';
  #isBadRange = false;

  constructor(host: LitElement, source: HistorySource) {
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

  hostUpdated(): void {
    rovingFocus(this.#list, '.result');
  }

  hostDisconnected(): void {
    this.#search.stop();
  }

  template(words: Words): TemplateResult | typeof nothing {
    const client = this.#client;
    if (client === undefined) return nothing;
    const search = this.#search;
    return searchPageTemplate(words, {
      name: 'history',
      heading: words('history.heading'),
      hint: words('history.hint', { count: historyDays }),
      fields: this.#fieldsTemplate(words, client),
      submitLabel: words('history.search'),
      state: search.state,
      now: client.now(),
      found: words('history.found', { count: search.found.length }),
      body: this.#bodyTemplate(words, client),
      onSubmit: () => this.#begin(client),
      onStop: () => search.stop(),
      onMore: () => search.more(pageSize),
      onBack: () => this.#source.onBack(),
    });
  }

  #fieldsTemplate(words: Words, client: TakeoverClient): TemplateResult {
    const range = (this.#range ??= lastDays(7, client.now()));
    const change = (act: () => void): void => {
      act();
      this.#host.requestUpdate();
    };
    return html`<label class="labelled grow">
        <span>${words('history.text')}</span>
        <input class="field" type="text" maxlength="200" autocomplete="off" dir="auto" .value=${this.#text} @input=${(event: Event) => (this.#text = (event.target as HTMLInputElement).value)} />
      </label>
      ${dateRangeTemplate(words, range, client.now(), (next) => change(() => (this.#range = next)))}
      ${botFieldTemplate(words, client, this.#botId, (id) => change(() => (this.#botId = id)))}
      ${client.agents.value.length === 0
        ? nothing
        : choiceTemplate(words('range.agent'), words('range.all-agents'), client.agents.value, this.#agentId, (id) => change(() => (this.#agentId = id)))}
      ${this.#isBadRange ? html`<p class="field-error" role="alert">${words('range.bad')}</p>` : nothing}`;
  }

  #begin(client: TakeoverClient): void {
    const instants = this.#range === undefined ? undefined : instantsOf(this.#range);
    this.#isBadRange = instants === undefined;
    if (instants === undefined) return this.#host.requestUpdate();
    const text = this.#text.trim();
    this.#searched = text;
    const query = {
      ...instants,
      limit: pageSize,
      ...(this.#botId === '' ? {} : { botIds: [this.#botId] }),
      ...(this.#agentId === '' ? {} : { agentIds: [this.#agentId] }),
      ...(text === '' ? {} : { text }),
    };
    this.#search.begin(async (after, signal) => {
      const { conversations, next, searchedTo } = await client.history({ ...query, after }, signal);
      return { found: conversations, next, searchedTo };
    }, pageSize);
  }

  #bodyTemplate(words: Words, client: TakeoverClient): TemplateResult | typeof nothing {
    const { found, state } = this.#search;
    if (found.length === 0) {
      if (state.state === 'new') return emptyPageTemplate(words('history.start'), words('history.start-body'));
      return state.state === 'done' ? emptyPageTemplate(words('history.none'), words('history.none-body')) : nothing;
    }
    return html`<ul class="results" aria-label=${words('history.results')} @keydown=${(event: KeyboardEvent) => moveAlong(event, '.result')}>
      ${found.map((conversation) => this.#resultTemplate(words, conversation, client.now()))}
    </ul>`;
  }

  #resultTemplate(words: Words, conversation: Conversation, now: number): TemplateResult {
    const { id, channel, bot, closed, at, lastCustomerText, reference } = conversation;
    const label = labelOf(conversation);
    return html`<li>
      <button
        class="result"
        part="result"
        type="button"
        data-id=${id}
        aria-current=${id === this.#source.openId ? 'true' : nothing}
        @click=${(event: MouseEvent) => this.#source.onOpen(id, event.detail === 0)}
      >
        ${icon(channelIcon(channel))}<span class="visually-hidden">${channelWords(words, channel)}</span>
        <span class="result-name"><bdi>${markedText(label, this.#searched)}</bdi>${label === reference ? nothing : html` <bdi class="result-reference">${markedText(reference, this.#searched)}</bdi>`}</span>
        <span class="result-text" dir="auto">${markedText(lastCustomerText ?? '–', this.#searched)}</span>
        <bdi class="result-bot">${bot.name}</bdi>
        <time class="result-time">${words('history.closed', { time: instantWords(words, closed?.at ?? at, now) })}</time>
      </button>
    </li>`;
  }

  get #list(): HTMLElement | null {
    return this.#host.renderRoot?.querySelector<HTMLElement>('.history .results') ?? null;
  }
}
