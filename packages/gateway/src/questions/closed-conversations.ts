import type { Conversation } from '@live-takeover/sdk/core';
import type { ClosedPlace, EventStore } from '../store/event-store.js';
import { refuseAborted } from './stored-events.js';

/** Read at once. */
const batchSize = 100;

/** A closed conversation, and where it stands. */
export interface ClosedConversation {
  readonly head: Conversation;
  readonly place: ClosedPlace;
}

/**
 * Closed conversations of a tenant, the one closed last first, as far as they are wanted.
 *
 * @param after - where to go on from; null: from those closed right before `to`
 */
export async function* closedConversations(
  store: Pick<EventStore, 'closedHeads'>,
  tenant: string,
  { from, to, after }: { readonly from: number; readonly to: number; readonly after: ClosedPlace | null },
  signal: AbortSignal,
): AsyncGenerator<ClosedConversation, void, undefined> {
  // No id is less than none, so this is the place right after all that was closed at `to`.
  for (let closedBefore: ClosedPlace | null = after ?? { at: to, id: '' }; closedBefore !== null; ) {
    refuseAborted(signal);
    const heads: readonly Conversation[] = await store.closedHeads(tenant, { closedBefore, closedFrom: from, limit: batchSize });
    closedBefore = null;
    for (const head of heads) {
      const place = { at: head.closed?.at ?? 0, id: head.id };
      yield { head, place };
      if (heads.length === batchSize) closedBefore = place;
    }
  }
}
