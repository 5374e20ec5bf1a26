import { isOpen, nextChange, type OpeningHours } from '@live-takeover/sdk';
import { cached } from '../language/translate.js';
import type { Words } from '../language/words.js';
import type { HoursDraft } from './settings-draft.js';

const formats = new Map<string, Intl.DateTimeFormat>();
const dayMs = 24 * 60 * 60_000;
const quarterMs = 15 * 60_000;

/**
 * Whether hours are open: "Open now, closes 17:00", "Closed now, opens Monday 09:00".
 *
 * @param at - epoch ms
 */
export function openingWords(words: Words, hours: OpeningHours, at: number): string {
  const next = nextChange(hours, at);
  const time = next === null ? '' : instantIn(words.locale, hours.timeZone, next, at);
  if (isOpen(hours, at)) return next === null ? words('settings.hours-now-open') : words('settings.hours-now-open-until', { time });
  return next === null ? words('settings.hours-never') : words('settings.hours-opens', { time });
}

/** How long {@link openingWords} say the same, at least, in ms; Infinity for ever. */
export function openingLastsMs(hours: OpeningHours, at: number): number {
  const next = nextChange(hours, at);
  if (next === null) return Infinity;
  const leftMs = next - at;
  // Wherever the desk is, a day begins there at a quarter of an hour.
  return Math.min(leftMs, leftMs >= 6 * dayMs ? leftMs - 6 * dayMs + 1 : Infinity, quarterMs - (at % quarterMs));
}

/** The name of a day. @param day - Monday is 0 */
export function dayName(words: Words, day: number): string {
  // 5 January 1970 was a Monday.
  return format(words.locale, 'UTC', { weekday: 'long' }).format((4 + day) * dayMs);
}

/** A date of settings in words: "25 December 2026". */
export function dateName(words: Words, date: string): string {
  const at = Date.parse(`${date}T00:00Z`);
  return Number.isNaN(at) ? date : format(words.locale, 'UTC', { dateStyle: 'full' }).format(at);
}

/** Day and time where the desk is: the weekday within a week, else the date. */
function instantIn(locale: string, timeZone: string, at: number, now: number): string {
  const time = { hour: 'numeric', minute: '2-digit' } as const;
  if (at - now >= 6 * dayMs) return format(locale, timeZone, { day: 'numeric', month: 'long', ...time }).format(at);
  const day = format(locale, timeZone, { dateStyle: 'short' });
  return format(locale, timeZone, day.format(at) === day.format(now) ? time : { weekday: 'long', ...time }).format(at);
}

function format(locale: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = cached(new Map<string, Intl.DateTimeFormat>(), locale, (tag) => new Intl.DateTimeFormat(tag, { ...options, timeZone }));
  formats.set(key, made);
  return made;
}

/** Hours in a few lines: "Europe/Berlin", "Monday 09:00–12:00, 13:00–17:00" … */
export function hoursInWords(words: Words, { timeZone, week, closedOn }: HoursDraft): string {
  const days = week.map((spans, day) => `${dayName(words, day)} ${spans.map(({ from, to }) => `${from}–${to}`).join(', ') || words('settings.day-closed')}`);
  const dates = closedOn.length === 0 ? [] : [`${words('settings.closed-on')}: ${closedOn.map((date) => dateName(words, date)).join('; ')}`];
  return [timeZone, ...days, ...dates].join('\n');
}
