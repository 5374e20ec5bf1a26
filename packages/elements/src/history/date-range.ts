import { html, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';

/** How long closed conversations are kept. */
export const historyDays = 45;

const dayMs = 24 * 60 * 60_000;

/** Days as the agent's calendar has them, `YYYY-MM-DD`; both inclusive. */
export interface DateRange {
  readonly fromDay: string;
  readonly toDay: string;
}

/** The last so many days, today included. */
export function lastDays(count: number, now: number): DateRange {
  return { fromDay: dayOf(now - (count - 1) * dayMs), toDay: dayOf(now) };
}

/** From the first moment of the first day to the last of the last, epoch ms; undefined for days that make no sense. */
export function instantsOf({ fromDay, toDay }: DateRange): { readonly from: number; readonly to: number } | undefined {
  const from = startOf(fromDay, 0);
  const to = startOf(toDay, 1);
  return Number.isNaN(from) || Number.isNaN(to) || from >= to ? undefined : { from, to };
}

/** Two fields for the days. */
export function dateRangeTemplate(words: Words, range: DateRange, now: number, onRange: (range: DateRange) => void): TemplateResult {
  const { fromDay: least } = lastDays(historyDays + 1, now);
  const most = dayOf(now);
  const field = (label: string, value: string, changed: (day: string) => DateRange): TemplateResult => html`<label class="labelled">
    <span>${label}</span>
    <input
      class="field"
      type="date"
      min=${least}
      max=${most}
      .value=${value}
      required
      @change=${(event: Event) => onRange(changed((event.target as HTMLInputElement).value))}
    />
  </label>`;
  return html`${field(words('range.from'), range.fromDay, (fromDay) => ({ ...range, fromDay }))}
  ${field(words('range.to'), range.toDay, (toDay) => ({ ...range, toDay }))}`;
}

function dayOf(at: number): string {
  const date = new Date(at);
  const pad = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

function startOf(day: string, daysLater: number): number {
  const [year = NaN, month = NaN, date = NaN] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).getTime();
}
