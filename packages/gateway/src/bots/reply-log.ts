import type { BotFailed, BotIdentity, Conversation, ConversationId, NewEvent } from '@live-takeover/sdk/core';
import type { Projection } from '../conversations/projection.js';
import type { AppendExpectations } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import type { BotReply } from './bot.js';
import type { Patience } from './until-definite.js';
import { untilDefinite } from './until-definite.js';

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

/** Writes what bots say and how they fail into the log, fenced by term. */
export interface ReplyLog {
  /**
   * Stores a reply under `id`, or, when the bot is no longer operator under the
   * reply's term, the fact that it was suppressed. A repeat changes nothing.
   */
  reply(origin: ReplyOrigin, id: string, reply: BotReply): Promise<void>;
  /** Stores that the bot failed, unless that is no longer anybody's concern. */
  failed(origin: ReplyOrigin, problem: BotFailed['problem']): Promise<void>;
}

export interface ReplyLogOptions extends Patience {
  readonly projection: Pick<Projection, 'append' | 'findHead'>;
}

/** A log of replies over the conversations' own. */
export function createReplyLog(options: ReplyLogOptions): ReplyLog {
  return {
    async reply(origin, id, reply) {
      const head = await options.projection.findHead(origin.tenant, origin.conversationId);
      if (origin.term !== null && head?.closed === null && (await isStored(options, origin, [spoken(origin, id, reply, origin.term)]))) return;
      await append(options, origin, [suppressed(origin, id, reply, head)]);
    },
    async failed(origin, problem) {
      if (origin.term === null) return;
      const id = `${origin.causedBy ?? 'bot'}:failed`;
      await isStored(options, origin, [{ type: 'bot-failed', id, problem, ...causeOf(origin) }]);
    },
  };
}

function spoken(origin: ReplyOrigin, id: string, reply: BotReply, term: number): NewEvent {
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

function suppressed(origin: ReplyOrigin, id: string, reply: BotReply, head: Conversation | undefined): NewEvent {
  const term = origin.term ?? head?.term ?? 0;
  return { type: 'bot-reply-suppressed', id: `${id}:suppressed`, text: reply.text, term, ...causeOf(origin) };
}

function causeOf(origin: ReplyOrigin): { readonly causedBy?: string } {
  return origin.causedBy === undefined ? {} : { causedBy: origin.causedBy };
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
