/**
 * What the server of a bot that keeps its own widget is told, as it goes over the
 * wire. Version 1: fields may be added, never changed or taken away.
 *
 * @see docs/own-bot-platform.md
 */
import type { Attachment, AutomaticMessage, Conversation, ConversationEvent, Sender, Signal } from '@live-takeover/sdk/core';
import type { BotConfig } from '../../config/config.js';
import type { ThreadState } from './thread-state.js';
import { threadStateOf } from './thread-state.js';

/** The body of a call. */
export interface ThreadNews {
  readonly version: 1;
  /** The same at each repeat of the same news, and of nothing else. */
  readonly id: string;
  readonly event: 'message' | 'takeover-started' | 'takeover-ended' | 'conversation-closed' | 'typing';
  /** When it happened, epoch ms. */
  readonly at: number;
  /** As it stands when the news are sent. */
  readonly thread: ThreadState;
  /** With `message`: what the customer is to be shown. */
  readonly message?: {
    readonly id: string;
    readonly from: Sender;
    readonly author?: string;
    readonly text: string;
    readonly attachments?: readonly Pick<Attachment, 'name' | 'contentType' | 'url'>[];
    readonly automatic?: AutomaticMessage;
  };
  /** With `takeover-ended` and `conversation-closed`. */
  readonly why?: string;
  /** With `typing`. */
  readonly typing?: { readonly author: string; readonly isActive: boolean };
}

/** Whether the bot's server is told of a fact. What customer and bot said, it told us. */
export function isThreadNews(event: ConversationEvent): boolean {
  switch (event.type) {
    case 'message-sent':
      return event.from === 'agent' || event.from === 'desk' || event.from === 'system';
    case 'takeover-started':
    case 'takeover-ended':
    case 'conversation-closed':
      return true;
    default:
      return false;
  }
}

/** The news of a fact for which {@link isThreadNews} holds. */
export function threadNewsOf(head: Conversation, event: ConversationEvent, bot: Pick<BotConfig, 'whileWaiting'> | undefined): ThreadNews {
  const thread = threadStateOf(head, bot);
  const envelope = { version: 1, id: `${head.id}/${event.id}`, at: event.at, thread } as const;
  switch (event.type) {
    case 'takeover-started':
      return { ...envelope, event: event.type };
    case 'takeover-ended':
    case 'conversation-closed':
      return { ...envelope, event: event.type, why: event.why };
    case 'message-sent': {
      const { id, from, author, text, attachments = [], automatic } = event;
      const files = attachments.map(({ name, contentType, url }) => ({ name, contentType, url }));
      const message = {
        ...{ id, from, text },
        ...(author === undefined ? {} : { author: author.name }),
        ...(files.length === 0 ? {} : { attachments: files }),
        ...(automatic === undefined ? {} : { automatic }),
      };
      return { ...envelope, event: 'message', message };
    }
    default:
      throw new RangeError(`${event.type} is told to no bot's server.`);
  }
}

/** That somebody who answers in place of the bot is typing, or no longer. Worth nothing a few seconds later. */
export function typingNewsOf(head: Conversation, { from, isActive }: Signal, bot: Pick<BotConfig, 'whileWaiting'> | undefined, of: { readonly id: string; readonly at: number }): ThreadNews {
  return { version: 1, ...of, event: 'typing', thread: threadStateOf(head, bot), typing: { author: from.name, isActive } };
}
