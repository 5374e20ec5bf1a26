import type { TakeoverClient } from '@live-takeover/sdk';
import { ContextProvider } from '@lit/context';
import { css, html, LitElement, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import { takeoverClientContext } from '../client-source/client-context.js';
import { ClientController, clientProperties } from '../client-source/client-controller.js';
import type { GetToken } from '../client-source/token-source.js';
import { providedStore } from '../preferences/client-preferences.js';
import type { PreferenceStore } from '../preferences/preference-store.js';
import { preferenceProperties } from '../preferences/preferences-controller.js';

/**
 * Gives one client to every Live Takeover element inside it, through shadow
 * roots too. It shows nothing of its own and takes no room in the layout.
 *
 * ```html
 * <live-takeover-provider endpoint="wss://takeover.example/v1/agents" token-url="/takeover-token">
 *   <agent-presence></agent-presence>
 *   <live-takeover-table></live-takeover-table>
 * </live-takeover-provider>
 * ```
 *
 * @element live-takeover-provider
 * @slot - The elements that use the client, at any depth.
 */
export class LiveTakeoverProvider extends LitElement {
  static override properties: PropertyDeclarations = { ...clientProperties, ...preferenceProperties };

  static override styles: CSSResultGroup = css`
    :host {
      display: contents;
    }
  `;

  /** A client made in code. Wins over everything else. */
  declare client: TakeoverClient | undefined;
  /** Address of the gateway's agent socket. Needs `token-url` or `getToken` beside it. */
  declare endpoint: string | undefined;
  /** Address on your server that answers `{ token, expiresAt }`. */
  declare tokenUrl: string | undefined;
  /** Gets a token in code, instead of `token-url`. */
  declare getToken: GetToken | undefined;
  /** Where the elements inside keep what the agent chose; default this browser's local storage. */
  declare preferences: PreferenceStore | undefined;

  readonly #client: ClientController;

  constructor() {
    super();
    this.client = undefined;
    this.endpoint = undefined;
    this.tokenUrl = undefined;
    this.getToken = undefined;
    this.preferences = undefined;
    const provided = new ContextProvider(this, { context: takeoverClientContext });
    this.#client = new ClientController(this, (client) => {
      provided.setValue(client);
      return () => provided.setValue(undefined);
    });
  }

  protected override updated(): void {
    const { client } = this.#client;
    if (client !== undefined && this.preferences !== undefined) providedStore(client).set(this.preferences);
  }

  protected override render(): TemplateResult {
    return html`<slot></slot>`;
  }
}
