/**
 * Calls agents to conversations that need one, until each has seen the call or
 * its cause is gone. Works from heads, so a restart forgets none.
 */
import type { Alert, Conversation } from '@live-takeover/sdk/core';
import { encodeFrame, isAvailable } from '@live-takeover/sdk/core';
import type { BotConfig } from '../config/config.js';
import { createDeadlines } from '../conversations/deadlines.js';
import type { Deadlines } from '../conversations/deadlines.js';
import type { Projection } from '../conversations/projection.js';
import type { Relay } from '../nodes/relay.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import { alertOf } from './alert-of.js';
import type { Audit } from './audit.js';
import type { AgentConnection, Connections } from './connections.js';
import type { Presence } from './presence.js';
import type { Scope } from './scope.js';
import { isInScope } from './scope.js';
import type { SeenAlerts } from './seen-alerts.js';
import { createSeenAlerts } from './seen-alerts.js';

/** The keeper of alerts. */
export interface Alerts {
  /** Takes up the causes that stood when the log was loaded. */
  start(): void;
  stop(): void;
  /** The rules are other ones now: causes may have come or gone. */
  reconsider(): void;
  /**
   * A client wants alerts (again), or its scope changed: it gets those that stand
   * and that its agent has not seen, and keeps none from outside its scope.
   */
  attach(connection: AgentConnection): void;
  detach(connection: AgentConnection): void;
  /** The agent saw an alert: it ends for all their clients, here and after reconnects. */
  seen(connection: AgentConnection, alertId: string): void;
}

/** What the keeper of alerts works with. */
export interface AlertsOptions {
  readonly store: EventStore;
  readonly projection: Projection;
  readonly presence: Presence;
  readonly connections: Connections;
  /** What an agent saw here, other nodes are told. */
  readonly relay: Relay;
  readonly runtime: Runtime;
  readonly audit: Audit;
  readonly findBot: (tenant: string, botId: string) => BotConfig | undefined;
}

/** Alerts for the conversations of a projection. */
export function createAlerts(options: AlertsOptions): Alerts {
  return new AlertKeeper(options);
}

interface StandingAlert {
  readonly tenant: string;
  readonly botId: string;
  readonly alert: Alert;
  /** The one agent it calls; everyone in scope if undefined. */
  readonly agentId: string | undefined;
}

class AlertKeeper implements Alerts {
  readonly #options: AlertsOptions;
  readonly #standing = new Map<string, StandingAlert>();
  /** What each client was last sent of an alert: its ring. */
  readonly #sent = new Map<AgentConnection, Map<string, number>>();
  readonly #seen: SeenAlerts;
  readonly #deadlines: Deadlines;
  #unsubscribe: readonly (() => void)[] = [];

  constructor(options: AlertsOptions) {
    this.#options = options;
    this.#seen = createSeenAlerts(options.store, options.runtime);
    this.#deadlines = createDeadlines(options.runtime, (key) => this.#due(key));
  }

  start(): void {
    const { projection, presence, connections, relay } = this.#options;
    this.#unsubscribe = [
      projection.subscribe(({ tenant, head }) => this.#evaluate(tenant, head)),
      projection.onReload(() => this.#evaluateAll()),
      presence.subscribe((tenant, agentId) => {
        for (const connection of connections.of(tenant))
          if (connection.identity.agent.id === agentId && this.#sent.has(connection)) this.#deliverAll(connection);
      }),
      relay.on('alert-seen', ({ tenant, agentId, alertId }) => {
        this.#seen.hear(tenant, agentId, alertId);
        this.#endForAgent(tenant, agentId, alertId);
      }),
    ];
    this.#evaluateAll();
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#deadlines.clear();
  }

  reconsider(): void {
    this.#evaluateAll();
  }

  attach(connection: AgentConnection): void {
    const { agent, scope } = connection.identity;
    this.#sent.set(connection, this.#sent.get(connection) ?? new Map());
    for (const standing of this.#standing.values())
      if (!isInScope(scope, standing.tenant, standing.botId)) this.#endFor(connection, standing.alert.id);
    this.#seen.load(scope.tenant, agent.id).then(
      () => this.#deliverAll(connection),
      (error: unknown) => {
        // Rather alerted twice than never.
        this.#options.runtime.log('warn', 'seen-alerts-not-read', { name: error instanceof Error ? error.name : 'unknown' });
        this.#deliverAll(connection);
      },
    );
  }

  detach(connection: AgentConnection): void {
    this.#sent.delete(connection);
  }

  seen({ identity }: AgentConnection, alertId: string): void {
    const { agent, scope } = identity;
    if (!this.#isStanding(scope, alertId)) return;
    this.#seen.add(scope.tenant, agent.id, alertId);
    this.#endForAgent(scope.tenant, agent.id, alertId);
    this.#options.relay.tell({ kind: 'alert-seen', tenant: scope.tenant, agentId: agent.id, alertId });
  }

  #endForAgent(tenant: string, agentId: string, alertId: string): void {
    for (const connection of this.#options.connections.of(tenant)) if (connection.identity.agent.id === agentId) this.#endFor(connection, alertId);
  }

  #evaluateAll(): void {
    const { projection } = this.#options;
    for (const tenant of projection.tenants()) for (const head of projection.heads(tenant)) this.#evaluate(tenant, head);
  }

  #due(key: string): void {
    const [tenant = '', conversationId = ''] = key.split('\n');
    const head = this.#options.projection.head(tenant, conversationId);
    if (head !== undefined) this.#evaluate(tenant, head);
  }

  #evaluate(tenant: string, head: Conversation): void {
    const { findBot, runtime } = this.#options;
    const key = `${tenant}\n${head.id}`;
    const bot = findBot(tenant, head.bot.id);
    const due = bot === undefined ? null : alertOf(head, bot, runtime.now());
    const before = this.#standing.get(key);
    if (due === null && before === undefined) return;
    this.#deadlines.set(key, due?.changesAt ?? null);
    const alert = due?.alert ?? null;
    if (before !== undefined && before.alert.id !== alert?.id) this.#end(before);
    if (alert === null) {
      this.#standing.delete(key);
      return;
    }
    if (before?.alert.id === alert.id && before.alert.ring === alert.ring) return;
    const standing = { tenant, botId: head.bot.id, alert, agentId: due?.agentId };
    this.#standing.set(key, standing);
    for (const connection of this.#sent.keys()) this.#deliver(connection, standing);
  }

  #deliverAll(connection: AgentConnection): void {
    const standing = [...this.#standing.values()].sort((left, right) => left.alert.at - right.alert.at);
    for (const one of standing) this.#deliver(connection, one);
  }

  #deliver(connection: AgentConnection, { tenant, botId, alert, agentId }: StandingAlert): void {
    const sent = this.#sent.get(connection);
    const { agent, scope } = connection.identity;
    if (sent === undefined || !isInScope(scope, tenant, botId)) return;
    // Who holds the conversation is called whatever they chose since: nobody else will answer.
    if (agentId === undefined ? !this.#isAvailable(tenant, agent.id) : agentId !== agent.id) return;
    if ((sent.get(alert.id) ?? 0) >= alert.ring || !this.#seen.isLoaded(tenant, agent.id) || this.#seen.has(tenant, agent.id, alert.id)) return;
    if (!sent.has(alert.id))
      this.#options.audit(tenant, { actor: agent.id, action: 'alerted', subject: alert.conversationId, detail: { kind: alert.kind } });
    sent.set(alert.id, alert.ring);
    connection.send(encodeFrame({ type: 'alert', alert }));
  }

  #isAvailable(tenant: string, agentId: string): boolean {
    const presence = this.#options.presence.find(tenant, agentId);
    return presence !== undefined && isAvailable(presence);
  }

  #isStanding(scope: Scope, alertId: string): boolean {
    for (const { tenant, botId, alert } of this.#standing.values())
      if (alert.id === alertId && isInScope(scope, tenant, botId)) return true;
    return false;
  }

  #end({ alert }: StandingAlert): void {
    for (const connection of this.#sent.keys()) this.#endFor(connection, alert.id);
  }

  #endFor(connection: AgentConnection, alertId: string): void {
    if (this.#sent.get(connection)?.delete(alertId) === true) connection.send(encodeFrame({ type: 'alert-ended', alertId }));
  }
}
