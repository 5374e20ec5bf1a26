import type { Facet, Facets, Filter } from '@live-takeover/sdk';
import { html, nothing, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import { icon } from '../theme/icons.js';
import { shownStatuses } from './status-chips.js';
import { toggled, withAttribute, type AttributeValue, type FilterList } from './table-views.js';

/** What the filter offers and does. */
export interface FilterModel {
  /** What is asked for now: read anew by every change. */
  readonly filter: Filter;
  /** Asked when the filter opens. */
  facets(): Facets | undefined;
  /** A value of a list in words. */
  nameOf(list: FilterList, id: string): string;
  onFilter(filter: Filter): void;
}

/**
 * The filter's button and its panel over the rows, which goes on showing what
 * each choice leaves. Escape or its button closes it and gives the focus back.
 */
export class FilterPanel implements ReactiveController {
  readonly #host: LitElement;
  #facets: Facets | undefined;
  #attribute = '';

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#facets = undefined;
  }

  get isOpen(): boolean {
    return this.#facets !== undefined;
  }

  buttonTemplate(words: Words, model: FilterModel): TemplateResult {
    const count = activeCount(model.filter);
    const label = count === 0 ? words('filter.button') : words('filter.active', { count });
    return html`<button
      class="button filter-button"
      part="filter-button"
      type="button"
      aria-expanded=${String(this.isOpen)}
      aria-haspopup="dialog"
      aria-label=${label}
      title=${label}
      @click=${() => (this.isOpen ? this.close() : this.#open(model))}
    >
      ${icon('filter')}<span>${words('filter.button')}</span> ${count === 0 ? nothing : html`<b class="badge" aria-hidden="true">${count}</b>`}
    </button>`;
  }

  panelTemplate(words: Words, model: FilterModel): TemplateResult | typeof nothing {
    const facets = this.#facets;
    if (facets === undefined) return nothing;
    const { filter } = model;
    const list = (name: FilterList, heading: string, offered: readonly string[]): TemplateResult | typeof nothing =>
      this.#listTemplate(model, name, heading, offered);
    const idsOf = (known: readonly Facet[]): readonly string[] => known.map(({ id }) => id);
    return html`<div
      class="filter-panel"
      part="filter"
      role="dialog"
      aria-label=${words('filter.label')}
      @keydown=${(event: KeyboardEvent) => this.#onKeydown(event)}
    >
      <header>
        <h3 tabindex="-1">${words('filter.button')}</h3>
        <button class="button quiet" type="button" ?disabled=${activeCount(filter) === 0} @click=${() => model.onFilter({})}>
          ${words('filter.clear')}
        </button>
        <button class="button quiet icon-only" type="button" aria-label=${words('filter.close')} title=${words('filter.close')} @click=${() => this.close()}>
          ${icon('close')}
        </button>
      </header>
      ${list('statuses', words('filter.status'), shownStatuses.map(({ status }) => status))}
      ${list('botIds', words('filter.bot'), idsOf(facets.bots))} ${list('channels', words('filter.channel'), idsOf(facets.channels))}
      ${list('operatorIds', words('filter.operator'), ['bot', ...idsOf(facets.operators)])} ${this.#attributeTemplate(words, model, facets)}
    </div>`;
  }

  close(): void {
    const hadFocus = Boolean(this.#host.shadowRoot?.activeElement?.closest('.filter-panel'));
    this.#facets = undefined;
    this.#host.requestUpdate();
    if (hadFocus) this.#host.renderRoot.querySelector<HTMLElement>('.filter-button')?.focus();
  }

  #open({ facets }: FilterModel): void {
    this.#facets = facets() ?? { operators: [], bots: [], channels: [], attributes: new Map() };
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => this.#host.renderRoot.querySelector<HTMLElement>('.filter-panel h3')?.focus());
  }

  #onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  }

  /** What is chosen stays to be seen, though no conversation has it now. */
  #listTemplate(model: FilterModel, list: FilterList, heading: string, offered: readonly string[]): TemplateResult | typeof nothing {
    const chosen: readonly string[] = model.filter[list] ?? [];
    const ids = new Set([...offered, ...chosen]);
    if (ids.size === 0) return nothing;
    return html`<fieldset>
      <legend>${heading}</legend>
      ${[...ids].map(
        (id) => html`<label class="choice">
          <input type="checkbox" name=${list} .value=${id} .checked=${chosen.includes(id)} @change=${() => model.onFilter(toggled(withoutAwaiting(model.filter), list, id))} />
          <bdi>${model.nameOf(list, id)}</bdi>
        </label>`,
      )}
    </fieldset>`;
  }

  #attributeTemplate(words: Words, model: FilterModel, { attributes }: Facets): TemplateResult | typeof nothing {
    const names = [...attributes.keys()];
    if (names.length === 0) return nothing;
    const name = attributes.has(this.#attribute) ? this.#attribute : (names[0] as string);
    const values = attributes.get(name) ?? [];
    const add = (value: AttributeValue | undefined): void => {
      if (value !== undefined) model.onFilter(withAttribute(model.filter, name, value));
    };
    return html`<fieldset class="attributes">
      <legend>${words('filter.attribute')}</legend>
      <select
        class="field"
        aria-label=${words('filter.attribute-name')}
        @change=${(event: Event) => {
          this.#attribute = (event.target as HTMLSelectElement).value;
          this.#host.requestUpdate();
        }}
      >
        ${names.map((one) => html`<option .value=${one} ?selected=${one === name}>${one}</option>`)}
      </select>
      <select
        class="field"
        aria-label=${words('filter.attribute-value')}
        .value=${''}
        @change=${(event: Event) => {
          const select = event.target as HTMLSelectElement;
          add(values[Number(select.value)]);
          select.value = '';
        }}
      >
        <option value="">…</option>
        ${values.map((value, index) => html`<option value=${index}>${String(value)}</option>`)}
      </select>
    </fieldset>`;
  }
}

/** How many parts of a filter the agent chose. */
export function activeCount({ statuses = [], botIds = [], channels = [], operatorIds = [], attributes = {}, isAwaitingAgent }: Filter): number {
  const values = Object.values(attributes).reduce((count, list) => count + list.length, 0);
  return statuses.length + botIds.length + channels.length + operatorIds.length + values + (isAwaitingAgent === true ? 1 : 0);
}

/** Choosing by hand leaves the view *Awaiting agent*, which no list shows. */
function withoutAwaiting({ isAwaitingAgent: _awaiting, ...filter }: Filter): Filter {
  return filter;
}
