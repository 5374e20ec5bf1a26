/** How a thread stands, as the server of a bot that keeps its own widget is told. */
import type { Conversation, Operator } from '@live-takeover/sdk/core';
import type { BotConfig } from '../../config/config.js';

/** What a bot's server has to know before its bot speaks. */
export interface ThreadState {
  readonly threadId: string;
  /** Of the thread's newest conversation. */
  readonly conversationId: string;
  /** For people to name it by. */
  readonly reference: string;
  /** Whether what the bot says now reaches the customer's conversation. */
  readonly mayBotReply: boolean;
  /** Goes with each message of the bot: under another one it is not said. */
  readonly term: number;
  readonly operator: Operator;
  /** Whether the customer asked for a human, and waits. */
  readonly isWaitingForAgent: boolean;
  readonly isClosed: boolean;
}

const prefix = 'webhook';

/** The key of a thread, by what the bot's server calls it. */
export function threadKeyOf(botId: string, threadId: string): string {
  return `${prefix}:${botId}:${threadId}`;
}

/** What the bot's server calls the thread of a conversation; undefined if it is of another channel, or was erased. */
export function threadIdOf({ thread, bot }: Pick<Conversation, 'thread' | 'bot'>): string | undefined {
  const start = threadKeyOf(bot.id, '');
  return thread.startsWith(start) ? thread.slice(start.length) : undefined;
}

/** The state of a conversation's thread. */
export function threadStateOf(head: Conversation, bot: Pick<BotConfig, 'whileWaiting'> | undefined): ThreadState {
  const { operator, term, reference, request, closed } = head;
  const isWaitingForAgent = request !== null && operator.kind === 'bot';
  return {
    threadId: threadIdOf(head) ?? '',
    conversationId: head.id,
    reference,
    mayBotReply: closed === null && operator.kind === 'bot' && !(isWaitingForAgent && bot?.whileWaiting === 'silent'),
    term,
    operator,
    isWaitingForAgent,
    isClosed: closed !== null,
  };
}
