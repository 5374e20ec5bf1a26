import type { LitElement, ReactiveController } from 'lit';
import type { Holding } from './action-bar.js';

/**
 * Keeps the keyboard where the work is: when a takeover begins or ends and the
 * control under the focus goes away, the focus goes to what took its place.
 */
export class FooterFocus implements ReactiveController {
  readonly #host: LitElement;
  readonly #holding: () => Holding | undefined;
  #before: Holding | undefined;
  #hadFocus = false;

  /** @param holding - who holds the conversation now; undefined while that is not known */
  constructor(host: LitElement, holding: () => Holding | undefined) {
    this.#host = host;
    this.#holding = holding;
    host.addController(this);
  }

  hostUpdate(): void {
    const focused = this.#host.shadowRoot?.activeElement ?? null;
    this.#hadFocus = this.#host.renderRoot.querySelector('.footer')?.contains(focused) === true && focused !== null;
  }

  hostUpdated(): void {
    const before = this.#before;
    const now = this.#holding();
    this.#before = now;
    if (!this.#hadFocus || before === undefined || before === now) return;
    const targets = now === 'me' ? ['textarea'] : ['.bar-actions .button', '.notice', '.transcript'];
    for (const target of targets) {
      const element = this.#host.renderRoot.querySelector<HTMLElement>(target);
      if (element !== null) return element.focus();
    }
  }
}
