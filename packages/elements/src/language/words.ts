import { catalogueFor, type Catalogue, type MessageKey, type MessageValues } from './catalogue.js';
import { cached, translate } from './translate.js';

/** Says one message in the words of one language. */
export interface Words {
  (key: MessageKey, values?: MessageValues): string;
  /** How numbers and times are written. */
  readonly locale: string;
}

const timeFormats = new Map<string, Intl.DateTimeFormat>();
const dateFormats = new Map<string, Intl.DateTimeFormat>();
const listFormats = new Map<string, Intl.ListFormat>();

/**
 * The words for a locale.
 *
 * @param catalogue - default the one registered for the locale
 */
export function wordsFor(locale: string, catalogue: Catalogue = catalogueFor(locale)): Words {
  const say = (key: MessageKey, values?: MessageValues): string => translate(catalogue, key, values, locale);
  return Object.assign(say, { locale });
}

/** The time of day, as the locale writes it: "14:02". */
export function timeWords(words: Words, at: number): string {
  return cached(timeFormats, words.locale, (tag) => new Intl.DateTimeFormat(tag, { hour: 'numeric', minute: '2-digit' })).format(at);
}

/** Date and time of day, for what may lie days back: "22 Nov, 14:02". */
export function dateTimeWords(words: Words, at: number): string {
  return cached(
    dateFormats,
    words.locale,
    (tag) => new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }),
  ).format(at);
}

/** An instant near another: the time of day, with the date if it was another day. */
export function instantWords(words: Words, at: number, now: number): string {
  const isSameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return isSameDay ? timeWords(words, at) : dateTimeWords(words, at);
}

/** How long {@link instantWords} say the same, in ms: until the day ends. */
export function dayLastsMs(now: number): number {
  return new Date(now).setHours(24, 0, 0, 0) - now;
}

/** Several things in a row, as the locale joins them: "Ana, Ben and Cara". */
export function listWords(words: Words, items: readonly string[]): string {
  return cached(listFormats, words.locale, (tag) => new Intl.ListFormat(tag)).format(items);
}
