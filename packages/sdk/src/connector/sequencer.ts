import type { ConversationEvent, ConversationId } from '../conversation/event.js';

type WithoutSeq<Event> = Event extends ConversationEvent ? Omit<Event, 'seq'> : never;

/** An event of a backend that does not number its events. */
export type UnnumberedEvent = WithoutSeq<ConversationEvent>;

/** Gives events the numbers that their backend does not. */
export interface Sequencer {
  /**
   * The events not seen before, numbered 1, 2, 3 … per conversation in the order
   * in which they came; an `at` before the previous event's is raised to it.
   */
  number(events: readonly UnnumberedEvent[]): readonly ConversationEvent[];
  /** Drops what is known of a conversation: its next event is number 1 again. */
  forget(conversationId: ConversationId): void;
}

interface Numbered {
  seq: number;
  at: number;
  readonly ids: Set<string>;
}

/**
 * A {@link Sequencer} for a connector whose backend has no `seq` (capability
 * `sequence: false`). It can number only what it is shown: whatever the backend
 * does not repeat after a drop is missing without a trace.
 *
 * @param rememberedIds - how many of a conversation's last ids are known again
 */
export function sequencer(rememberedIds: number = 1_000): Sequencer {
  const conversations = new Map<ConversationId, Numbered>();

  const number = (event: UnnumberedEvent): ConversationEvent | undefined => {
    const known = conversations.get(event.conversationId) ?? { seq: 0, at: event.at, ids: new Set<string>() };
    if (known.ids.has(event.id)) return undefined;
    conversations.set(event.conversationId, known);
    known.ids.add(event.id);
    const [oldest] = known.ids;
    if (known.ids.size > rememberedIds && oldest !== undefined) known.ids.delete(oldest);
    known.seq += 1;
    known.at = Math.max(known.at, event.at);
    return { ...event, seq: known.seq, at: known.at };
  };

  return {
    number: (events) => events.map(number).filter((event) => event !== undefined),
    forget: (conversationId) => void conversations.delete(conversationId),
  };
}
