import type { Alert, Availability, Clock, TakeoverClient } from '@live-takeover/sdk';
import { html, LitElement, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { browserAlerting, type AlertingEnvironment } from '../alerting/alerting-environment.js';
import { Alerting } from '../alerting/alerting.js';
import { ClientController, clientProperties } from '../client-source/client-controller.js';
import { ObserverController } from '../client-source/observer-controller.js';
import { canOpen } from '../client-source/open-conversation.js';
import type { GetToken } from '../client-source/token-source.js';
import type { Catalogue } from '../language/catalogue.js';
import { agoLastsMs } from '../language/duration.js';
import { LanguageController } from '../language/language-controller.js';
import { dayLastsMs } from '../language/words.js';
import type { PreferenceStore } from '../preferences/preference-store.js';
import { preferenceProperties, PreferencesController } from '../preferences/preferences-controller.js';
import { baseStyles } from '../theme/base-styles.js';
import { icon } from '../theme/icons.js';
import { AgesController } from '../words/ages-controller.js';
import { agentPresenceStyles } from './agent-presence-styles.js';
import { AlertOpening } from './alert-opening.js';
import { AlertStack } from './alert-stack.js';
import { alertsTemplate, desktopWords } from './alert-toasts.js';
import { AvailabilityChanges } from './availability-changes.js';
import { awayRuleOf } from './away-rule.js';
import { IdleAway } from './idle-away.js';
import { panelStyles } from './panel-styles.js';
import { PresenceAnnouncements } from './presence-announcements.js';
import { chipsTemplate } from './presence-chips.js';
import { PresencePanels } from './presence-panels.js';
import { alertsOf, presenceStateOf, presentChoiceOf, seeWhatWasRead } from './presence-state.js';
import { switchTemplate } from './presence-switch.js';
import { toastStyles } from './toast-styles.js';

/**
 * Whether the agent receives requests, and the requests themselves: a switch
 * between "Agent Online" and "Agent Offline", a panel with the reasons to be away,
 * do not disturb, the ways in which alerts call, and the colleagues; and alerts in
 * the page, by sound, on the desktop and in the title when a customer asks for an
 * agent, the bot needs help, or something happens to the agent's own
 * conversations. It works alone on any page; put it where every page has it.
 * However many tabs are open, one of them rings.
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
 * @fires {CustomEvent} availability-request - The agent chose to be Online, Offline or away (`availability`), or did nothing for long or is back (`isAutomatic`). Cancel it to prevent that.
 * @fires {CustomEvent} set-offline-request - A supervisor sets a colleague (`agentId`, `name`) Offline. Cancel it to prevent that.
 * @fires {CustomEvent} availability-changed - What the agent chose has changed.
 * @csspart switch - The switch; also carries `online`, `offline`, `lost` or `connecting`.
 * @csspart count - How many conversations wait; unfolds the alerts.
 * @csspart menu - The button that opens the panel.
 * @csspart panel - The panel; the card for who is new also carries `guide`.
 * @csspart choice - One choice of availability.
 * @csspart colleague - One colleague.
 * @csspart enable - The button that asks for desktop alerts.
 * @csspart unlock - The button that lets sounds out where the browser blocks them.
 * @csspart quiet - Says that alerts are not to disturb; a press ends that.
 * @csspart retry - The button that tries again after a refusal.
 * @csspart problem - Says that the switch could not be changed.
 * @csspart alerts - The alerts over the page.
 * @csspart alert - One alert; also carries its kind, as in `::part(alert agent-request)`.
 * @csspart button - A button of an alert or the panel; also carries `open`, `dismiss`, `test`, `quiet`, `set-offline`, `confirm`, `cancel`, `guide` or `done`.
 * @csspart more - The button that unfolds the rest.
 * @cssprop [--takeover-alerts-inset-block=auto 1rem] - Where the alerts stand on the page, from top and bottom; at the top of a narrow page, clear of where the agent writes.
 * @cssprop [--takeover-alerts-inset-inline=auto 1rem] - The same from the start and the end of a line.
 * @cssprop [--takeover-alerts-width=24rem] - Their width.
 */
export class AgentPresence extends LitElement {
  static override properties: PropertyDeclarations = {
    ...clientProperties,
    ...preferenceProperties,
    takeoverHref: { attribute: 'takeover-href' },
    awayAfter: { attribute: 'away-after', type: Number },
    awayReason: { attribute: 'away-reason' },
    guide: {},
    theme: { reflect: true },
    catalogue: { attribute: false },
  };

  static override styles: CSSResultGroup = [...baseStyles, agentPresenceStyles, toastStyles, panelStyles];

  /** A client made in code. Wins over everything else. */
  declare client: TakeoverClient | undefined;
  /** Address of the gateway's agent socket. Needs `token-url` or `getToken` beside it. */
  declare endpoint: string | undefined;
  /** Address on your server that answers `{ token, expiresAt }`. */
  declare tokenUrl: string | undefined;
  /** Gets a token in code, instead of `token-url`. */
  declare getToken: GetToken | undefined;
  /** Where this element keeps what the agent chose; default the provider's store, else this browser's local storage. */
  declare preferences: PreferenceStore | undefined;
  /** Address of the page with the table; `{conversation}` in it becomes the conversation's id. */
  declare takeoverHref: string | undefined;
  /** Minutes without pointer or key in any tab after which an Online agent is set away; default never. They are back as soon as they are active. */
  declare awayAfter: number | undefined;
  /** The id of the reason that an agent is then given; default `offline`. */
  declare awayReason: string | undefined;
  /** `off` keeps the card for who is new from opening by itself. */
  declare guide: string | undefined;
  /** `light`, `dark` or `auto` (the system's); otherwise as the page. */
  declare theme: string | undefined;
  /** Words for this element alone, instead of the registered ones. */
  declare catalogue: Catalogue | undefined;

  readonly #clock: Clock = {
    now: () => this.environment.clock.now(),
    schedule: (delayMs, callback) => this.environment.clock.schedule(delayMs, callback),
  };
  readonly #source: ClientController;
  readonly #language = new LanguageController(this);
  readonly #observer = new ObserverController(this);
  readonly #preferences = new PreferencesController(this);
  readonly #stack = new AlertStack(this, this.#clock);
  readonly #opening = new AlertOpening(this, (href) => this.navigate(href));
  readonly #changes = new AvailabilityChanges(this);
  readonly #announcements = new PresenceAnnouncements(this, this.#clock);
  readonly #alerting: Alerting;
  readonly #panels: PresencePanels;
  readonly #idle: IdleAway;
  #shown: readonly Alert[] = [];
  #toldAvailability: Availability | undefined;

  constructor() {
    super();
    this.client = undefined;
    this.endpoint = undefined;
    this.tokenUrl = undefined;
    this.getToken = undefined;
    this.preferences = undefined;
    this.takeoverHref = undefined;
    this.awayAfter = undefined;
    this.awayReason = undefined;
    this.guide = undefined;
    this.theme = undefined;
    this.catalogue = undefined;
    this.#source = new ClientController(this, (client) => this.#use(client));
    this.#alerting = new Alerting(this, {
      preferences: this.#preferences,
      environment: () => this.environment,
      say: (alerts) => desktopWords(this.#language.words, alerts),
      onOpen: (alerts) => this.#onDesktopPress(alerts),
      onActive: () => this.#idle.onActive(),
    });
    this.#panels = new PresencePanels(this, { preferences: this.#preferences, alerting: this.#alerting, changes: this.#changes });
    this.#idle = new IdleAway(this, {
      clock: this.#clock,
      preferences: this.#preferences,
      rule: () => awayRuleOf(this, this.#source.client?.desk.value.reasons ?? []),
      present: () => presentChoiceOf(this.#source.client),
      leads: () => this.#alerting.tabs?.lead.isMine === true,
      set: (availability) => this.#setAvailability(availability, true),
      tellActive: () => this.#alerting.tabs?.post({ kind: 'active' }),
    });
    new AgesController(this, () => {
      const now = this.#source.client?.now() ?? 0;
      return Math.min(dayLastsMs(this.#clock.now()), ...this.#shown.map(({ at }) => agoLastsMs(at, now)));
    });
  }

  /** The browser as alerts need it. Tests hand in another. */
  protected get environment(): AlertingEnvironment {
    return browserAlerting;
  }

  protected override update(changed: PropertyValues<this>): void {
    const client = this.#source.client;
    if (client !== undefined) this.#follow(client);
    super.update(changed);
  }

  protected override render(): TemplateResult {
    const client = this.#source.client;
    const { words } = this.#language;
    if (client === undefined) return html`<span class="switch lost">${icon('disconnected')}${words('setup.missing')}</span>`;
    const isBesideTable = canOpen(client);
    const stack = this.#stack.stateOf(isBesideTable);
    const alerts = this.#shown;
    const now = this.#clock.now();
    return html`${client.capabilities.presence
        ? switchTemplate({ words, presence: presenceStateOf(client), change: this.#changes.stateOf(), now, onChange: (isOnline) => this.#choose(isOnline ? 'online' : 'offline') })
        : nothing}
      ${this.#panels.buttonTemplate(words)}
      ${chipsTemplate({ words, client, alerting: this.#alerting, count: alerts.length, isFolded: stack.isFolded, now, onToggleAlerts: () => this.#stack.toggle(stack.isFolded) })}
      ${this.#panels.template({ words, client, now, isAwayByItself: this.#idle.isAway, onChoose: (availability) => this.#choose(availability) })}
      ${alertsTemplate(
        {
          words,
          alerts,
          limit: stack.limit,
          now: client.now(),
          hrefOf: (alert) => this.#opening.hrefOf(alert),
          onOpen: (alert, event) => this.#opening.onPress(client, alert, event),
          onDismiss: (alert) => this.#dismiss(client, alert),
          onToggleAll: () => this.#stack.toggleAll(),
        },
        { isFolded: stack.isFolded, isBesideTable, onTouch: (isTouched) => this.#stack.onTouch(isTouched), onKeydown: this.#onKeydown },
      )}
      <p class="visually-hidden polite" role="status"></p>
      <p class="visually-hidden assertive" role="alert"></p>`;
  }

  protected override updated(): void {
    const client = this.#source.client;
    this.#showToasts(client !== undefined && this.#shown.length > 0 && !this.#stack.stateOf(canOpen(client)).isFolded);
    if (client === undefined) return;
    this.#announcements.presence(this.#language.words, presenceStateOf(client), this.#clock.now(), canOpen(client));
    this.#tellAvailability(client.availability.value);
  }

  #use(client: TakeoverClient): () => void {
    const ends = [client.attachAlerts(), this.#preferences.use(client), this.#alerting.use(client)];
    this.#observer.watch(client.freshness, client.connection, client.availability, client.alerts, client.me, client.agents, client.desk, client.readMarks);
    return () => {
      for (const end of ends) end();
      this.#observer.watch();
      this.#changes.reset();
      this.#announcements.reset();
      this.#shown = [];
      this.#toldAvailability = undefined;
    };
  }

  #follow(client: TakeoverClient): void {
    seeWhatWasRead(client);
    this.#panels.showGuideOnce(client.me.value !== undefined && client.connection.value.state === 'up-to-date');
    const { shown, news } = this.#alerting.follow(alertsOf(client));
    this.#shown = shown.toReversed();
    if (news.length === 0) return;
    this.#stack.onNews(canOpen(client));
    this.#announcements.alerts(this.#language.words, news);
  }

  #choose(availability: Availability): void {
    this.#idle.forget();
    this.#setAvailability(availability, false);
  }

  #setAvailability(availability: Availability, isAutomatic: boolean): void {
    const client = this.#source.client;
    if (client !== undefined) void this.#changes.set(client, availability, isAutomatic);
  }

  #onDesktopPress(alerts: readonly Alert[]): void {
    const [first, ...others] = alerts;
    const client = this.#source.client;
    if (client === undefined || first === undefined) return;
    if (others.length > 0) this.#stack.unfold();
    else void this.#opening.open(client, first);
  }

  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    this.#stack.fold();
    this.renderRoot.querySelector<HTMLElement>('.count')?.focus();
  };

  /** Leaves for the takeover page. A subclass may route instead. */
  protected navigate(href: string): void {
    location.assign(href);
  }

  #dismiss(client: TakeoverClient, alert: Alert): void {
    client.markAlertSeen(alert.id);
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

  #tellAvailability(availability: Availability | undefined): void {
    const before = this.#toldAvailability;
    this.#toldAvailability = availability;
    if (availability === undefined || before === undefined || availability === before) return;
    this.dispatchEvent(new CustomEvent('availability-changed', { detail: { availability } }));
  }
}
