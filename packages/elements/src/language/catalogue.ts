import { english } from './english.js';

/** Names one message of the elements. */
export type MessageKey = keyof typeof english;

/** A text, or one per plural category of the language (`one`, `few`, `other` …). */
export type Message = string | { readonly other: string } & { readonly [Category in Intl.LDMLPluralRule]?: string };

/** The words of one language. What is missing is shown in English. */
export interface Catalogue {
  /** BCP 47, as in `de` or `pt-BR`. */
  readonly language: string;
  readonly messages: { readonly [Key in MessageKey]?: Message };
}

/** The words of one area in another language; a test tells which ones are missing. */
export type Translation<Area> = { readonly [Key in keyof Area]?: Message };

/** What may be filled into a message. Numbers are written as the language writes them. */
export type MessageValues = Readonly<Record<string, string | number>>;

/** The catalogue everything falls back to. */
export const englishCatalogue: Catalogue = { language: 'en', messages: english };

const registered = new Map<string, Catalogue>([['en', englishCatalogue]]);

const listeners = new Set<() => void>();

/**
 * Makes a language available to every element of this copy of the package;
 * those on the page already change their words. A second catalogue of the same
 * language replaces the first.
 *
 * @example registerCatalogue({ language: 'de', messages: { 'column.operator': 'Bearbeiter' } });
 */
export function registerCatalogue(catalogue: Catalogue): void {
  registered.set(catalogue.language.toLowerCase(), catalogue);
  for (const listener of listeners) listener();
}

/** Calls back when a language was added. @returns ends it */
export function onCatalogue(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** The best catalogue for a locale: `de-AT`, then `de`, then English. */
export function catalogueFor(locale: string): Catalogue {
  for (let tag = locale.toLowerCase(); tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
    const found = registered.get(tag);
    if (found !== undefined) return found;
  }
  return englishCatalogue;
}
