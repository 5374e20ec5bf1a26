import type { Clock } from '@live-takeover/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How long news stays over a page that shows the conversations anyway. */
export const newsShownMs = 12_000;

/** How much of the alerts stands over the page. */
export interface StackState {
  readonly isFolded: boolean;
  /** Alerts shown at most. */
  readonly limit: number;
}

/**
 * Decides how much of the alerts stands over the page. Alone on a page they stay
 * until seen, or folded away by hand. Beside a table, which shows the same, only
 * the newest appears, for a while, so that it does not lie on the agent's work;
 * the bell keeps the count, and unfolds them all.
 */
export class AlertStack implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #clock: Clock;
  #isFolded: boolean | undefined;
  #showsAll = false;
  #isTouched = false;
  #cancel: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, clock: Clock) {
    this.#host = host;
    this.#clock = clock;
    host.addController(this);
  }

  /** @param isBesideTable - a table of the same client is on the page */
  stateOf(isBesideTable: boolean): StackState {
    const limit = this.#showsAll ? Infinity : isBesideTable ? 1 : 3;
    return { isFolded: this.#isFolded ?? isBesideTable, limit };
  }

  /** Something new: it is shown, whatever was folded away before. */
  onNews(isBesideTable: boolean): void {
    if (this.#isFolded !== false) this.#showsAll = false;
    this.#isFolded = false;
    if (isBesideTable && !this.#showsAll) this.#foldLater();
  }

  /** The pointer or the focus came to the alerts, or left them. */
  onTouch(isTouched: boolean): void {
    this.#isTouched = isTouched;
    if (this.#cancel !== undefined) this.#foldLater();
  }

  fold(): void {
    this.#set(true, false);
  }

  unfold(): void {
    this.#set(false, true);
  }

  toggle(isFolded: boolean): void {
    if (isFolded) this.unfold();
    else this.fold();
  }

  /** Between the first few and all. */
  toggleAll(): void {
    this.#set(false, !this.#showsAll);
  }

  hostDisconnected(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#isFolded = undefined;
    this.#showsAll = false;
    this.#isTouched = false;
  }

  #set(isFolded: boolean, showsAll: boolean): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#isFolded = isFolded;
    this.#showsAll = showsAll;
    this.#host.requestUpdate();
  }

  #foldLater(): void {
    this.#cancel?.();
    this.#cancel = this.#clock.schedule(newsShownMs, () => {
      if (this.#isTouched) this.#foldLater();
      else this.fold();
    });
  }
}
