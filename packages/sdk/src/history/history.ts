/** Questions about what is over, answered page by page by the backend. */
import type { Conversation } from '../conversation/conversation.js';
import type { ConversationId } from '../conversation/event.js';

/** A stretch of time and the bots in question; all given parts must hold. */
export interface HistoryRange {
  /** Epoch ms of the store's clock, inclusive. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** Default: all in scope. */
  readonly botIds?: readonly string[];
  /** Where the page before ended; null for the first. Opaque. */
  readonly after: string | null;
  /** Items of one page, at most 200. */
  readonly limit: number;
}

/** Which closed conversations are wanted, the one closed last first. The range is that of their closing. */
export interface HistoryQuery extends HistoryRange {
  /** Held by any of these at some time. */
  readonly agentIds?: readonly string[];
  /** Words in any order, in any message, note or detail of the contact; case and accents ignored. */
  readonly text?: string;
}

interface Page {
  /** Names the next page; null when the range is searched through. */
  readonly next: string | null;
  /**
   * How far back this search has come, epoch ms. A backend that stops before its page is full, because
   * it looked long enough, says so by a `next` all the same.
   */
  readonly searchedTo: number;
}

/** Some closed conversations. */
export interface HistoryPage extends Page {
  readonly conversations: readonly Conversation[];
}

/** A customer's message that the bot had only its default answer to. */
export interface UnansweredMessage {
  readonly conversationId: ConversationId;
  readonly messageId: string;
  readonly botId: string;
  readonly at: number;
  readonly text: string;
}

/**
 * Some such messages, the newest first within the page; the range is that of the message. Pages go by
 * conversation: those that are open come before those that are closed, of which the one closed last comes first.
 */
export interface UnansweredPage extends Page {
  readonly messages: readonly UnansweredMessage[];
}
