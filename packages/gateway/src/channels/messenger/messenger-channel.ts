/**
 * Facebook Messenger: one conversation per customer and page. A webhook is
 * answered once what it tells is stored; names, files and bots come after.
 *
 * @see docs/messenger.md
 */
import type { Conversation, Signal } from '@live-takeover/sdk/core';
import { namedSecret } from '../../config/secrets.js';
import type { MessengerConfig } from '../../config/channels-config.js';
import type { Desk } from '../../desks/desk.js';
import { jsonOf } from '../../http/bounded-text.js';
import { allBytes, limitedBytes, TooLargeError } from '../../http/limited-bytes.js';
import { createPartLog } from '../part-log.js';
import type { ProviderChannel, ProviderChannelOptions } from '../provider-channel.js';
import type { Graph } from './graph.js';
import { createGraph } from './graph.js';
import { createMessengerDestination } from './messenger-destination.js';
import { createMessengerIntake } from './messenger-intake.js';
import type { PageEvent } from './page-events.js';
import { pageEventsOf } from './page-events.js';
import { createPageInbox } from './page-inbox.js';
import { createProfiles } from './profiles.js';
import { endsOf, threadOf } from './threads.js';
import { isAgreedWord, isPageSignature, pageSignatureHeader } from './webhook-signature.js';

/** Where Facebook posts. */
export const messengerPath = '/channels/messenger';

const bodyBytesLimit = 1_048_576;
const typingEveryMs = 5_000;
const typingLimit = 10_000;

/** The channel, and the desk of its pages' inboxes. */
export interface Messenger {
  readonly channel: ProviderChannel;
  readonly inbox: Desk;
}

/** The Messenger channel. It hears nothing and sends nothing while no page is configured. */
export function createMessenger(options: ProviderChannelOptions): Messenger {
  const graph = createGraph(options);
  const parts = createPartLog(options.store);
  const profiles = createProfiles({ ...options, graph });
  const take = createMessengerIntake({ ...options, profiles, parts });
  const channel: ProviderChannel = {
    name: 'messenger',
    destination: createMessengerDestination({ ...options, graph, parts }),
    async handle(request) {
      const { messenger } = options.settings.config.channels;
      const url = new URL(request.url);
      if (url.pathname.replace(/\/$/, '') !== messengerPath || messenger === undefined) return undefined;
      if (request.method === 'GET') return verified(options, messenger, url.searchParams);
      if (request.method === 'POST') return received(options, messenger, request, take);
      return new Response(null, { status: 405, headers: { allow: 'GET, POST' } });
    },
    deliver: () => {},
    signal: createTypingNotes(options, graph),
    stop: () => profiles.stop(),
  };
  return { channel, inbox: createPageInbox(options) };
}

/** Facebook asks once whether the address is ours. */
function verified({ settings, runtime }: ProviderChannelOptions, { verifyToken }: MessengerConfig, query: URLSearchParams): Response {
  const isAgreed = query.get('hub.mode') === 'subscribe' && isAgreedWord(namedSecret(settings.secrets, verifyToken), query.get('hub.verify_token'));
  if (!isAgreed) runtime.log('warn', 'messenger-verification-refused');
  if (!isAgreed) return new Response(null, { status: 403 });
  return new Response(query.get('hub.challenge') ?? '', { headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' } });
}

async function received({ settings, runtime }: ProviderChannelOptions, { appSecret }: MessengerConfig, request: Request, take: (event: PageEvent) => Promise<void>): Promise<Response> {
  const bytes = await allBytes(limitedBytes(request, bodyBytesLimit), bodyBytesLimit).catch((error: unknown) => (error instanceof TooLargeError ? 413 : 400));
  if (typeof bytes === 'number') return new Response(null, { status: bytes });
  if (!isPageSignature(namedSecret(settings.secrets, appSecret), bytes, request.headers.get(pageSignatureHeader))) {
    runtime.log('warn', 'messenger-webhook-refused', { why: 'forged' });
    return new Response(null, { status: 403 });
  }
  const told = pageEventsOf(jsonOf(new TextDecoder().decode(bytes)));
  if (told === undefined) {
    runtime.log('warn', 'messenger-webhook-refused', { why: 'not-understood' });
    return new Response(null, { status: 400 });
  }
  // There is no customer to keep them with.
  if (told.unreadable > 0) runtime.log('warn', 'messenger-events-not-understood', { count: told.unreadable });
  try {
    await Promise.all([...byThread(told.events).values()].map((ofThread) => inOrder(ofThread, take)));
    return new Response('EVENT_RECEIVED', { headers: { 'content-type': 'text/plain; charset=utf-8' } });
  } catch (error) {
    runtime.log('error', 'messenger-webhook-not-stored', { error: error instanceof Error ? error.name : 'unknown' });
    // All of it comes again; what was stored is known by its ids.
    return new Response(null, { status: 503, headers: { 'retry-after': '5' } });
  }
}

async function inOrder(events: readonly PageEvent[], take: (event: PageEvent) => Promise<void>): Promise<void> {
  for (const event of events) await take(event);
}

function byThread(events: readonly PageEvent[]): ReadonlyMap<string, readonly PageEvent[]> {
  const threads = new Map<string, PageEvent[]>();
  for (const event of events) {
    const thread = threadOf(event);
    const known = threads.get(thread);
    if (known === undefined) threads.set(thread, [event]);
    else known.push(event);
  }
  return threads;
}

/** Shows the customer who types, now and then while it goes on; whether that got there does not matter. */
function createTypingNotes({ settings, runtime }: ProviderChannelOptions, graph: Graph): (tenant: string, head: Conversation, signal: Signal) => void {
  const shownAt = new Map<string, number>();
  const stopping = new AbortController();
  return (_tenant, head, { signal, from, isActive }) => {
    const ends = endsOf(head.thread);
    const page = settings.config.channels.messenger?.pages.find(({ pageId }) => pageId === ends?.pageId);
    if (signal !== 'typing' || from.kind === 'customer' || ends === undefined || page === undefined) return;
    const now = runtime.now();
    if (isActive && (shownAt.get(head.id) ?? 0) > now - typingEveryMs) return;
    if (shownAt.size > typingLimit) shownAt.clear();
    if (isActive) shownAt.set(head.id, now);
    else shownAt.delete(head.id);
    void graph.post(page, { recipient: { id: ends.psid }, sender_action: isActive ? 'typing_on' : 'typing_off' }, stopping.signal);
  };
}
