import type { Conversation, ConversationEvent } from '@live-takeover/sdk/core';
import { fold, withoutContent } from '@live-takeover/sdk/core';
import { StoreError } from './event-store.js';

/** What an erasure writes. */
export interface PlannedErasure {
  /** Every stored event without its content, oldest first, each to be written over the one of the same seq. */
  readonly events: readonly ConversationEvent[];
  /** JSON of each of them. */
  readonly bodies: readonly string[];
  /** To be appended: the next seq. */
  readonly erased: ConversationEvent;
  readonly erasedBody: string;
  /** The fold of all of it; nothing of the former head survives. */
  readonly head: Conversation;
}

/**
 * What is to be written so that nothing personal is left of a closed conversation. A store writes it in one transaction,
 * if the conversation is still at the version of `head`, and also forgets what it keeps beside the events: the thread it
 * finds conversations by (the head's is the one to keep), the contacts, the hashes of commands, which a text can be guessed from.
 *
 * @param events - all of them, oldest first
 * @param now - the store's clock
 * @returns undefined when it was erased before
 * @throws {StoreError} `conflict`: it is open
 */
export function planErasure(events: readonly ConversationEvent[], head: Conversation, now: number): PlannedErasure | undefined {
  if (head.closed === null) throw new StoreError('conflict', `${head.id} is open. Close it, then erase it.`, { head });
  if (events.at(-1)?.type === 'conversation-erased') return undefined;
  const seq = head.seq + 1;
  const erased: ConversationEvent = {
    // As with time-outs: two nodes that erase the same version mean the same event.
    id: `erased:${seq}:0`,
    type: 'conversation-erased',
    conversationId: head.id,
    seq,
    at: Math.max(now, head.at),
  };
  const bare = events.map(withoutContent);
  return {
    events: bare,
    bodies: bare.map((event) => JSON.stringify(event)),
    erased,
    erasedBody: JSON.stringify(erased),
    head: [...bare, erased].reduce<Conversation | undefined>(fold, undefined) ?? head,
  };
}
