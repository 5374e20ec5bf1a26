import type { Attachment, ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import type { EventStore } from '../store/event-store.js';

/** Whose record is meant: a contact's conversations, or a single one, where no contact was named. */
export type RecordSubject =
  | { readonly kind: 'contact'; readonly id: string }
  | { readonly kind: 'conversation'; readonly id: ConversationId };

/** The files that travelled with messages, for as long as the gateway keeps them. */
export interface RecordFiles {
  /** Where a file is to be had; undefined once it is gone. */
  linkTo(tenant: string, conversationId: ConversationId, attachment: Attachment): Promise<string | undefined>;
  /** Deletes every file of a conversation, also what was uploaded and never sent. That there is none is no failure. */
  remove(tenant: string, conversationId: ConversationId): Promise<void>;
}

/** The conversations of a subject that are in the store, oldest first. */
export async function conversationsOf(store: EventStore, tenant: string, subject: RecordSubject): Promise<readonly ConversationId[]> {
  if (subject.kind === 'contact') return store.contactConversations(tenant, subject.id);
  return (await store.head(tenant, subject.id)) === undefined ? [] : [subject.id];
}

const eventsPerPage = 200;

/** All events of a conversation, oldest first, page by page. */
export async function* eventPages(
  store: Pick<EventStore, 'read'>,
  tenant: string,
  conversationId: ConversationId,
): AsyncGenerator<readonly ConversationEvent[], void, undefined> {
  for (let afterSeq = 0; ; ) {
    const events = await store.read(tenant, conversationId, afterSeq, eventsPerPage);
    const last = events.at(-1);
    if (last === undefined) return;
    yield events;
    if (events.length < eventsPerPage) return;
    afterSeq = last.seq;
  }
}
