/** What of letters is remembered, and so what is still to be sent: derived from the log and from marks in the store. */
import { createHash } from 'node:crypto';
import type { Conversation, ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import type { DeliveryNews } from '../channels/channel.js';
import { deliveryOf, keepDelivery } from '../conversations/deliveries.js';
import type { Projection } from '../conversations/projection.js';
import type { EventStore } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import type { Patience } from '../store/until-definite.js';
import { untilDefinite } from '../store/until-definite.js';
import type { Destination, Letter } from './destination.js';

/** What the memory of letters is kept in. */
export interface LetterLogOptions {
  readonly projection: Pick<Projection, 'append'>;
  readonly store: Pick<EventStore, 'claim' | 'lease' | 'leases' | 'readBackwards' | 'head'>;
  readonly patience: Patience;
}

/** Events of one conversation that are still to go to one destination, oldest first, and how far the log was looked at. */
export interface Pending {
  readonly head: Conversation;
  readonly events: readonly ConversationEvent[];
  /** Seq of the last event that was looked at. */
  readonly seq: number;
}

/** What was sent, and what is to be. */
export interface LetterLog {
  /** Undefined if there is no such conversation. */
  pending(destination: Destination, tenant: string, conversationId: ConversationId): Promise<Pending | undefined>;
  /**
   * Says that a letter is about to be sent.
   *
   * @returns whether it was never before: else it may have got there
   */
  begin(destination: Destination, letter: Letter): Promise<boolean>;
  /** Keeps how far a message got. */
  delivered(letter: Letter, news: Omit<DeliveryNews, 'messageId'>): Promise<void>;
  /** Remembers that the other end has a letter, or never will. */
  mark(destination: Destination, letter: Letter): Promise<void>;
}

const eventsLookedAt = 200;

/** A memory of letters. */
export function createLetterLog({ projection, store, patience }: LetterLogOptions): LetterLog {
  const marksOf = async (destination: Destination, tenant: string, conversationId: ConversationId): Promise<ReadonlySet<string>> => {
    const marks = await untilDefinite(patience, () => store.leases(tenant, markKind(destination, conversationId)));
    return new Set(marks.map(({ key }) => key));
  };
  return {
    async pending(destination, tenant, conversationId) {
      const head = await untilDefinite(patience, () => store.head(tenant, conversationId));
      if (head === undefined) return undefined;
      const events = await untilDefinite(patience, () => store.readBackwards(tenant, conversationId, null, eventsLookedAt));
      const taken = events.filter((event) => destination.takes(tenant, head, event));
      const seq = events.at(-1)?.seq ?? 0;
      if (taken.length === 0) return { head, events: [], seq };
      if (destination.memory === 'delivery') return { head, events: taken.filter(({ id }) => isUnsettled(destination, deliveryOf(events, id))), seq };
      const marked = await marksOf(destination, tenant, conversationId);
      return { head, events: taken.filter(({ id }) => !marked.has(keyOf(id))), seq };
    },
    begin: (destination, { tenant, head, event }) =>
      untilDefinite(patience, () => store.claim(tenant, `sent ${destination.name}`, keyOf(`${head.id} ${event.id}`))),
    async delivered({ tenant, head, event }, news) {
      const kept = { projection, store };
      await untilDefinite(patience, () => keepDelivery(kept, tenant, head.id, { messageId: event.id, ...news })).catch((error: unknown) => {
        // Erased meanwhile: nothing is to be remembered of it.
        if (!(error instanceof StoreError) || error.code !== 'conflict') throw error;
      });
    },
    async mark(destination, { tenant, head, event }) {
      const kind = markKind(destination, head.id);
      await untilDefinite(patience, () => store.lease(tenant, kind, keyOf(event.id), destination.name, 2 * destination.retryForMs));
    },
  };
}

/** Whether there is anything to be done about a message that got so far. */
function isUnsettled({ reconcile }: Destination, state: ReturnType<typeof deliveryOf>): boolean {
  return state === undefined || (state === 'unknown' && reconcile !== undefined);
}

function markKind({ name }: Destination, conversationId: ConversationId): string {
  return `sent ${name} ${conversationId}`;
}

/** Ids may be as long as their makers liked. */
function keyOf(id: string): string {
  return id.length <= 200 ? id : createHash('sha256').update(id).digest('base64url');
}
