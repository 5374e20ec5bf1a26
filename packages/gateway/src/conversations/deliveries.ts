/** How far messages got, as facts: they only ever move forward, whatever order the news come in. */
import type { ConversationEvent, ConversationId, DeliveryState, NewEvent } from '@live-takeover/sdk/core';
import type { DeliveryNews } from '../channels/channel.js';
import type { EventStore } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import type { Projection } from './projection.js';

/** What keeping news takes. */
export interface DeliveriesOptions {
  readonly projection: Pick<Projection, 'append'>;
  readonly store: Pick<EventStore, 'readBackwards'>;
}

/** That it got there is the stronger news: a receipt takes back a failure, and not the other way round. */
const ranks: Readonly<Record<DeliveryState, number>> = { unknown: 0, sent: 1, failed: 2, delivered: 3, read: 4 };
const pageLength = 200;
/** News of messages further back come from nowhere but forgery or a provider that lost its mind. */
const pagesLookedAt = 10;
const attempts = 20;

/**
 * Keeps how far a message got; nothing is stored if it is known to have got so
 * far, or if the conversation has no such message or was erased.
 *
 * @throws {StoreError} `unavailable`
 */
export async function keepDelivery({ projection, store }: DeliveriesOptions, tenant: string, conversationId: ConversationId, news: DeliveryNews): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const events = await sinceMessage(store, tenant, conversationId, news.messageId);
    if (events === undefined || !isNews(deliveryOf(events, news.messageId), news.state)) return;
    try {
      await projection.append(tenant, conversationId, [deliveryEvent(news)], { expectedVersion: events.at(-1)?.seq ?? 0 });
      return;
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'conflict' || error.head === undefined) throw error;
    }
  }
  throw new StoreError('unavailable', `${conversationId} kept changing. Try again.`);
}

/** News as the fact they are. One per message and state. */
export function deliveryEvent({ messageId, state, reason, parts, providerIds }: DeliveryNews): NewEvent {
  return {
    type: 'delivery-changed',
    id: `${messageId}:${state}`,
    causedBy: messageId,
    messageId,
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(parts === undefined || parts === 1 ? {} : { parts }),
    ...(providerIds === undefined || providerIds.length === 0 ? {} : { providerIds }),
  };
}

/** How far a message got by the facts among `events`; undefined if nothing is known. */
export function deliveryOf(events: readonly ConversationEvent[], messageId: string): DeliveryState | undefined {
  let state: DeliveryState | undefined;
  for (const event of events) if (event.type === 'delivery-changed' && event.messageId === messageId && isNews(state, event.state)) state = event.state;
  return state;
}

function isNews(known: DeliveryState | undefined, state: DeliveryState): boolean {
  return known === undefined || ranks[state] > ranks[known];
}

/** The message and everything after it, oldest first; undefined if there is none. */
async function sinceMessage(
  store: Pick<EventStore, 'readBackwards'>,
  tenant: string,
  conversationId: ConversationId,
  messageId: string,
): Promise<readonly ConversationEvent[] | undefined> {
  let events: readonly ConversationEvent[] = [];
  for (let page = 0; page < pagesLookedAt; page += 1) {
    const earlier = await store.readBackwards(tenant, conversationId, events[0]?.seq ?? null, pageLength);
    events = [...earlier, ...events];
    const index = earlier.findIndex((event) => event.type === 'message-sent' && event.id === messageId);
    if (index >= 0) return events.slice(index);
    if (earlier.length < pageLength) return undefined;
  }
  return undefined;
}
