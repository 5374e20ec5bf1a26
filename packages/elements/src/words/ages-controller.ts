import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { sharedTicker } from './ticker.js';

/** Renders its host anew when time alone changes what it says, and no more often. */
export class AgesController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #lastsMs: () => number;
  #end: (() => void) | undefined;
  /** Whether the coming update is this controller's own doing. */
  #isTick = false;

  /** @param lastsMs - how long what the host says stays true if nothing happens, in ms; Infinity for ever */
  constructor(host: ReactiveControllerHost, lastsMs: () => number) {
    this.#host = host;
    this.#lastsMs = lastsMs;
    host.addController(this);
  }

  hostConnected(): void {
    this.#end = sharedTicker.subscribe(() => this.#tick());
  }

  hostDisconnected(): void {
    this.#end?.();
  }

  /** Something else may be shown now, which may last less long. */
  hostUpdated(): void {
    if (!this.#isTick) sharedTicker.soon();
    this.#isTick = false;
  }

  #tick(): number {
    this.#isTick = true;
    this.#host.requestUpdate();
    return this.#lastsMs();
  }
}
