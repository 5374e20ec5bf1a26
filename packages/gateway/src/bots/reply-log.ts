import type { BotFailed, BotIdentity, Conversation, ConversationId, NewEvent } from '@live-takeover/sdk/core';
import { isErased } from '@live-takeover/sdk/core';
import type { Projection } from '../conversations/projection.js';
import type { AppendExpectations } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import type { Runtime } from '../runtime.js';
import type { Patience } from '../store/until-definite.js';
import { untilDefinite } from '../store/until-definite.js';
import type { BotReply } from './bot.js';
import type { ReplyLimits } from './bounded-reply.js';
import { boundedReply } from './bounded-reply.js';

/** What a bot's words are an answer to. */
export interface ReplyOrigin {
  readonly tenant: string;
  readonly conversationId: ConversationId;
  readonly bot: BotIdentity;
  /** The term under which the bot was asked; null if a human was operator then. */
  readonly term: number | null;
  /** The event it was asked about. */
  readonly causedBy: string | undefined;
}

/** A reply, and the id it is stored under. */
export interface Said {
  readonly id: string;
  readonly reply: BotReply;
}

/** Writes what bots say and how they fail into the log, fenced by term. */
export interface ReplyLog {
  /**
   * Stores replies, all or none, or, when the bot is no longer operator under
   * their term, the fact that they were suppressed. A repeat changes nothing.
   *
   * @returns whether they were said, now or by what this repeats
   */
  reply(origin: ReplyOrigin, said: readonly Said[]): Promise<boolean>;
  /** What is to be stored of replies in a conversation that stands like this. */
  eventsOf(origin: ReplyOrigin, said: readonly Said[], head: Conversation): readonly NewEvent[];
  /** Stores that the bot failed, unless that is no longer anybody's concern. */
  failed(origin: ReplyOrigin, problem: BotFailed['problem']): Promise<void>;
}

export interface ReplyLogOptions extends Patience {
  readonly projection: Pick<Projection, 'append' | 'findHead'>;
  readonly runtime: Pick<Runtime, 'random' | 'schedule' | 'log'>;
  readonly limits: () => ReplyLimits;
}

/** A log of replies over the conversations' own. */
export function createReplyLog(options: ReplyLogOptions): ReplyLog {
  return {
    async reply(origin, said) {
      const kept = said.map((one) => bounded(options, origin, one));
      const head = await options.projection.findHead(origin.tenant, origin.conversationId);
      // What a bot says now may quote what was erased; nobody is there to read it.
      if (head !== undefined && isErased(head)) return false;
      const { term } = origin;
      if (term !== null && head !== undefined && (await isSaid(options, origin, kept.map((one) => spoken(origin, one, term)), head))) return true;
      await append(options, origin, kept.map((one) => suppressed(origin, one, head)));
      return false;
    },
    eventsOf(origin, said, head) {
      if (isErased(head)) return [];
      const { term } = origin;
      const isSpoken = term !== null && head.closed === null && head.operator.kind === 'bot' && head.term === term;
      return said.map((one) => bounded(options, origin, one)).map((one) => (isSpoken ? spoken(origin, one, term) : suppressed(origin, one, head)));
    },
    async failed(origin, problem) {
      if (origin.term === null) return;
      const id = `${origin.causedBy ?? 'bot'}:failed`;
      await isStored(options, origin, [{ type: 'bot-failed', id, problem, ...causeOf(origin) }]);
    },
  };
}

function bounded({ limits, runtime }: ReplyLogOptions, origin: ReplyOrigin, { id, reply: given }: Said): Said {
  const { reply, isCut } = boundedReply(given, limits());
  if (isCut) runtime.log('warn', 'bot-reply-cut', { bot: origin.bot.id, conversation: origin.conversationId, length: given.text.length });
  return { id, reply };
}

function spoken(origin: ReplyOrigin, { id, reply }: Said, term: number): NewEvent {
  return {
    type: 'message-sent',
    id,
    from: 'bot',
    author: origin.bot,
    text: reply.text,
    term,
    ...(reply.isDefaultAnswer ? { defaultAnswer: true } : {}),
    ...(reply.attachments === undefined ? {} : { attachments: reply.attachments }),
    ...(reply.channelData === undefined ? {} : { channelData: reply.channelData }),
    ...causeOf(origin),
  };
}

function suppressed(origin: ReplyOrigin, { id, reply }: Said, head: Conversation | undefined): NewEvent {
  const term = origin.term ?? head?.term ?? 0;
  return { type: 'bot-reply-suppressed', id: `${id}:suppressed`, text: reply.text, term, ...causeOf(origin) };
}

function causeOf(origin: ReplyOrigin): { readonly causedBy?: string } {
  return origin.causedBy === undefined ? {} : { causedBy: origin.causedBy };
}

/**
 * Appends to a conversation that is open at that very moment, under the origin's term; false if it is not, or another operator's term
 * has begun. Ids are looked up before expectations: under a version that cannot be, only a repeat of what was said is found.
 */
async function isSaid(options: ReplyLogOptions, origin: ReplyOrigin, events: readonly NewEvent[], head: Conversation): Promise<boolean> {
  for (let present = head; ; ) {
    try {
      const expectedVersion = present.closed === null ? present.seq : Number.MAX_SAFE_INTEGER;
      await append(options, origin, events, { expectedVersion, ...(origin.term === null ? {} : { expectedTerm: origin.term }) });
      return true;
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'conflict' || error.head === undefined) throw error;
      if (present.closed !== null || error.head.closed !== null || error.head.term !== origin.term) return false;
      present = error.head;
    }
  }
}

/** Appends under the origin's term; false if another operator's term has begun. */
async function isStored(options: ReplyLogOptions, origin: ReplyOrigin, events: readonly NewEvent[]): Promise<boolean> {
  try {
    await append(options, origin, events, origin.term === null ? {} : { expectedTerm: origin.term });
    return true;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'conflict') return false;
    throw error;
  }
}

/** Appends until the store gives a definite answer. */
async function append(
  options: ReplyLogOptions,
  { tenant, conversationId }: ReplyOrigin,
  events: readonly NewEvent[],
  expectations: AppendExpectations = {},
): Promise<void> {
  await untilDefinite(options, () => options.projection.append(tenant, conversationId, events, expectations));
}
