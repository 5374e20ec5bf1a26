import type { Readable } from '@live-takeover/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

type Subscribable = Pick<Readable<unknown>, 'subscribe'>;

/**
 * Renders its element anew whenever one of the watched values changes, and
 * listens only while the element is in the page.
 */
export class ObserverController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #watched: readonly Subscribable[] = [];
  #ends: readonly (() => void)[] = [];
  #isConnected = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Watches these instead of what was watched before; none to stop. */
  watch(...watched: readonly Subscribable[]): void {
    this.#stop();
    this.#watched = watched;
    if (this.#isConnected) this.#start();
  }

  hostConnected(): void {
    this.#isConnected = true;
    this.#start();
  }

  hostDisconnected(): void {
    this.#isConnected = false;
    this.#stop();
  }

  #start(): void {
    this.#stop();
    this.#ends = this.#watched.map((readable) => readable.subscribe(() => this.#host.requestUpdate()));
  }

  #stop(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
  }
}
