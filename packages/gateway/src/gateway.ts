/** A gateway without a server: what it is made from, how it starts, stops and answers. */
import { TakeoverError, closeCodes, encodeFrame, subprotocol, toWireError } from '@live-takeover/sdk/core';
import { sendPresence } from './agents/presence-frames.js';
import { createSessions } from './agents/sessions.js';
import type { Socket } from './agents/socket.js';
import type { IsAllowedOrigin } from './api/allowed-origins.js';
import { allowOrigins } from './api/allowed-origins.js';
import type { App, RequestContext } from './api/app.js';
import { createApp } from './api/app.js';
import { errorResponse } from './api/error-response.js';
import type { Assembly } from './assembly.js';
import { assemble } from './assembly.js';
import { importedThreadPrefix } from './bots/bot-work.js';
import { handleBotRequest } from './bots/bots.js';
import type { Projection } from './conversations/projection.js';
import type { GatewayOptions } from './gateway-options.js';
import type { Runtime } from './runtime.js';
import type { EventStore } from './store/event-store.js';

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
  const { config, runtime } = options;
  const assembly = assemble(options);
  const { projection, channels, services } = assembly;
  const isAllowedOrigin = allowOrigins(config.origins, config.publicUrl);
  const sessions = createSessions(services);
  const state = { isStopping: false };
  const app = appOf(options, assembly, isAllowedOrigin, state);
  let end = (): void => {};
  return {
    projection,
    async start() {
      end = await start(assembly);
      runtime.log('info', 'started', { bots: config.bots.length });
    },
    async stop() {
      state.isStopping = true;
      sessions.drain();
      end();
      await stop(assembly);
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

/** @returns ends what was begun and has no end of its own */
async function start({ presence, projection, channels, dispatcher, connections, runtime, requests, services, sweeper }: Assembly): Promise<() => void> {
  await presence.start();
  await projection.ready;
  const ends = [
    projection.subscribe(({ tenant, head, events }) => channels.get(head.channel)?.deliver(tenant, head, events)),
    projection.onReload(() => {
      dispatcher.resume().catch((error: unknown) => {
        runtime.log('error', 'bot-work-not-resumed', { name: error instanceof Error ? error.name : 'unknown' });
      });
    }),
    sendPresence(presence, connections, runtime),
  ];
  for (const part of [requests, services.alerts, sweeper]) part.start();
  for (const tenant of projection.tenants())
    for (const head of projection.heads(tenant))
      if (head.closed === null && !head.thread.startsWith(importedThreadPrefix)) channels.get(head.channel)?.resume?.(tenant, head);
  await dispatcher.resume();
  return () => {
    for (const end of ends) end();
  };
}

async function stop({ channels, requests, services, sweeper, presence, dispatcher, projection }: Assembly): Promise<void> {
  for (const channel of channels.values()) channel.stop?.();
  for (const part of [requests, services.alerts, sweeper, presence, services.hub]) part.stop();
  await dispatcher.stop();
  await projection.stop();
}

function appOf(
  { config, secrets, demo }: GatewayOptions,
  { services, bots, channels, projection, store, runtime }: Assembly,
  isAllowedOrigin: IsAllowedOrigin,
  state: { readonly isStopping: boolean },
): App {
  return createApp({
    services,
    isAllowedOrigin,
    unreadiness: () => (state.isStopping ? Promise.resolve('stopping') : unreadinessOf(projection, store, runtime)),
    demoTokens: demo === undefined || secrets.agent === undefined ? undefined : { agents: config.agents, secret: secrets.agent.current, runtime },
    answers: [
      (request) => handleBotRequest(bots, request),
      ...[...channels.values()].map((channel) => (request: Request) => channel.handle(request)),
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

async function unreadinessOf(projection: Projection, store: EventStore, runtime: Runtime): Promise<string | undefined> {
  if (!projection.isReady) return 'loading';
  const slow = new Promise<string>((resolve) => void runtime.schedule(readinessTimeoutMs, () => resolve('store-slow')));
  const answered = store.setting('default', 'readiness').then(
    () => undefined,
    () => 'store-unavailable',
  );
  return Promise.race([answered, slow]);
}
