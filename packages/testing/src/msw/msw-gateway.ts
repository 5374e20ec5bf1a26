import type { Agent } from '@live-takeover/sdk';
import { TakeoverError } from '@live-takeover/sdk';
import { closeCodes, decodeCommand, toWireError } from '@live-takeover/sdk/core';
import type { HttpHandler, WebSocketHandler } from 'msw';
import { HttpResponse, http, ws } from 'msw';
import type { Simulator } from '../simulator/simulator.js';
import { WireClient } from './wire-client.js';
import { WireSocket } from './wire-socket.js';

/** What a simulated gateway serves, and where. */
export interface MswGatewayOptions {
  readonly simulator: Simulator;
  /** Of the agents' socket, as the elements get it: `ws:`, `wss:`, `http:`, `https:`, or (in a page) a path. */
  readonly endpoint: string;
  /** Where pages fetch their token. `?agent=ben` asks for Ben's; else it is that of the simulator's agent. */
  readonly tokenUrl?: string;
}

/** A gateway made of MSW handlers over a simulation. */
export interface MswGateway {
  /** For `setupWorker(...)` or `setupServer(...)`. */
  readonly handlers: readonly (HttpHandler | WebSocketHandler)[];
  /** The token of anyone who works in the simulation. */
  tokenOf(agentId: string): string;
  /** Closes every socket, and each new one, until {@link MswGateway.restore}. */
  cut(): void;
  restore(): void;
  /** Ends every client. */
  close(): void;
}

const tokenPrefix = 'simulated.';
const tokenLifetimeMs = 15 * 60_000;

/**
 * Serves `live-takeover.v1` out of a {@link Simulator}: the agents' socket, the
 * token address and `POST /v1/commands`, so that a page can show the real
 * elements with the real connector and no server.
 */
export function createMswGateway({ simulator, endpoint, tokenUrl }: MswGatewayOptions): MswGateway {
  const url = new URL(endpoint, globalThis.location?.href);
  const socketUrl = new URL(url.href.replace(/^http/, 'ws'));
  const commandUrl = new URL('/v1/commands', url.href.replace(/^ws/, 'http'));
  const reception = createReception(simulator);
  return {
    handlers: [
      socketHandler(socketUrl, reception),
      http.post(commandUrl.href, async ({ request }) => answerCommand(simulator, reception, request)),
      ...(tokenUrl === undefined ? [] : [http.get(tokenUrl, ({ request }) => answerToken(simulator, request))]),
    ],
    tokenOf: (agentId) => `${tokenPrefix}${agentId}`,
    cut: reception.cut,
    restore: reception.restore,
    close: reception.close,
  };
}

interface OpenReception {
  agentOf(token: string): Agent | undefined;
  /** Takes a new socket in; undefined while the connection is cut. */
  admit(end: ConstructorParameters<typeof WireSocket>[0]): WireSocket | undefined;
  cut(): void;
  restore(): void;
  close(): void;
}

function createReception(simulator: Simulator): OpenReception {
  const clients = new Map<string, { readonly client: WireClient; socket: WireSocket }>();
  const sockets = new Set<WireSocket>();
  let isCut = false;

  const agentOf = (token: string): Agent | undefined =>
    token.startsWith(tokenPrefix) ? simulator.findAgent(token.slice(tokenPrefix.length)) : undefined;

  const clientOf = (clientId: string, agent: Agent, socket: WireSocket): WireClient => {
    const key = `${agent.id} ${clientId}`;
    const known = clients.get(key);
    if (known !== undefined && known.socket !== socket) known.socket.close('replaced');
    const client = known?.client ?? new WireClient(simulator, agent);
    clients.set(key, { client, socket });
    return client;
  };

  return {
    agentOf,
    admit(end) {
      if (isCut) return undefined;
      const socket = new WireSocket(end, { agentOf, clientOf });
      sockets.add(socket);
      return socket;
    },
    cut() {
      isCut = true;
      for (const socket of sockets) socket.close('draining');
      sockets.clear();
    },
    restore: () => void (isCut = false),
    close() {
      for (const { client } of clients.values()) client.close();
      clients.clear();
    },
  };
}

function socketHandler(url: URL, reception: OpenReception): WebSocketHandler {
  return ws.link(url.href).addEventListener('connection', ({ client }) => {
    const socket = reception.admit({
      send: (text) => client.send(text),
      close: (code) => client.close(code),
    });
    if (socket === undefined) return client.close(closeCodes.draining.code);
    client.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') socket.receive(data);
      else socket.close('bad-frame');
    });
    client.addEventListener('close', () => socket.leave());
  });
}

async function answerCommand(simulator: Simulator, reception: OpenReception, request: Request): Promise<Response> {
  const token = /^Bearer (\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
  const agent = reception.agentOf(token);
  if (agent === undefined) return refuse(new TakeoverError('unauthorized', 'The token is not one of this simulation.'), 401);
  const decoded = decodeCommand(await request.json().catch(() => undefined));
  if (!decoded.ok) return refuse(decoded.error, 400);
  const result = simulator.execute(agent, decoded.command);
  return result.ok ? HttpResponse.json(result) : refuse(result.error, 409);
}

function answerToken(simulator: Simulator, request: Request): Response {
  const agentId = new URL(request.url).searchParams.get('agent') ?? simulator.agent.id;
  if (simulator.findAgent(agentId) === undefined) return refuse(new TakeoverError('unauthorized', `Nobody called ${agentId} works here.`), 401);
  return HttpResponse.json({ token: `${tokenPrefix}${agentId}`, expiresAt: simulator.clock.now() + tokenLifetimeMs });
}

function refuse(error: TakeoverError, status: number): Response {
  return HttpResponse.json({ ok: false, error: toWireError(error) }, { status });
}
