import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Visit } from './conversation-visit.js';

/** Tells the client what the agent has read: what stands at the end of a transcript that can be seen. */
export class ReadMarking implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #marked: { readonly visit: Visit; readonly seq: number } | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#onVisible);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#onVisible);
    this.#marked = undefined;
  }

  /** @param isAtEnd - the newest message is in view */
  follow(visit: Visit | undefined, isAtEnd: boolean): void {
    const seq = visit?.view.events.value.at(-1)?.seq;
    if (visit === undefined || seq === undefined || !isAtEnd) return;
    if (this.#marked?.visit === visit && this.#marked.seq === seq) return;
    if (document.visibilityState !== 'visible' || !this.#host.checkVisibility()) return;
    this.#marked = { visit, seq };
    visit.client.markRead(visit.view.id);
  }

  readonly #onVisible = (): void => {
    if (document.visibilityState === 'visible') this.#host.requestUpdate();
  };
}
