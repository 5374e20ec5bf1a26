/** What was said while somebody else answered in place of the bot. */
import type { ConversationEvent, ConversationId, MessageSent } from '@live-takeover/sdk/core';
import type { EventStore } from '../store/event-store.js';
import type { Patience } from '../store/until-definite.js';
import { untilDefinite } from '../store/until-definite.js';

/** Of a takeover of days only its end is worth a bot's while. */
const eventsLookedAt = 1_000;

/**
 * The messages of the takeover that an event ended, its transfers included,
 * oldest first.
 *
 * @param endSeq - of the `takeover-ended`
 */
export async function takeoverTranscript(store: Pick<EventStore, 'readBackwards'>, patience: Patience, tenant: string, conversationId: ConversationId, endSeq: number): Promise<readonly MessageSent[]> {
  const events = await untilDefinite(patience, () => store.readBackwards(tenant, conversationId, endSeq, eventsLookedAt));
  return events.slice(startOf(events)).filter((event) => event.type === 'message-sent');
}

/** Where the bot was operator last. */
function startOf(events: readonly ConversationEvent[]): number {
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index];
    if (event?.type === 'takeover-started' && !isTransfer(events[index - 1], event.term)) return index;
  }
  return 0;
}

function isTransfer(before: ConversationEvent | undefined, term: number): boolean {
  return before?.type === 'takeover-ended' && before.why === 'transferred' && before.endedInto === term;
}
