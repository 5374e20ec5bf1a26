/**
 * Where customers' words come in, whatever the channel: finds or starts the
 * conversation of a thread and stores before anyone else hears of it.
 */
import type { Contact, Conversation, ConversationEvent, ConversationId, NewEvent } from '@live-takeover/sdk/core';
import { TakeoverError, defaultBotRules } from '@live-takeover/sdk/core';
import type { Attachments } from '../attachments/attachments.js';
import type { ChannelSink, DeliveryNews, FileRefusal, InboundMessage, Opening } from '../channels/channel.js';
import type { BotConfig } from '../config/config.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import { appendDecided } from './append-decided.js';
import type { ConversationIds } from './conversation-ids.js';
import { createConversationIds } from './conversation-ids.js';
import { keepDelivery } from './deliveries.js';
import { contactEvents, eventIdOf, messageEvents, refusedFiles } from './message-events.js';
import type { Projection } from './projection.js';
import { drawReference } from './reference.js';
import { timeOut, timesOutAt } from './time-out.js';

/** What an intake works with. */
export interface IntakeOptions {
  readonly store: EventStore;
  readonly projection: Projection;
  readonly runtime: Runtime;
  readonly findBot: (tenant: string, botId: string) => BotConfig | undefined;
  readonly messageLengthLimit: () => number;
  readonly attachments: Pick<Attachments, 'isOf' | 'limits'>;
  /** Told when a customer types or stops. */
  readonly onTyping: (tenant: string, head: Conversation, isActive: boolean) => void;
}

const rememberedThreads = 10_000;
const attempts = 5;
/** How many conversations of a thread before its newest may hold what is repeated. */
const earlierAsked = 3;
/** Nobody repeats a message for longer. */
const repeatedWithinMs = 10 * 60_000;
/** A conversation has few writers, so far fewer than these are ever needed. */
const addAttempts = 100;
const referenceDraws = 50;
const forgottenLimit = 10_000;
const dayMs = 24 * 60 * 60_000;

/** The sink that every channel reports to. */
export function createIntake(options: IntakeOptions): ChannelSink {
  return new Intake(options);
}

class Intake implements ChannelSink {
  readonly #options: IntakeOptions;
  readonly #ids: ConversationIds;
  /** The newest conversation of threads heard of lately; a hint, checked at each use. */
  readonly #newest = new Map<string, ConversationId>();
  /** The conversation of the same thread before, by the one after it. */
  readonly #before = new Map<ConversationId, ConversationId>();

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#ids = createConversationIds(options);
  }

  async message(message: InboundMessage): Promise<ConversationEvent> {
    this.#check(message);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { newest, count } = await this.#newestOf(message, attempt === 0);
      const stored = newest === undefined ? undefined : ((await this.#repeated(message, newest)) ?? (await this.#add(message, newest)));
      if (stored !== undefined) return stored;
      // Closed in this very moment: the next look finds it so.
      if (newest?.closed === null) continue;
      const begun = await this.#begin(message, count);
      // A look that is old by now may have passed over conversations that came and went since.
      const event = (await this.#repeated(message, begun)) ?? (await this.#add(message, begun));
      if (event !== undefined) return event;
    }
    throw new TakeoverError('internal', 'The conversation kept closing while the message came in. Send it again.', { retry: true });
  }

  async start(opening: Opening): Promise<Conversation> {
    const { newest, count } = await this.#newestOf(opening);
    return newest?.closed === null ? newest : this.#begin(opening, count);
  }

  async newest(tenant: string, thread: string): Promise<Conversation | undefined> {
    return (await this.#newestOf({ tenant, thread })).newest;
  }

  async unsupported(tenant: string, thread: string, { id, kind, content }: { readonly id: string; readonly kind: string; readonly content?: unknown }): Promise<boolean> {
    const head = await this.newest(tenant, thread);
    if (head === undefined || head.closed !== null) return false;
    const event: NewEvent = { type: 'unsupported-received', id: eventIdOf(id), kind, ...(content === undefined ? {} : { content }) };
    await this.#options.projection.append(tenant, head.id, [event]);
    return true;
  }

  async learnt(tenant: string, conversationId: ConversationId, contact: Partial<Contact>): Promise<void> {
    await appendDecided(this.#options.projection, tenant, await this.#headOf(tenant, conversationId), (head) =>
      head.closed === null ? contactEvents(contact, head, `learnt:${head.seq}`) : [],
    );
  }

  delivery(tenant: string, conversationId: ConversationId, news: DeliveryNews): Promise<void> {
    return keepDelivery(this.#options, tenant, conversationId, news);
  }

  async left(tenant: string, conversationId: ConversationId, why: 'ended' | 'connection-lost', toldBy?: string): Promise<void> {
    await appendDecided(this.#options.projection, tenant, await this.#headOf(tenant, conversationId), (head) => {
      if (head.closed !== null || head.left?.why === why || head.left?.why === 'ended') return [];
      // Both may come at once: each has an id of its own, so that neither passes for a repeat of the other.
      const id = toldBy === undefined ? `left:${why}:${head.seq}` : `left:${eventIdOf(toldBy)}`;
      const left: NewEvent = { type: 'customer-left', id, why };
      if (why !== 'ended' || head.request === null) return [left];
      return [left, { type: 'agent-request-ended', id: `${id}:request`, why: 'withdrawn', causedBy: id }];
    });
  }

  async returned(tenant: string, conversationId: ConversationId): Promise<void> {
    await appendDecided(this.#options.projection, tenant, await this.#headOf(tenant, conversationId), (head) =>
      head.closed === null && head.left !== null ? [{ type: 'customer-returned', id: `returned:${head.seq}` }] : [],
    );
  }

  typing(tenant: string, conversationId: ConversationId, isActive: boolean): void {
    const head = this.#options.projection.head(tenant, conversationId);
    if (head !== undefined && head.closed === null) this.#options.onTyping(tenant, head, isActive);
  }

  #check({ text, channelData, attachments, fileRefusal, unsupported }: InboundMessage): void {
    const limit = this.#options.messageLengthLimit();
    if (text.length > limit)
      throw new TakeoverError('message-too-large', `The message has ${text.length} characters; at most ${limit} are allowed. Send it in parts.`);
    if (text.trim() === '' && channelData === undefined && attachments === undefined && fileRefusal === undefined && unsupported === undefined)
      throw new TakeoverError('message-empty', 'The message is empty. Write something first.');
  }

  async #headOf(tenant: string, conversationId: ConversationId): Promise<Conversation> {
    const head = await this.#options.projection.findHead(tenant, conversationId);
    if (head === undefined) throw new TakeoverError('conversation-unknown', `There is no conversation ${conversationId}. Start one first.`);
    return head;
  }

  /** The newest conversation of a thread, closed if its silence has lasted too long, and how many there are. */
  async #newestOf({ tenant, thread }: Pick<Opening, 'tenant' | 'thread'>, mayAskMemory = true): Promise<{ readonly newest: Conversation | undefined; readonly count: number }> {
    const { store, projection } = this.#options;
    await projection.ready;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      // What memory says is a moment behind the store, where others may have closed what is open here: then the store is asked.
      const isFromMemory = mayAskMemory && attempt === 0;
      const hinted = isFromMemory ? this.#newest.get(keyOf(tenant, thread)) : undefined;
      const held = hinted === undefined ? undefined : projection.head(tenant, hinted);
      if (held !== undefined && this.#isOpen(tenant, held)) return { newest: held, count: 0 };
      const ids = await store.threadConversations(tenant, thread);
      const newestId = ids[ids.length - 1];
      const newest = newestId === undefined ? undefined : await (isFromMemory ? projection.findHead(tenant, newestId) : store.head(tenant, newestId));
      if (newest === undefined) return { newest, count: ids.length };
      this.#remember(tenant, thread, newest.id, ids[ids.length - 2]);
      if (newest.closed !== null || this.#isOpen(tenant, newest)) return { newest, count: ids.length };
      if (await timeOut(projection, tenant, newest)) return { newest: await store.head(tenant, newest.id), count: ids.length };
    }
    throw new TakeoverError('internal', 'The thread kept changing. Send the message again.', { retry: true });
  }

  /** A message that was stored in an earlier conversation of the thread, and whose sender never heard so. */
  async #repeated(message: InboundMessage, newest: Conversation): Promise<ConversationEvent | undefined> {
    const { projection, runtime } = this.#options;
    let after = newest.id;
    for (let depth = 0; depth < earlierAsked; depth += 1) {
      const id = this.#before.get(after);
      const head = id === undefined ? undefined : await projection.findHead(message.tenant, id);
      if (id === undefined || head === undefined) return undefined;
      if (head.closed !== null && head.closed.at < runtime.now() - repeatedWithinMs) {
        this.#before.delete(after);
        return undefined;
      }
      // Over, even where memory does not know it yet: only looked into.
      const stored = await this.#add(message, head, true);
      if (stored !== undefined) return stored;
      after = id;
    }
    return undefined;
  }

  /**
   * Stores a message in a conversation that is open at that very moment.
   *
   * @param isOver - whether it is known to be closed, whatever `head` says
   * @returns undefined if it is closed, and the message is no repeat of one that was stored there before
   */
  async #add(message: InboundMessage, head: Conversation, isOver = false): Promise<ConversationEvent | undefined> {
    let present = head;
    for (let attempt = 0; attempt < addAttempts; attempt += 1) {
      // Ids are looked up before expectations: under a version that cannot be, only a repeat is found.
      const expectedVersion = present.closed === null && !isOver ? present.seq : Number.MAX_SAFE_INTEGER;
      try {
        const wanted = this.#eventsOf(message, present);
        if (wanted.length === 0) throw refusedFiles(message.fileRefusal ?? 'files-not-now', '');
        const { events } = await this.#options.projection.append(message.tenant, head.id, wanted, { expectedVersion });
        const [first] = events;
        if (first?.type === 'message-sent' && first.from === 'system') throw refusedFiles(first.automatic as FileRefusal, first.text);
        return first;
      } catch (error) {
        if (!(error instanceof StoreError) || error.code !== 'conflict' || error.head === undefined) throw error;
        if (present.closed !== null || isOver) return undefined;
        present = error.head;
      }
    }
    throw new TakeoverError('internal', 'The conversation kept changing while the message came in. Send it again.', { retry: true });
  }

  #eventsOf(message: InboundMessage, head: Conversation): readonly NewEvent[] {
    const { attachments, findBot } = this.#options;
    const { tenant } = message;
    const { count, sizeBytes } = attachments.limits;
    return messageEvents(message, head, {
      bot: findBot(tenant, head.bot.id),
      isOf: (attachment) => attachments.isOf(tenant, head.id, attachment),
      limit: `${count} × ${sizeWords(sizeBytes)}`,
    });
  }

  #isOpen(tenant: string, head: Conversation): boolean {
    if (head.closed !== null) return false;
    const { timeoutMs } = this.#options.findBot(tenant, head.bot.id)?.rules ?? defaultBotRules;
    return this.#options.runtime.now() < timesOutAt(head, timeoutMs);
  }

  /** Of a thread whose conversations were erased or have left the store, fewer are known than there were: their ids are passed over. */
  async #begin(opening: Opening, count: number): Promise<Conversation> {
    const day = Math.floor(this.#options.runtime.now() / dayMs);
    for (let ordinal = count; ordinal < count + forgottenLimit; ordinal += 1) {
      const head = await this.#beginAs(opening, await this.#ids.idOf(opening.tenant, opening.thread, day, ordinal));
      if (head.closed === null) return head;
    }
    throw new TakeoverError('internal', 'The conversation kept closing as soon as it was started. Send the message again.', { retry: true });
  }

  /** @returns the one with that id, which may have been there before */
  async #beginAs(opening: Opening, conversationId: ConversationId): Promise<Conversation> {
    const { projection, runtime, findBot } = this.#options;
    const { tenant, thread, botId } = opening;
    const bot = findBot(tenant, botId);
    if (bot === undefined) throw new TakeoverError('bad-request', `There is no bot ${botId}. Check its id against the configuration.`);
    for (let draw = 0; draw < referenceDraws; draw += 1) {
      try {
        const started: NewEvent = {
          type: 'conversation-started',
          id: 'started',
          bot: { id: bot.id, name: bot.name },
          channel: opening.channel,
          contact: opening.contact,
          attributes: opening.attributes ?? {},
          reference: drawReference(() => runtime.random()),
          thread,
        };
        const { head } = await projection.append(tenant, conversationId, [started], { expectedVersion: 0 });
        this.#remember(tenant, thread, conversationId);
        return projection.head(tenant, conversationId) ?? head;
      } catch (error) {
        if (!(error instanceof StoreError) || error.code !== 'reference-taken') throw error;
      }
    }
    throw new TakeoverError('internal', 'No free reference number was drawn. Send the message again.', { retry: true });
  }

  #remember(tenant: string, thread: string, conversationId: ConversationId, before = this.#newest.get(keyOf(tenant, thread))): void {
    const key = keyOf(tenant, thread);
    this.#newest.delete(key);
    this.#newest.set(key, conversationId);
    if (before !== undefined && before !== conversationId) this.#before.set(conversationId, before);
    forgetOldest(this.#newest);
    forgetOldest(this.#before);
  }
}

/** A size in the words of every language: `10 MB`. */
function sizeWords(sizeBytes: number): string {
  const [unit, divisor] = sizeBytes < 1_000_000 ? ['kB', 1_000] : ['MB', 1_000_000];
  return `${Math.floor((sizeBytes / divisor) * 10) / 10} ${unit}`;
}

function forgetOldest(known: Map<string, ConversationId>): void {
  for (const oldest of known.keys()) {
    if (known.size <= rememberedThreads) return;
    known.delete(oldest);
  }
}

function keyOf(tenant: string, thread: string): string {
  return `${tenant}\n${thread}`;
}
