/** The truth: everything that is on disk, and when it came there. */
import type { AutomaticMessage, Conversation, ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import { fold } from '@live-takeover/sdk/core';
import type { Position, StoredEvent } from '../../../src/store/event-store.js';
import { partitionOf } from '../../../src/store/partition.js';
import type { World } from '../world/world.js';
import type { Violation } from './log-rules.js';
import { judgeAppend, judgeEvent } from './log-rules.js';

/** One conversation as it is on disk. */
export interface LedgerConversation {
  readonly id: ConversationId;
  readonly partition: number;
  readonly botId: string;
  readonly thread: string;
  /** By seq − 1. */
  readonly events: readonly ConversationEvent[];
  /** The fold after each of them. */
  readonly heads: readonly Conversation[];
  readonly positions: readonly Position[];
  /** When each came on disk: epoch ms by nobody's clock. */
  readonly committedAts: readonly number[];
  /** The present fold. */
  readonly head: Conversation;
  /** What the customer was told by itself since the open request came; empty while none is open. */
  readonly toldSinceRequest: ReadonlySet<AutomaticMessage>;
}

interface OpenConversation extends LedgerConversation {
  readonly events: ConversationEvent[];
  readonly heads: Conversation[];
  readonly positions: Position[];
  readonly committedAts: number[];
  head: Conversation;
  toldSinceRequest: Set<AutomaticMessage>;
}

/** Told of an event after it was taken in; `before` is the fold without it. */
export type LedgerListener = (event: ConversationEvent, before: Conversation | undefined) => void;

/** Everything that is on disk. */
export class Ledger {
  readonly #world: World;
  readonly #conversations = new Map<ConversationId, OpenConversation>();
  readonly #byId = new Map<string, ConversationEvent>();
  readonly #listeners: LedgerListener[] = [];
  /** Of the last event of each partition. */
  readonly #positions: Position[];

  constructor(world: World, partitions: number) {
    this.#world = world;
    this.#positions = Array.from({ length: partitions }, () => 0);
  }

  get conversations(): ReadonlyMap<ConversationId, LedgerConversation> {
    return this.#conversations;
  }

  /** The event of a conversation with this id. */
  find(conversationId: ConversationId, eventId: string): ConversationEvent | undefined {
    return this.#byId.get(`${conversationId} ${eventId}`);
  }

  onEvent(listener: LedgerListener): void {
    this.#listeners.push(listener);
  }

  /** Takes in what one append brought, and judges it. */
  commit(stored: readonly StoredEvent[]): void {
    const conversationId = stored[0]?.event.conversationId ?? '';
    const before = this.#conversations.get(conversationId)?.head;
    for (const one of stored) this.#take(one);
    const after = this.#conversations.get(conversationId)?.head;
    const events = stored.map(({ event }) => event);
    this.#report(after === undefined ? undefined : judgeAppend(before, events, after));
  }

  #take({ tenant, position, event }: StoredEvent): void {
    const { conversationId, id, seq, type } = event;
    const known = this.#conversations.get(conversationId);
    const before = known?.head;
    const partition = known?.partition ?? partitionOf(tenant, conversationId, this.#positions.length);
    this.#world.trace.add(`log ${partition}/${position} ${conversationId} ${seq} ${type} ${id}`);
    const last = this.#positions[partition] ?? 0;
    if (position !== last + 1) this.#world.violate('dense-positions', `${partition}/${position} follows ${last}`);
    this.#positions[partition] = position;
    this.#report(judgeEvent(before, event));
    const key = `${conversationId} ${id}`;
    if (this.#byId.has(key)) this.#world.violate('once-per-id', `${key} is stored twice`);
    this.#byId.set(key, event);
    const head = fold(before, event);
    const conversation = known ?? newConversation(head, partition);
    this.#conversations.set(conversationId, conversation);
    keep(conversation, event, head, { position, committedAt: this.#world.schedule.now });
    for (const listener of this.#listeners) listener(event, before);
  }

  #report(violation: Violation | undefined): void {
    if (violation !== undefined) this.#world.violate(violation.invariant, violation.detail);
  }
}

function newConversation(head: Conversation, partition: number): OpenConversation {
  const { id, bot, thread } = head;
  return { id, partition, botId: bot.id, thread, events: [], heads: [], positions: [], committedAts: [], head, toldSinceRequest: new Set() };
}

function keep(conversation: OpenConversation, event: ConversationEvent, head: Conversation, place: { readonly position: Position; readonly committedAt: number }): void {
  if (conversation.head.request?.seq !== head.request?.seq) conversation.toldSinceRequest = new Set();
  if (head.request !== null && event.type === 'message-sent' && event.automatic !== undefined) conversation.toldSinceRequest.add(event.automatic);
  conversation.events.push(event);
  conversation.heads.push(head);
  conversation.positions.push(place.position);
  conversation.committedAts.push(place.committedAt);
  conversation.head = head;
}
