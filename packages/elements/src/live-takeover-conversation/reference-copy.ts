import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Words } from '../language/words.js';
import { browserClock } from '../words/browser-clock.js';

const shownForMs = 2_000;

/** Copies the internal reference, and shows for a moment that it did. */
export class ReferenceCopy implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #announce: (text: string) => void;
  #cancel: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, announce: (text: string) => void) {
    this.#host = host;
    this.#announce = announce;
    host.addController(this);
  }

  /** Whether it was copied just now. */
  get isCopied(): boolean {
    return this.#cancel !== undefined;
  }

  async copy(reference: string, words: Words): Promise<void> {
    try {
      await navigator.clipboard.writeText(reference);
    } catch {
      // Not allowed here, or no secure context. The reference stands on the button, to be read or selected.
      return this.#announce(words('reference.copy-failed', { reference }));
    }
    this.#announce(words('reference.copied-announcement', { reference }));
    this.hostDisconnected();
    this.#cancel = browserClock.schedule(shownForMs, () => {
      this.#cancel = undefined;
      this.#host.requestUpdate();
    });
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
