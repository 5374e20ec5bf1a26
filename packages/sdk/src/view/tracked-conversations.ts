import type { Clock } from '../base/clock.js';
import type { Conversation } from '../conversation/conversation.js';
import type { ConversationEvent, ConversationId } from '../conversation/event.js';
import { ConversationLog } from '../conversation/log.js';
import type { LoggedConversation } from '../conversation/logged-conversation.js';
import { changesAtOf, defaultBotRules, statusUnder } from '../conversation/status.js';
import type { BotRules, StatusAt } from '../conversation/status.js';
import { change, changesOf } from './changes.js';
import { ClosedConversations } from './closed-conversations.js';
import type { ConversationSet, ConversationSetOptions, ViewOptions } from './conversation-set.js';
import { DueTimer } from './due.js';
import { GapTimer } from './gap-timer.js';
import { OrderedView } from './ordered-view.js';
import type { OrderedViewOwner } from './ordered-view.js';
import { englishWords } from './predicate.js';
import { openingQuery } from './query.js';
import type { Query } from './query.js';
import { RowReader } from './row-reader.js';
import type { Row } from './row.js';
import type { RowView, StatusCounts } from './row-source.js';
import { settle } from './settle.js';
import { ruleAt, Standings } from './standings.js';
import { Surroundings } from './surroundings.js';
import { Watches } from './watches.js';
import type { Sighting } from './watches.js';

/** From how many heads on, and for what share of the set, making the orders anew is faster than moving rows one by one. */
const bulk = { heads: 256, share: 0.25 };

/** An empty set. */
export function createConversationSet(options: ConversationSetOptions): ConversationSet {
  return new TrackedConversations(options);
}

/** The {@link ConversationSet}: log, standings, due timer and views in one place. */
class TrackedConversations implements ConversationSet, OrderedViewOwner {
  readonly standings: Standings = new Standings();
  readonly collator: Intl.Collator;
  readonly #clock: Clock;
  readonly #log = new ConversationLog();
  readonly #due: DueTimer;
  readonly #gaps: GapTimer;
  #views: readonly OrderedView[] = [];
  readonly #watches = new Watches((conversationId) => this.#sightingOf(conversationId));
  readonly surroundings: Surroundings = new Surroundings((conversationIds) => this.#reread(conversationIds));
  readonly #rows = new RowReader(this.standings, this.surroundings);
  readonly #copies = new WeakMap<LoggedConversation, Conversation>();
  readonly #closed = new ClosedConversations();
  #rules = new Map<string, BotRules>();
  #offsetMs = 0;
  #now = -Infinity;
  #hasChanged = false;
  #isClosed = false;

  constructor({ clock, resync, locale }: ConversationSetOptions) {
    this.#clock = clock;
    this.collator = new Intl.Collator(locale, { numeric: true });
    this.#due = new DueTimer({
      clock,
      now: () => this.now(),
      dueOf: (slot) => this.#dueOf(slot),
      onDue: (slots) => this.#batch((now) => this.#settleDue(slots, now)),
    });
    this.#gaps = new GapTimer(clock, this.#log, resync);
  }

  get agentId(): string | undefined {
    return this.standings.agentId;
  }

  get size(): number {
    return this.#log.size;
  }

  get counts(): StatusCounts {
    return this.standings.counts;
  }

  now(): number {
    return this.#clock.now() + this.#offsetMs;
  }

  setOffset(offsetMs: number): void {
    if (offsetMs === this.#offsetMs) return;
    this.#offsetMs = offsetMs;
    this.tick();
    if (!this.#isClosed) this.#due.replan();
  }

  setRules(rules: Readonly<Record<string, BotRules>>): void {
    this.#rules = new Map(Object.entries(rules));
    this.#rows.expire();
    this.#batch((now) => {
      for (const conversation of this.#log.all()) {
        conversation.rules = this.#rules.get(conversation.bot.id) ?? defaultBotRules;
        this.#settle(conversation, now, change.all);
      }
    });
  }

  setMe(agentId: string | undefined): void {
    if (agentId === this.agentId) return;
    this.standings.agentId = agentId;
    this.surroundings.agentId = agentId;
    this.#rows.expire();
    this.#batch(() => {
      this.#hasChanged = true;
      for (const view of this.#views) view.refresh();
    });
  }

  applySnapshot({ heads, isFirst, isLast }: Parameters<ConversationSet['applySnapshot']>[0]): void {
    this.#batch((now) => {
      if (isFirst) this.#log.beginSnapshot();
      const isBulk = heads.length >= bulk.heads && heads.length >= bulk.share * this.standings.slotCount;
      const receivedAt = this.#clock.now();
      for (const head of heads) this.#adopt(this.#log.reset(head, receivedAt), now, !isBulk);
      if (isLast) for (const conversation of this.#log.endSnapshot(receivedAt)) this.#release(conversation);
      if (isBulk) for (const view of this.#views) view.refresh();
    });
  }

  applyHead(head: Conversation): void {
    const held = this.conversation(head.id);
    if (held !== undefined && held.seq > head.seq) return;
    this.#batch((now) => this.#adopt(this.#log.reset(head, this.#clock.now()), now, true));
  }

  applyEvents(events: readonly ConversationEvent[]): void {
    this.#batch((now) => {
      const receivedAt = this.#clock.now();
      const rows = this.#log.locate(events);
      for (let place = 0; place < events.length; place += 1) {
        const event = events[place] as ConversationEvent;
        const changes = this.#log.hasGaps ? change.all : changesOf(event);
        const conversation = this.#log.append(event, receivedAt, rows[place]);
        if (conversation === undefined) continue;
        if (conversation.slot < 0) this.#adopt(conversation, now, true);
        else this.#settle(conversation, now, changes);
      }
    });
  }

  forget(conversationId: ConversationId): void {
    const conversation = this.conversation(conversationId);
    this.#log.forget(conversationId);
    if (conversation !== undefined) this.#batch(() => this.#release(conversation));
  }

  get(conversationId: ConversationId): Conversation | undefined {
    const conversation = this.conversation(conversationId);
    if (conversation === undefined) return undefined;
    const known = this.#copies.get(conversation);
    if (known?.seq === conversation.seq) return known;
    const copy = conversation.copy();
    this.#copies.set(conversation, copy);
    return copy;
  }

  statusOf(conversationId: ConversationId): StatusAt | undefined {
    const conversation = this.conversation(conversationId);
    if (conversation === undefined) return undefined;
    return statusUnder(ruleAt(this.standings.places[conversation.slot] as number), conversation, conversation.rules);
  }

  watch(conversationId: ConversationId, listener: () => void): () => void {
    return this.#watches.add(conversationId, listener);
  }

  view(query: Query = openingQuery, { words = englishWords }: ViewOptions = {}): RowView {
    const view = new OrderedView(this, query, words);
    this.#views = [...this.#views, view];
    return view;
  }

  tick(): void {
    this.#batch(() => undefined);
    if (!this.#isClosed) this.#due.run();
  }

  close(): void {
    this.#isClosed = true;
    this.#due.close();
    this.#gaps.close();
  }

  conversation(conversationId: ConversationId): LoggedConversation | undefined {
    return this.#log.get(conversationId);
  }

  rowOf(slot: number): Row {
    return this.#rows.rowOf(slot);
  }

  onClose(view: OrderedView): void {
    this.#views = this.#views.filter((other) => other !== view);
  }

  /** Has the rows of these looked at anew, for what they show besides facts has changed. */
  #reread(conversationIds: readonly ConversationId[]): void {
    const slots = conversationIds.flatMap((id) => this.conversation(id)?.slot ?? []);
    if (slots.length === 0) return;
    this.#batch(() => {
      this.#hasChanged = true;
      for (const slot of slots) this.#rows.expire(slot);
    });
  }

  #batch(change: (now: number) => void): void {
    const now = this.now();
    const hasClockGoneBack = now < this.#now;
    this.#now = now;
    if (hasClockGoneBack) this.#settleFrom(now);
    change(now);
    if (!this.#isClosed) {
      this.#due.plan();
      this.#gaps.plan();
    }
    if (!this.#hasChanged) return;
    this.#hasChanged = false;
    for (const view of this.#views) view.notify();
    this.#watches.notify();
  }

  /** Looks again at statuses that have begun too early, now that the clock was put back. */
  #settleFrom(now: number): void {
    const { sinces, conversations, slotCount } = this.standings;
    for (let slot = 0; slot < slotCount; slot += 1) {
      const conversation = (sinces[slot] as number) > now ? conversations[slot] : undefined;
      if (conversation !== undefined) this.#settle(conversation, now, change.all);
    }
  }

  /** Takes in a conversation that is new, or read anew. */
  #adopt(conversation: LoggedConversation, now: number, tellsViews: boolean): void {
    conversation.rules = this.#rules.get(conversation.bot.id) ?? defaultBotRules;
    if (conversation.slot < 0) this.standings.add(conversation);
    else this.standings.conversations[conversation.slot] = conversation;
    this.#settle(conversation, now, change.all, tellsViews);
  }

  #release(conversation: LoggedConversation): void {
    const { id, slot } = conversation;
    this.#hasChanged = true;
    for (const view of this.#views) view.remove(slot);
    this.standings.remove(slot);
    this.#due.disarm(slot);
    this.#rows.forget(slot);
    this.surroundings.forget(id);
    this.#closed.forget(slot);
  }

  /**
   * Finds the present standing of a conversation and tells the views.
   *
   * @param changes - what else of it may be another: everything, unless it was an event that changed it
   */
  #settle(conversation: LoggedConversation, now: number, changes: number, tellsViews = true): void {
    const settled = settle(this.standings, conversation, now, changes === change.all);
    if (settled !== 'same') this.#arm(conversation, now);
    this.#hasChanged = true;
    if (!tellsViews) return;
    const all = settled === 'moved' ? changes | change.standing : changes;
    for (const view of this.#views) view.update(conversation.slot, all);
  }

  #arm(conversation: LoggedConversation, now: number): void {
    const { slot } = conversation;
    if (conversation.closed === null) this.#closed.forget(slot);
    else this.#closed.keep(slot, now);
    this.#due.arm(slot, this.#dueOf(slot));
  }

  /** When time next does something to a slot. */
  #dueOf(slot: number): number {
    const conversation = this.standings.conversations[slot] as LoggedConversation;
    if (conversation.closed !== null) return this.#closed.keptUntil(slot);
    return changesAtOf(conversation, conversation.rules, ruleAt(this.standings.places[slot] as number)) ?? Infinity;
  }

  #settleDue(slots: readonly number[], now: number): void {
    for (const slot of slots) {
      const conversation = this.standings.conversations[slot] as LoggedConversation;
      if (conversation.closed === null || this.#watches.has(conversation.id)) this.#settle(conversation, now, change.all);
      else {
        this.#log.forget(conversation.id);
        this.#release(conversation);
      }
    }
  }

  #sightingOf(conversationId: ConversationId): Sighting {
    const conversation = this.conversation(conversationId);
    if (conversation === undefined) return undefined;
    const { slot, seq, rules } = conversation;
    return { conversation, seq, rules, place: this.standings.places[slot] as number, since: this.standings.sinces[slot] as number };
  }
}
