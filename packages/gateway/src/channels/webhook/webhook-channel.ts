/**
 * Bots that keep their own widget: their server tells us what customer and bot
 * say, and is told by signed webhooks what agents write and do.
 *
 * @see docs/own-bot-platform.md
 */
import type { Conversation, Signal } from '@live-takeover/sdk/core';
import { createReplyLog } from '../../bots/reply-log.js';
import type { WebhookChannelConfig } from '../../config/channels-config.js';
import type { Destination, Letter, SendOutcome } from '../../outbound/destination.js';
import { postNews } from '../../outbound/post-news.js';
import type { ProviderChannel } from '../provider-channel.js';
import { createRoutes } from './routes.js';
import { threadIdOf } from './thread-state.js';
import type { ThreadNews } from './thread-news.js';
import { isThreadNews, threadNewsOf, typingNewsOf } from './thread-news.js';
import type { WebhookChannelOptions } from './webhook-channel-options.js';

/** As conversations of the channel name it. */
export const webhookChannelName = 'webhook';

const retryForMs = 24 * 60 * 60_000;

/** The channel. Its messages to customers go to the bot's server, which shows them. */
export function createWebhookChannel(options: WebhookChannelOptions): ProviderChannel {
  const { settings, share } = options;
  const stopping = new AbortController();
  const replies = createReplyLog({ ...options, limits: () => settings.config.limits, signal: stopping.signal });
  return {
    name: webhookChannelName,
    handle: createRoutes({ ...options, replies }),
    destination: destinationOf(options),
    deliver() {
      // Its destination does.
    },
    signal(tenant, head, signal) {
      const isHuman = signal.from.kind === 'agent' || signal.from.kind === 'desk';
      if (signal.signal === 'typing' && isHuman && share.holds(tenant, head.id)) void tellTyping(options, tenant, head, signal, stopping.signal);
    },
    stop: () => stopping.abort(),
  };
}

function destinationOf(options: WebhookChannelOptions): Destination {
  const isOfChannel = (head: Conversation): boolean => head.channel === webhookChannelName && threadIdOf(head) !== undefined;
  return {
    name: webhookChannelName,
    memory: 'mark',
    retryForMs,
    mayTake: (_tenant, head) => isOfChannel(head),
    takes: (_tenant, head, event) => isOfChannel(head) && isThreadNews(event),
    // The store is away for a moment: what was posted may come again, under the same id.
    send: (letter, signal) => send(options, letter, signal).catch((): SendOutcome => ({ outcome: 'unknown' })),
  };
}

async function send(options: WebhookChannelOptions, { tenant, head, event }: Letter, signal: AbortSignal): Promise<SendOutcome> {
  const present = await options.store.head(tenant, head.id);
  // What was erased or has left the store is told to nobody any more.
  if (present === undefined || threadIdOf(present) === undefined) return { outcome: 'failed', reason: 'rejected' };
  const outcome = await post(options, head, threadNewsOf(present, event, options.settings.findBot(tenant, head.bot.id)), signal);
  if (event.type !== 'message-sent') return outcome;
  if (outcome.outcome === 'sent') await options.sink.delivery(tenant, head.id, { messageId: event.id, state: 'sent' });
  if (outcome.outcome === 'failed') await options.sink.delivery(tenant, head.id, { messageId: event.id, state: 'failed', reason: outcome.reason });
  return outcome;
}

/** Attempted once: a moment later it is worth nothing. */
async function tellTyping(options: WebhookChannelOptions, tenant: string, head: Conversation, typing: Signal, signal: AbortSignal): Promise<void> {
  const { runtime, settings } = options;
  const of = { id: `${head.id}/typing:${runtime.newId()}`, at: runtime.now() };
  await post(options, head, typingNewsOf(head, typing, settings.findBot(tenant, head.bot.id), of), signal);
}

async function post({ settings, runtime }: WebhookChannelOptions, head: Conversation, news: ThreadNews, signal: AbortSignal): Promise<SendOutcome> {
  const server = serverOf(settings.config.channels.webhook, head);
  // It may be in the next configuration again.
  if (server === undefined) return { outcome: 'later' };
  return postNews({ runtime, secrets: settings.secrets }, server, news.id, news, signal);
}

function serverOf(config: WebhookChannelConfig | undefined, head: Conversation): WebhookChannelConfig['bots'][number] | undefined {
  return config?.bots.find(({ botId }) => botId === head.bot.id);
}
