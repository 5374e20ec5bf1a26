/** Puts into the log what a bot says by its own server, fenced by term. */
import type { Attachment, Conversation } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import { defaultAnswerTest } from '../../bots/default-answer.js';
import type { ReplyLog } from '../../bots/reply-log.js';
import type { BotConfig } from '../../config/config.js';
import { eventIdOf } from '../../conversations/message-events.js';
import type { EventStore } from '../../store/event-store.js';
import type { ChannelSink, Opening } from '../channel.js';
import type { PostedMessage } from './posted.js';

/** What speaking takes. */
export interface BotVoiceOptions {
  readonly replies: Pick<ReplyLog, 'reply'>;
  readonly store: Pick<EventStore, 'head' | 'threadConversations'>;
  readonly sink: Pick<ChannelSink, 'start'>;
}

/** What became of a bot's words. */
export interface Spoken {
  readonly conversationId: string;
  /** False if a human answers, or did since the term under which it was written: agents see it as suppressed. */
  readonly isSaid: boolean;
}

/**
 * Stores what a bot said. A bot that speaks on its own account, naming neither
 * term nor conversation, begins a conversation where none is open.
 *
 * @throws {TakeoverError} `conversation-unknown`, `message-empty`
 */
export async function speak(options: BotVoiceOptions, bot: BotConfig, opening: Opening, posted: PostedMessage): Promise<Spoken> {
  if (posted.text.trim() === '' && posted.attachments.length === 0) throw new TakeoverError('message-empty', 'The message is empty. Write something first.');
  const head = await conversationOf(options, opening, posted);
  const present = head.operator.kind === 'bot' ? head.term : null;
  const origin = {
    tenant: opening.tenant,
    conversationId: head.id,
    bot: head.bot,
    term: posted.term ?? present,
    causedBy: posted.inReplyTo === undefined ? undefined : eventIdOf(posted.inReplyTo),
  };
  const attachments = posted.attachments.map(fileOf);
  const reply = {
    text: posted.text,
    isDefaultAnswer: posted.defaultAnswer || defaultAnswerTest(bot.defaultAnswers)(posted.text),
    ...(attachments.length === 0 ? {} : { attachments }),
  };
  // Apart from customers' ids, so that who numbers both alike loses nothing.
  const isSaid = await options.replies.reply(origin, [{ id: `b:${eventIdOf(posted.id)}`, reply }]);
  return { conversationId: head.id, isSaid };
}

async function conversationOf({ store, sink }: BotVoiceOptions, opening: Opening, { conversationId, term }: PostedMessage): Promise<Conversation> {
  const { tenant, thread } = opening;
  const newest = conversationId ?? (await store.threadConversations(tenant, thread)).at(-1);
  const head = newest === undefined ? undefined : await store.head(tenant, newest);
  const isMeant = conversationId !== undefined || term !== undefined;
  if (!isMeant && head?.closed !== null) return sink.start(opening);
  if (head === undefined || head.thread !== thread) throw new TakeoverError('conversation-unknown', 'The thread has no such conversation. Leave out "conversationId" and "term" to begin one.');
  return head;
}

function fileOf({ url, name, contentType }: PostedMessage['attachments'][number]): Attachment {
  return { name: name ?? 'attachment', contentType: contentType ?? 'application/octet-stream', url };
}
