import type { CommandHandle, ConversationCommand, ConversationId, TakeoverClient } from '@live-takeover/sdk';

/** A message that was sent and has not been seen in the transcript yet, or could not be sent. */
export interface OutgoingMessage {
  readonly body: Extract<ConversationCommand, { name: 'send' }>;
  readonly handle: CommandHandle;
}

/** What an agent has written in one conversation that the customer has not got. */
export interface Draft {
  text: string;
  outgoing: readonly OutgoingMessage[];
}

/** Conversations with a draft that are remembered for each client; beyond, the longest untouched is forgotten. */
const rememberedLimit = 200;

const draftsOf = new WeakMap<TakeoverClient, Map<ConversationId, Draft>>();

/** The draft of a conversation, kept in memory for as long as its client, so that switching loses nothing. */
export function draftOf(client: TakeoverClient, conversationId: ConversationId): Draft {
  const drafts = draftsOf.get(client) ?? new Map<ConversationId, Draft>();
  draftsOf.set(client, drafts);
  const draft = drafts.get(conversationId) ?? { text: '', outgoing: [] };
  drafts.delete(conversationId);
  drafts.set(conversationId, draft);
  for (const [id, { text, outgoing }] of drafts) {
    if (drafts.size <= rememberedLimit) break;
    if (text.trim() === '' && outgoing.length === 0) drafts.delete(id);
  }
  return draft;
}
