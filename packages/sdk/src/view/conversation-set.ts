import type { Clock } from '../base/clock.js';
import type { Conversation } from '../conversation/conversation.js';
import type { ConversationEvent, ConversationId } from '../conversation/event.js';
import type { BotRules, StatusAt } from '../conversation/status.js';
import type { SearchWords } from './predicate.js';
import type { Query } from './query.js';
import type { RowView, StatusCounts } from './row-source.js';
import type { Surroundings } from './surroundings.js';

/** What a {@link ConversationSet} needs from outside. */
export interface ConversationSetOptions {
  /** This machine's clock; {@link ConversationSet.setOffset} turns it into the store's. */
  readonly clock: Clock;
  /**
   * Asked for the head of a conversation whose next event has been missing for
   * 5 s, and again as often while it stays missing. Answer by
   * {@link ConversationSet.applyHead}, whenever it comes.
   */
  readonly resync: (conversationId: ConversationId) => void;
  /** BCP 47 tag by which texts are put in order; default the machine's. */
  readonly locale?: string;
}

/** What differs from view to view besides its query. */
export interface ViewOptions {
  /** The words this interface shows for statuses and operators, so that search finds them. Default: English. */
  readonly words?: SearchWords;
}

/**
 * Made by {@link createConversationSet}: every conversation in scope, kept up to date by events, and the views on it.
 *
 * Each method that changes something is one batch: views hear of it once, after
 * it. Statuses that time alone changes are one more such batch, at the instant
 * they change.
 */
export interface ConversationSet {
  /** How many conversations are held, those off the page included. */
  readonly size: number;
  readonly counts: StatusCounts;
  /** The store's clock, as well as it is known. */
  now(): number;
  /** How far the store's clock is ahead of this machine's, in milliseconds. */
  setOffset(offsetMs: number): void;
  /** Rules by bot id; a bot not named has the default rules. */
  setRules(rules: Readonly<Record<string, BotRules>>): void;
  /** The signed-in agent's id, for rows that are theirs; undefined while not known. */
  setMe(agentId: string | undefined): void;
  /** What rows show besides facts. A change there is a batch like any other. */
  readonly surroundings: Surroundings;

  /**
   * Part of the present state. It wins over what is held, even over later
   * events (the store may have been restored). With the last part, whatever no
   * part named is gone. Events may arrive between parts.
   */
  applySnapshot(part: { readonly heads: readonly Conversation[]; readonly isFirst: boolean; readonly isLast: boolean }): void;
  /** One conversation looked at again; ignored if older than what is held. */
  applyHead(head: Conversation): void;
  /** A conversation that cannot be read (any more); asks for it no longer. */
  forget(conversationId: ConversationId): void;
  /** Events in any order, repeated or late: each is folded in once, in the order of its seq. */
  applyEvents(events: readonly ConversationEvent[]): void;

  /** An immutable copy; the same one until the conversation changes. */
  get(conversationId: ConversationId): Conversation | undefined;
  /** The status now. */
  statusOf(conversationId: ConversationId): StatusAt | undefined;
  /** Calls back after each batch that changed this conversation or its status. */
  watch(conversationId: ConversationId, listener: () => void): () => void;

  /** A view of its own order and filter; all share this set and its one timer. */
  view(query?: Query, options?: ViewOptions): RowView;
  /** Brings statuses up to the present, as after the machine slept. The timer does so by itself otherwise. */
  tick(): void;
  /** Stops the timers. Views stay readable. */
  close(): void;
}
