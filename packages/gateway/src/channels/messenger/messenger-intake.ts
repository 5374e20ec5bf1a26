/** What happens on pages, as what it comes to here. Everything durable is stored when it resolves. */
import { TakeoverError } from '@live-takeover/sdk/core';
import type { Conversation, ConversationEvent } from '@live-takeover/sdk/core';
import type { BotConfig } from '../../config/config.js';
import type { MessengerPage } from '../../config/channels-config.js';
import type { InboundMessage, Opening } from '../channel.js';
import type { PartLog } from '../part-log.js';
import type { ProviderChannelOptions } from '../provider-channel.js';
import { customerContent } from './customer-content.js';
import { echoedPart } from './metadata.js';
import type { PageEvent, PageNews } from './page-events.js';
import { pageInbox } from './page-inbox.js';
import type { Profiles } from './profiles.js';
import { fallbackName, isFallbackName, threadOf } from './threads.js';

/** What taking in takes. */
export interface MessengerIntakeOptions extends Pick<ProviderChannelOptions, 'settings' | 'sink' | 'desk' | 'store' | 'remoteFiles' | 'attachments' | 'runtime'> {
  readonly profiles: Profiles;
  readonly parts: PartLog;
}

/** A page that is ours, and who answers there. */
interface OwnPage {
  readonly page: MessengerPage;
  readonly bot: BotConfig;
  readonly thread: string;
}

type NewsOf<Kind extends PageNews['kind']> = Extract<PageNews, { kind: Kind }>;

const eventsLookedAt = 500;
const inboxKind = 'page-inbox-wrote';

/** Takes in what happened on pages, one thing after the other. */
export function createMessengerIntake(options: MessengerIntakeOptions): (event: PageEvent) => Promise<void> {
  const intake = new MessengerIntake(options);
  return (event) => intake.take(event);
}

class MessengerIntake {
  readonly #options: MessengerIntakeOptions;

  constructor(options: MessengerIntakeOptions) {
    this.#options = options;
  }

  async take(event: PageEvent): Promise<void> {
    const own = this.#ownPage(event);
    if (own === undefined) return this.#options.runtime.log('warn', 'messenger-page-unknown', { page: event.pageId });
    const { news } = event;
    switch (news.kind) {
      case 'message':
        return this.#message(event, own, news);
      case 'postback':
        return this.#customerSays(event, own, news.id, { text: news.title === '' ? news.payload : news.title, channelData: { activity: { value: news.payload } } });
      case 'echo':
        return this.#echo(event, own, news);
      case 'delivered':
        return this.#receipts(own, 'delivered', ({ at, providerIds }) => (news.mids.length === 0 ? at <= news.before : providerIds.some((mid) => news.mids.includes(mid))));
      case 'read':
        return this.#receipts(own, 'read', ({ at }) => at <= news.before);
      case 'thread-control':
        return this.#threadControl(event, own, news);
      case 'other':
        return this.#keep(event, own, news.name, news.content);
    }
  }

  #ownPage({ pageId, psid }: PageEvent): OwnPage | undefined {
    const { channels, bots } = this.#options.settings.config;
    const page = channels.messenger?.pages.find((one) => one.pageId === pageId);
    const bot = bots.find(({ id }) => id === page?.botId);
    return page === undefined || bot === undefined ? undefined : { page, bot, thread: threadOf({ pageId, psid }) };
  }

  async #message(event: PageEvent, own: OwnPage, news: NewsOf<'message'>): Promise<void> {
    // Somebody in the inbox answers, so the bot is not to be asked.
    if (event.isStandby) await this.#inboxTakesOver(own, event.id);
    await this.#customerSays(event, own, news.mid, customerContent(news, { ...this.#options, tenant: own.bot.tenant, thread: own.thread }));
    if (event.isStandby) await this.#inboxTakesOver(own, event.id);
  }

  async #customerSays({ psid }: PageEvent, own: OwnPage, messageId: string, content: Pick<InboundMessage, 'text' | 'attachments' | 'channelData' | 'unsupported'>): Promise<void> {
    const { sink, profiles } = this.#options;
    const { bot, page, thread } = own;
    const before = await sink.newest(bot.tenant, thread);
    const opening = this.#opening(psid, own, before);
    let stored: ConversationEvent;
    try {
      stored = await sink.message({ ...opening, messageId, ...content });
    } catch (error) {
      // There was nothing but files, and the customer was told why they were not taken.
      if (error instanceof TakeoverError && error.code.startsWith('attachment')) return;
      throw error;
    }
    const { conversationId } = stored;
    if (before?.id !== conversationId && (await this.#hasInboxWritten(own))) await this.#inboxTakesOver(own, `before-${messageId}`);
    profiles.find(page, psid, { tenant: bot.tenant, conversationId, name: before?.id === conversationId ? before.contact.name : opening.contact.name });
  }

  #opening(psid: string, { page, bot, thread }: OwnPage, before: Conversation | undefined): Opening {
    const known = this.#options.profiles.known(page, psid) ?? before?.contact.name;
    // In an open conversation a name that is known there already says nothing new, and a worse one must not replace it.
    const isNamed = before?.closed === null && !isFallbackName(before.contact.name);
    const name = isNamed ? {} : { name: isFallbackName(known) ? fallbackName(psid) : (known ?? fallbackName(psid)) };
    return { tenant: bot.tenant, botId: bot.id, channel: 'messenger', thread, contact: { id: psid, ...name, verified: false } };
  }

  async #echo(event: PageEvent, own: OwnPage, news: NewsOf<'echo'>): Promise<void> {
    const { settings, sink, parts } = this.#options;
    const ours = echoedPart(news.metadata);
    if (news.appId === settings.config.channels.messenger?.appId) {
      // Not by this gateway, though by its app: nothing that it knows of.
      if (ours === undefined) return this.#options.runtime.log('info', 'messenger-echo-of-another', { page: event.pageId });
      const { conversationId, messageId, part } = ours;
      const message = { tenant: own.bot.tenant, conversationId, messageId, parts: ours.parts };
      await parts.sent(message, part, news.mid);
      const known = ours.parts === 1 ? new Map([[0, news.mid]]) : (await parts.known(message)).sent;
      if (known.size === ours.parts) await sink.delivery(own.bot.tenant, conversationId, { messageId, state: 'sent', parts: ours.parts, providerIds: [...known.values()] });
      return;
    }
    await this.#inboxSays(event, own, news);
  }

  /** A person answered where the bot does not see it: from then on they are operator. */
  async #inboxSays(event: PageEvent, own: OwnPage, { mid, text, attachments }: NewsOf<'echo'>): Promise<void> {
    const { sink, desk, store, settings, remoteFiles } = this.#options;
    const { tenant } = own.bot;
    const silenceMs = settings.config.channels.messenger?.pageInboxSilenceMs ?? 0;
    const head = await sink.newest(tenant, own.thread);
    // Nothing is going on here yet; what the customer answers is still meant for that person.
    if (head === undefined || head.closed !== null) return void (await store.lease(tenant, inboxKind, own.thread, 'inbox', silenceMs));
    const isTheirs = await this.#inboxTakesOver(own, mid);
    if (!isTheirs) return this.#keep(event, own, 'message-from-page-inbox', { text });
    const files = attachments.flatMap(({ url }) => (url !== undefined && URL.canParse(url) ? [remoteFiles.attachmentOf(tenant, { url, thread: own.thread })] : []));
    await desk.message(tenant, head.id, { id: mid, desk: pageInbox, text, attachments: files, isDelivered: true });
  }

  /** @returns whether the inbox is operator now */
  async #inboxTakesOver({ bot, thread }: OwnPage, id: string): Promise<boolean> {
    const { sink, desk } = this.#options;
    const head = await sink.newest(bot.tenant, thread);
    return head !== undefined && head.closed === null && desk.accepted(bot.tenant, head.id, pageInbox, `taken:${id}`);
  }

  async #hasInboxWritten({ bot, thread }: OwnPage): Promise<boolean> {
    return (await this.#options.store.leases(bot.tenant, inboxKind)).some(({ key }) => key === thread);
  }

  async #threadControl(event: PageEvent, own: OwnPage, { newOwner }: NewsOf<'thread-control'>): Promise<void> {
    const { settings, sink, desk } = this.#options;
    if (newOwner !== settings.config.channels.messenger?.appId) return void (await this.#inboxTakesOver(own, event.id));
    const head = await sink.newest(own.bot.tenant, own.thread);
    if (head !== undefined) await desk.ended(own.bot.tenant, head.id, pageInbox.id, `returned:${event.id}`);
  }

  /** Receipts name messages by what Facebook calls them, or by time: both stand in the log. */
  async #receipts({ bot, thread }: OwnPage, state: 'delivered' | 'read', isMeant: (sent: { readonly at: number; readonly providerIds: readonly string[] }) => boolean): Promise<void> {
    const { sink, store } = this.#options;
    const head = await sink.newest(bot.tenant, thread);
    if (head === undefined) return;
    const events = await store.readBackwards(bot.tenant, head.id, null, eventsLookedAt);
    const reached = new Set(events.flatMap((event) => (event.type === 'delivery-changed' && (event.state === state || event.state === 'read') ? [event.messageId] : [])));
    // Facebook's clock is not ours: when we were asked to send it comes well before the instant that it is known by there.
    const writtenAt = new Map(events.flatMap((event) => (event.type === 'message-sent' ? [[event.id, event.at] as const] : [])));
    for (const event of events)
      if (event.type === 'delivery-changed' && event.state === 'sent' && !reached.has(event.messageId) && isMeant({ at: writtenAt.get(event.messageId) ?? event.at, providerIds: event.providerIds ?? [] }))
        await sink.delivery(bot.tenant, head.id, { messageId: event.messageId, state });
  }

  async #keep({ id, pageId }: PageEvent, { bot, thread }: OwnPage, kind: string, content: unknown): Promise<void> {
    const { sink, runtime } = this.#options;
    // There is nothing to keep it with.
    if (!(await sink.unsupported(bot.tenant, thread, { id, kind, content }))) runtime.log('info', 'messenger-event-without-conversation', { page: pageId, kind });
  }
}
