import type { Clock, ConversationId, TakeoverClient } from '@live-takeover/sdk';
import { html, LitElement, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { ClientController, clientProperties } from '../client-source/client-controller.js';
import type { GetToken } from '../client-source/token-source.js';
import type { Catalogue } from '../language/catalogue.js';
import type { BulkTransferDetail } from '../bulk-transfer/bulk-transfer.js';
import type { ExportDetail } from '../export/table-export.js';
import type { PreferenceStore } from '../preferences/preference-store.js';
import { preferenceProperties } from '../preferences/preferences-controller.js';
import { shortcutProperties } from '../shortcuts/shortcuts-controller.js';
import { baseStyles } from '../theme/base-styles.js';
import { browserClock } from '../words/browser-clock.js';
import type { RequestEvent } from '../words/request-event.js';
import { Opening, type ConversationOpenedDetail } from './conversation-opened.js';
import { ConversationPane } from './conversation-pane.js';
import { TableAssembly } from './table-assembly.js';
import { columnsProperties } from './table-columns.js';
import { tableStyles } from './table-styles.js';
import { toolsProperties } from './table-tools.js';

/** The events of {@link LiveTakeoverTable}; the pane's `-request` events bubble through it. */
export interface LiveTakeoverTableEventMap {
  /** A conversation was opened in the pane, by the agent or by the page. */
  'conversation-opened': CustomEvent<ConversationOpenedDetail>;
  /** Rows, or the questions of the report, are about to be written into a file. Cancel it to do that yourself. */
  'export-request': RequestEvent<ExportDetail>;
  /** Many conversations are about to change hands. Cancel it to do that yourself. */
  'bulk-transfer-request': RequestEvent<BulkTransferDetail>;
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
 * @fires {CustomEvent} export-request - A file is about to be made. Can be cancelled.
 * @fires {CustomEvent} bulk-transfer-request - Many conversations are about to change hands. Can be cancelled.
 * @slot actions - Buttons of the page's own, at the end of the toolbar.
 * @csspart base - The whole.
 * @csspart toolbar - Heading, freshness, search, filter, *Hold order* and the menu of the rest.
 * @csspart freshness - How fresh the table is; also carries it, as in `::part(freshness catching-up)`.
 * @csspart changes - The chip that counts the changes that wait.
 * @csspart search - The search field.
 * @csspart hold - The button *Hold order*.
 * @csspart filter-button - The button that opens the filter.
 * @csspart filter - The filter's panel over the rows.
 * @csspart active-filters - What is filtered by besides view and status; each is an `active-filter`.
 * @csspart summary - How the desk stands; each figure is a `tile`, with what it counts, and has a `sparkline`.
 * @csspart summary-hide - The button that hides it.
 * @csspart views - The views; each is a `view`, with its name or `saved`.
 * @csspart mine - The strip of the agent's own conversations; each is a `mine-item`, and `unread` where the customer has written.
 * @csspart page - History, the report or the settings in the place of the rows; also carries which, as in `::part(page history)`.
 * @csspart back - The button that leads from there to the rows.
 * @csspart search-button - The button there that searches.
 * @csspart continue - The button there that goes on searching.
 * @csspart stop - The button there that stops it.
 * @csspart result - One closed conversation in history.
 * @csspart group - One question of the report; its share is drawn as `bar`.
 * @csspart export - The buttons of the report that make a file; each also carries which kind.
 * @csspart dialog - A dialog over the page, and `menu` and `menu-item` those of the toolbar.
 * @csspart counts - The statuses with their counts; each is a `count`, with its status.
 * @csspart banner - Says that the table is not updating; one that is a `problem` says that the backend told what makes no sense, and has a `dismiss-problem`.
 * @csspart grid - Headings, band and rows.
 * @csspart heading - One heading; also carries its column, as in `::part(heading status)`.
 * @csspart band - New rows that must not wait while the order is held.
 * @csspart rows - All rows but the band's.
 * @csspart row - One conversation; also carries its status, as in `::part(row waiting)`.
 * @csspart cell - One cell; also carries its column, as in `::part(cell operator)`.
 * @csspart status - Icon and word of a status; also carries it.
 * @csspart reference - The information icon.
 * @csspart unread - The dot of a conversation whose customer wrote since it was last opened here.
 * @csspart viewers - The sign that colleagues look at it.
 * @csspart match - What the agent searches for, in a cell.
 * @csspart tip - What is said beside a row: why its status, its internal reference, who looks.
 * @csspart retry - The button that tries again after a refusal.
 * @csspart panel - What stands in the place of the rows when there are none.
 * @csspart show-all - The button in it that clears search and filter.
 * @csspart skeleton - What stands there while conversations load.
 * @csspart pane - The place of the open conversation.
 * @csspart close - The button that closes it.
 * @cssprop [--takeover-row-height=2.75rem] - Height of one row.
 * @cssprop [--takeover-max-height=100dvh] - Never taller than this, whatever its own height is said to be.
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
    errorsHref: { attribute: 'errors-href' },
    theme: { reflect: true },
    catalogue: { attribute: false },
    clock: { attribute: false },
  };

  static override styles: CSSResultGroup = [...baseStyles, ...tableStyles];

  /** The tag of the pane, for pages that register the elements under other names. */
  static conversationTag = 'live-takeover-conversation';
  /** The tag of the settings panel, likewise. */
  static settingsTag = 'live-takeover-settings';

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
  /** Address of a page that explains the codes of errors, with `{code}` for one; without it a code is shown, and leads nowhere. */
  declare errorsHref: string | undefined;
  /** `light`, `dark` or `auto` (the system's); otherwise as the page. */
  declare theme: string | undefined;
  /** Words for this element alone, instead of the registered ones. */
  declare catalogue: Catalogue | undefined;
  /** The passing of time, for holds and announcements. Tests hand in their own. */
  declare clock: Clock;

  readonly #opening = new Opening(this);
  readonly #table: TableAssembly;
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
    this.errorsHref = undefined;
    this.theme = undefined;
    this.catalogue = undefined;
    this.clock = browserClock;
    this.#table = new TableAssembly(this, (this.constructor as typeof LiveTakeoverTable).settingsTag, () => this.#pane);
    new ClientController(this, (client) => this.#table.use(client));
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
    void this.updateComplete.then(() => this.#table.leave(conversationId));
  }

  protected override render(): TemplateResult {
    const pane = this.#paneTemplate();
    const isOpen = pane !== nothing;
    return html`<section class="base" part="base" aria-label=${this.#table.label} ?data-open=${isOpen}>
      ${this.#table.template(isOpen)} ${pane}
      <div id="tip" class="tip" part="tip" popover="manual"></div>
      <div class="announcements visually-hidden" role="status"></div>
      <div class="print"></div>
      ${this.#table.dialog.template(this.#table.language.words)}
    </section>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const { stage, model, focus } = this.#table;
    const surface = stage.draw();
    this.#opening.follow(model.client, this.conversationId);
    const isOpening = changed.has('conversationId') && Boolean(this.conversationId) && !changed.get('conversationId');
    focus.settle(surface, this.#pane, isOpening && stage.isNarrow);
  }

  #paneTemplate(): TemplateResult | typeof nothing {
    const { conversationId, catalogue, preferences, lang } = this;
    const { stage, model, language } = this.#table;
    const { client } = model;
    if (!conversationId || client === undefined) return nothing;
    this.#pane ??= new ConversationPane((this.constructor as typeof LiveTakeoverTable).conversationTag);
    return this.#pane.template({ client, conversationId, catalogue, preferences, lang, words: language.words, isNarrow: stage.isNarrow, onClose: () => this.close() });
  }
}
