import { englishCatalogue, type Catalogue, type Message, type MessageKey, type MessageValues } from './catalogue.js';
import { isolatedIn } from './isolate.js';

const pluralRules = new Map<string, Intl.PluralRules>();
const numberFormats = new Map<string, Intl.NumberFormat>();

/**
 * One message in the words of a catalogue, English where it has none.
 *
 * What is filled in and runs the other way than the sentence is isolated.
 *
 * @param values - `count` also chooses the plural form; a placeholder without a value is left out
 * @param locale - how numbers are written; default the catalogue's language
 */
export function translate(
  catalogue: Catalogue,
  key: MessageKey,
  values: MessageValues = {},
  locale: string = catalogue.language,
): string {
  const own = catalogue.messages[key];
  const language = own === undefined ? englishCatalogue.language : catalogue.language;
  const message: Message = own ?? englishCatalogue.messages[key] ?? key;
  return pluralOf(message, language, values).replace(/\{([\w-]+)\}/gu, (_placeholder, name: string) => {
    const value = values[name];
    return typeof value === 'number' ? formatNumber(value, locale) : isolatedIn(language, value ?? '');
  });
}

/** Where whole numbers are digits in threes with commas between them. */
const commaLocales: ReadonlySet<string> = new Set(['en', 'en-US', 'en-GB']);

/** A number as the locale writes it; a locale that makes no sense is taken as English. */
export function formatNumber(value: number, locale: string): string {
  // The first number format that a page makes takes the browser 10 to 16 ms: half of what the rest of a table takes to appear.
  if (commaLocales.has(locale) && Number.isSafeInteger(value)) return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
  return cached(numberFormats, locale, (tag) => new Intl.NumberFormat(tag)).format(value);
}

const percentFormats = new Map<string, Intl.NumberFormat>();

/** A part of 1 in percent, as the locale writes it. */
export function formatPercent(value: number, locale: string): string {
  return cached(percentFormats, locale, (tag) => new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 })).format(value);
}

function pluralOf(message: Message, language: string, values: MessageValues): string {
  if (typeof message === 'string') return message;
  const { count } = values;
  if (typeof count !== 'number') return message.other;
  return message[cached(pluralRules, language, (tag) => new Intl.PluralRules(tag)).select(count)] ?? message.other;
}

/** An Intl object per locale: making one costs more than a thousand uses. */
export function cached<Format>(formats: Map<string, Format>, locale: string, make: (tag: string) => Format): Format {
  const known = formats.get(locale);
  if (known !== undefined) return known;
  let format: Format;
  try {
    format = make(locale);
  } catch {
    // RangeError: the page's `lang` is no language tag. English beats an exception.
    format = make('en');
  }
  formats.set(locale, format);
  return format;
}
