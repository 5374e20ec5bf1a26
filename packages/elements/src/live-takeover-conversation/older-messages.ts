import type { ConversationView } from '@live-takeover/sdk';
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Words } from '../language/words.js';
import type { Transcript } from './transcript.js';

/** Reads older pages of a transcript, one at a time, as the reader comes to its beginning. */
export class OlderMessages {
  readonly #host: ReactiveControllerHost;
  #loading: ConversationView | undefined;
  /** Where a read brought nothing: not asked again by itself. */
  #fruitlessSeq: number | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** Forgets what was tried; for another conversation, or to try once more. */
  reset(): void {
    this.#loading = undefined;
    this.#fruitlessSeq = undefined;
  }

  /** Reads the page before the oldest event held, if there is one and no read is under way. */
  async load(view: ConversationView, transcript: Transcript): Promise<void> {
    const firstSeq = view.events.value[0]?.seq;
    if (this.#loading === view || !view.hasOlder.value || firstSeq === undefined || firstSeq === this.#fruitlessSeq) return;
    this.#loading = view;
    this.#host.requestUpdate();
    try {
      await view.loadOlder();
    } catch {
      // The view's `error` tells why, and the page shows it.
    }
    if (this.#loading === view) this.#loading = undefined;
    if (view.events.value[0]?.seq === firstSeq) this.#fruitlessSeq = firstSeq;
    else {
      transcript.follow(view.events.value, false);
      transcript.showOlder();
    }
    this.#host.requestUpdate();
  }

  /** What stands above the first message. */
  template(words: Words, hasOlder: boolean, hasFailed: boolean, onShow: () => void): TemplateResult | typeof nothing {
    if (this.#loading !== undefined) return html`<p class="older"><span class="spinner"></span>${words('transcript.loading-earlier')}</p>`;
    if (!hasOlder) return nothing;
    return html`<p class="older">${hasFailed ? html`<span role="alert">${words('transcript.earlier-failed')}</span>` : nothing}<button type="button" class="button quiet" @click=${onShow}>${words(hasFailed ? 'action.retry' : 'transcript.earlier')}</button></p>`;
  }
}
