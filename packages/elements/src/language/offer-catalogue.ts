import type { Catalogue } from './catalogue.js';

/** On the document: here is a catalogue, as `detail`. Every copy of the elements that `./define` has registered takes it. */
export const catalogueEvent = 'live-takeover-catalogue';

/** On the document: elements have been registered and want to hear of the catalogues that are there. */
export const cataloguesWantedEvent = 'live-takeover-catalogues-wanted';

/**
 * Offers a catalogue to the elements of a page with nothing but script tags,
 * those that are loaded later too. What the file of a language does when loaded.
 */
export function offerCatalogue(catalogue: Catalogue): void {
  const offer = (): void => void document.dispatchEvent(new CustomEvent(catalogueEvent, { detail: catalogue }));
  document.addEventListener(cataloguesWantedEvent, offer);
  offer();
}
