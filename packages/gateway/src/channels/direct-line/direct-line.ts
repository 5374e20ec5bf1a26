import type { Conversation } from '@live-takeover/sdk/core';
import type { Socket } from '../../agents/socket.js';
import { allowedOrigins } from '../../config/config.js';
import { allOf } from '../../config/secrets.js';
import type { Runtime } from '../../runtime.js';
import type { Channel } from '../channel.js';
import type { ConnectionWatch } from './connection-watch.js';
import { createConnectionWatch } from './connection-watch.js';
import { typingActivity } from './delivered-activity.js';
import type { DirectLineOptions } from './direct-line-options.js';
import { watchLeftBehind } from './left-behind.js';
import { originPolicy } from './origins.js';
import { directLineProblem, problemCodeOf } from './problem.js';
import { createDirectLineRoutes } from './routes.js';
import { createSessions } from './sessions.js';
import type { ThreadStore } from './thread-reader.js';
import { readThread } from './thread-reader.js';
import { ThreadStream } from './thread-stream.js';
import { createDirectLineTokens } from './tokens.js';
import type { DirectLineClaims } from './tokens.js';
import { positionOf } from './watermark.js';

/** RFC 6455 §7.4.1. */
const goingAwayCode = 1001;
/** The same: what the other end does is not allowed. */
const policyCode = 1008;
/** More open pages than any customer has. */
const streamsPerThread = 20;
const streamPath = /^\/v3\/directline\/conversations\/([A-Za-z0-9_-]+)\/stream$/;

/**
 * The web channel: Direct Line 3.0, so that an unmodified Bot Framework Web Chat
 * is the customer's client.
 *
 * @see docs/direct-line.md
 */
export function createDirectLine(options: DirectLineOptions): Channel {
  const { settings, runtime, store, sink } = options;
  const origins = originPolicy(() => allowedOrigins(settings.config));
  const tokens = createDirectLineTokens({
    signingKeys: () => allOf(settings.secrets.signing),
    lifetimeSeconds: () => Math.floor(settings.config.directLine.tokenLifetimeMs / 1000),
    now: () => runtime.now(),
  });
  const sessions = createSessions({ runtime, tokens, origins, settings });
  const newest = async (tenant: string, thread: string): Promise<Conversation | undefined> => {
    const conversationId = (await store.threadConversations(tenant, thread)).at(-1);
    return conversationId === undefined ? undefined : store.head(tenant, conversationId);
  };
  const lostAfterMs = (): number => settings.config.directLine.connectionLostAfterMs;
  const watch = createConnectionWatch({ runtime, sink, newest, lostAfterMs, places: options.elsewhere?.places });
  const tenants = (): readonly string[] => [...new Set(settings.config.bots.map(({ tenant }) => tenant))];
  const lost = (tenant: string, thread: string): Promise<void> => watch.lost(tenant, thread);
  const endLeftBehind = options.elsewhere && watchLeftBehind({ ...options.elsewhere, runtime, tenants, graceMs: lostAfterMs, newest, lost });
  const streams = createStreams(runtime, store, watch);
  return {
    name: 'web',
    handle: createDirectLineRoutes({ ...options, sessions, origins, watch, newest }),
    async acceptSocket(request) {
      const url = new URL(request.url);
      const [, thread] = streamPath.exec(url.pathname) ?? [];
      if (thread === undefined) return undefined;
      const admission = await sessions.admitStream(request);
      if (admission.ok && thread === admission.claims.thread)
        return (socket) => streams.attach(socket, admission.claims, url.searchParams.get('watermark'));
      const refusal = admission.ok ? directLineProblem('ResourceNotFound', 'Conversation not found') : admission.response;
      runtime.log('info', 'direct-line-stream-refused', { status: refusal.status, code: await problemCodeOf(refusal) });
      return refusal;
    },
    resume(tenant, { thread, left }) {
      if (left === null) watch.expected(tenant, thread);
    },
    reloaded: () => streams.catchUpAll(),
    deliver(tenant, conversation, events) {
      if (events.some((event) => event.type === 'customer-left' && event.why === 'connection-lost')) watch.reportedLost(tenant, conversation.thread);
      for (const { stream } of streams.of(tenant, conversation.thread)) stream.deliver(conversation, events);
    },
    signal(tenant, conversation, signal) {
      if (signal.signal !== 'typing' || !signal.isActive || signal.from.kind === 'customer') return;
      for (const { stream, claims } of streams.of(tenant, conversation.thread)) {
        const delivery = { ...claims, bot: conversation.bot };
        stream.signal(typingActivity(delivery, signal.from, runtime.now()));
      }
    },
    stop() {
      endLeftBehind?.();
      watch.stop();
      streams.closeAll();
    },
  };
}

interface OpenStream {
  readonly stream: ThreadStream;
  readonly claims: DirectLineClaims;
  readonly socket: Socket;
}

interface Streams {
  of(tenant: string, thread: string): Iterable<OpenStream>;
  attach(socket: Socket, claims: DirectLineClaims, watermark: string | null): void;
  /** What was missed is read from the store. */
  catchUpAll(): void;
  closeAll(): void;
}

/** All open sockets by thread: a customer may have several pages open, and all of them follow. */
function createStreams(runtime: Runtime, store: ThreadStore, watch: ConnectionWatch): Streams {
  const open = new Map<string, Set<OpenStream>>();
  const keyOf = (tenant: string, thread: string): string => `${tenant} ${thread}`;
  return {
    of: (tenant, thread) => open.get(keyOf(tenant, thread)) ?? [],
    attach(socket, claims, watermark) {
      const { tenant, thread } = claims;
      const stream = new ThreadStream({
        socket,
        customer: claims,
        position: positionOf(watermark),
        readAfter: (position) => readThread(store, claims, position),
        onFailure: (error) => runtime.log('warn', 'direct-line-stream-failed', { error: error instanceof Error ? error.name : 'unknown' }),
      });
      const entry: OpenStream = { stream, claims, socket };
      const entries = open.get(keyOf(tenant, thread)) ?? new Set();
      open.set(keyOf(tenant, thread), entries.add(entry));
      socket.onMessage(() => {
        // Clients send empty frames to keep the connection open, and nothing else.
      });
      socket.onClose(() => {
        stream.closed();
        if (!entries.delete(entry)) return;
        if (entries.size === 0) open.delete(keyOf(tenant, thread));
        watch.closed(tenant, thread);
      });
      watch.opened(tenant, thread);
      void stream.catchUp();
      const [oldest] = entries;
      if (entries.size > streamsPerThread) oldest?.socket.close(policyCode, 'too many pages');
    },
    catchUpAll() {
      for (const entries of open.values()) for (const { stream } of entries) void stream.catchUp();
    },
    closeAll() {
      for (const { socket } of [...open.values()].flatMap((entries) => [...entries])) socket.close(goingAwayCode, 'restarting');
    },
  };
}
