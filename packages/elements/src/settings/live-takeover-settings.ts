import type { TakeoverClient } from '@live-takeover/sdk';
import { html, LitElement, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { ClientController, clientProperties } from '../client-source/client-controller.js';
import { ObserverController } from '../client-source/observer-controller.js';
import type { GetToken } from '../client-source/token-source.js';
import type { Catalogue } from '../language/catalogue.js';
import { LanguageController } from '../language/language-controller.js';
import { baseStyles } from '../theme/base-styles.js';
import { AgesController } from '../words/ages-controller.js';
import type { RequestEvent } from '../words/request-event.js';
import { hoursStyles } from './hours-styles.js';
import { panelLastsMs, settingsBody, type PanelView } from './settings-body.js';
import { SettingsEditor, type SettingsChangeDetail } from './settings-editor.js';
import { settingsStyles } from './settings-styles.js';
import { sectionOf, type SectionName } from './settings-tabs.js';

/** The events of {@link LiveTakeoverSettings}. */
export interface LiveTakeoverSettingsEventMap {
  /** A supervisor saves a bot's settings. Cancel it to prevent that. */
  'settings-change-request': RequestEvent<SettingsChangeDetail>;
}

/**
 * Where supervisors change what their bots' desks work by, while they run:
 * prepared replies, the thresholds of the statuses, automatic messages, opening
 * hours. What is typed and not saved is kept when another bot is chosen, when
 * a colleague is quicker, and the page asks before it is left.
 *
 * ```html
 * <live-takeover-settings endpoint="wss://takeover.example/v1/agents" token-url="/takeover-token"></live-takeover-settings>
 * ```
 *
 * @element live-takeover-settings
 * @fires {CustomEvent} settings-change-request - A supervisor saves the settings (`settings`) of a bot (`botId`). Cancel it to prevent that; `detail.waitUntil(promise)` makes the element wait first.
 * @csspart panel - The whole panel.
 * @csspart tab - The button of a section; also carries its name.
 * @csspart reply - One prepared reply.
 * @csspart day - One day of the opening hours.
 * @csspart problem - What is wrong with a field.
 * @csspart theirs - What a colleague made of a field meanwhile.
 * @csspart button - A button at the end; also carries `save` or `discard`.
 */
export class LiveTakeoverSettings extends LitElement {
  static override properties: PropertyDeclarations = {
    ...clientProperties,
    botId: { attribute: 'bot-id' },
    theme: { reflect: true },
    catalogue: { attribute: false },
  };

  static override styles: CSSResultGroup = [...baseStyles, settingsStyles, hoursStyles];

  /** A client made in code. Wins over everything else. */
  declare client: TakeoverClient | undefined;
  /** Address of the gateway's agent socket. Needs `token-url` or `getToken` beside it. */
  declare endpoint: string | undefined;
  /** Address on your server that answers `{ token, expiresAt }`. */
  declare tokenUrl: string | undefined;
  /** Gets a token in code, instead of `token-url`. */
  declare getToken: GetToken | undefined;
  /** The bot whose settings are shown; default the first. */
  declare botId: string | undefined;
  /** `light`, `dark` or `auto` (the system's); otherwise as the page. */
  declare theme: string | undefined;
  /** Words for this element alone, instead of the registered ones. */
  declare catalogue: Catalogue | undefined;

  readonly #source: ClientController;
  readonly #language = new LanguageController(this);
  readonly #observer = new ObserverController(this);
  readonly #editor = new SettingsEditor(this, Intl.DateTimeFormat().resolvedOptions().timeZone);
  readonly #touched = new Set<string>();
  #readFor: TakeoverClient | undefined;
  #section: SectionName = 'replies';
  #openReply: string | undefined;
  #newDate = '';
  #said = '';

  constructor() {
    super();
    this.client = undefined;
    this.endpoint = undefined;
    this.tokenUrl = undefined;
    this.getToken = undefined;
    this.botId = undefined;
    this.theme = undefined;
    this.catalogue = undefined;
    this.#source = new ClientController(this, (client) => this.#use(client));
    new AgesController(this, () => {
      const { client } = this.#source;
      return client === undefined ? Infinity : panelLastsMs(this.#view(client));
    });
  }

  /** Whether anything is typed and not saved; ask before you take the panel away. */
  get hasUnsavedChanges(): boolean {
    return this.#editor.hasUnsavedChanges;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('beforeunload', this.#onLeave);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('beforeunload', this.#onLeave);
  }

  protected override render(): TemplateResult {
    const client = this.#source.client;
    const { words } = this.#language;
    return html`<div class="settings" part="panel" @focusout=${this.#onTouched}>
      ${client === undefined ? html`<p>${words('setup.missing-body')}</p>` : settingsBody(this.#view(client))}
      <p class="visually-hidden" role="status">${this.#said}</p>
    </div>`;
  }

  protected override update(changed: PropertyValues<this>): void {
    this.#readWhenAllowed();
    super.update(changed);
  }

  #view(client: TakeoverClient): PanelView {
    const botId = this.#botId;
    return {
      words: this.#language.words,
      client,
      editor: this.#editor,
      botId,
      section: this.#section,
      touched: this.#touched,
      openReply: this.#openReply,
      newDate: this.#newDate,
      onBot: (chosen) => this.#show(() => (this.botId = chosen)),
      onSection: (chosen) => this.#show(() => (this.#section = chosen)),
      onOpenReply: (id) => this.#show(() => (this.#openReply = id)),
      onNewDate: (date) => this.#show(() => (this.#newDate = date)),
      onMoved: (id, announcement) => this.#onMoved(id, announcement),
      onReload: () => void this.#editor.load(client),
      onSave: () => void this.#save(client, botId),
      onDiscard: () => this.#show(() => this.#editor.discard(botId)),
    };
  }

  /** The bot that was asked for, if it is there. */
  get #botId(): string {
    const { botIds } = this.#editor;
    return botIds.find((id) => id === this.botId) ?? botIds[0] ?? '';
  }

  #use(client: TakeoverClient): () => void {
    this.#observer.watch(client.me, client.desk, client.connection);
    return () => {
      this.#observer.watch();
      this.#editor.reset();
      this.#readFor = undefined;
    };
  }

  /** As soon as it is known that the agent may. */
  #readWhenAllowed(): void {
    const client = this.#source.client;
    if (client === undefined || client === this.#readFor || !client.capabilities.settings || client.me.value?.role !== 'supervisor') return;
    this.#readFor = client;
    void this.#editor.load(client);
  }

  async #save(client: TakeoverClient, botId: string): Promise<void> {
    const saving = this.#editor.save(client, botId);
    const [first] = this.#editor.problems(botId).keys();
    if (first === undefined) return void (await saving);
    this.#section = sectionOf(first);
    if (first.startsWith('reply.')) this.#openReply = first.slice(first.indexOf('.') + 1, first.lastIndexOf('.'));
    this.#focusOn(first);
  }

  #show(change: () => void): void {
    change();
    this.requestUpdate();
  }

  #onMoved(id: string, announcement: string): void {
    if (announcement !== '') this.#said = announcement;
    this.#focusOn(id);
  }

  #focusOn(id: string): void {
    this.requestUpdate();
    void this.updateComplete.then(() => (this.renderRoot as ShadowRoot).getElementById(id)?.focus());
  }

  /**
   * A field that the focus left for another one is finished: what is wrong with it
   * may be said. Not on the way to a button, which would slip from under the pointer.
   */
  readonly #onTouched = ({ target, relatedTarget }: FocusEvent): void => {
    const { id } = target as HTMLElement;
    if (id === '' || this.#touched.has(id) || !(relatedTarget instanceof Element && relatedTarget.matches('.field'))) return;
    this.#touched.add(id);
    this.requestUpdate();
  };

  readonly #onLeave = (event: BeforeUnloadEvent): void => {
    if (this.hasUnsavedChanges) event.preventDefault();
  };
}
