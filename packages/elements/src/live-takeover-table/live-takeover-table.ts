import type { Clock, ConversationId, Query, TakeoverClient } from '@live-takeover/sdk';
import { html, LitElement, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { ClientController, clientProperties } from '../client-source/client-controller.js';
import { ObserverController } from '../client-source/observer-controller.js';
import { onOpenRequest } from '../client-source/open-conversation.js';
import type { GetToken } from '../client-source/token-source.js';
import type { Catalogue } from '../language/catalogue.js';
import { ModalDialog } from '../dialog/modal-dialog.js';
import { LanguageController } from '../language/language-controller.js';
import type { PreferenceStore } from '../preferences/preference-store.js';
import { PreferencesController, preferenceProperties } from '../preferences/preferences-controller.js';
import { ShortcutsController, shortcutProperties } from '../shortcuts/shortcuts-controller.js';
import { baseStyles } from '../theme/base-styles.js';
import { browserClock } from '../words/browser-clock.js';
import { ColumnsTool } from './columns-tool.js';
import { Opening, type ConversationOpenedDetail } from './conversation-opened.js';
import { ConversationPane } from './conversation-pane.js';
import { mainTemplate } from './main-template.js';
import { sortsOf } from './sort-choice.js';
import { TableColumns, columnsProperties } from './table-columns.js';
import { TableFocus } from './table-focus.js';
import { TableKeys } from './table-keys.js';
import { TableModel } from './table-model.js';
import { tableShortcuts } from './table-shortcuts.js';
import { TableStage } from './table-stage.js';
import { tableStyles } from './table-styles.js';
import { TableTools, toolsProperties } from './table-tools.js';

/** The events of {@link LiveTakeoverTable}; the pane's `-request` events bubble through it. */
export interface LiveTakeoverTableEventMap {
  /** A conversation was opened in the pane, by the agent or by the page. */
  'conversation-opened': CustomEvent<ConversationOpenedDetail>;
}

/**
 * Every conversation in scope, with an honest status, and the one that is open
 * beside them. Finds its client by property, by provider, or by `endpoint` and
 * `token-url`. Give it a height; by itself it is 36 rem tall.
 *
 * ```html
 * <live-takeover-table endpoint="wss://takeover.example/v1/agents" token-url="/takeover-token"></live-takeover-table>
 * ```
 *
 * @element live-takeover-table
 * @fires {CustomEvent} conversation-opened - A conversation was opened in the pane.
 * @slot actions - Buttons of the page's own, at the end of the toolbar.
 * @csspart base - The whole.
 * @csspart toolbar - Heading, freshness, search and *Hold order*.
 * @csspart freshness - How fresh the table is; also carries it, as in `::part(freshness catching-up)`.
 * @csspart changes - The chip that counts the changes that wait.
 * @csspart search - The search field.
 * @csspart hold - The button *Hold order*.
 * @csspart counts - The statuses with their counts; each is a `count`, with its status.
 * @csspart banner - Says that the table is not updating.
 * @csspart grid - Headings, band and rows.
 * @csspart heading - One heading; also carries its column, as in `::part(heading status)`.
 * @csspart band - New rows that must not wait while the order is held.
 * @csspart rows - All rows but the band's.
 * @csspart row - One conversation; also carries its status, as in `::part(row waiting)`.
 * @csspart cell - One cell; also carries its column, as in `::part(cell operator)`.
 * @csspart status - Icon and word of a status; also carries it.
 * @csspart reference - The information icon.
 * @csspart tip - The internal reference beside it.
 * @csspart retry - The button that tries again after a refusal.
 * @csspart panel - What stands in the place of the rows when there are none.
 * @csspart show-all - The button in it that clears search and filter.
 * @csspart skeleton - What stands there while conversations load.
 * @csspart pane - The place of the open conversation.
 * @csspart close - The button that closes it.
 * @cssprop [--takeover-row-height=2.75rem] - Height of one row.
 * @cssprop [--takeover-card-height=6.5rem] - Height of one row where there is no room for columns and rows are cards.
 */
export class LiveTakeoverTable extends LitElement {
  static override properties: PropertyDeclarations = {
    ...clientProperties,
    ...preferenceProperties,
    ...shortcutProperties,
    ...columnsProperties,
    ...toolsProperties,
    conversationId: { attribute: 'conversation-id' },
    heading: {},
    theme: { reflect: true },
    catalogue: { attribute: false },
    clock: { attribute: false },
  };

  static override styles: CSSResultGroup = [...baseStyles, ...tableStyles];

  /** The tag of the pane, for pages that register the elements under other names. */
  static conversationTag = 'live-takeover-conversation';

  /** A client made in code. Wins over everything else. */
  declare client: TakeoverClient | undefined;
  /** Address of the gateway's agent socket. Needs `token-url` or `getToken` beside it. */
  declare endpoint: string | undefined;
  /** Address on your server that answers `{ token, expiresAt }`. */
  declare tokenUrl: string | undefined;
  /** Gets a token in code, instead of `token-url`. */
  declare getToken: GetToken | undefined;
  /** Where this table keeps what its agent chose; default the provider's store, else this browser's local storage. */
  declare preferences: PreferenceStore | undefined;
  /** `off` turns the single-key shortcuts off; also on anything around the table. */
  declare shortcuts: string | undefined;
  /** Names of customers' attributes that have a column from the start; agents may hide them, and show others that the rows hold. */
  declare attributeColumns: readonly string[];
  /** `off` for a table without the summary above it. */
  declare summary: string | undefined;
  /** The conversation open in the pane; null or empty for none. */
  declare conversationId: ConversationId | null;
  /** The heading's words; empty for no heading. */
  declare heading: string | undefined;
  /** `light`, `dark` or `auto` (the system's); otherwise as the page. */
  declare theme: string | undefined;
  /** Words for this element alone, instead of the registered ones. */
  declare catalogue: Catalogue | undefined;
  /** The passing of time, for holds and announcements. Tests hand in their own. */
  declare clock: Clock;

  readonly #language = new LanguageController(this);
  readonly #observer = new ObserverController(this);
  readonly #preferences = new PreferencesController(this);
  readonly #columns = new TableColumns(this, this.#preferences);
  readonly #dialog = new ModalDialog(this);
  readonly #opening = new Opening(this);
  readonly #focus = new TableFocus(this);
  readonly #model: TableModel;
  readonly #stage: TableStage;
  readonly #tools: TableTools;
  #pane: ConversationPane | undefined;

  constructor() {
    super();
    this.client = undefined;
    this.endpoint = undefined;
    this.tokenUrl = undefined;
    this.getToken = undefined;
    this.preferences = undefined;
    this.shortcuts = undefined;
    this.attributeColumns = [];
    this.summary = undefined;
    this.conversationId = null;
    this.heading = undefined;
    this.theme = undefined;
    this.catalogue = undefined;
    this.clock = browserClock;
    this.#model = new TableModel({ clock: () => this.clock, words: () => this.#language.words, repaint: () => this.#stage.request() });
    this.#stage = new TableStage(this, {
      model: this.#model,
      words: () => this.#language.words,
      columns: () => this.#columns.shown,
      open: (conversationId, isByKey) => this.#openBy(conversationId, isByKey),
    });
    const columnsTool = new ColumnsTool({
      host: this,
      columns: this.#columns,
      model: this.#model,
      dialog: this.#dialog,
      sort: (choice) => this.#sort(() => this.#model.ask(choice)),
    });
    const keys = new TableKeys(this, {
      model: this.#model,
      stage: this.#stage,
      focus: this.#focus,
      words: () => this.#language.words,
      pane: () => this.#pane,
      pin: (isPinned) => this.#pin(isPinned),
      chooseView: (number) => this.#tools.finding.choose(number),
      chooseColumns: () => columnsTool.choose(),
    });
    const shortcuts = new ShortcutsController(this, tableShortcuts(keys), { dialog: this.#dialog, preferences: this.#preferences });
    this.#tools = new TableTools(this, {
      model: this.#model,
      stage: this.#stage,
      preferences: this.#preferences,
      dialog: this.#dialog,
      columns: columnsTool,
      words: () => this.#language.words,
      ask: (changed) => this.#ask(changed),
      open: (conversationId, isByKey) => this.#openBy(conversationId, isByKey),
      showShortcuts: () => shortcuts.show(),
    });
    new ClientController(this, (client) => this.#use(client));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#opening.follow(undefined, null);
  }

  /** Opens a conversation in the pane, whether or not the table shows it now. */
  open(conversationId: ConversationId): void {
    this.conversationId = conversationId;
  }

  /** Closes the pane and gives the focus back to its row. */
  close(): void {
    const { conversationId } = this;
    this.conversationId = null;
    void this.updateComplete.then(() => this.#tools.focusBack(conversationId) || this.#focus.toRow(this.#stage.surface, conversationId));
  }

  protected override render(): TemplateResult {
    const { words } = this.#language;
    const { client, query, isPinned } = this.#model;
    const { state, bandLimit, isNarrow } = this.#stage;
    const label = this.heading || words('table.heading');
    const pane = this.#paneTemplate(client);
    const isOpen = pane !== nothing;
    return html`<section class="base" part="base" aria-label=${label} ?data-open=${isOpen}>
      ${mainTemplate(words, {
        label,
        heading: this.heading === '' ? '' : label,
        freshness: client?.freshness.value,
        connection: client?.connection.value,
        now: this.clock.now(),
        state,
        query,
        isPinned,
        bandLimit,
        isCovered: isOpen && isNarrow,
        tools: this.#tools.template(words, state),
        onAsk: (changed) => this.#ask(changed),
        columns: this.#columns,
        onSort: (column, isAdded) => this.#sort(() => this.#model.sortBy(column, isAdded)),
        onPin: (isHeld) => this.#pin(isHeld),
        onFollow: () => this.#follow(),
        onRetry: client?.retry,
        onLeaveSearch: () => this.#stage.surface?.focus(null),
      })}
      ${pane}
      <div id="tip" class="tip" part="tip" role="tooltip" popover="manual"></div>
      <div class="announcements visually-hidden" role="status"></div>
      <div class="print"></div>
      ${this.#dialog.template(words)}
    </section>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const surface = this.#stage.draw();
    this.#opening.follow(this.#model.client, this.conversationId);
    const isOpening = changed.has('conversationId') && Boolean(this.conversationId) && !changed.get('conversationId');
    this.#focus.settle(surface, this.#pane, isOpening && this.#stage.isNarrow);
  }

  #paneTemplate(client: TakeoverClient | undefined): TemplateResult | typeof nothing {
    const { conversationId, catalogue, lang } = this;
    if (!conversationId || client === undefined) return nothing;
    this.#pane ??= new ConversationPane((this.constructor as typeof LiveTakeoverTable).conversationTag);
    const model = { client, conversationId, catalogue, lang, words: this.#language.words, isNarrow: this.#stage.isNarrow };
    return this.#pane.template({ ...model, onClose: () => this.close() });
  }

  /** By key the focus goes along. */
  #openBy(conversationId: ConversationId, isByKey: boolean): void {
    if (isByKey) this.#focus.enter(conversationId);
    else this.open(conversationId);
  }

  #use(client: TakeoverClient): () => void {
    const ends = [
      this.#model.use(client),
      this.#preferences.use(client),
      client.capabilities.presence ? client.attachAlerts() : () => undefined,
      onOpenRequest(client, (conversationId) => this.#focus.enter(conversationId)),
    ];
    this.#observer.watch(client.freshness, client.connection, client.me, client.agents, client.desk);
    return () => {
      this.#observer.watch();
      for (const end of ends) end();
    };
  }

  #ask(changed: Partial<Query>): void {
    this.#model.ask(changed);
    this.requestUpdate();
    if (this.#model.view !== undefined) this.#stage.announcements?.matches(this.#model.view.total);
  }

  #sort(sort: () => void): void {
    sort();
    this.#stage.announcements?.sorted(sortsOf(this.#model.query));
    this.requestUpdate();
  }

  #pin(isPinned: boolean): void {
    this.#model.pin(isPinned);
    this.requestUpdate();
  }

  #follow(): void {
    this.#model.follow();
    this.requestUpdate();
  }
}
