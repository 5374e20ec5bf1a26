import type { Alert, Availability, CommandHandle, ConversationId, TakeoverClient } from '@live-takeover/sdk';
import { html, LitElement, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { ClientController, clientProperties } from '../client-source/client-controller.js';
import { ObserverController } from '../client-source/observer-controller.js';
import { canOpen, requestOpen } from '../client-source/open-conversation.js';
import type { GetToken } from '../client-source/token-source.js';
import { warnOnce } from '../client-source/warn-once.js';
import type { Catalogue } from '../language/catalogue.js';
import { LanguageController } from '../language/language-controller.js';
import { baseStyles } from '../theme/base-styles.js';
import { icon } from '../theme/icons.js';
import { browserClock } from '../words/browser-clock.js';
import { dispatchRequest, type RequestEvent } from '../words/request-event.js';
import { sharedTicker } from '../words/ticker.js';
import { agentPresenceStyles } from './agent-presence-styles.js';
import { AlertStack } from './alert-stack.js';
import { alertSentence, toastsTemplate } from './alert-toasts.js';
import { AlertWatch } from './alert-watch.js';
import { browserDesktop, DesktopAlerts } from './desktop-alerts.js';
import { compactTemplate, countTemplate } from './presence-chips.js';
import { presenceStateOf } from './presence-state.js';
import { switchTemplate } from './presence-switch.js';
import { takeoverHref } from './takeover-link.js';

/** Where an alert leads. */
export interface NavigateDetail {
  readonly conversationId: ConversationId;
  readonly alertId: string;
  /** Absolute; null when no `takeover-href` is set. */
  readonly href: string | null;
}

/** The events of {@link AgentPresence}. */
export interface AgentPresenceEventMap {
  /** An alert was opened. Cancel it to open the conversation yourself. */
  'navigate-request': RequestEvent<NavigateDetail>;
  /** What the agent chose has changed, here or elsewhere. */
  'availability-changed': CustomEvent<{ readonly availability: Availability }>;
}

/**
 * Whether the agent receives requests, and the requests themselves: a switch
 * between "Agent Online" and "Agent Offline", and alerts in the page and on the
 * desktop when a customer asks for an agent or the bot needs help. It works
 * alone on any page; put it where every page has it.
 *
 * ```html
 * <agent-presence endpoint="wss://takeover.example/v1/agents" token-url="/takeover-token" takeover-href="/desk?open={conversation}">
 * </agent-presence>
 * ```
 *
 * An opened alert is offered as `navigate-request`; then to a
 * `<live-takeover-table>` on the same page with the same client; then
 * `takeover-href` is followed.
 *
 * @element agent-presence
 * @fires {CustomEvent} navigate-request - An alert was opened. Cancel it to open the conversation yourself; `detail.waitUntil(promise)` makes the element wait first.
 * @fires {CustomEvent} availability-changed - What the agent chose has changed.
 * @csspart switch - The switch; also carries `online`, `offline`, `lost` or `connecting`.
 * @csspart count - How many conversations wait; unfolds the alerts.
 * @csspart enable - The button that asks for desktop alerts.
 * @csspart retry - The button that tries again after a refusal.
 * @csspart problem - Says that the switch could not be changed.
 * @csspart alerts - The alerts over the page.
 * @csspart alert - One alert; also carries its kind, as in `::part(alert agent-request)`.
 * @csspart button - A button of an alert; also carries `open` or `dismiss`.
 * @csspart more - The button that unfolds the rest.
 * @cssprop [--takeover-alerts-inset-block=auto 1rem] - Where the alerts stand on the page, from top and bottom; at the top of a narrow page, clear of where the agent writes.
 * @cssprop [--takeover-alerts-inset-inline=auto 1rem] - The same from the start and the end of a line.
 * @cssprop [--takeover-alerts-width=24rem] - Their width.
 */
export class AgentPresence extends LitElement {
  static override properties: PropertyDeclarations = {
    ...clientProperties,
    takeoverHref: { attribute: 'takeover-href' },
    theme: { reflect: true },
    catalogue: { attribute: false },
  };

  static override styles: CSSResultGroup = [...baseStyles, agentPresenceStyles];

  /** A client made in code. Wins over everything else. */
  declare client: TakeoverClient | undefined;
  /** Address of the gateway's agent socket. Needs `token-url` or `getToken` beside it. */
  declare endpoint: string | undefined;
  /** Address on your server that answers `{ token, expiresAt }`. */
  declare tokenUrl: string | undefined;
  /** Gets a token in code, instead of `token-url`. */
  declare getToken: GetToken | undefined;
  /** Address of the page with the table; `{conversation}` in it becomes the conversation's id. */
  declare takeoverHref: string | undefined;
  /** `light`, `dark` or `auto` (the system's); otherwise as the page. */
  declare theme: string | undefined;
  /** Words for this element alone, instead of the registered ones. */
  declare catalogue: Catalogue | undefined;

  readonly #source: ClientController;
  readonly #language = new LanguageController(this);
  readonly #observer = new ObserverController(this);
  readonly #desktop = new DesktopAlerts({ ...browserDesktop, schedule: browserClock.schedule });
  readonly #stack = new AlertStack(this, browserClock);
  #watch: AlertWatch | undefined;
  #change: CommandHandle | undefined;
  #toldAvailability: Availability | undefined;
  #stopTicking: (() => void) | undefined;

  constructor() {
    super();
    this.client = undefined;
    this.endpoint = undefined;
    this.tokenUrl = undefined;
    this.getToken = undefined;
    this.takeoverHref = undefined;
    this.theme = undefined;
    this.catalogue = undefined;
    this.#source = new ClientController(this, (client) => this.#use(client));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopTicking = sharedTicker.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopTicking?.();
    this.#desktop.release();
  }

  protected override update(changed: PropertyValues<this>): void {
    const client = this.#source.client;
    if (client !== undefined) this.#takeNews(client, this.#alerts(client));
    super.update(changed);
  }

  protected override render(): TemplateResult {
    const client = this.#source.client;
    const { words } = this.#language;
    if (client === undefined) return html`<span class="switch lost">${icon('disconnected')}${words('setup.missing')}</span>`;
    const alerts = this.#alerts(client);
    const isBesideTable = canOpen(client);
    const stack = this.#stack.stateOf(isBesideTable);
    return html`${client.capabilities.presence
        ? switchTemplate({
            words,
            presence: presenceStateOf(client),
            change: this.#change?.state.value,
            now: browserClock.now(),
            onChange: (isOnline) => this.#setAvailability(client, isOnline ? 'online' : 'offline'),
          })
        : nothing}
      ${alerts.length > 0 ? countTemplate(words, alerts.length, stack.isFolded, () => this.#stack.toggle(stack.isFolded)) : nothing}
      ${client.connection.value.state === 'refused' && client.retry !== undefined
        ? compactTemplate('retry', 'refresh', words('action.retry'), client.retry)
        : nothing}
      ${client.capabilities.alerts && this.#desktop.permission === 'default'
        ? compactTemplate('enable', 'bell-new', words('alert.enable-desktop'), this.#onEnable)
        : nothing}
      <section
        class="alerts ${isBesideTable ? 'beside-table' : ''}"
        part="alerts"
        popover="manual"
        aria-label=${words('alert.region')}
        @pointerenter=${() => this.#stack.onTouch(true)}
        @pointerleave=${() => this.#stack.onTouch(false)}
        @focusin=${() => this.#stack.onTouch(true)}
        @focusout=${() => this.#stack.onTouch(false)}
        @keydown=${this.#onKeydown}
      >
        <div class="scroll">
          ${stack.isFolded
            ? nothing
            : toastsTemplate({
                words,
                alerts,
                limit: stack.limit,
                now: client.now(),
                hrefOf: (alert) => takeoverHref(this.takeoverHref, alert.conversationId, this.ownerDocument.baseURI),
                onOpen: (alert, event) => this.#onOpen(alert, event),
                onDismiss: (alert) => this.#dismiss(alert),
                onToggleAll: () => this.#stack.toggleAll(),
              })}
        </div>
      </section>`;
  }

  protected override updated(): void {
    const client = this.#source.client;
    const isShown = client !== undefined && this.#alerts(client).length > 0 && !this.#stack.stateOf(canOpen(client)).isFolded;
    this.#showToasts(isShown);
    this.#tellAvailability(client?.availability.value);
  }

  #use(client: TakeoverClient): () => void {
    const detach = client.attachAlerts();
    this.#watch = new AlertWatch(client, () => performance.now());
    this.#observer.watch(client.freshness, client.connection, client.availability, client.alerts, client.me);
    return () => {
      detach();
      this.#observer.watch();
      this.#watch = undefined;
      this.#change = undefined;
      this.#toldAvailability = undefined;
      this.#desktop.keepOnly(new Set());
    };
  }

  /** Newest first; none while the agent chose not to receive any. */
  #alerts(client: TakeoverClient): readonly Alert[] {
    const isOff = client.capabilities.presence && client.availability.value !== undefined && client.availability.value !== 'online';
    return isOff ? [] : client.alerts.value.toReversed();
  }

  #setAvailability(client: TakeoverClient, availability: Availability): void {
    this.#change = client.setAvailability(availability);
    this.#observer.watch(client.freshness, client.connection, client.availability, client.alerts, client.me, this.#change.state);
    this.requestUpdate();
  }

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    this.#stack.fold();
    this.renderRoot.querySelector<HTMLElement>('.count')?.focus();
  };

  readonly #onEnable = (): void => {
    void this.#desktop.ask().finally(() => this.requestUpdate());
  };

  #onOpen(alert: Alert, event: Event): void {
    const isForNewTab = event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey);
    if (isForNewTab) return this.#source.client?.markAlertSeen(alert.id);
    event.preventDefault();
    void this.#open(alert);
  }

  async #open(alert: Alert): Promise<void> {
    const client = this.#source.client;
    const { id: alertId, conversationId } = alert;
    const href = takeoverHref(this.takeoverHref, conversationId, this.ownerDocument.baseURI) ?? null;
    const isAllowed = await dispatchRequest(this, 'navigate-request', { conversationId, alertId, href });
    client?.markAlertSeen(alertId);
    if (!isAllowed || (client !== undefined && requestOpen(client, conversationId))) return;
    if (href !== null) this.navigate(href);
    else warnOnce(this, 'an alert was opened, but there is no takeover-href and nobody on this page shows the conversation.');
  }

  /** Leaves for the takeover page. A subclass may route instead. */
  protected navigate(href: string): void {
    location.assign(href);
  }

  #dismiss(alert: Alert): void {
    this.#source.client?.markAlertSeen(alert.id);
    void this.updateComplete.then(() => {
      const root = this.renderRoot;
      (root.querySelector<HTMLElement>('.dismiss') ?? root.querySelector<HTMLElement>('.switch'))?.focus();
    });
  }

  #showToasts(isShown: boolean): void {
    const toasts = this.renderRoot.querySelector<HTMLElement>('.alerts');
    if (toasts === null || !this.isConnected || toasts.matches(':popover-open') === isShown) return;
    if (isShown) toasts.showPopover();
    else toasts.hidePopover();
  }

  #takeNews(client: TakeoverClient, alerts: readonly Alert[]): void {
    const { words } = this.#language;
    this.#desktop.keepOnly(new Set(alerts.map(({ id }) => id)));
    const news = this.#watch?.takeNews(alerts, document.visibilityState === 'visible') ?? [];
    if (news.length > 0) this.#stack.onNews(canOpen(client));
    for (const alert of news)
      this.#desktop.show({
        alert,
        agentId: client.me.value?.id ?? '',
        title: alertSentence(words, alert),
        body: alert.botName,
        onClick: () => void this.#open(alert),
      });
  }

  #tellAvailability(availability: Availability | undefined): void {
    const before = this.#toldAvailability;
    this.#toldAvailability = availability;
    if (availability === undefined || before === undefined || availability === before) return;
    this.dispatchEvent(new CustomEvent('availability-changed', { detail: { availability } }));
  }
}
