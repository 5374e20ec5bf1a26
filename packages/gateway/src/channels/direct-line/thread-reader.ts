import type { BotIdentity, ConversationEvent } from '@live-takeover/sdk/core';
import type { Activity } from '../../activity/activity.js';
import type { EventStore } from '../../store/event-store.js';
import type { Delivery } from './delivered-activity.js';
import { deliveredActivityOf } from './delivered-activity.js';
import type { ThreadPosition } from './watermark.js';

/** What of the store this channel reads. */
export type ThreadStore = Pick<EventStore, 'threadConversations' | 'read' | 'head'>;

/** Whose thread is read. */
export interface ThreadReaderKey extends Omit<Delivery, 'bot'> {
  readonly tenant: string;
}

/** Activities after a position, and the position after them. */
export interface ThreadPage {
  readonly activities: readonly Activity[];
  readonly position: ThreadPosition | undefined;
  /** Whether there may be more. */
  readonly hasMore: boolean;
}

const eventsPerPage = 500;

/**
 * The next activities of a thread, across all its conversations, at most one
 * page. A position the thread does not know (any more) reads from its start.
 */
export async function readThread(
  store: ThreadStore,
  key: ThreadReaderKey,
  position: ThreadPosition | undefined,
): Promise<ThreadPage> {
  const { tenant, thread } = key;
  const conversationIds = await store.threadConversations(tenant, thread);
  const known = position === undefined ? -1 : conversationIds.indexOf(position.conversationId);
  for (const conversationId of conversationIds.slice(Math.max(known, 0))) {
    const afterSeq = conversationId === position?.conversationId ? position.seq : 0;
    const events = await store.read(tenant, conversationId, afterSeq, eventsPerPage);
    const last = events.at(-1);
    if (last === undefined) continue;
    const bot = await botOf(store, tenant, events);
    const delivery = { ...key, bot };
    return {
      activities: events.map((event) => deliveredActivityOf(event, delivery)).filter((activity) => activity !== undefined),
      position: { conversationId, seq: last.seq },
      hasMore: events.length === eventsPerPage || conversationId !== conversationIds.at(-1),
    };
  }
  return { activities: [], position, hasMore: false };
}

async function botOf(store: ThreadStore, tenant: string, events: readonly ConversationEvent[]): Promise<BotIdentity> {
  const [first] = events;
  if (first?.type === 'conversation-started') return first.bot;
  const head = first === undefined ? undefined : await store.head(tenant, first.conversationId);
  return head?.bot ?? { id: '', name: '' };
}
