import type { Facets, Filter, StatusCounts } from '@live-takeover/sdk';
import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../language/translate.js';
import type { Words } from '../language/words.js';
import { icon, toneIcons, type StatusTone } from '../theme/icons.js';
import { channelWords, statusWords } from '../words/status-words.js';
import { toggled, withoutAttribute, withStatus, type ShownStatus } from './table-views.js';

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
  /** The names of what is filtered by. */
  facets(): Facets | undefined;
  readonly agentId: string | undefined;
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
function activeTemplate(words: Words, { filter, facets, agentId, onFilter }: StatusChips): TemplateResult | typeof nothing {
  const { botIds = [], channels = [], operatorIds = [], attributes = {} } = filter;
  const operators = operatorIds.length === 1 ? [] : operatorIds;
  if (botIds.length + channels.length + operators.length + Object.keys(attributes).length === 0) return nothing;
  const known = botIds.length + operators.length > 0 ? facets() : undefined;
  const operatorName = (id: string): string => {
    const name = known?.operators.find((operator) => operator.id === id)?.name ?? id;
    return id === 'bot' ? words('operator.bot') : id === agentId ? words('operator.me', { name }) : name;
  };
  const active: readonly (readonly [name: string, without: Filter])[] = [
    ...botIds.map((id) => [known?.bots.find((bot) => bot.id === id)?.name ?? id, toggled(filter, 'botIds', id)] as const),
    ...channels.map((id) => [channelWords(words, id), toggled(filter, 'channels', id)] as const),
    ...operators.map((id) => [operatorName(id), toggled(filter, 'operatorIds', id)] as const),
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
