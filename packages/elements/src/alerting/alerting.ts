import type { Alert, AlertKind, TakeoverClient } from '@live-takeover/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PreferencesController } from '../preferences/preferences-controller.js';
import { AgentTabs } from './agent-tabs.js';
import { alertsFor, decodeChoices, defaultChoices, foremost, withChoice, type AlertChannel, type AlertChoices } from './alert-choices.js';
import { AlertWatch } from './alert-watch.js';
import type { AlertingEnvironment } from './alerting-environment.js';
import { Bell } from './bell.js';
import { Chime, type SoundState, type Urgency } from './chime.js';
import { DesktopAlerts, type DesktopPermission } from './desktop-alerts.js';
import { decodeQuiet, quietAt, type Quiet } from './quiet.js';
import type { TabMessage } from './tab-channel.js';
import { TitleBadge } from './title-badge.js';

/** What {@link Alerting} needs of its element. */
export interface AlertingOptions {
  readonly preferences: PreferencesController;
  readonly environment: () => AlertingEnvironment;
  /** An alert, or several at once, in words. */
  say(alerts: readonly Alert[]): { readonly title: string; readonly body: string };
  /** A press on what was shown on the desktop. */
  onOpen(alerts: readonly Alert[]): void;
  /** The agent is there, in another tab. */
  onActive(): void;
}

/** What a test of the alerts found. */
export interface AlertTest {
  readonly sound: SoundState;
  /** `refused`: the agent allows it, and the browser does not do it. */
  readonly desktop: DesktopPermission | 'refused';
}

const [choicesKey, quietKey] = ['alerts', 'quiet'];

/** A press in the page, at which a browser lets sounds out. */
const presses = ['pointerup', 'keydown'] as const;

const urgencies: Readonly<Partial<Record<AlertKind, Urgency>>> = { 'takeover-lost': 'urgent', 'reply-overdue': 'urgent', 'customer-message': 'message' };

/** Calls the agent in all the ways they chose: one sound and one notification, however many tabs are open. */
export class Alerting implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #options: AlertingOptions;
  readonly #desktop: DesktopAlerts;
  readonly #chime: Chime;
  readonly #bells: Readonly<Record<'sound' | 'desktop', Bell>>;
  #tabs: AgentTabs | undefined;
  #client: TakeoverClient | undefined;
  #watch: AlertWatch | undefined;
  #standing: readonly Alert[] = [];
  /** The page was left, and perhaps is kept: nothing may run in it until it is back. */
  #isLeft = false;
  #cancelQuiet: (() => void) | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, options: AlertingOptions) {
    this.#host = host;
    this.#options = options;
    const { environment } = options;
    this.#desktop = new DesktopAlerts(() => environment().notification());
    this.#chime = new Chime({
      audio: () => environment().audio(),
      schedule: (delayMs, callback) => environment().clock.schedule(delayMs, callback),
      onChange: () => this.#onSoundState(),
    });
    this.#bells = {
      sound: this.#bell('sound', (alerts) => void this.#chime.ring(urgencies[foremost(alerts)?.kind ?? 'action'] ?? 'request')),
      desktop: this.#bell('desktop', (alerts) => this.#notify(alerts)),
    };
    host.addController(this);
  }

  /** The tabs of the signed-in agent; undefined until it is known who that is. */
  get tabs(): AgentTabs | undefined {
    return this.#tabs;
  }

  get sound(): SoundState {
    return this.#chime.state;
  }

  get permission(): DesktopPermission {
    return this.#desktop.permission;
  }

  get choices(): AlertChoices {
    return this.#options.preferences.readValue(choicesKey, decodeChoices) ?? defaultChoices;
  }

  /** Do not disturb, if that is in force. */
  get quiet(): Quiet | undefined {
    return quietAt(this.#options.preferences.readValue(quietKey, decodeQuiet), this.#clock.now());
  }

  /** Whether any kind of alert is to go this way. */
  wants(channel: AlertChannel): boolean {
    return Object.values(this.choices).some((channels) => channels.includes(channel));
  }

  choose(kind: AlertKind, channel: AlertChannel, isOn: boolean): void {
    this.#keep(choicesKey, withChoice(this.choices, kind, channel, isOn));
  }

  /** @param lengthMs - null: until it is turned off; undefined: turns it off */
  setQuiet(lengthMs: number | null | undefined): void {
    this.#keep(quietKey, lengthMs === undefined ? undefined : { until: lengthMs === null ? null : this.#clock.now() + lengthMs });
  }

  /** Call it from a press. */
  async unlock(): Promise<void> {
    await this.#chime.unlock();
  }

  /** Asks for notifications, if the agent was not asked yet. Call it from a press. */
  async askForDesktop(): Promise<void> {
    await this.#desktop.ask();
    this.#host.requestUpdate();
  }

  /** Rings and notifies for real, whatever was chosen, and tells what did not work. Call it from a press. */
  async test(title: string, body: string): Promise<AlertTest> {
    const [, permission] = await Promise.all([this.#chime.ring('request'), this.#desktop.ask()]);
    const tag = `live-takeover:${this.#tabs?.agentId ?? ''}:test`;
    const isShown = this.#desktop.show({ tag, title, body, alertIds: [], onClick: () => undefined });
    this.#host.requestUpdate();
    return { sound: this.#chime.state, desktop: permission === 'granted' && !isShown ? 'refused' : permission };
  }

  use(client: TakeoverClient): () => void {
    this.#client = client;
    this.#watch = new AlertWatch(client, () => this.#options.environment().elapsed());
    return () => {
      this.#client = undefined;
      this.#close();
      this.#desktop.keepOnly(new Set());
    };
  }

  /**
   * Takes up what stands now, and calls the agent to what is new.
   *
   * @returns what is to be shown in the page, and what of it is news
   */
  follow(alerts: readonly Alert[]): { readonly shown: readonly Alert[]; readonly news: readonly Alert[] } {
    this.#join();
    this.#standing = alerts;
    this.#desktop.keepOnly(new Set(alerts.map(({ id }) => id)));
    const news = this.#watch?.takeNews(alerts, this.#host.ownerDocument.visibilityState === 'visible') ?? [];
    const { choices, quiet } = this;
    this.#endQuietLater(quiet);
    if (quiet === undefined) for (const channel of ['sound', 'desktop'] as const) this.#bells[channel].add(alertsFor(choices, channel, news));
    const shown = alertsFor(choices, 'page', alerts);
    TitleBadge.of(this.#host.ownerDocument).set(this, shown.length);
    return { shown, news: alertsFor(choices, 'page', news) };
  }

  hostConnected(): void {
    this.#isLeft = false;
    window.addEventListener('pagehide', this.#onLeave);
    window.addEventListener('pageshow', this.#onReturn);
    for (const press of presses) window.addEventListener(press, this.#onPress, { capture: true, passive: true });
  }

  hostDisconnected(): void {
    window.removeEventListener('pagehide', this.#onLeave);
    window.removeEventListener('pageshow', this.#onReturn);
    for (const press of presses) window.removeEventListener(press, this.#onPress, { capture: true });
    this.#close();
    this.#desktop.release();
  }

  get #clock(): AlertingEnvironment['clock'] {
    return this.#options.environment().clock;
  }

  /** Finds the other tabs as soon as it is known whose they are. */
  #join(): void {
    const agentId = this.#client?.me.value?.id;
    if (agentId === undefined || agentId === this.#tabs?.agentId || !this.#host.isConnected || this.#isLeft) return;
    this.#tabs?.leave();
    this.#tabs = new AgentTabs(agentId, this.#options.environment(), {
      hear: (message) => this.#hear(message),
      onTurn: () => Object.values(this.#bells).forEach((bell) => bell.onTurn()),
    });
    if (this.wants('sound')) void this.#chime.unlock();
    this.#onSoundState();
  }

  #close(): void {
    this.#tabs?.leave();
    this.#tabs = undefined;
    for (const bell of Object.values(this.#bells)) bell.end();
    this.#chime.release();
    this.#cancelQuiet?.();
    TitleBadge.of(this.#host.ownerDocument).set(this, 0);
  }

  #bell(channel: 'sound' | 'desktop', tell: (alerts: readonly Alert[]) => void): Bell {
    const { environment } = this.#options;
    return new Bell({
      clock: { now: () => environment().clock.now(), schedule: (delayMs, callback) => environment().clock.schedule(delayMs, callback) },
      canHear: () => this.#tabs?.canHear === true,
      isMyTurn: () => (channel === 'sound' ? this.#tabs?.sound : this.#tabs?.lead)?.isMine === true,
      isStanding: ({ id, ring }) => this.quiet === undefined && this.#standing.some((alert) => alert.id === id && alert.ring === ring),
      tell,
      told: (rings) => this.#tabs?.post({ kind: 'told', channel, rings }),
      // Without locks each waits a little, and whoever waits longer hears that it was told.
      delayMs: () => (environment().locks === undefined ? environment().random() * 500 : 0),
    });
  }

  #notify(alerts: readonly Alert[]): void {
    const tag = `live-takeover:${this.#tabs?.agentId ?? ''}`;
    this.#desktop.show({ tag, ...this.#options.say(alerts), alertIds: alerts.map(({ id }) => id), onClick: () => this.#options.onOpen(alerts) });
  }

  #hear(message: TabMessage): void {
    switch (message.kind) {
      case 'told':
        if (message.channel === 'sound' || message.channel === 'desktop') this.#bells[message.channel].heard(message.rings);
        return;
      case 'chosen':
        if ([choicesKey, quietKey].includes(message.key)) this.#options.preferences.write(message.key, message.value);
        return;
      case 'active':
        return this.#options.onActive();
    }
  }

  #keep(key: string, value: unknown): void {
    const { preferences } = this.#options;
    preferences.writeValue(key, value);
    this.#tabs?.post({ kind: 'chosen', key, value: preferences.read(key) ?? null });
  }

  #onSoundState(): void {
    const turn = this.#tabs?.sound;
    if (this.sound === 'ready') turn?.want();
    else turn?.leave();
    this.#host.requestUpdate();
  }

  /** Do not disturb ends by itself. */
  #endQuietLater(quiet: Quiet | undefined): void {
    this.#cancelQuiet?.();
    if (quiet === undefined || quiet.until === null) return;
    this.#cancelQuiet = this.#clock.schedule(quiet.until - this.#clock.now(), () => this.#host.requestUpdate());
  }

  readonly #onPress = (): void => {
    if (this.sound !== 'ready' && this.#tabs !== undefined && this.wants('sound')) void this.#chime.unlock();
  };

  readonly #onLeave = (): void => {
    this.#isLeft = true;
    this.#close();
  };

  readonly #onReturn = ({ persisted }: PageTransitionEvent): void => {
    this.#isLeft = false;
    if (persisted) this.#host.requestUpdate();
  };
}
