import type { Attachment, CommandHandle, ConversationCommand, ConversationId, ConversationView, TakeoverClient, TakeoverError } from '@live-takeover/sdk';

/** A message that was sent and has not been seen in the transcript yet, or could not be sent. */
export interface OutgoingMessage {
  readonly body: Extract<ConversationCommand, { name: 'send' }>;
  readonly handle: CommandHandle;
}

/** A file chosen for a message: on its way, uploaded, or failed. */
export interface DraftFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** How far it has got. */
  readonly sentBytes: number;
  /** Once uploaded. */
  readonly attachment?: Attachment;
  readonly error?: TakeoverError;
  /** Gives the upload up, if it is still going on. */
  readonly cancel: () => void;
}

/** What an agent has written in one conversation that the customer has not got. */
export interface Draft {
  text: string;
  files: readonly DraftFile[];
  outgoing: readonly OutgoingMessage[];
}

/** The conversation a composer writes in. */
export interface ComposerTarget {
  readonly client: TakeoverClient;
  readonly view: ConversationView;
  readonly draft: Draft;
}

/** Conversations with a draft that are remembered for each client; beyond, the longest untouched is forgotten. */
const rememberedLimit = 200;

const draftsOf = new WeakMap<TakeoverClient, Map<ConversationId, Draft>>();

/** The draft of a conversation, kept in memory for as long as its client, so that switching loses nothing. */
export function draftOf(client: TakeoverClient, conversationId: ConversationId): Draft {
  const drafts = draftsOf.get(client) ?? new Map<ConversationId, Draft>();
  draftsOf.set(client, drafts);
  const draft = drafts.get(conversationId) ?? { text: '', files: [], outgoing: [] };
  drafts.delete(conversationId);
  drafts.set(conversationId, draft);
  for (const [id, { text, files, outgoing }] of drafts) {
    if (drafts.size <= rememberedLimit) break;
    if (text.trim() === '' && files.length === 0 && outgoing.length === 0) drafts.delete(id);
  }
  return draft;
}
