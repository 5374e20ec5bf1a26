/** Makes the parts of a gateway and introduces them to each other. Nothing runs yet. */
import type { Conversation, Signal } from '@live-takeover/sdk/core';
import type { AgentServices } from './agents/agent-services.js';
import { createAlerts } from './agents/alerts.js';
import { createArbiter } from './agents/arbiter.js';
import type { Audit } from './agents/audit.js';
import { createAudit } from './agents/audit.js';
import { createAuthenticate } from './agents/authenticate.js';
import type { Connections } from './agents/connections.js';
import { createConnections } from './agents/connections.js';
import { createHub } from './agents/hub.js';
import type { Presence } from './agents/presence.js';
import { createPresence } from './agents/presence.js';
import type { Requests } from './agents/requests.js';
import { createRequests } from './agents/requests.js';
import type { Signals } from './agents/signals.js';
import { createSignals } from './agents/signals.js';
import type { ConnectedBot } from './bots/bots.js';
import { connectBots } from './bots/bots.js';
import type { BotDispatcher } from './bots/dispatcher.js';
import { createBotDispatcher } from './bots/dispatcher.js';
import type { Channel } from './channels/channel.js';
import { createDirectLine } from './channels/direct-line/direct-line.js';
import type { BotConfig } from './config/config.js';
import { createIntake } from './conversations/intake.js';
import type { Projection } from './conversations/projection.js';
import { createProjection } from './conversations/projection.js';
import type { Sweeper } from './conversations/sweeper.js';
import { createSweeper } from './conversations/sweeper.js';
import type { GatewayOptions } from './gateway-options.js';
import type { Runtime } from './runtime.js';
import type { EventStore } from './store/event-store.js';

/** What nearly every part works with. */
interface Ground {
  readonly store: EventStore;
  readonly runtime: Runtime;
  readonly projection: Projection;
  readonly presence: Presence;
  readonly connections: Connections;
  readonly audit: Audit;
  readonly findBot: (tenant: string, botId: string) => BotConfig | undefined;
  /** Shows typing to the customer. */
  readonly showCustomer: (tenant: string, head: Conversation, signal: Signal) => void;
  /** By name. Filled once, when the channels are made. */
  readonly channels: Map<string, Channel>;
}

/** The parts of a gateway. */
export interface Assembly extends Omit<Ground, 'channels'> {
  readonly channels: ReadonlyMap<string, Channel>;
  readonly bots: ReadonlyMap<string, ConnectedBot>;
  readonly dispatcher: BotDispatcher;
  readonly requests: Requests;
  readonly sweeper: Sweeper;
  readonly services: AgentServices;
}

/** The parts of a gateway, by its options. All of them tell the time by the store's clock, which is the same on every node. */
export function assemble(given: GatewayOptions): Assembly {
  const options: GatewayOptions = { ...given, runtime: { ...given.runtime, now: () => given.store.now() } };
  const ground = groundOf(options);
  const signals = createSignals({ ...ground, onAgentTyping: ground.showCustomer });
  const requests = createRequests(ground);
  const sweeper = createSweeper(ground);
  return { ...ground, requests, sweeper, ...customerSide(options, ground, signals, requests), services: agentSide(options, ground, signals) };
}

function groundOf({ config, store, runtime }: GatewayOptions): Ground {
  const byId = new Map(config.bots.map((bot) => [bot.id, bot]));
  const channels = new Map<string, Channel>();
  return {
    store,
    runtime,
    channels,
    projection: createProjection(store, runtime),
    presence: createPresence(store, runtime, [...new Set(config.bots.map((bot) => bot.tenant))]),
    connections: createConnections(),
    audit: createAudit(store, runtime),
    findBot(tenant, botId) {
      const bot = byId.get(botId);
      return bot?.tenant === tenant ? bot : undefined;
    },
    showCustomer: (tenant, head, signal) => channels.get(head.channel)?.signal(tenant, head, signal),
  };
}

/** Channels, and the bots behind them. */
function customerSide(
  options: GatewayOptions,
  ground: Ground,
  signals: Signals,
  requests: Requests,
): Pick<Assembly, 'dispatcher' | 'bots'> {
  const { config, secrets, store, runtime } = options;
  const sink = createIntake({
    ...ground,
    messageLengthLimit: config.limits.messageLength,
    onTyping: (tenant, head, isActive) => signals.toViewers(tenant, head, customerTyping(head, isActive)),
  });
  const dispatcher = createBotDispatcher({
    ...ground,
    bots: (botId) => bots.get(botId),
    openRequest: (tenant, conversationId, wish) => requests.open(tenant, conversationId, wish),
    onSignal: (tenant, head, signal) => {
      ground.showCustomer(tenant, head, signal);
      signals.toViewers(tenant, head, signal);
    },
  });
  const bots = connectBots({
    bots: config.bots,
    secret: secrets.signing,
    webhookSecret: secrets.webhook,
    publicUrl: () => config.publicUrl ?? options.publicUrl?.() ?? `http://${config.listen.host}:${config.listen.port}`,
    runtime,
    sink: dispatcher,
    bodyBytesLimit: config.limits.frameBytes,
    ...(options.mapReplies === undefined ? {} : { mapReplies: options.mapReplies }),
  });
  const directLine = createDirectLine({ config, secrets, isDemo: options.demo !== undefined, runtime, store, sink });
  for (const channel of [directLine, ...(options.channels?.(sink) ?? [])]) ground.channels.set(channel.name, channel);
  return { dispatcher, bots };
}

function agentSide({ config, secrets }: GatewayOptions, ground: Ground, signals: Signals): AgentServices {
  const { runtime, findBot } = ground;
  return {
    ...ground,
    signals,
    authenticate: createAuthenticate({ agents: config.agents, secret: secrets.agent, bots: config.bots, runtime }),
    arbiter: createArbiter(ground),
    hub: createHub({ ...ground, rulesOf: (tenant, botId) => findBot(tenant, botId)?.rules }),
    alerts: createAlerts(ground),
    limits: config.limits,
    rulesOf({ tenant, bots }) {
      const isMeant = (bot: BotConfig): boolean => bot.tenant === tenant && (bots === 'all' || bots.includes(bot.id));
      return Object.fromEntries(config.bots.filter(isMeant).map((bot) => [bot.id, bot.rules]));
    },
  };
}

function customerTyping(head: Conversation, isActive: boolean): Signal {
  const from = { kind: 'customer', id: head.contact.id ?? head.id, name: head.contact.name ?? '' } as const;
  return { signal: 'typing', conversationId: head.id, from, isActive };
}
