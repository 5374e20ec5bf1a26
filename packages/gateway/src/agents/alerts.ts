/**
 * Calls agents to conversations that need one, until each has seen the call or
 * its cause is gone. Works from heads, so a restart forgets none.
 */
import type { Alert, Conversation } from '@live-takeover/sdk/core';
import { encodeFrame, labelOf } from '@live-takeover/sdk/core';
import type { BotConfig } from '../config/config.js';
import { createDeadlines } from '../conversations/deadlines.js';
import type { Deadlines } from '../conversations/deadlines.js';
import type { Projection } from '../conversations/projection.js';
import type { Relay } from '../nodes/relay.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import { AlertClients } from './alert-clients.js';
import type { Call } from './alert-of.js';
import { callsOf } from './alert-of.js';
import type { Audit } from './audit.js';
import type { AgentConnection } from './connections.js';
import { seenHead } from './mask.js';
import { isInScope } from './scope.js';
import type { SeenAlerts } from './seen-alerts.js';
import { createSeenAlerts } from './seen-alerts.js';
import type { Staff } from './staff.js';
import type { StandingAlert } from './standing-alerts.js';
import { StandingAlerts } from './standing-alerts.js';

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
  readonly staff: Pick<Staff, 'readiness' | 'subscribe'>;
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

class AlertKeeper implements Alerts {
  readonly #options: AlertsOptions;
  readonly #standing = new StandingAlerts();
  readonly #clients = new AlertClients();
  readonly #seen: SeenAlerts;
  readonly #deadlines: Deadlines;
  #unsubscribe: readonly (() => void)[] = [];

  constructor(options: AlertsOptions) {
    this.#options = options;
    this.#seen = createSeenAlerts(options.store, options.runtime);
    this.#deadlines = createDeadlines(options.runtime, (key) => this.#due(key));
  }

  start(): void {
    const { projection, staff, relay } = this.#options;
    this.#unsubscribe = [
      projection.subscribe(({ tenant, head }) => this.#evaluate(tenant, head)),
      projection.onReload(() => this.#evaluateAll()),
      staff.subscribe((tenant, agentId) => {
        for (const connection of this.#clients.of(tenant, agentId)) this.#deliverAll(connection);
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
    const sent = this.#clients.add(connection);
    for (const alertId of [...sent.keys()]) {
      const standing = this.#standing.find(scope.tenant, alertId);
      if (standing !== undefined && !isInScope(scope, standing.tenant, standing.botId)) this.#endFor(connection, alertId);
    }
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
    this.#clients.delete(connection);
  }

  seen({ identity }: AgentConnection, alertId: string): void {
    const { agent, scope } = identity;
    const standing = this.#standing.find(scope.tenant, alertId);
    if (standing === undefined || !isInScope(scope, standing.tenant, standing.botId)) return;
    this.#seen.add(scope.tenant, agent.id, alertId);
    this.#endForAgent(scope.tenant, agent.id, alertId);
    this.#options.relay.tell({ kind: 'alert-seen', tenant: scope.tenant, agentId: agent.id, alertId });
  }

  #endForAgent(tenant: string, agentId: string, alertId: string): void {
    for (const connection of this.#clients.of(tenant, agentId)) this.#endFor(connection, alertId);
  }

  #evaluateAll(): void {
    const { projection } = this.#options;
    for (const tenant of projection.tenants()) for (const head of projection.heads(tenant)) this.#evaluate(tenant, head);
  }

  #due(key: string): void {
    const [tenant = '', conversationId = ''] = key.split('\n');
    const head = this.#options.projection.head(tenant, conversationId);
    if (head !== undefined) return this.#evaluate(tenant, head);
    const before = this.#standing.of(tenant, conversationId);
    this.#standing.replace(tenant, conversationId, []);
    for (const one of before) this.#end(one);
  }

  #evaluate(tenant: string, head: Conversation): void {
    const { findBot, runtime } = this.#options;
    const bot = findBot(tenant, head.bot.id);
    const due = bot === undefined ? undefined : callsOf(head, bot, runtime.now());
    const before = this.#standing.of(tenant, head.id);
    this.#deadlines.set(`${tenant}\n${head.id}`, due?.changesAt ?? null);
    if (before.length === 0 && (due === undefined || due.calls.length === 0)) return;
    const standing = (due?.calls ?? []).map((call) => this.#standingOf(tenant, head, call, before));
    this.#standing.replace(tenant, head.id, standing);
    for (const one of before) if (standing.every(({ alert }) => alert.id !== one.alert.id)) this.#end(one);
    for (const one of standing) if (before.every(({ alert }) => alert.id !== one.alert.id || alert.ring !== one.alert.ring)) this.#deliverToAll(one);
  }

  #standingOf(tenant: string, head: Conversation, { alert, agentId }: Call, before: readonly StandingAlert[]): StandingAlert {
    const standing = { tenant, botId: head.bot.id, alert, agentId };
    if (alert.kind !== 'customer-message') return standing;
    // One that its agent has not seen yet rings louder; the conversation says of the newest message only that it came.
    const earlier = before.find((one) => one.alert.kind === alert.kind && one.agentId === agentId);
    if (earlier === undefined) return standing;
    if (earlier.alert.id === alert.id) return { ...standing, alert: { ...alert, ring: earlier.alert.ring } };
    return this.#seen.has(tenant, agentId ?? '', earlier.alert.id) ? standing : { ...standing, alert: { ...alert, ring: earlier.alert.ring + 1 } };
  }

  #deliverAll(connection: AgentConnection): void {
    const { agent, scope } = connection.identity;
    for (const one of this.#standing.calling(scope.tenant, agent.id)) this.#deliver(connection, one);
  }

  #deliverToAll(standing: StandingAlert): void {
    for (const connection of this.#clients.of(standing.tenant, standing.agentId)) this.#deliver(connection, standing);
  }

  #deliver(connection: AgentConnection, { tenant, botId, alert, agentId }: StandingAlert): void {
    const sent = this.#clients.sentTo(connection);
    const { agent, scope } = connection.identity;
    if (sent === undefined || !isInScope(scope, tenant, botId)) return;
    // Who is called by name is called whatever they chose since: nobody else will answer.
    if (agentId === undefined ? this.#options.staff.readiness(tenant, agent.id, botId) !== 'available' : agentId !== agent.id) return;
    if ((sent.get(alert.id) ?? 0) >= alert.ring || !this.#seen.isLoaded(tenant, agent.id) || this.#seen.has(tenant, agent.id, alert.id)) return;
    if (!sent.has(alert.id)) this.#note(tenant, agent.id, alert);
    sent.set(alert.id, alert.ring);
    const head = scope.hidesPhones ? this.#options.projection.head(tenant, alert.conversationId) : undefined;
    connection.send(encodeFrame({ type: 'alert', alert: head === undefined ? alert : { ...alert, label: labelOf(seenHead(scope, head)) } }));
  }

  /** That a customer writes to who talks to them is no call worth a line. */
  #note(tenant: string, agentId: string, { kind, conversationId }: Alert): void {
    if (kind !== 'customer-message') this.#options.audit(tenant, { actor: agentId, action: 'alerted', subject: conversationId, detail: { kind } });
  }

  #end({ tenant, agentId, alert }: StandingAlert): void {
    for (const connection of this.#clients.of(tenant, agentId)) this.#endFor(connection, alert.id);
  }

  #endFor(connection: AgentConnection, alertId: string): void {
    if (this.#clients.sentTo(connection)?.delete(alertId) === true) connection.send(encodeFrame({ type: 'alert-ended', alertId }));
  }
}
