/**
 * How an element asks the table beside it to open a conversation: both hold the
 * same client, and that is all they need to know of each other.
 */
import type { ConversationId, TakeoverClient } from '@live-takeover/sdk';

type OpenHandler = (conversationId: ConversationId) => void;

const handlersOf = new WeakMap<TakeoverClient, Set<OpenHandler>>();

/**
 * Asks whoever shows conversations of this client on this page to open one.
 *
 * @returns whether anybody does; if not, the caller leads the agent elsewhere
 */
export function requestOpen(client: TakeoverClient, conversationId: ConversationId): boolean {
  const handlers = [...(handlersOf.get(client) ?? [])];
  for (const handler of handlers) handler(conversationId);
  return handlers.length > 0;
}

/**
 * Offers to open conversations of this client.
 *
 * @returns takes the offer back
 */
export function onOpenRequest(client: TakeoverClient, handler: OpenHandler): () => void {
  const handlers = handlersOf.get(client) ?? new Set();
  const entry: OpenHandler = (conversationId) => handler(conversationId);
  handlersOf.set(client, handlers.add(entry));
  return () => void handlers.delete(entry);
}

/** Whether anybody on this page shows conversations of this client. */
export function canOpen(client: TakeoverClient): boolean {
  return (handlersOf.get(client)?.size ?? 0) > 0;
}
