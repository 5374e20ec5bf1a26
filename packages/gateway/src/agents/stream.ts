/**
 * The deltas of one scope and topic: encoded once, whoever listens. Everyone on
 * a stream gets the same frames in the same order, so `prev` fits for all.
 */
import type { Conversation, ConversationEvent, ConversationId, Cursor } from '@live-takeover/sdk/core';
import { encodeFrame, withoutContent } from '@live-takeover/sdk/core';
import type { ChangeBatch } from '../conversations/projection.js';
import type { Position } from '../store/event-store.js';
import { encodeCursor } from './cursor.js';
import { seenEvent } from './mask.js';
import type { Scope } from './scope.js';
import { isInScope } from './scope.js';
import type { Snapshot } from './snapshot.js';

/** Which conversations a client follows. */
export type FollowedConversations = 'all' | readonly ConversationId[];

/** Whether both mean the same conversations. */
export function followsSame(one: FollowedConversations, other: FollowedConversations): boolean {
  return topicOf(one) === topicOf(other);
}

/** Names a set of conversations, in whatever order they come. */
export function topicOf(followed: FollowedConversations): string {
  return followed === 'all' ? '*' : [...new Set(followed)].sort().join(' ');
}

/** A delta as sent: one frame, or several if it is large. */
export interface EncodedDelta {
  readonly prev: Cursor;
  readonly cursor: Cursor;
  /** Of several, all but the last leave the cursor where it is: who breaks off in between gets all of them again. */
  readonly frames: readonly string[];
}

/** Above this, in UTF-16 code units, a delta is sent in parts: far below the frame that clients refuse. */
const longestFrame = 1_000_000;
const keptDeltas = 1_000;
const keptLength = 2_000_000;

/** One stream; the hub makes and drops them. */
export class Stream {
  readonly scope: Scope;
  readonly key: string;
  readonly listeners: Set<(delta: EncodedDelta) => void> = new Set<(delta: EncodedDelta) => void>();
  /** The last snapshot taken, for those who join shortly after. */
  snapshot: Snapshot | undefined;
  cursor: Cursor;
  readonly #ids: ReadonlySet<ConversationId> | 'all';
  #incarnation: string;
  #recent: EncodedDelta[] = [];
  #recentLength = 0;

  constructor(key: string, scope: Scope, followed: FollowedConversations, incarnation: string, positions: readonly Position[]) {
    this.key = key;
    this.scope = scope;
    this.#ids = followed === 'all' ? 'all' : new Set(followed);
    this.#incarnation = incarnation;
    this.cursor = this.cursorAt(positions);
  }

  cursorAt(positions: readonly Position[]): Cursor {
    return encodeCursor({ incarnation: this.#incarnation, stream: this.key, positions });
  }

  /** Everything was loaded anew: what is kept for those who come back does not lead to where the stream is now. */
  restart(incarnation: string, positions: readonly Position[]): void {
    this.#incarnation = incarnation;
    this.cursor = this.cursorAt(positions);
    this.snapshot = undefined;
    this.#recent = [];
    this.#recentLength = 0;
  }

  /** Whether a conversation belongs on this stream. */
  covers(tenant: string, head: Pick<Conversation, 'id' | 'bot'>): boolean {
    return (this.#ids === 'all' || this.#ids.has(head.id)) && isInScope(this.scope, tenant, head.bot.id);
  }

  /** Sends what of a batch belongs here. */
  publish({ positions, changes }: ChangeBatch): void {
    const events: ConversationEvent[] = [];
    for (const change of changes) if (this.covers(change.tenant, change.head)) events.push(...change.events);
    if (events.length === 0) return;
    const erased = new Set(events.filter(({ type }) => type === 'conversation-erased').map(({ conversationId }) => conversationId));
    if (erased.size > 0) this.#forget(erased);
    const delta = this.encode(this.cursor, this.cursorAt(positions), withoutContentOf(erased, events));
    this.cursor = delta.cursor;
    this.#remember(delta);
    for (const listener of [...this.listeners]) listener(delta);
  }

  encode(prev: Cursor, cursor: Cursor, events: readonly ConversationEvent[]): EncodedDelta {
    const { hidesPhones } = this.scope;
    return { prev, cursor, frames: framesOf(prev, cursor, hidesPhones ? events.map((event) => seenEvent(this.scope, event)) : events) };
  }

  /** The deltas after a cursor, or undefined if they are no longer in memory. */
  deltasSince(cursor: Cursor): readonly EncodedDelta[] | undefined {
    if (cursor === this.cursor) return [];
    const index = this.#recent.findIndex((delta) => delta.prev === cursor);
    return index < 0 ? undefined : this.#recent.slice(index);
  }

  /** What is kept for those who come back holds no more than the store does. */
  #forget(erased: ReadonlySet<ConversationId>): void {
    this.snapshot = undefined;
    const ids = [...erased];
    this.#recent = this.#recent.map((delta) => {
      if (!ids.some((id) => delta.frames.some((frame) => frame.includes(id)))) return delta;
      const events = delta.frames.flatMap((frame) => (JSON.parse(frame) as { readonly events: readonly ConversationEvent[] }).events);
      return this.encode(delta.prev, delta.cursor, withoutContentOf(erased, events));
    });
    this.#recentLength = this.#recent.reduce((length, delta) => length + lengthOf(delta), 0);
  }

  #remember(delta: EncodedDelta): void {
    this.#recent.push(delta);
    this.#recentLength += lengthOf(delta);
    let count = 0;
    while (this.#recent.length - count > keptDeltas || this.#recentLength > keptLength) {
      const oldest = this.#recent[count];
      this.#recentLength -= oldest === undefined ? 0 : lengthOf(oldest);
      count += 1;
    }
    if (count > 0) this.#recent = this.#recent.slice(count);
  }
}

function withoutContentOf(erased: ReadonlySet<ConversationId>, events: readonly ConversationEvent[]): readonly ConversationEvent[] {
  return erased.size === 0 ? events : events.map((event) => (erased.has(event.conversationId) ? withoutContent(event) : event));
}

function framesOf(prev: Cursor, cursor: Cursor, events: readonly ConversationEvent[]): readonly string[] {
  const frame = encodeFrame({ type: 'delta', prev, cursor, events });
  if (frame.length <= longestFrame || events.length < 2) return [frame];
  const half = Math.ceil(events.length / 2);
  return [...framesOf(prev, prev, events.slice(0, half)), ...framesOf(prev, cursor, events.slice(half))];
}

function lengthOf({ frames }: EncodedDelta): number {
  return frames.reduce((length, frame) => length + frame.length, 0);
}
