/** What was said in a conversation, for whoever keeps it elsewhere. */
import type { Attachment, ConversationEvent, ConversationId, Sender } from '@live-takeover/sdk/core';
import type { EventStore } from '../store/event-store.js';

/** One message. Lines of agents among themselves and suppressed replies are none. */
export interface TranscriptLine {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  readonly from: Sender;
  /** Who wrote it, where that is known. */
  readonly author?: string;
  readonly text: string;
  readonly attachments?: readonly Pick<Attachment, 'name' | 'contentType' | 'url'>[];
  /** A kind of content that the channel could not give us: `sticker`. */
  readonly unsupported?: string;
}

/** Messages, oldest first. */
export interface Transcript {
  readonly lines: readonly TranscriptLine[];
  /** False if there were so many that the oldest are left out. */
  readonly isComplete: boolean;
}

const pageLength = 500;
const eventsKept = 20_000;

/**
 * Everything that customer and others said to each other, up to and with one event.
 *
 * @throws {StoreError} `unavailable`
 */
export async function readTranscript(store: Pick<EventStore, 'readBackwards'>, tenant: string, conversationId: ConversationId, lastSeq: number): Promise<Transcript> {
  let events: readonly ConversationEvent[] = [];
  while (events.length < eventsKept) {
    const earlier = await store.readBackwards(tenant, conversationId, events[0]?.seq ?? lastSeq + 1, pageLength);
    events = [...earlier, ...events];
    if (earlier.length < pageLength) return { lines: linesOf(events), isComplete: true };
  }
  return { lines: linesOf(events), isComplete: false };
}

/** The messages among events, in their order. */
export function linesOf(events: readonly ConversationEvent[]): readonly TranscriptLine[] {
  return events.flatMap((event) => {
    if (event.type !== 'message-sent') return [];
    const { id, at, from, text, author, attachments = [], unsupported } = event;
    const files = attachments.map(({ name, contentType, url }) => ({ name, contentType, url }));
    return [
      {
        ...{ id, at, from, text },
        ...(author === undefined ? {} : { author: author.name }),
        ...(files.length === 0 ? {} : { attachments: files }),
        ...(unsupported === undefined ? {} : { unsupported }),
      },
    ];
  });
}
