/** Takes out of the record what anybody wrote, and who the customer was. */
import type { Conversation, ConversationId, NewEvent } from '@live-takeover/sdk/core';
import type { EventStore } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import type { RecordFiles, RecordSubject } from './record-subject.js';
import { conversationsOf, eventPages } from './record-subject.js';

/** What is erased. */
export interface Erasure {
  readonly store: EventStore;
  readonly files: RecordFiles | undefined;
  readonly tenant: string;
  readonly subject: RecordSubject;
  /** Told of each conversation before it is touched. */
  readonly onConversation: (conversationId: ConversationId) => Promise<void>;
}

/** How much was erased. */
export interface Erased {
  readonly conversations: number;
  /** Those that messages named, whether they were still there or not. */
  readonly files: number;
}

/** A customer may begin another conversation while theirs are erased; one who keeps on doing so is not chased. */
const rounds = 5;
const closeAttempts = 100;

/**
 * Closes what is open, deletes the files and overwrites the events, one conversation after the other. Breaks off at
 * the first failure; done again, it goes on with what is left.
 *
 * @throws {StoreError} `unavailable`: do it again
 */
export async function eraseRecord(erasure: Erasure): Promise<Erased> {
  const { store, tenant, subject, onConversation } = erasure;
  const done = new Set<ConversationId>();
  let files = 0;
  for (let round = 0; round < rounds; round += 1) {
    const left = (await conversationsOf(store, tenant, subject)).filter((id) => !done.has(id));
    if (left.length === 0) break;
    for (const conversationId of left) {
      await onConversation(conversationId);
      await close(store, tenant, conversationId);
      // Before the events that name them: whoever does this again after a crash must still find them.
      files += await removeFiles(erasure, conversationId);
      await store.erase(tenant, [conversationId]);
      done.add(conversationId);
    }
  }
  return { conversations: done.size, files };
}

async function close(store: EventStore, tenant: string, conversationId: ConversationId): Promise<void> {
  let head = await store.head(tenant, conversationId);
  for (let attempt = 0; attempt < closeAttempts && head !== undefined && head.closed === null; attempt += 1) {
    try {
      ({ head } = await store.append(tenant, conversationId, closingEvents(head), { expectedVersion: head.seq }));
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'conflict') throw error;
      ({ head } = error);
    }
  }
}

/** What ends a conversation without a word to the customer. The ids depend on the head alone, so that doing it twice is doing it once. */
function closingEvents(head: Conversation): readonly NewEvent[] {
  const idOf = (index: number): string => `closed-to-erase:${head.seq}:${index}`;
  const events: NewEvent[] = [];
  if (head.request !== null) events.push({ type: 'agent-request-ended', id: idOf(0), why: 'dismissed' });
  if (head.operator.kind !== 'bot')
    events.push({ type: 'takeover-ended', id: idOf(1), term: head.term, endedInto: head.term + 1, why: 'closed' });
  return [...events, { type: 'conversation-closed', id: idOf(2), why: 'closed-by-agent' }];
}

/** @returns how many files the messages name */
async function removeFiles({ store, files, tenant }: Erasure, conversationId: ConversationId): Promise<number> {
  let count = 0;
  for await (const events of eventPages(store, tenant, conversationId))
    for (const event of events) if (event.type === 'message-sent') count += event.attachments?.length ?? 0;
  // Even where no message names one: some may have come in and gone no further.
  await files?.remove(tenant, conversationId);
  return count;
}
