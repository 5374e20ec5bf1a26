import type { Conversation } from './conversation.js';
import type { ConversationEvent, ConversationId } from './event.js';
import { advance, conversationFrom } from './fold.js';
import { LoggedConversation } from './logged-conversation.js';

/** How many events are kept per conversation that came before one still missing. */
export const earlyEventLimit = 64;

interface Gap {
  /** In order of seq, none twice; the first is not the next one due. */
  readonly early: ConversationEvent[];
  /** The highest seq seen, kept or not: until the conversation is there, something is missing. */
  highest: number;
  /** When it opened, or its conversation was last asked for. */
  since: number;
}

/**
 * The conversations of a stream of events, each event folded in once and in
 * order of seq, whatever order, repetition or lateness it comes in. Keeps no
 * history: the last seq, and while one is missing the events after it.
 */
export class ConversationLog {
  readonly conversations: ReadonlyMap<ConversationId, LoggedConversation>;
  readonly #byId = new Map<ConversationId, LoggedConversation>();
  readonly #gaps = new Map<ConversationId, Gap>();
  #generation = 0;

  constructor() {
    this.conversations = this.#byId;
  }

  /**
   * Takes one event in.
   *
   * @param now - dates a gap that it opens; any clock, the same as in {@link ConversationLog.takeOverdue}
   * @returns the conversation, if this event (or an early one after it) changed it
   */
  append(event: ConversationEvent, now: number): LoggedConversation | undefined {
    const conversation = this.#byId.get(event.conversationId);
    if (
      conversation === undefined ||
      event.seq !== conversation.seq + 1 ||
      conversation.generation !== this.#generation
    )
      return this.#appendOutOfOrder(conversation, event, now);
    advance(conversation, event);
    if (this.#gaps.size > 0) this.#drain(conversation, now);
    return conversation;
  }

  /** Puts a head in place of what is held, and folds in the early events that follow it. */
  reset(head: Conversation, now: number): LoggedConversation {
    const conversation = new LoggedConversation(head, this.#generation);
    conversation.slot = this.#byId.get(head.id)?.slot ?? -1;
    this.#byId.set(head.id, conversation);
    this.#drain(conversation, now);
    return conversation;
  }

  /**
   * From here to {@link ConversationLog.endSnapshot}, only what is reset (or
   * starts) is current; events of other conversations wait for their head.
   */
  beginSnapshot(): void {
    this.#generation += 1;
  }

  /** @returns the conversations that were not part of the snapshot; they are gone */
  endSnapshot(now: number): LoggedConversation[] {
    const gone: LoggedConversation[] = [];
    for (const conversation of this.#byId.values())
      if (conversation.generation !== this.#generation) gone.push(conversation);
    for (const conversation of gone) this.#byId.delete(conversation.id);
    for (const gap of this.#gaps.values()) gap.since = now;
    return gone;
  }

  /** Forgets a conversation; should an event of it still come, that opens a gap. */
  forget(conversationId: ConversationId): void {
    this.#byId.delete(conversationId);
    this.#gaps.delete(conversationId);
  }

  /** Whether an event is missing in any conversation. */
  get hasGaps(): boolean {
    return this.#gaps.size > 0;
  }

  /** When the longest waiting gap began to wait; Infinity without any. */
  get oldestGapAt(): number {
    let oldest = Infinity;
    for (const gap of this.#gaps.values()) oldest = Math.min(oldest, gap.since);
    return oldest;
  }

  /** Conversations whose gap began to wait at or before `before`; each waits anew from `now`. */
  takeOverdue(before: number, now: number): ConversationId[] {
    const overdue: ConversationId[] = [];
    for (const [conversationId, gap] of this.#gaps) {
      if (gap.since > before) continue;
      gap.since = now;
      overdue.push(conversationId);
    }
    return overdue;
  }

  #appendOutOfOrder(
    conversation: LoggedConversation | undefined,
    event: ConversationEvent,
    now: number,
  ): LoggedConversation | undefined {
    if (conversation === undefined && event.seq === 1) return this.#start(event, now);
    const isCurrent = conversation === undefined || conversation.generation === this.#generation;
    if (conversation !== undefined && isCurrent && event.seq <= conversation.seq) return undefined;
    this.#keepEarly(event, now);
    return undefined;
  }

  #start(event: ConversationEvent, now: number): LoggedConversation {
    const conversation = new LoggedConversation(conversationFrom(event), this.#generation);
    this.#byId.set(event.conversationId, conversation);
    this.#drain(conversation, now);
    return conversation;
  }

  #keepEarly(event: ConversationEvent, now: number): void {
    let gap = this.#gaps.get(event.conversationId);
    if (gap === undefined) this.#gaps.set(event.conversationId, (gap = { early: [], highest: 0, since: now }));
    gap.highest = Math.max(gap.highest, event.seq);
    const { early } = gap;
    let place = early.length;
    while (place > 0 && (early[place - 1]?.seq ?? 0) > event.seq) place -= 1;
    if (early[place - 1]?.seq === event.seq) return;
    early.splice(place, 0, event);
    if (early.length > earlyEventLimit) early.pop();
  }

  #drain(conversation: LoggedConversation, now: number): void {
    const gap = this.#gaps.get(conversation.id);
    if (gap === undefined) return;
    const seq = conversation.seq;
    const { early } = gap;
    let next = 0;
    for (let event = early[0]; event !== undefined && event.seq <= conversation.seq + 1; event = early[next]) {
      if (event.seq > conversation.seq) advance(conversation, event);
      next += 1;
    }
    early.splice(0, next);
    if (conversation.seq >= gap.highest) this.#gaps.delete(conversation.id);
    else if (conversation.seq > seq) gap.since = now;
  }
}
