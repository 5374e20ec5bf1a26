import type { Attachment, CommandHandle, ConversationCommand, ConversationId, ConversationView, TakeoverClient, TakeoverError } from '@live-takeover/sdk';

/** A message or a note that was sent and has not been seen in the transcript yet, or could not be sent. */
export interface OutgoingMessage {
  readonly body: Extract<ConversationCommand, { name: 'send' | 'add-note' }>;
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

/** What an agent has written in one conversation that is not sent. */
export interface Draft {
  /** For the customer. */
  text: string;
  /** For colleagues; never becomes a message. */
  note: string;
  /** Whether what an earlier page kept was looked at. */
  isRestored: boolean;
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
  const draft = drafts.get(conversationId) ?? { text: '', note: '', isRestored: false, files: [], outgoing: [] };
  drafts.delete(conversationId);
  drafts.set(conversationId, draft);
  for (const [id, { text, note, files, outgoing }] of drafts) {
    if (drafts.size <= rememberedLimit) break;
    if (`${text}${note}`.trim() === '' && files.length === 0 && outgoing.length === 0) drafts.delete(id);
  }
  return draft;
}

/** The files of a draft that are there to be sent. */
export function uploadedOf({ files }: Draft): readonly Attachment[] {
  return files.flatMap(({ attachment }) => (attachment === undefined ? [] : [attachment]));
}

/** Whether a file is still on its way. */
export function isUploading({ files }: Draft): boolean {
  return files.some(({ attachment, error }) => attachment === undefined && error === undefined);
}

/** Something to say, not too much of it, and nothing still on its way. */
export function isSendable(draft: Draft, mode: 'message' | 'note', limit: number): boolean {
  const text = mode === 'message' ? draft.text : draft.note;
  if (text.length > limit || (mode === 'message' && isUploading(draft))) return false;
  return text.trim() !== '' || (mode === 'message' && uploadedOf(draft).length > 0);
}
