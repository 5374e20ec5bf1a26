/** Customers whom a bot has talked to before, and may write to on its own account. */
import type { Conversation, ConversationId } from '@live-takeover/sdk/core';
import { isErased } from '@live-takeover/sdk/core';
import type { Opening } from '../channels/channel.js';
import type { EventStore } from '../store/event-store.js';

/** What finding them takes. */
export interface KnownCustomersOptions {
  readonly store: Pick<EventStore, 'head' | 'contactConversations'>;
  /** Makes sure that a thread has an open conversation. */
  readonly begin: (opening: Opening) => Promise<Conversation>;
}

const conversationsLookedAt = 20;

/**
 * The open conversation of a customer's thread, begun if there is none.
 *
 * @param customerId - as the bot knows the customer: the contact's id, or that of a conversation with a customer who has none
 * @param isGiven - whether the bot was given the address of a conversation: only then does it know that customer
 * @returns undefined if the bot knows no such customer
 */
export async function conversationWith(
  { store, begin }: KnownCustomersOptions,
  bot: { readonly id: string; readonly tenant: string },
  customerId: string,
  isGiven: (conversationId: ConversationId) => boolean,
): Promise<Conversation | undefined> {
  const { tenant } = bot;
  const named = await store.contactConversations(tenant, customerId);
  for (const id of [...named.slice(-conversationsLookedAt).reverse(), customerId]) {
    const head = isGiven(id) ? await store.head(tenant, id) : undefined;
    if (head === undefined || head.bot.id !== bot.id || isErased(head)) continue;
    const { channel, thread, contact, attributes } = head;
    return begin({ tenant, botId: bot.id, channel, thread, contact, attributes });
  }
  return undefined;
}
