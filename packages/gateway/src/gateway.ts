/** Puts the parts of a gateway together; knows every stage and decides nothing. */
import type { Conversation, Signal } from '@live-takeover/sdk/core';
import { TakeoverError, closeCodes, encodeFrame, subprotocol, toWireError } from '@live-takeover/sdk/core';
import type { AgentServices } from './agents/agent-services.js';
import { createAlerts } from './agents/alerts.js';
import { createArbiter } from './agents/arbiter.js';
import { createAudit } from './agents/audit.js';
import { createAuthenticate } from './agents/authenticate.js';
import { createConnections } from './agents/connections.js';
import { createHub } from './agents/hub.js';
import { sendPresence } from './agents/presence-frames.js';
import { createPresence } from './agents/presence.js';
import { createRequests } from './agents/requests.js';
import { createSessions } from './agents/sessions.js';
import { createSignals } from './agents/signals.js';
import type { Socket } from './agents/socket.js';
import type { IsAllowedOrigin } from './api/allowed-origins.js';
import { allowOrigins } from './api/allowed-origins.js';
import type { RequestContext } from './api/app.js';
import { createApp } from './api/app.js';
import { errorResponse } from './api/error-response.js';
import { connectBots, handleBotRequest } from './bots/bots.js';
import { createBotDispatcher } from './bots/dispatcher.js';
import type { MapReply } from './bots/webhook/rasa-reply.js';
import type { Channel, ChannelSink } from './channels/channel.js';
import { createDirectLine } from './channels/direct-line/direct-line.js';
import type { BotConfig, GatewayConfig } from './config/config.js';
import type { Secrets } from './config/secrets.js';
import { createIntake } from './conversations/intake.js';
import type { Projection } from './conversations/projection.js';
import { createProjection } from './conversations/projection.js';
import { createSweeper } from './conversations/sweeper.js';
import type { Runtime } from './runtime.js';
import type { EventStore } from './store/event-store.js';

/** What a gateway is made from. */
export interface GatewayOptions {
  readonly config: GatewayConfig;
  readonly secrets: Secrets;
  /** Stays its owner's: the gateway never closes it. */
  readonly store: EventStore;
  readonly runtime: Runtime;
  /** Where bots reach the gateway; asked when it is needed, so the port may be known late. Default: `publicUrl`, or what is listened on. */
  readonly publicUrl?: () => string | Promise<string>;
  /** Channels beside Direct Line. */
  readonly channels?: (sink: ChannelSink) => readonly Channel[];
  /** How to read webhook bots that do not answer as Rasa does, by bot id. */
  readonly mapReplies?: Readonly<Record<string, MapReply>>;
  /** Hands out tokens to whoever asks on this machine, and serves pages. */
  readonly demo?: { readonly pages?: (request: Request) => Promise<Response | undefined> };
}

/** A gateway without a server: requests and sockets in, responses and frames out. */
export interface Gateway {
  readonly projection: Projection;
  /** Loads what is stored and takes up what was pending. Call it before anything else. */
  start(): Promise<void>;
  /** Sends clients elsewhere, breaks off what can be resumed, and resolves when nothing runs any more. */
  stop(): Promise<void>;
  /** Answers a request; never rejects. */
  fetch(request: Request, context?: RequestContext): Promise<Response>;
  /** Answers a request to open a WebSocket: a refusal, or what to do with the socket once it is open. */
  acceptSocket(request: Request): Promise<Response | ((socket: Socket) => void)>;
  /** Serves a socket that speaks `live-takeover.v1` to a page that may. */
  acceptAgentSocket(socket: Socket): void;
}

/** Where agents' clients connect. */
export const agentSocketPath = '/v1/agents';

const readinessTimeoutMs = 2_000;

/** A gateway over a store. Nothing happens before {@link Gateway.start}. */
export function createGateway(options: GatewayOptions): Gateway {
  const { config, secrets, store, runtime } = options;
  const findBot = botFinder(config.bots);
  const isAllowedOrigin = allowOrigins(config.origins, config.publicUrl);
  const listenUrl = `http://${config.listen.host}:${config.listen.port}`;
  const publicUrl = (): string | Promise<string> => config.publicUrl ?? options.publicUrl?.() ?? listenUrl;

  const projection = createProjection(store, runtime);
  const tenants = [...new Set(config.bots.map((bot) => bot.tenant))];
  const presence = createPresence(store, runtime, tenants);
  const connections = createConnections();
  const audit = createAudit(store, runtime);
  const shared = { store, projection, presence, connections, runtime, audit, findBot };

  const channels = new Map<string, Channel>();
  const showCustomer = (tenant: string, head: Conversation, signal: Signal): void =>
    channels.get(head.channel)?.signal(tenant, head, signal);
  const signals = createSignals({ ...shared, onAgentTyping: showCustomer });
  const requests = createRequests(shared);
  const alerts = createAlerts(shared);
  const sweeper = createSweeper(shared);
  const hub = createHub({ store, projection, runtime, rulesOf: (tenant, botId) => findBot(tenant, botId)?.rules });

  const sink = createIntake({
    ...shared,
    messageLengthLimit: config.limits.messageLength,
    onTyping: (tenant, head, isActive) => signals.toViewers(tenant, head, customerTyping(head, isActive)),
  });
  const dispatcher = createBotDispatcher({
    projection,
    store,
    runtime,
    bots: (botId) => bots.get(botId),
    openRequest: (tenant, conversationId, { reason, causedBy }) => requests.open(tenant, conversationId, { reason, causedBy }),
    onSignal: (tenant, head, signal) => {
      showCustomer(tenant, head, signal);
      signals.toViewers(tenant, head, signal);
    },
  });
  const bots = connectBots({
    bots: config.bots,
    secret: secrets.signing,
    publicUrl,
    runtime,
    sink: dispatcher,
    bodyBytesLimit: config.limits.frameBytes,
    ...(options.mapReplies === undefined ? {} : { mapReplies: options.mapReplies }),
  });
  const directLine = createDirectLine({ config, secrets, isDemo: options.demo !== undefined, runtime, store, sink });
  for (const channel of [directLine, ...(options.channels?.(sink) ?? [])]) channels.set(channel.name, channel);

  const services: AgentServices = {
    ...shared,
    authenticate: createAuthenticate({ agents: config.agents, secret: secrets.agent, bots: config.bots, runtime }),
    arbiter: createArbiter(shared),
    hub,
    alerts,
    signals,
    limits: config.limits,
    rulesOf: (scope) =>
      Object.fromEntries(
        config.bots
          .filter((bot) => bot.tenant === scope.tenant && (scope.bots === 'all' || scope.bots.includes(bot.id)))
          .map((bot) => [bot.id, bot.rules]),
      ),
  };
  const sessions = createSessions(services);
  let isStopping = false;
  const app = createApp({
    services,
    isAllowedOrigin,
    unreadiness: () => (isStopping ? Promise.resolve('stopping') : unreadinessOf(projection, store, runtime)),
    demoTokens:
      options.demo === undefined || secrets.agent === undefined
        ? undefined
        : { agents: config.agents, secret: secrets.agent.current, runtime },
    answers: [
      (request) => handleBotRequest(bots, request),
      ...[...channels.values()].map((channel) => (request: Request) => channel.handle(request)),
      ...(options.demo?.pages === undefined ? [] : [options.demo.pages]),
    ],
  });

  const ends: (() => void)[] = [];
  return {
    projection,
    async start() {
      await presence.start();
      await projection.ready;
      ends.push(
        projection.subscribe(({ tenant, head, events }) => channels.get(head.channel)?.deliver(tenant, head, events)),
        projection.onReload(() => void dispatcher.resume()),
        sendPresence(presence, connections, runtime),
      );
      requests.start();
      alerts.start();
      sweeper.start();
      await dispatcher.resume();
      runtime.log('info', 'started', { bots: config.bots.length, tenants: tenants.length });
    },
    async stop() {
      isStopping = true;
      sessions.drain();
      for (const channel of channels.values()) channel.stop?.();
      for (const part of [requests, alerts, sweeper, presence, hub]) part.stop();
      for (const end of ends) end();
      await dispatcher.stop();
      await projection.stop();
      runtime.log('info', 'stopped');
    },
    fetch: (request, context = {}) => app(request, context),
    async acceptSocket(request) {
      if (new URL(request.url).pathname === agentSocketPath) {
        const refusal = agentSocketRefusal(request, isAllowedOrigin);
        if (refusal === undefined) return (socket) => sessions.accept(socket);
        runtime.log('info', 'agent-socket-closed', { reason: refusal.code });
        return (socket) => refuseAgentSocket(socket, refusal);
      }
      for (const channel of channels.values()) {
        const accepted = await channel.acceptSocket?.(request);
        if (accepted !== undefined) return accepted;
      }
      return errorResponse(new TakeoverError('not-supported', `No socket is served at this path. Agents connect to ${agentSocketPath}.`));
    },
    acceptAgentSocket: (socket) => sessions.accept(socket),
  };
}

function agentSocketRefusal(request: Request, isAllowedOrigin: IsAllowedOrigin): TakeoverError | undefined {
  if (!isAllowedOrigin(request.headers.get('origin'), request))
    return new TakeoverError('forbidden-origin', 'This page may not talk to the gateway. Add its origin to "origins".');
  const offered = (request.headers.get('sec-websocket-protocol') ?? '').split(',').map((name) => name.trim());
  if (offered.includes(subprotocol)) return undefined;
  return new TakeoverError('version-unsupported', `The client does not speak ${subprotocol}. Update one of the two.`);
}

/** A browser learns why only from a socket that was opened first. */
function refuseAgentSocket(socket: Socket, error: TakeoverError): void {
  const reason = error.code === 'forbidden-origin' ? 'forbidden-origin' : 'version';
  socket.send(encodeFrame({ type: 'error', error: toWireError(error) }));
  socket.close(closeCodes[reason].code, reason);
}

function botFinder(bots: readonly BotConfig[]): (tenant: string, botId: string) => BotConfig | undefined {
  const byId = new Map(bots.map((bot) => [bot.id, bot]));
  return (tenant, botId) => {
    const bot = byId.get(botId);
    return bot?.tenant === tenant ? bot : undefined;
  };
}

function customerTyping(head: Conversation, isActive: boolean): Signal {
  const from = { kind: 'customer', id: head.contact.id ?? head.id, name: head.contact.name ?? '' } as const;
  return { signal: 'typing', conversationId: head.id, from, isActive };
}

async function unreadinessOf(projection: Projection, store: EventStore, runtime: Runtime): Promise<string | undefined> {
  if (!projection.isReady) return 'loading';
  const slow = new Promise<string>((resolve) => void runtime.schedule(readinessTimeoutMs, () => resolve('store-slow')));
  const answered = store.setting('default', 'readiness').then(
    () => undefined,
    () => 'store-unavailable',
  );
  return Promise.race([answered, slow]);
}
