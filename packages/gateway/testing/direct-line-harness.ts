import type { NewEvent } from '@live-takeover/sdk/core';
import type { Attachments } from '../src/attachments/attachments.js';
import { createAttachments } from '../src/attachments/attachments.js';
import { createDirectLine } from '../src/channels/direct-line/direct-line.js';
import type { Channel, ChannelSink } from '../src/channels/channel.js';
import type { BotConfig } from '../src/config/config.js';
import { createIntake } from '../src/conversations/intake.js';
import type { Projection } from '../src/conversations/projection.js';
import { createProjection } from '../src/conversations/projection.js';
import { gatewayConfigSchema } from '../src/config/schema.js';
import type { EventStore } from '../src/store/event-store.js';
import type { FakeRuntime } from './fake-runtime.js';
import { createFakeRuntime } from './fake-runtime.js';
import type { CustomerSocket } from './customer-socket.js';
import { createCustomerSocket } from './customer-socket.js';
import type { MemoryAttachments } from './memory-attachments.js';
import { createMemoryAttachments } from './memory-attachments.js';
import { createMemoryStore } from './memory-store.js';

/** A Direct Line channel over a store in memory, and the calls a client makes. */
export interface DirectLineHarness {
  readonly runtime: FakeRuntime;
  readonly store: EventStore;
  readonly projection: Projection;
  readonly channel: Channel;
  readonly sink: ChannelSink;
  readonly bot: BotConfig;
  readonly files: MemoryAttachments;
  readonly attachments: Attachments;
  /** Typing that was reported, as `conversation:active`. */
  readonly typing: readonly string[];
  call(method: string, path: string, options?: CallOptions): Promise<Response>;
  /** {@link DirectLineHarness.call}, answering the parsed body. */
  json(method: string, path: string, options?: CallOptions): Promise<Record<string, unknown>>;
  /** A token for a fresh customer. */
  token(user?: Readonly<Record<string, string>>, more?: Readonly<Record<string, unknown>>): Promise<IssuedToken>;
  /** Starts a conversation with a fresh token. */
  begin(): Promise<IssuedToken & { readonly streamUrl: string }>;
  say(token: IssuedToken, text: string, more?: Readonly<Record<string, unknown>>): Promise<Response>;
  /** Opens a stream; a Response if it was refused. */
  stream(streamUrl: string, origin?: string): Promise<CustomerSocket | Response>;
  append(thread: string, events: readonly NewEvent[]): Promise<void>;
}

export interface CallOptions {
  readonly token?: string;
  /** JSON, text as it is, or a form. */
  readonly body?: unknown;
  readonly origin?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface IssuedToken {
  readonly conversationId: string;
  readonly token: string;
}

/** The secret that the harness's channel knows. */
export const directLineSecret = 'direct-line-secret-of-at-least-32-characters';
/** Where the harness's gateway can be reached. */
export const gatewayOrigin = 'http://gateway.example:8787';

/** A configured bot, every default filled in. */
export function botConfig(overrides: Partial<BotConfig> = {}): BotConfig {
  const bot = { id: 'bank', name: 'Bank Bot', protocol: 'activity', url: 'http://bot.example/api/messages' };
  const [config] = gatewayConfigSchema.parse({ bots: [bot] }).bots;
  if (config === undefined) throw new Error('The schema dropped the bot.');
  return { ...config, ...overrides };
}

/** Sets up a Direct Line channel. */
export async function directLineHarness(
  options: { readonly store?: EventStore; readonly isDemo?: boolean; readonly publicUrl?: string; readonly previousSecret?: string; readonly bot?: Partial<BotConfig> } = {},
): Promise<DirectLineHarness> {
  const runtime = createFakeRuntime();
  const store = options.store ?? createMemoryStore({ now: () => runtime.now() });
  const projection = createProjection(store, runtime);
  const typing: string[] = [];
  const bot = botConfig(options.bot);
  const config = { ...gatewayConfigSchema.parse({ bots: [bot], origins: ['https://shop.example'] }), publicUrl: options.publicUrl };
  const files = createMemoryAttachments();
  const attachments = createAttachments({ store: files, config: () => config.attachments, runtime, publicUrl: () => gatewayOrigin, events: store });
  const findBot = (tenant: string, botId: string): BotConfig | undefined => (tenant === bot.tenant && botId === bot.id ? bot : undefined);
  const sink = createIntake({
    store,
    projection,
    runtime,
    findBot,
    attachments,
    messageLengthLimit: () => config.limits.messageLength,
    onTyping: (_tenant, head, isActive) => void typing.push(`${head.id}:${String(isActive)}`),
  });
  const secrets = { signing: { current: 'signing-secret-of-at-least-32-characters' }, directLine: { current: directLineSecret } };
  const channel = createDirectLine({ settings: { config, secrets, findBot }, isDemo: options.isDemo ?? false, runtime, store, sink, attachments });
  projection.subscribe(({ tenant, head, events }) => channel.deliver(tenant, head, events));
  await projection.ready;
  return { runtime, store, projection, channel, sink, bot, files, attachments, typing, ...clientOf(channel, store) };
}

type Client = Pick<DirectLineHarness, 'call' | 'json' | 'token' | 'begin' | 'say' | 'stream' | 'append'>;

function clientOf(channel: Channel, store: EventStore): Client {
  const call = async (method: string, path: string, options: CallOptions = {}): Promise<Response> => {
    const headers = new Headers(options.headers);
    if (options.token !== undefined) headers.set('authorization', `Bearer ${options.token}`);
    if (options.origin !== undefined) headers.set('origin', options.origin);
    const isReady = options.body === undefined || typeof options.body === 'string' || options.body instanceof FormData || options.body instanceof Uint8Array;
    const body = isReady ? (options.body as string | FormData | undefined) : JSON.stringify(options.body);
    const init = { method, headers, ...(body === undefined ? {} : { body }) };
    const response = await channel.handle(new Request(new URL(path, gatewayOrigin), init));
    if (response === undefined) throw new Error(`${path} is none of the channel's paths.`);
    return response;
  };
  const json: Client['json'] = async (...request) => (await (await call(...request)).json()) as Record<string, unknown>;
  const token: Client['token'] = async (user = {}, more = {}) => {
    const body = { ...(Object.keys(user).length === 0 ? {} : { user }), ...more };
    return (await json('POST', '/v3/directline/tokens/generate', { token: directLineSecret, body })) as unknown as IssuedToken;
  };
  return {
    call,
    json,
    token,
    async begin() {
      const issued = await token();
      const started = await json('POST', '/v3/directline/conversations', { token: issued.token, body: {} });
      return { ...issued, streamUrl: String(started['streamUrl']) };
    },
    say: (issued, text, more = {}) =>
      call('POST', `/v3/directline/conversations/${issued.conversationId}/activities`, {
        token: issued.token,
        body: { type: 'message', text, from: { id: 'whoever' }, ...more },
      }),
    async stream(streamUrl, origin) {
      const request = new Request(streamUrl.replace(/^ws/, 'http'), { headers: origin === undefined ? {} : { origin } });
      const accepted = await channel.acceptSocket?.(request);
      if (typeof accepted !== 'function') return accepted ?? new Response(null, { status: 426 });
      const socket = createCustomerSocket();
      accepted(socket);
      return socket;
    },
    async append(thread, events) {
      const conversationId = (await store.threadConversations('default', thread)).at(-1);
      if (conversationId === undefined) throw new Error(`Thread ${thread} has no conversation.`);
      await store.append('default', conversationId, events);
    },
  };
}
