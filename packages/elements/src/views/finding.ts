import type { Facets, Filter, Query, TakeoverClient } from '@live-takeover/sdk';
import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import { MenuButton, type MenuItem } from '../dialog/menu-button.js';
import type { Words } from '../language/words.js';
import type { TableState } from '../live-takeover-table/table-state.js';
import type { PreferencesController } from '../preferences/preferences-controller.js';
import { channelWords, statusWords } from '../words/status-words.js';
import { FilterPanel, type FilterModel } from './filter-panel.js';
import { statusChipsTemplate, type StatusChips } from './status-chips.js';
import { viewOf, type FilterList, type ShownStatus, type ViewKey } from './table-views.js';
import { ViewsController, type ViewsTable } from './views-controller.js';
import { viewsBarTemplate } from './views-bar.js';

/** What finding needs of the table. */
export interface FindingTable extends ViewsTable {
  readonly client: TakeoverClient | undefined;
  /** What conversations can be told apart by now; undefined without a connection. */
  facets(): Facets | undefined;
  ask(changed: Partial<Query>): void;
}

/** How long what conversations can be told apart by is taken as known: looking through all of them takes its time. */
const facetsAgeMs = 5_000;

/** How an agent finds conversations: views, statuses and the filter. */
export class Finding {
  readonly views: ViewsController;
  readonly #table: FindingTable;
  readonly #filter: FilterPanel;
  readonly #colleagues: MenuButton;
  #facets: { readonly of: TakeoverClient; readonly at: number; readonly value: Facets | undefined } | undefined;

  constructor(host: LitElement, preferences: PreferencesController, table: FindingTable) {
    this.#table = table;
    this.views = new ViewsController(host, preferences, table);
    this.#filter = new FilterPanel(host);
    this.#colleagues = new MenuButton(host);
  }

  /** Views in the order of the bar. */
  choose(number: number): void {
    const keys: readonly ViewKey[] = ['awaiting', 'all', 'mine'];
    const key = keys[number - 1];
    const saved = this.views.saved[number - 1 - keys.length];
    if (key !== undefined) this.views.show(key);
    else if (saved !== undefined) this.views.showSaved(saved);
  }

  filterButton(words: Words): TemplateResult {
    return this.#filter.buttonTemplate(words, this.#filterModel(words));
  }

  filterPanel(words: Words): TemplateResult | typeof nothing {
    return this.#filter.panelTemplate(words, this.#filterModel(words));
  }

  /** @param state - undefined while nothing is known */
  bars(words: Words, state: TableState | undefined): TemplateResult {
    const { views } = this;
    const { client, query, agentId } = this.#table;
    const view = viewOf(query.filter, agentId);
    return html`<div class="bars">
      ${viewsBarTemplate(words, {
        place: views.place,
        view,
        saved: views.saved,
        current: views.current,
        counts: state?.counts,
        colleagues: this.#colleagues,
        colleagueItems: this.#colleagues.isOpen ? this.#colleagueItems(words) : [],
        colleagueName: view?.startsWith('operator:') === true ? this.#nameOf(words, 'operatorIds', view.slice('operator:'.length)) : undefined,
        hasHistory: client?.capabilities.history === true,
        onView: (key) => views.show(key),
        onSaved: (saved) => views.showSaved(saved),
        onPlace: (place) => views.go(place),
      })}
      ${views.place === 'rows' ? statusChipsTemplate(words, { ...this.#filterModel(words), matches: state?.matches }) : nothing}
    </div>`;
  }

  #filterModel(words: Words): FilterModel & Omit<StatusChips, 'matches'> {
    const table = this.#table;
    return {
      get filter() {
        return table.query.filter;
      },
      facets: () => this.#freshFacets(),
      nameOf: (list, id) => this.#nameOf(words, list, id),
      onFilter: (filter: Filter) => table.ask({ filter }),
    };
  }

  #colleagueItems(words: Words): readonly MenuItem[] {
    const { client, agentId } = this.#table;
    const holding = this.#freshFacets()?.operators ?? [];
    const idle = (client?.agents.value ?? []).filter(({ id }) => !holding.some((operator) => operator.id === id)).map(({ id, name }) => ({ id, name, count: 0 }));
    const items = [...holding, ...idle]
      .filter(({ id }) => id !== agentId)
      .map(({ id, count }) => ({
        label: words('view.operator', { name: this.#nameOf(words, 'operatorIds', id), count }),
        onChoose: () => this.views.show(`operator:${id}`),
      }));
    return items.length === 0 ? [{ label: words('view.no-colleagues'), isDisabled: true, onChoose: () => undefined }] : items;
  }

  #nameOf(words: Words, list: FilterList, id: string): string {
    switch (list) {
      case 'statuses':
        return statusWords(words, id as ShownStatus);
      case 'channels':
        return channelWords(words, id);
      case 'botIds':
        return this.#seenName('bots', id);
      case 'operatorIds': {
        if (id === 'bot' || id === 'salesforce') return words(`operator.${id}`);
        const name = this.#table.client?.agents.value.find((agent) => agent.id === id)?.name ?? this.#seenName('operators', id);
        return id === this.#table.agentId ? words('operator.me', { name }) : name;
      }
    }
  }

  /** A name as it was when last looked; looked for once more only if it was never seen. */
  #seenName(kind: 'operators' | 'bots', id: string): string {
    const find = (facets: Facets | undefined): string | undefined => facets?.[kind].find((facet) => facet.id === id)?.name;
    return find(this.#facets?.of === this.#table.client ? this.#facets?.value : undefined) ?? find(this.#freshFacets()) ?? id;
  }

  #freshFacets(): Facets | undefined {
    const { client } = this.#table;
    if (client === undefined) return undefined;
    const ageMs = this.#facets?.of === client ? client.now() - this.#facets.at : Infinity;
    if (ageMs < 0 || ageMs >= facetsAgeMs) this.#facets = { of: client, at: client.now(), value: this.#table.facets() };
    return this.#facets?.value;
  }
}
