import type { TakeoverClient } from '@live-takeover/sdk';
import { ContextEvent } from '@lit/context';
import type { PropertyDeclarations, ReactiveController, ReactiveControllerHost } from 'lit';
import { takeoverClientContext } from './client-context.js';
import { clientSettingsOf, type ClientAttributes, type ClientSettings } from './client-settings.js';
import { pageClients } from './page-clients.js';
import type { ClientLease, SharedClients } from './shared-clients.js';
import { warnOnce } from './warn-once.js';

/** An element that needs a client, and may be given one in any of the three ways. */
export interface ClientHost extends ReactiveControllerHost, HTMLElement, ClientAttributes {
  readonly client: TakeoverClient | undefined;
}

/** The declarations of {@link ClientHost}'s properties, for `static properties`. */
export const clientProperties: PropertyDeclarations = {
  client: { attribute: false },
  endpoint: { type: String },
  tokenUrl: { attribute: 'token-url' },
  getToken: { attribute: false },
};

/**
 * Finds the client of an element: its property `client`, else the nearest
 * `<live-takeover-provider>`'s (which may arrive later), else a shared one made
 * from `endpoint` and `token-url`. Looks again before every render, so that
 * properties may come in any order.
 */
export class ClientController implements ReactiveController {
  readonly #host: ClientHost;
  readonly #use: (client: TakeoverClient) => (() => void) | undefined;
  readonly #shared: SharedClients;
  #provided: TakeoverClient | undefined;
  #leaveProvider: (() => void) | undefined;
  #lease: ClientLease | undefined;
  #current: TakeoverClient | undefined;
  #endUse: (() => void) | undefined;

  /**
   * @param use - called with each client found, before the render that shows it;
   * what it returns is called when that client is no longer this element's
   */
  constructor(
    host: ClientHost,
    use: (client: TakeoverClient) => (() => void) | undefined = () => undefined,
    shared: SharedClients = pageClients,
  ) {
    this.#host = host;
    this.#use = use;
    this.#shared = shared;
    host.addController(this);
  }

  /** The client in use now; undefined while there is none, and while the element is not in the page. */
  get client(): TakeoverClient | undefined {
    return this.#current;
  }

  hostConnected(): void {
    this.#host.ownerDocument.addEventListener('context-provider', this.#askAgain);
    this.#ask();
    this.#host.requestUpdate();
  }

  hostUpdate(): void {
    if (this.#host.isConnected) this.#resolve();
  }

  hostDisconnected(): void {
    this.#host.ownerDocument.removeEventListener('context-provider', this.#askAgain);
    this.#leaveProvider?.();
    this.#leaveProvider = undefined;
    this.#provided = undefined;
    this.#adopt(undefined);
    this.#hold(undefined)?.release();
  }

  #resolve(): void {
    const given = this.#host.client ?? this.#provided;
    const settings = given === undefined ? this.#settings() : undefined;
    const released = this.#hold(settings);
    this.#adopt(given ?? this.#lease?.client);
    released?.release();
  }

  #settings(): ClientSettings | undefined {
    const result = clientSettingsOf(this.#host, this.#host.ownerDocument.baseURI);
    if (result?.ok === false) warnOnce(this.#host, result.problem);
    return result?.ok === true ? result.settings : undefined;
  }

  /** Takes a share in the client of these settings. Gives back the share held before, if another. */
  #hold(settings: ClientSettings | undefined): ClientLease | undefined {
    const held = this.#lease;
    if (held?.settings.endpoint === settings?.endpoint && held?.settings.tokenSource === settings?.tokenSource)
      return undefined;
    this.#lease = settings === undefined ? undefined : this.#shared.acquire(settings);
    return held;
  }

  #adopt(client: TakeoverClient | undefined): void {
    if (client === this.#current) return;
    this.#endUse?.();
    this.#current = client;
    this.#endUse = client === undefined ? undefined : this.#use(client);
  }

  #ask(): void {
    this.#host.dispatchEvent(new ContextEvent(takeoverClientContext, this.#host, this.#onProvided, true));
  }

  readonly #askAgain = (event: Event): void => {
    const isOurs = (event as Partial<ContextEvent<typeof takeoverClientContext>>).context === takeoverClientContext;
    if (isOurs && this.#leaveProvider === undefined) this.#ask();
  };

  readonly #onProvided = (client: TakeoverClient | undefined, leave?: () => void): void => {
    if (leave !== this.#leaveProvider) {
      this.#leaveProvider?.();
      this.#leaveProvider = leave;
    }
    if (client === this.#provided) return;
    this.#provided = client;
    this.#host.requestUpdate();
  };
}
