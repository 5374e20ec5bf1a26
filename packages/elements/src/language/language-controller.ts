import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { onCatalogue, type Catalogue } from './catalogue.js';
import { localeOf } from './locale.js';
import { wordsFor, type Words } from './words.js';

/** An element that speaks: its `catalogue`, if set, is used instead of the registered one. */
export interface SpeakingHost extends ReactiveControllerHost, Element {
  readonly catalogue?: Catalogue | undefined;
}

/**
 * Gives an element its words and keeps them in the language of the place where
 * it stands: it renders again when a language is added and when `lang` or `dir` of the
 * element itself or of the document changes. A change in between is noticed at the element's next update.
 */
export class LanguageController implements ReactiveController {
  readonly #host: SpeakingHost;
  #words: Words | undefined;
  #catalogue: Catalogue | undefined;
  #observer: MutationObserver | undefined;
  #end: (() => void) | undefined;

  constructor(host: SpeakingHost) {
    this.#host = host;
    host.addController(this);
  }

  /** The words of the element's language. The same function until language or catalogue change. */
  get words(): Words {
    const { catalogue } = this.#host;
    const locale = localeOf(this.#host);
    if (this.#words === undefined || this.#words.locale !== locale || this.#catalogue !== catalogue) {
      this.#words = wordsFor(locale, catalogue);
      this.#catalogue = catalogue;
    }
    return this.#words;
  }

  hostConnected(): void {
    this.#words = undefined;
    this.#observer = new MutationObserver(() => this.#host.requestUpdate());
    const attributes = { attributes: true, attributeFilter: ['lang', 'dir'] };
    this.#observer.observe(document.documentElement, attributes);
    this.#observer.observe(this.#host, attributes);
    this.#end = onCatalogue(() => {
      this.#words = undefined;
      this.#host.requestUpdate();
    });
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#end?.();
  }
}
