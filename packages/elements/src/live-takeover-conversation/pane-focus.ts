import type { LitElement, ReactiveController } from 'lit';
import type { Holding, Offer } from './acts.js';

/**
 * Keeps the keyboard where the work is. When a takeover begins or ends and the
 * control under the focus goes away, the focus goes to what took its place; when
 * anything else under it goes, to the transcript. A focus that comes from outside
 * is led to the composer or the transcript, also if those come later.
 */
export class PaneFocus implements ReactiveController {
  readonly #host: LitElement;
  readonly #holding: () => Holding | undefined;
  #before: Holding | undefined;
  #focused: Element | null = null;
  #isFooters = false;
  /** The focus waits on the frame for what is still being read. */
  #isAwaited = false;

  /** @param holding - who holds the conversation now; undefined while that is not known */
  constructor(host: LitElement, holding: () => Holding | undefined) {
    this.#host = host;
    this.#holding = holding;
    host.addController(this);
  }

  /** Takes the focus: to where the agent writes, else to what was said. */
  take(): void {
    this.#isAwaited = !this.#go('.composer textarea', '.transcript');
    if (this.#isAwaited) this.#go('.base');
  }

  /** Goes to the button of what a key does: from there on it is as if that had been pressed. */
  toButton(offer: Offer): void {
    this.#go(`.bar-actions [data-action="${offer}"]`);
  }

  hostUpdate(): void {
    this.#focused = this.#host.shadowRoot?.activeElement ?? null;
    this.#isFooters = (this.#focused?.closest('.footer') ?? null) !== null;
  }

  hostUpdated(): void {
    const before = this.#before;
    const now = this.#holding();
    this.#before = now;
    const focused = this.#focused;
    this.#isAwaited &&= focused?.className === 'base';
    if (focused === null) return;
    if (this.#isAwaited) this.take();
    else if (this.#isFooters && before !== undefined && before !== now) this.#goOn(now);
    else if (focused.checkVisibility()) return;
    else if (this.#isFooters) this.#goOn(now);
    else this.#go('.transcript', '.base');
  }

  #goOn(holding: Holding | undefined): void {
    if (holding === 'me') this.#go('.composer textarea');
    else this.#go('[data-action="undo"]', '[data-action="take-over"]', '.bar-actions .button', '.notice', '.transcript', '.base');
  }

  /** Focuses the first of these that is there; whether one is. */
  #go(...places: readonly string[]): boolean {
    for (const place of places) {
      const element = this.#host.renderRoot.querySelector<HTMLElement>(place);
      if (element === null) continue;
      element.focus();
      return true;
    }
    return false;
  }
}
