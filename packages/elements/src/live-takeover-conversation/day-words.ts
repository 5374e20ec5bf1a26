import type { Words } from '../language/words.js';
import { cached } from '../language/translate.js';

const dayMs = 24 * 60 * 60_000;
const relativeFormats = new Map<string, Intl.RelativeTimeFormat>();
const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** Names the calendar day of an instant where this machine is; two instants of one day have the same. */
export function dayOf(at: number): string {
  return new Date(at).toDateString();
}

/** A day as a heading: "today", "yesterday", "Tuesday, 17 November", with the year if it is another. */
export function dayWords(words: Words, at: number, now: number): string {
  for (const daysAgo of [0, 1])
    if (dayOf(at) === dayOf(now - daysAgo * dayMs))
      return cached(relativeFormats, words.locale, (tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })).format(-daysAgo, 'day');
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return cached(dayFormats, `${words.locale}${isThisYear ? '' : '-year'}`, () => dayFormat(words.locale, isThisYear)).format(at);
}

function dayFormat(locale: string, isThisYear: boolean): Intl.DateTimeFormat {
  const options = { weekday: 'long', day: 'numeric', month: 'long', ...(isThisYear ? {} : { year: 'numeric' as const }) } as const;
  try {
    return new Intl.DateTimeFormat(locale, options);
  } catch {
    // RangeError: the page's `lang` is no language tag.
    return new Intl.DateTimeFormat('en', options);
  }
}
