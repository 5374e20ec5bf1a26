/** A whole gateway in memory, with time, bots and agents in the test's hands. */
import type { ConversationEvent, WireTopics } from '@live-takeover/sdk/core';
import { SignJWT } from 'jose';
import type { Channel, ChannelSink, InboundMessage } from '../src/channels/channel.js';
import type { GatewayConfig } from '../src/config/config.js';
import { loadConfig } from '../src/config/load-config.js';
import { variableOf } from '../src/config/secrets.js';
import type { GatewayOptions } from '../src/gateway-options.js';
import type { Gateway } from '../src/gateway.js';
import { createGateway } from '../src/gateway.js';
import type { EventStore } from '../src/store/event-store.js';
import type { FakeRuntime } from './fake-runtime.js';
import { createFakeRuntime } from './fake-runtime.js';
import type { FakeSocket } from './fake-socket.js';
import { createFakeSocket } from './fake-socket.js';
import type { MemoryAttachments } from './memory-attachments.js';
import { createMemoryAttachments } from './memory-attachments.js';
import { createMemoryStore } from './memory-store.js';

/** The secrets of a {@link GatewayFixture}. */
export const fixtureSecrets: GatewayOptions['secrets'] = {
  signing: { current: 'signing-secret-of-thirty-two-characters' },
  agent: { current: 'agents-secret-of-thirty-two-characters!' },
};

/** How an agent signs in. */
export interface SignIn {
  readonly name?: string;
  readonly role?: 'agent' | 'supervisor';
  readonly tenant?: string;
  readonly bots?: readonly string[];
  readonly teams?: readonly string[];
  readonly capacity?: number;
  readonly lifetimeMs?: number;
  readonly topics?: WireTopics;
  readonly cursor?: string;
  readonly clientId?: string;
}

/** A gateway and everything around it. */
export interface GatewayFixture {
  readonly gateway: Gateway;
  readonly store: EventStore;
  readonly files: MemoryAttachments;
  readonly runtime: FakeRuntime;
  readonly config: GatewayConfig;
  /** Where the fixture's channel reports: the channel is called `test`. */
  readonly sink: ChannelSink;
  /** What the gateway delivered to customers of that channel, in order. */
  readonly delivered: readonly ConversationEvent[];
  token(agentId: string, signIn?: SignIn): Promise<string>;
  /** Opens a socket and says hello; resolves once welcome. */
  connect(agentId: string, signIn?: SignIn): Promise<FakeSocket>;
  /** A customer writes; resolves with the stored event. */
  write(thread: string, text: string, message?: Partial<InboundMessage>): Promise<ConversationEvent>;
  /** The events of a conversation, oldest first. */
  events(conversationId: string, tenant?: string): Promise<readonly ConversationEvent[]>;
  stop(): Promise<void>;
}

/** What a test may set. */
export interface GatewayFixtureOptions {
  /** Laid over the configuration's first bot, whose id is `bank`. */
  readonly bot?: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  /** Those that the configuration names, by name. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly store?: EventStore;
  readonly runtime?: FakeRuntime;
  /** Beside the fixture's own. */
  readonly channels?: readonly Channel[];
  readonly gateway?: Partial<GatewayOptions>;
}

/** All conversations, and alerts. */
export const everything: WireTopics = { alerts: true, conversations: 'all' };

/** A started gateway. Its bot is a webhook that answers nothing until the test says so. */
export async function createGatewayFixture(options: GatewayFixtureOptions = {}): Promise<GatewayFixture> {
  const runtime: FakeRuntime = { ...(options.runtime ?? createFakeRuntime()), random: seededRandom(1) };
  const store = options.store ?? createMemoryStore({ now: () => runtime.now() });
  const config = configOf(options);
  runtime.answerRequests(async () => Response.json([]));
  const files = createMemoryAttachments();
  const delivered: ConversationEvent[] = [];
  const held: { sink?: ChannelSink } = {};
  const channel = {
    name: 'test',
    handle: async () => undefined,
    deliver: (_tenant: string, _head: unknown, events: readonly ConversationEvent[]) => void delivered.push(...events),
    signal: () => {},
  };
  const gateway = createGateway({
    config,
    secrets: { ...fixtureSecrets, ...namedOf(options) },
    store,
    runtime,
    attachments: files,
    channels: (sink) => {
      held.sink = sink;
      return [channel, ...(options.channels ?? [])];
    },
    ...options.gateway,
  });
  await gateway.start();
  const { sink } = held;
  if (sink === undefined) throw new Error('The gateway made no channels.');
  const token = (agentId: string, signIn: SignIn = {}): Promise<string> => tokenOf(agentId, signIn, runtime.now());
  let messages = 0;
  return {
    gateway,
    store,
    files,
    runtime,
    config,
    sink,
    delivered,
    token,
    async connect(agentId, signIn = {}) {
      const socket = createFakeSocket();
      gateway.acceptAgentSocket(socket);
      const { topics = everything, cursor, clientId = `${agentId}-tab` } = signIn;
      socket.say({ type: 'hello', token: await token(agentId, signIn), topics, clientId, ...(cursor === undefined ? {} : { cursor }) });
      await socket.until(() => socket.of('welcome').length > 0 || socket.closed !== undefined);
      return socket;
    },
    write(thread, text, message = {}) {
      const messageId = `${thread}-${String((messages += 1))}`;
      return sink.message({ tenant: 'default', botId: 'bank', channel: 'test', thread, messageId, text, contact: { verified: false }, ...message });
    },
    events: (conversationId, tenant = 'default') => store.read(tenant, conversationId, 0),
    stop: () => gateway.stop(),
  };
}

function namedOf({ secrets = {} }: GatewayFixtureOptions): Pick<GatewayOptions['secrets'], 'named'> {
  return { named: new Map(Object.entries(secrets).map(([name, current]) => [name, { current }])) };
}

function configOf({ bot, config, secrets = {} }: GatewayFixtureOptions): GatewayConfig {
  const text = JSON.stringify({
    bots: [
      { id: 'bank', name: 'Bank Bot', protocol: 'webhook', url: 'http://bot.test/webhook', ...bot },
      { id: 'shop', name: 'Shop Bot', protocol: 'webhook', url: 'http://shop.test/webhook' },
      { id: 'elsewhere', name: 'Other Bot', tenant: 'other', protocol: 'webhook', url: 'http://other.test/webhook' },
    ],
    agents: { reasons: [{ id: 'lunch', label: 'At lunch' }, { id: 'urgent', label: 'Urgent only', receivesRequests: true }] },
    ...config,
  });
  const environment = Object.fromEntries(Object.entries(secrets).map(([name, value]) => [variableOf(name), value]));
  const loaded = loadConfig(text, { environment, readFile: () => '', isDemo: true });
  if (!loaded.ok) throw new Error(loaded.mistakes.join('\n'));
  return loaded.config;
}

/** Chance that is the same in every run: mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function tokenOf(agentId: string, signIn: SignIn, now: number): Promise<string> {
  const { name = agentId.charAt(0).toUpperCase() + agentId.slice(1), role = 'agent', tenant = 'default', bots, teams, capacity, lifetimeMs = 900_000 } = signIn;
  return new SignJWT({ name, role, tenant, ...(bots === undefined ? {} : { bots }), ...(teams === undefined ? {} : { teams }), ...(capacity === undefined ? {} : { capacity }) })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(agentId)
    .setExpirationTime(Math.floor((now + lifetimeMs) / 1000))
    .sign(new TextEncoder().encode(fixtureSecrets.agent?.current));
}
