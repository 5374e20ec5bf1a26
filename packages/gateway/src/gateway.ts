/** A gateway without a server: what it is made from, how it starts, stops and answers. */
import { TakeoverError, closeCodes, encodeFrame, subprotocol, toWireError } from '@live-takeover/sdk/core';
import type { AgentServices } from './agents/agent-services.js';
import { sendPresence } from './agents/presence-frames.js';
import { createSessions } from './agents/sessions.js';
import type { Socket } from './agents/socket.js';
import type { IsAllowedOrigin } from './api/allowed-origins.js';
import { allowOrigins } from './api/allowed-origins.js';
import type { Answer, App } from './api/app.js';
import { createApp } from './api/app.js';
import { errorResponse } from './api/error-response.js';
import { createRemoteFileRoutes } from './api/remote-file-routes.js';
import type { Assembly } from './assembly.js';
import { assemble } from './assembly.js';
import { handleBotRequest } from './bots/bots.js';
import type { GatewayConfig } from './config/config.js';
import type { Secrets } from './config/secrets.js';
import { importedThreadPrefix } from './conversations/imported-thread.js';
import type { Projection } from './conversations/projection.js';
import type { GatewayOptions } from './gateway-options.js';
import type { RequestContext } from './http/request-context.js';
import { pause } from './pause.js';
import type { EventStore } from './store/event-store.js';

/** A gateway without a server: requests and sockets in, responses and frames out. */
export interface Gateway {
  readonly projection: Projection;
  /** Loads what is stored and takes up what was pending. Call it before anything else. */
  start(): Promise<void>;
  /**
   * Puts another configuration in force without a restart. What differs but cannot change while the gateway runs is
   * named in the log, and stays as it is.
   */
  reload(config: GatewayConfig, secrets: Secrets): void;
  /** Says on `/readyz` that it ends, then sends agents' clients elsewhere, some at a time. Everything goes on being served meanwhile. */
  drain(): Promise<void>;
  /** Breaks off what can be resumed, and resolves when nothing runs any more. Who is still there is sent elsewhere at once. */
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

interface EndingState {
  /** Not ready any more, but still serving. */
  isEnding: boolean;
  /** Takes no new socket. */
  isLeaving: boolean;
}

/** A gateway over a store. Nothing happens before {@link Gateway.start}. */
export function createGateway(options: GatewayOptions): Gateway {
  const assembly = assemble(options);
  const { projection, channels, services, settings, runtime } = assembly;
  const isAllowedOrigin = allowOrigins(settings);
  const sessions = createSessions(services);
  const state: EndingState = { isEnding: false, isLeaving: false };
  const app = appOf(options, assembly, isAllowedOrigin, state);
  const acceptAgentSocket = (request: Request): ((socket: Socket) => void) => {
    const refusal = agentSocketRefusal(request, isAllowedOrigin);
    const origin = request.headers.get('origin');
    if (refusal === undefined) return (socket) => sessions.accept(socket, () => isAllowedOrigin(origin, request));
    runtime.log('info', 'agent-socket-closed', { reason: refusal.code });
    return (socket) => refuseAgentSocket(socket, refusal);
  };
  let end = (): void => {};
  return {
    projection,
    async start() {
      end = await start(assembly);
      runtime.log('info', 'started', { bots: settings.config.bots.length });
    },
    reload(config, secrets) {
      for (const setting of settings.change(config, secrets)) runtime.log('warn', 'setting-needs-restart', { setting });
      runtime.log('info', 'reloaded', { bots: settings.config.bots.length });
    },
    async drain() {
      state.isEnding = true;
      await pause(runtime, settings.config.drainMs);
      state.isLeaving = true;
      await sessions.drain();
    },
    async stop() {
      state.isEnding = true;
      state.isLeaving = true;
      sessions.stop();
      end();
      await stop(assembly);
      runtime.log('info', 'stopped');
    },
    fetch: (request, context = {}) => app(request, context),
    async acceptSocket(request) {
      if (state.isLeaving) return errorResponse(new TakeoverError('gateway-unreachable', 'This gateway is shutting down. Connect again.', { retry: true }));
      if (new URL(request.url).pathname === agentSocketPath) return acceptAgentSocket(request);
      for (const channel of channels.values()) {
        const accepted = await channel.acceptSocket?.(request);
        if (accepted !== undefined) return accepted;
      }
      return errorResponse(new TakeoverError('not-supported', `No socket is served at this path. Agents connect to ${agentSocketPath}.`));
    },
    acceptAgentSocket: (socket) => sessions.accept(socket),
  };
}

/** @returns ends what was begun and has no end of its own */
async function start(assembly: Assembly): Promise<() => void> {
  const { settings, botSettings, presence, staff, projection, channels, dispatcher, outbound, desks, runtime, requests, services, sweeper, share, record } = assembly;
  await botSettings.start();
  await presence.start();
  await projection.ready;
  const resume = (): void => {
    for (const work of [dispatcher, outbound])
      work.resume().catch((error: unknown) => {
        runtime.log('error', 'work-not-resumed', { name: error instanceof Error ? error.name : 'unknown' });
      });
  };
  const ends = [
    projection.subscribe(({ tenant, head, events }) => channels.get(head.channel)?.deliver(tenant, head, events)),
    projection.subscribe(({ tenant, head, events }) => {
      if (share.holds(tenant, head.id)) assembly.remoteFiles.follow(tenant, head, events);
    }),
    projection.onReload(resume),
    projection.onReload(() => botSettings.reconsider()),
    projection.onReload(() => {
      for (const channel of channels.values()) channel.reloaded?.();
    }),
    sendPresence(assembly),
    settings.onChange((before) => {
      presence.follow(settings.config.bots.map(({ tenant }) => tenant));
      for (const part of [requests, services.alerts, sweeper, staff]) part.reconsider();
      // Customers may have written to a bot that is new here.
      if (settings.config.bots.some((bot) => before.bots.every(({ id }) => id !== bot.id))) resume();
    }),
  ];
  for (const part of [staff, requests, services.alerts, sweeper, record]) part.start();
  await services.attachments.start();
  for (const tenant of projection.tenants())
    for (const head of projection.heads(tenant))
      if (head.closed === null && !head.thread.startsWith(importedThreadPrefix)) channels.get(head.channel)?.resume?.(tenant, head);
  for (const work of [dispatcher, outbound]) {
    share.onGained((isMeant) => work.resume(isMeant));
    share.onLosing((isMeant) => work.letGo(isMeant));
    share.onLost((isMeant) => work.breakOff(isMeant));
  }
  desks.start();
  await share.start();
  return () => {
    for (const end of ends) end();
  };
}

async function stop({ channels, desks, botSettings, requests, services, sweeper, staff, presence, relay, share, dispatcher, outbound, projection, record }: Assembly): Promise<void> {
  for (const channel of channels.values()) channel.stop?.();
  desks.stop();
  botSettings.stop();
  for (const part of [staff, requests, services.alerts, services.signals, sweeper, services.hub, services.attachments, services.storeWatch]) part.stop();
  await record.stop();
  await dispatcher.stop();
  await outbound.stop();
  await share.stop();
  await presence.stop();
  relay.stop();
  await projection.stop();
}

function appOf(
  { demo }: GatewayOptions,
  { services, settings, bots, channels, store, runtime, record, remoteFiles }: Assembly,
  isAllowedOrigin: IsAllowedOrigin,
  state: EndingState,
): App {
  return createApp({
    services,
    isAllowedOrigin,
    unreadiness: () => (state.isEnding ? Promise.resolve('stopping') : unreadinessOf(services, store)),
    demoTokens: demo === undefined ? undefined : { settings, runtime },
    answers: [
      ...record.answers,
      createRemoteFileRoutes({ remoteFiles, runtime }),
      (request) => handleBotRequest(bots(), request),
      ...[...channels.values()].map((channel): Answer => (request, context) => channel.handle(request, context)),
      ...(demo?.pages === undefined ? [] : [demo.pages]),
    ],
  });
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

async function unreadinessOf({ projection, storeWatch, runtime }: AgentServices, store: EventStore): Promise<string | undefined> {
  if (!projection.isReady) return 'loading';
  if (storeWatch.behindSince !== null) return 'store-unavailable';
  const slow = new Promise<string>((resolve) => void runtime.schedule(readinessTimeoutMs, () => resolve('store-slow')));
  const answered = store.setting('default', 'readiness').then(
    () => undefined,
    () => 'store-unavailable',
  );
  return Promise.race([answered, slow]);
}
