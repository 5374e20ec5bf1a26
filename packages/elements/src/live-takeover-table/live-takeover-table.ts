import type { Clock, ColumnKey, ConversationId, Query, TakeoverClient } from '@live-takeover/sdk';
import { html, LitElement, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { ClientController, clientProperties } from '../client-source/client-controller.js';
import { ObserverController } from '../client-source/observer-controller.js';
import { onOpenRequest } from '../client-source/open-conversation.js';
import type { GetToken } from '../client-source/token-source.js';
import type { Catalogue } from '../language/catalogue.js';
import { LanguageController } from '../language/language-controller.js';
import { baseStyles } from '../theme/base-styles.js';
import { browserClock } from '../words/browser-clock.js';
import { sharedTicker } from '../words/ticker.js';
import { Opening, type ConversationOpenedDetail } from './conversation-opened.js';
import { ConversationPane } from './conversation-pane.js';
import { createFrameLoop, type FrameLoop } from './frame-loop.js';
import { mainTemplate } from './main-template.js';
import { TableAnnouncements } from './table-announcements.js';
import { TableFocus } from './table-focus.js';
import { TableModel } from './table-model.js';
import type { TableState } from './table-state.js';
import { tableStyles } from './table-styles.js';
import { TableSurface } from './table-surface.js';

/** The events of {@link LiveTakeoverTable}; the pane's `-request` events bubble through it. */
export interface LiveTakeoverTableEventMap {
  /** A conversation was opened in the pane, by the agent or by the page. */
  'conversation-opened': CustomEvent<ConversationOpenedDetail>;
}

/** Below this width of the element the pane covers the table. As in the style sheet. */
const narrowWidth = 700;

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
  readonly #frames: FrameLoop = createFrameLoop(() => this.#onFrame());
  readonly #opening = new Opening(this);
  readonly #focus = new TableFocus(this);
  readonly #model: TableModel;
  #surface: TableSurface | undefined;
  #announcements: TableAnnouncements | undefined;
  #pane: ConversationPane | undefined;
  #isNarrow = false;
  #bandLimit = 1;
  #shown: TableState | undefined;
  #tick = 0;
  #ends: readonly (() => void)[] = [];

  constructor() {
    super();
    this.client = undefined;
    this.endpoint = undefined;
    this.tokenUrl = undefined;
    this.getToken = undefined;
    this.conversationId = null;
    this.heading = undefined;
    this.theme = undefined;
    this.catalogue = undefined;
    this.clock = browserClock;
    this.#model = new TableModel({ clock: () => this.clock, repaint: () => this.#frames.request() });
    new ClientController(this, (client) => this.#use(client));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const announcements = new TableAnnouncements(() => this.#language.words, (text) => this.#speak(text), this.clock);
    this.#announcements = announcements;
    const stopTicking = sharedTicker.subscribe(() => this.#onTick());
    this.#ends = [stopTicking, () => announcements.end(), () => this.#frames.cancel(), () => this.#surface?.rest()];
    if (this.#surface !== undefined) this.#ends = [...this.#ends, this.#surface.watchSize()];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends) end();
    this.#ends = [];
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
    void this.updateComplete.then(() => this.#focus.toRow(this.#surface, conversationId));
  }

  protected override render(): TemplateResult {
    const { words } = this.#language;
    const { client, query, isPinned } = this.#model;
    this.#shown = this.#model.state;
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
        state: this.#shown,
        query,
        isPinned,
        bandLimit: this.#bandLimit,
        isCovered: isOpen && this.#isNarrow,
        onAsk: (changed) => this.#ask(changed),
        onSort: (column) => this.#sort(column),
        onPin: (isHeld) => this.#pin(isHeld),
        onFollow: () => this.#follow(),
        onRetry: client?.retry,
        onLeaveSearch: () => this.#surface?.focus(null),
      })}
      ${pane}
      <div class="tip" part="tip" aria-hidden="true" popover="manual"></div>
      <div class="announcements visually-hidden" role="status"></div>
    </section>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#surface ??= this.#attach();
    this.#paint();
    this.#opening.follow(this.#model.client, this.conversationId);
    const isOpening = changed.has('conversationId') && Boolean(this.conversationId) && !changed.get('conversationId');
    this.#focus.settle(this.#surface, this.#pane, isOpening && this.#isNarrow);
  }

  #paneTemplate(client: TakeoverClient | undefined): TemplateResult | typeof nothing {
    const { conversationId, catalogue, lang } = this;
    if (!conversationId || client === undefined) return nothing;
    this.#pane ??= new ConversationPane((this.constructor as typeof LiveTakeoverTable).conversationTag);
    const model = { client, conversationId, catalogue, lang, words: this.#language.words, isNarrow: this.#isNarrow };
    return this.#pane.template({ ...model, onClose: () => this.close() });
  }

  #use(client: TakeoverClient): () => void {
    const leave = this.#model.use(client);
    const withdraw = onOpenRequest(client, (conversationId) => this.#focus.enter(conversationId));
    this.#observer.watch(client.freshness, client.connection);
    return () => {
      this.#observer.watch();
      withdraw();
      leave();
    };
  }

  #attach(): TableSurface {
    const surface = new TableSurface(this.renderRoot, {
      words: () => this.#language.words,
      clock: () => this.clock,
      open: (conversationId, isByKey) => (isByKey ? this.#focus.enter(conversationId) : this.open(conversationId)),
      touch: () => this.#model.touch(),
      repaint: () => this.#frames.request(),
      resized: () => this.#onResize(),
      announce: (topic, text) => this.#announcements?.say(topic, text),
    });
    this.#ends = [...this.#ends, surface.watchSize()];
    return surface;
  }

  #ask(changed: Partial<Query>): void {
    this.#model.ask(changed);
    this.requestUpdate();
    if (this.#model.view !== undefined) this.#announcements?.matches(this.#model.view.total);
  }

  #sort(column: ColumnKey): void {
    this.#announcements?.sorted(this.#model.sortBy(column));
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

  #onResize(): void {
    this.#frames.request();
    const isNarrow = this.clientWidth < narrowWidth;
    const bandLimit = this.#surface?.bandLimit ?? 1;
    if (isNarrow === this.#isNarrow && bandLimit === this.#bandLimit) return;
    this.#isNarrow = isNarrow;
    this.#bandLimit = bandLimit;
    this.requestUpdate();
  }

  #onTick(): void {
    if (document.hidden) return;
    this.#tick += 1;
    this.#frames.request();
  }

  /** Most batches of changes alter rows alone; the frame around them renders only when it differs. */
  #onFrame(): void {
    const { state } = this.#model;
    if (state === this.#shown) return this.#paint();
    this.#announcements?.waiting(this.#shown, state);
    this.requestUpdate();
  }

  #paint(): void {
    const { client, view } = this.#model;
    if (client === undefined || view === undefined) return this.#surface?.clear();
    this.#surface?.paint(view, {
      words: this.#language.words,
      now: client.now(),
      selectedId: this.conversationId,
      tick: this.#tick,
    });
  }

  #speak(text: string): void {
    const region = this.renderRoot.querySelector('.announcements');
    if (region !== null) region.textContent = text;
  }
}
