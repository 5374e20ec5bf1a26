import type {
  Agent,
  Alert,
  Capabilities,
  ConnectorScope,
  ConnectorSink,
  ConversationEvent,
  Readable,
  Signal,
  TakeoverError,
} from '@live-takeover/sdk';
import { defaultLimits, snapshotPartSize } from '@live-takeover/sdk/core';
import { headsIn, isAnythingWanted, isInScope, isSameScope, mostUrgentFirst } from './snapshot.js';
import type { World } from './world.js';

/** How often the backend tells its time while nothing happens. */
const heartbeatMs = 15_000;

/** What a session needs beside the world. */
export interface SessionOptions {
  readonly agent: Agent;
  readonly capabilities: Capabilities;
  /** How long everything takes to arrive; 0 = at once. */
  readonly latencyMs: number;
  /** Events as they will arrive, in batches. */
  readonly mangle: (events: readonly ConversationEvent[]) => readonly (readonly ConversationEvent[])[];
  readonly onConnected: () => void;
}

/** One opened connector: everything the world tells one sink, from the next microtask until {@link Session.end}. */
export class Session {
  readonly #world: World;
  readonly #options: SessionOptions;
  readonly #scope: Readable<ConnectorScope>;
  readonly #sink: ConnectorSink;
  readonly #unsubscribes: readonly (() => void)[];
  /** Raised at every cut: what was under way for an older one is lost. */
  #generation = 0;
  #isConnected = false;
  #isOver = false;
  #isIdle = false;
  #isRefused = false;
  /** How far into the ledger the sink has been told; null before the first snapshot. */
  #cursor: number | null = null;
  /** What the last snapshot was about. */
  #toldScope: ConnectorScope['conversations'] = [];
  #wasAvailable = false;
  #wantedAlerts = false;
  #cancelWait = nothing;
  #cancelHeartbeat = nothing;

  constructor(world: World, options: SessionOptions, scope: Readable<ConnectorScope>, sink: ConnectorSink) {
    this.#world = world;
    this.#options = options;
    this.#scope = scope;
    this.#sink = sink;
    this.#unsubscribes = this.#listen();
    if (isAnythingWanted(scope.value)) this.#connect();
    else this.#isIdle = true;
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Loses the connection; it comes back after `retryAfterMs`, if that is not null. */
  cut(retryAfterMs: number | null): void {
    if (this.#isOver || this.#isIdle) return;
    this.#disconnect();
    const since = this.#world.clock.now();
    const retryAt = retryAfterMs === null ? null : since + retryAfterMs;
    this.#sink.connection({ state: 'not-updating', since, retryAt });
    if (retryAfterMs !== null) this.#cancelWait = this.#world.clock.schedule(retryAfterMs, () => this.#connect());
  }

  restore(): void {
    if (this.#isOver || this.#isConnected || this.#isIdle) return;
    this.#disconnect();
    this.#connect();
  }

  refuse(error: TakeoverError): void {
    if (this.#isOver) return;
    this.#disconnect();
    this.#isRefused = true;
    this.#sink.connection({ state: 'refused', error });
  }

  /** The agent signed in again. */
  retry(): void {
    if (this.#isRefused && !this.#isOver && !this.#isIdle) this.#connect();
  }

  forgetCursor(): void {
    if (this.#cursor !== null) this.#cursor = Number.NEGATIVE_INFINITY;
  }

  reset(why: string): void {
    this.#whileConnected(() => {
      this.#sink.connection({ state: 'catching-up' });
      this.#sink.reset(why);
      this.#tellSnapshot();
      this.#sink.connection({ state: 'up-to-date' });
    });
  }

  /** Ends everything; nothing reaches the sink from now on. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const unsubscribe of this.#unsubscribes) unsubscribe();
    this.#disconnect();
  }

  #listen(): readonly (() => void)[] {
    const { ledger, alerts, roster, settings } = this.#world;
    return [
      this.#world.onEvents((events) => {
        const { position } = ledger;
        this.#whileConnected(() => this.#tellEvents(events, position));
      }),
      this.#world.onSignal((signal) => this.#whileConnected(() => this.#tellSignal(signal))),
      alerts.subscribe({
        rang: (alert, agentId) => this.#whileConnected(() => this.#tellAlert(alert, agentId)),
        ended: (alertId) => this.#whileConnected(() => this.#tellAlertEnded(alertId)),
        seen: (agentId, alertId) => {
          if (agentId === this.#options.agent.id) this.#whileConnected(() => this.#tellAlertEnded(alertId));
        },
      }),
      roster.subscribe(() => this.#whileConnected(() => this.#tellPresence())),
      settings.subscribe(() => this.#whileConnected(() => this.#tellSettings())),
      this.#scope.subscribe((scope) => this.#follow(scope)),
    ];
  }

  #connect(): void {
    this.#isRefused = false;
    this.#sink.connection({ state: 'connecting' });
    const { latencyMs } = this.#options;
    const arrive = this.#unlessCut(() => this.#welcome());
    if (latencyMs === 0) queueMicrotask(arrive);
    else this.#cancelWait = this.#world.clock.schedule(latencyMs, arrive);
  }

  #welcome(): void {
    const { clock, ledger, roster, rules, settings } = this.#world;
    const { agent } = this.#options;
    const sink = this.#sink;
    sink.serverTime(clock.now());
    sink.agent(agent);
    sink.rules(rules);
    sink.limits?.({ messageLength: defaultLimits.messageLength });
    sink.desk?.(settings.desk);
    sink.connection({ state: 'catching-up' });
    roster.count(agent.id, 1);
    this.#isConnected = true;
    this.#wasAvailable = roster.isAvailable(agent.id);
    if (this.#options.capabilities.presence) sink.presence(roster.presences());
    const isSame = isSameScope(this.#scope.value.conversations, this.#toldScope);
    const missed = this.#cursor === null ? undefined : ledger.after(this.#cursor);
    if (isSame && missed !== undefined) this.#tellEvents(missed, ledger.position);
    else {
      if (isSame && this.#cursor !== null) sink.reset('The backend no longer knows where this client stopped.');
      this.#tellSnapshot();
    }
    this.#wantedAlerts = this.#scope.value.alerts;
    this.#tellStandingAlerts();
    for (const viewing of this.#world.viewings) this.#tellSignal(viewing);
    sink.connection({ state: 'up-to-date' });
    this.#options.onConnected();
    this.#beat();
  }

  #disconnect(): void {
    this.#generation += 1;
    this.#cancelWait();
    this.#cancelHeartbeat();
    const wasConnected = this.#isConnected;
    this.#isConnected = false;
    if (wasConnected) this.#world.roster.count(this.#options.agent.id, -1);
  }

  #beat(): void {
    const { clock } = this.#world;
    this.#cancelHeartbeat = clock.schedule(heartbeatMs, () => {
      this.#whileConnected(() => this.#sink.serverTime(clock.now()));
      this.#beat();
    });
  }

  #follow(scope: ConnectorScope): void {
    if (!isAnythingWanted(scope)) {
      this.#disconnect();
      this.#isIdle = true;
      return this.#sink.connection({ state: 'idle' });
    }
    if (!this.#isIdle) return this.#whileConnected(() => this.#widen(scope));
    this.#isIdle = false;
    this.#connect();
  }

  #widen(scope: ConnectorScope): void {
    if (!isSameScope(scope.conversations, this.#toldScope)) this.#tellSnapshot();
    if (scope.alerts && !this.#wantedAlerts) this.#tellStandingAlerts();
    this.#wantedAlerts = scope.alerts;
  }

  #tellSnapshot(): void {
    const { conversations } = this.#scope.value;
    this.#toldScope = conversations;
    this.#cursor = this.#world.ledger.position;
    if (conversations.length === 0) return;
    const heads = mostUrgentFirst(this.#world, headsIn(this.#world, this.#scope.value));
    const parts = Math.max(1, Math.ceil(heads.length / snapshotPartSize));
    for (let part = 0; part < parts; part += 1)
      this.#sink.snapshot({
        heads: heads.slice(part * snapshotPartSize, (part + 1) * snapshotPartSize),
        isFirst: part === 0,
        isLast: part === parts - 1,
      });
  }

  #tellEvents(events: readonly ConversationEvent[], position: number): void {
    this.#cursor = position;
    const scope = this.#scope.value;
    const inScope = scope.conversations === 'all' ? events : events.filter((event) => isInScope(scope, event.conversationId));
    if (inScope.length === 0) return;
    for (const batch of this.#options.mangle(inScope)) this.#sink.events(batch);
  }

  #tellSignal(signal: Signal): void {
    const isOwn = signal.from.kind === 'agent' && signal.from.id === this.#options.agent.id;
    const { typing, viewing } = this.#options.capabilities;
    const isTold = signal.signal === 'typing' ? typing : viewing;
    if (isTold && !isOwn && isInScope(this.#scope.value, signal.conversationId)) this.#sink.signal(signal);
  }

  #tellStandingAlerts(): void {
    const { alerts } = this.#world;
    for (const alert of alerts.standing()) this.#tellAlert(alert);
    for (const { alert, agentId } of alerts.personal()) this.#tellAlert(alert, agentId);
  }

  #tellSettings(): void {
    this.#sink.rules(this.#world.rules);
    this.#sink.desk?.(this.#world.settings.desk);
  }

  /** A call by name comes whatever the agent chose to be. */
  #tellAlert(alert: Alert, agentId?: string): void {
    const { agent, capabilities } = this.#options;
    const { alerts, roster } = this.#world;
    if (!capabilities.alerts || !this.#scope.value.alerts) return;
    const isCalled = agentId === undefined ? roster.isAvailable(agent.id) : agentId === agent.id;
    if (isCalled && !alerts.hasSeen(agent.id, alert.id)) this.#sink.alert(alert);
  }

  #tellAlertEnded(alertId: string): void {
    if (this.#options.capabilities.alerts && this.#scope.value.alerts) this.#sink.alertEnded(alertId);
  }

  #tellPresence(): void {
    const { roster } = this.#world;
    if (this.#options.capabilities.presence) this.#sink.presence(roster.presences());
    const isAvailable = roster.isAvailable(this.#options.agent.id);
    if (isAvailable && !this.#wasAvailable) this.#tellStandingAlerts();
    this.#wasAvailable = isAvailable;
  }

  #whileConnected(tell: () => void): void {
    if (!this.#isConnected) return;
    const { latencyMs } = this.#options;
    if (latencyMs === 0) tell();
    else this.#world.clock.schedule(latencyMs, this.#unlessCut(tell));
  }

  #unlessCut(act: () => void): () => void {
    const startedIn = this.#generation;
    return () => {
      if (startedIn === this.#generation && !this.#isOver) act();
    };
  }
}

const nothing = (): void => undefined;
