/** A gateway as it ships: its own server and sockets, SQLite in a directory of its own, a bot behind HTTP. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConversationEvent } from '@live-takeover/sdk/core';
import type { Command, Connector } from '@live-takeover/sdk';
import type { SocketConstructor, Token } from '@live-takeover/sdk/websocket';
import { websocketConnector } from '@live-takeover/sdk/websocket';
import { SignJWT } from 'jose';
import { WebSocket } from 'ws';
import type { GatewayConfig } from '../../src/config/config.js';
import { loadConfig } from '../../src/config/load-config.js';
import { createLog } from '../../src/log.js';
import { createNodeRuntime, startServer } from '../../src/server.js';
import type { EventStore } from '../../src/store/event-store.js';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.js';
import type { LiveBot } from './live-bot.js';
import { startLiveBot } from './live-bot.js';
import type { LiveCustomer } from './live-customer.js';
import { openLiveCustomer } from './live-customer.js';

/** A running gateway and everything around it. */
export interface LiveGateway {
  readonly url: string;
  readonly bot: LiveBot;
  /** Where files are kept; made when the first one comes. */
  readonly filesDirectory: string;
  /** Each line of the gateway's log so far. */
  readonly log: readonly string[];
  token(agentId: string): Promise<Token>;
  /** Not opened. @param url - another way to the gateway */
  connector(agentId: string, url?: string, role?: 'agent' | 'supervisor'): Connector;
  /** Gives a command over HTTP. @throws when it was refused */
  command(agentId: string, command: Command): Promise<void>;
  /** Starts a conversation over Direct Line. */
  customer(): Promise<LiveCustomer>;
  /** Oldest first. */
  events(conversationId: string): Promise<readonly ConversationEvent[]>;
  stop(): Promise<void>;
}

/** What a test may set. */
export interface LiveGatewayOptions {
  /** Laid over the configuration of the one bot. */
  readonly bot?: Readonly<Record<string, unknown>>;
  readonly agents?: Readonly<Record<string, unknown>>;
  readonly limits?: Partial<GatewayConfig['limits']>;
  readonly attachments?: Partial<GatewayConfig['attachments']>;
  /** Puts something between the gateway and its store. */
  readonly wrapStore?: (store: EventStore) => EventStore;
}

const secrets = {
  signing: { current: 'signing-secret-of-thirty-two-characters' },
  agent: { current: 'agents-secret-of-thirty-two-characters!' },
  directLine: { current: 'direct-line-secret-of-thirty-two-chars' },
};

/** The name that an agent's token carries. */
export function nameOf(agentId: string): string {
  return agentId.charAt(0).toUpperCase() + agentId.slice(1);
}

/** A token as an integrator's server makes it, good for a quarter of an hour. */
export async function tokenOf(agentId: string, secret: string, claims: Readonly<Record<string, unknown>> = {}): Promise<Token> {
  const expiresAt = (Math.floor(Date.now() / 1000) + 900) * 1000;
  const token = await new SignJWT({ name: nameOf(agentId), role: 'agent', ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(agentId)
    .setExpirationTime(expiresAt / 1000)
    .sign(new TextEncoder().encode(secret));
  return { token, expiresAt };
}

/** Not opened; comes back at once when it is cut off. */
export function connectorTo(url: string, getToken: () => Promise<Token>): Connector {
  return websocketConnector({ url: `${url}/v1/agents`, getToken, WebSocket: WebSocket as unknown as SocketConstructor, random: () => 0 });
}

/** Starts a gateway with one webhook bot. */
export async function startLiveGateway(options: LiveGatewayOptions = {}): Promise<LiveGateway> {
  const directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
  const bot = await startLiveBot();
  const log: string[] = [];
  const store = await openSqliteStore({ path: join(directory, 'store.sqlite') });
  const server = await startServer({
    config: configOf(bot.url, join(directory, 'store.sqlite'), options),
    secrets,
    store: options.wrapStore?.(store) ?? store,
    runtime: createNodeRuntime(createLog((line) => void log.push(line), Date.now)),
  });
  const { url } = server;
  const token = (agentId: string): Promise<Token> => tokenOf(agentId, secrets.agent.current);
  return {
    url,
    bot,
    filesDirectory: join(directory, 'store.attachments'),
    log,
    token,
    connector: (agentId, way = url, role = 'agent') => connectorTo(way, () => tokenOf(agentId, secrets.agent.current, { role })),
    async command(agentId, command) {
      const headers = { authorization: `Bearer ${(await token(agentId)).token}` };
      const response = await fetch(`${url}/v1/commands`, { method: 'POST', headers, body: JSON.stringify(command) });
      if (!response.ok) throw new Error(`${command.name} was answered ${response.status}: ${await response.text()}`);
    },
    customer: () =>
      openLiveCustomer(url, secrets.directLine.current, async (thread) => (await store.threadConversations('default', thread)).at(-1)),
    events: (conversationId) => store.read('default', conversationId, 0),
    async stop() {
      await server.stop();
      await bot.goDown();
      await rm(directory, { recursive: true });
    },
  };
}

function configOf(url: string, sqlite: string, { bot, agents, limits, attachments }: LiveGatewayOptions): GatewayConfig {
  const bots = [{ id: 'bank', name: 'Bank Bot', protocol: 'webhook', url, ...bot }];
  const text = JSON.stringify({ listen: { port: 0 }, drainMs: 0, bots, store: { sqlite }, ...(agents === undefined ? {} : { agents }), ...(limits === undefined ? {} : { limits }), ...(attachments === undefined ? {} : { attachments }) });
  const loaded = loadConfig(text, { environment: {}, readFile: () => '', isDemo: true });
  if (!loaded.ok) throw new Error(loaded.mistakes.join('\n'));
  return loaded.config;
}
