import type { Conversation } from './conversation.js';
import type { BotIdentity, ConversationEvent, ConversationId } from './event.js';
import { advance, conversationFrom } from './fold.js';
import { IdIndex } from './id-index.js';
import { LoggedConversation } from './logged-conversation.js';
import { NumberTable, rowLength } from './number-table.js';

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
  readonly #table = new NumberTable();
  /** By row of the table. */
  readonly #held: (LoggedConversation | undefined)[] = [];
  readonly #rows = new IdIndex((row) => (this.#held[row] as LoggedConversation).id);
  readonly #takeRow = (): number => this.#table.take();
  /** By id: as last heard of. */
  readonly #bots = new Map<string, BotIdentity>();
  readonly #gaps = new Map<ConversationId, Gap>();
  /** Means nothing; keeps a compiler from leaving out what is read ahead. */
  touched = 0;
  #generation = 0;
  /** Whether some of what is held may be of an earlier generation. */
  #isInSnapshot = false;

  /** How many conversations are held. */
  get size(): number {
    return this.#rows.size;
  }

  get(conversationId: ConversationId): LoggedConversation | undefined {
    return this.#held[this.#rows.find(conversationId)];
  }

  /** Everything held, in no order. */
  *all(): Iterable<LoggedConversation> {
    for (const conversation of this.#held) if (conversation !== undefined) yield conversation;
  }

  /**
   * Takes one event in.
   *
   * @param now - dates a gap that it opens; any clock, the same as in {@link ConversationLog.takeOverdue}
   * @param row - where {@link ConversationLog.locate} found its conversation
   * @returns the conversation, if this event (or an early one after it) changed it
   */
  append(event: ConversationEvent, now: number, row: number = this.#rows.guess(event.conversationId)): LoggedConversation | undefined {
    // A guess that is wrong would have to have the right seq too.
    const isNext = row >= 0 && event.seq === (this.#table.values[row * rowLength] as number) + 1 && !this.#isInSnapshot;
    if (!isNext) return this.#appendAnywhere(event, now);
    const conversation = this.#held[row] as LoggedConversation;
    advance(conversation, event);
    this.#drain(conversation, now);
    return conversation;
  }

  /**
   * Where the conversations of these events are, for {@link ConversationLog.append}. Fetches what it will touch, all at
   * once: one after the other, waiting for memory would be most of what an event costs.
   */
  locate(events: readonly ConversationEvent[]): Int32Array {
    const rows = new Int32Array(events.length);
    const { values } = this.#table;
    this.#rows.guessAll(events.map(({ conversationId }) => conversationId), rows);
    let touched = 0;
    for (let place = 0; place < rows.length; place += 1) {
      const start = (rows[place] as number) * rowLength;
      if (start >= 0) touched += (values[start] as number) + (values[start + 8] as number);
    }
    for (let place = 0; place < rows.length; place += 1) touched += this.#held[rows[place] as number]?.slot ?? 0;
    this.touched = touched;
    return rows;
  }

  /** Puts a head in place of what is held, and folds in the early events that follow it. */
  reset(head: Conversation, now: number): LoggedConversation {
    const row = this.#rows.findOrAdd(head.id, this.#takeRow);
    const slot = this.#held[row]?.slot ?? -1;
    const conversation = this.#hold(head, row);
    conversation.slot = slot;
    this.#drain(conversation, now);
    return conversation;
  }

  /**
   * From here to {@link ConversationLog.endSnapshot}, only what is reset (or
   * starts) is current; events of other conversations wait for their head.
   */
  beginSnapshot(): void {
    this.#generation += 1;
    this.#isInSnapshot = true;
  }

  /** @returns the conversations that were not part of the snapshot; they are gone */
  endSnapshot(now: number): LoggedConversation[] {
    const gone: LoggedConversation[] = [];
    for (const conversation of this.#held) if (conversation !== undefined && conversation.generation !== this.#generation) gone.push(conversation);
    for (const conversation of gone) this.#drop(conversation);
    this.#isInSnapshot = false;
    for (const gap of this.#gaps.values()) gap.since = now;
    return gone;
  }

  /** Forgets a conversation; should an event of it still come, that opens a gap. */
  forget(conversationId: ConversationId): void {
    const conversation = this.get(conversationId);
    if (conversation !== undefined) this.#drop(conversation);
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

  #appendAnywhere(event: ConversationEvent, now: number): LoggedConversation | undefined {
    const conversation = this.get(event.conversationId);
    if (conversation === undefined && event.seq === 1) return this.#start(event, now);
    const isCurrent = conversation?.generation === this.#generation;
    if (conversation !== undefined && isCurrent) {
      if (event.seq <= conversation.seq) return undefined;
      if (event.seq === conversation.seq + 1) {
        advance(conversation, event);
        this.#drain(conversation, now);
        return conversation;
      }
    }
    this.#keepEarly(event, now);
    return undefined;
  }

  #start(event: ConversationEvent, now: number): LoggedConversation {
    const conversation = this.#hold(conversationFrom(event), this.#rows.findOrAdd(event.conversationId, this.#takeRow));
    this.#drain(conversation, now);
    return conversation;
  }

  /** @param row - of the table; the conversation's while it is held */
  #hold(head: Conversation, row: number): LoggedConversation {
    const conversation = new LoggedConversation(head, this.#generation, this.#table, row);
    conversation.bot = this.#botOf(head.bot);
    this.#held[row] = conversation;
    return conversation;
  }

  /** The same object for all conversations of a bot, until it is called something else. */
  #botOf(bot: BotIdentity): BotIdentity {
    const known = this.#bots.get(bot.id);
    if (known?.name === bot.name) return known;
    this.#bots.set(bot.id, bot);
    return bot;
  }

  #drop({ id, row }: LoggedConversation): void {
    this.#rows.delete(id);
    this.#held[row] = undefined;
    this.#table.free(row);
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
    if (this.#gaps.size === 0) return;
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
