import type { Filter, StatusCounts } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../language/translate.js';
import type { Words } from '../language/words.js';
import { icon, toneIcons, type StatusTone } from '../theme/icons.js';
import { statusWords } from '../words/status-words.js';
import { toggled, withoutAttribute, withStatus, type FilterList, type ShownStatus } from './table-views.js';

/** The statuses in the order of their rank, and how each looks. */
export const shownStatuses: readonly { readonly status: ShownStatus; readonly tone: StatusTone }[] = [
  { status: 'waiting-for-agent', tone: 'waiting' },
  { status: 'action', tone: 'action' },
  { status: 'live', tone: 'live' },
  { status: 'stalled', tone: 'stalled' },
  { status: 'abandoned', tone: 'abandoned' },
];

/** What the chips show and do. */
export interface StatusChips {
  readonly filter: Filter;
  /** What pressing each shows; undefined while that is not known. */
  readonly matches: StatusCounts | undefined;
  /** A value of a list in words. */
  nameOf(list: FilterList, id: string): string;
  onFilter(filter: Filter): void;
}

/** The statuses with their counts, pressing one shows only that; behind them what else is filtered by, each to be removed. */
export function statusChipsTemplate(words: Words, chips: StatusChips): TemplateResult {
  const { filter, matches, onFilter } = chips;
  const isChosen = (status: ShownStatus): boolean => filter.statuses?.includes(status) === true;
  return html`<div class="counts" part="counts" role="group" aria-label=${words('table.filter')}>
    ${shownStatuses.map(
      ({ status, tone }) => html`<button
        class="chip"
        part="count ${tone}"
        type="button"
        data-tone=${tone}
        ?data-some=${(matches?.[status] ?? 0) > 0}
        aria-pressed=${String(isChosen(status))}
        @click=${() => onFilter(withStatus(filter, status))}
      >
        ${icon(toneIcons[tone])}<span>${statusWords(words, status)}</span> <b>${matches === undefined ? '' : formatNumber(matches[status], words.locale)}</b>
      </button>`,
    )}
    ${activeTemplate(words, chips)}
  </div>`;
}

/** What is filtered by besides the view and the statuses. */
function activeTemplate(words: Words, { filter, nameOf, onFilter }: StatusChips): TemplateResult | typeof nothing {
  const { botIds = [], channels = [], operatorIds = [], attributes = {} } = filter;
  const operators = operatorIds.length === 1 ? [] : operatorIds;
  if (botIds.length + channels.length + operators.length + Object.keys(attributes).length === 0) return nothing;
  const list = (name: FilterList, ids: readonly string[]): readonly (readonly [name: string, without: Filter])[] =>
    ids.map((id) => [nameOf(name, id), toggled(filter, name, id)]);
  const active: readonly (readonly [name: string, without: Filter])[] = [
    ...list('botIds', botIds),
    ...list('channels', channels),
    ...list('operatorIds', operators),
    ...Object.entries(attributes).flatMap(([name, values]) =>
      values.map((value) => [words('filter.pair', { name, value: String(value) }), withoutAttribute(filter, name, value)] as const),
    ),
  ];
  return html`<span class="active-filters" part="active-filters" role="group" aria-label=${words('filter.active-label')}>
    ${active.map(
      ([name, without]) => html`<button
        class="chip active-filter"
        part="active-filter"
        type="button"
        aria-label=${words('filter.remove', { name })}
        title=${words('filter.remove', { name })}
        @click=${() => onFilter(without)}
      >
        <bdi>${name}</bdi>${icon('close')}
      </button>`,
    )}
  </span>`;
}
