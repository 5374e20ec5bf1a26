import type { Conversation } from '../conversation/conversation.js';
import type { ConversationEvent, MessageSent } from '../conversation/event.js';
import { fold } from '../conversation/fold.js';

/** 2026-03-03, noon UTC. */
export const noon: number = 1_772_539_200_000;

/** The first event of a conversation. */
export function started(conversationId: string, at: number = noon): ConversationEvent {
  return {
    id: `${conversationId}-1`,
    conversationId,
    seq: 1,
    at,
    type: 'conversation-started',
    bot: { id: 'bank', name: 'Bank Helper' },
    channel: 'web',
    contact: { verified: false },
    attributes: {},
    reference: `REF-${conversationId}`,
    thread: `thread-${conversationId}`,
  };
}

/** A message of the customer, unless told otherwise. */
export function message(conversationId: string, seq: number, more: Partial<MessageSent> = {}): MessageSent {
  return {
    id: `${conversationId}-${seq}`,
    conversationId,
    seq,
    at: noon + seq,
    type: 'message-sent',
    from: 'customer',
    text: `Message ${seq}`,
    ...more,
  };
}

/** A conversation's start and messages up to `lastSeq`. */
export function history(conversationId: string, lastSeq: number): readonly ConversationEvent[] {
  const messages = Array.from({ length: lastSeq - 1 }, (_, index) => message(conversationId, index + 2));
  return [started(conversationId), ...messages];
}

/** The fold of {@link history}. */
export function headOf(conversationId: string, lastSeq: number = 1): Conversation {
  return headOfEvents(history(conversationId, lastSeq));
}

/** The fold of events that begin a conversation. */
export function headOfEvents(events: readonly ConversationEvent[]): Conversation {
  let head: Conversation | undefined;
  for (const event of events) head = fold(head, event);
  if (head === undefined) throw new RangeError('A conversation has at least one event.');
  return head;
}
