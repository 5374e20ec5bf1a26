/** What customers were told and shown, against what is on disk. */
import type { ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import type { CustomerWitness } from '../actors/customer.js';
import type { World } from '../world/world.js';
import type { Ledger } from './ledger.js';

/** Checks of what customers see. */
export function createCustomerChecks(world: World, ledger: Ledger): CustomerWitness {
  const shown = new Map<string, number>();
  const conversationOf = new Map<string, ConversationId>();
  ledger.onEvent((event) => {
    if (event.type !== 'message-sent' || event.from !== 'customer') return;
    const thread = ledger.conversations.get(event.conversationId)?.thread ?? '';
    const key = `${thread} ${event.id}`;
    if (conversationOf.has(key)) world.violate('customer-message-once', `${key} is in ${conversationOf.get(key) ?? ''} and ${event.conversationId}`);
    conversationOf.set(key, event.conversationId);
  });
  return {
    acknowledged(thread, event) {
      const stored = ledger.find(event.conversationId, event.id);
      if (stored?.seq !== event.seq) world.violate('acknowledged-is-durable', `${thread} was told that ${event.id} is stored at ${event.seq}, and it is not`);
    },
    shown(thread, event: ConversationEvent) {
      const key = `${thread} ${event.conversationId}`;
      const last = shown.get(key) ?? 0;
      if (event.seq !== last + 1) world.violate('shown-in-order', `${key}: seq ${event.seq} is shown after ${last}`);
      shown.set(key, event.seq);
      const stored = ledger.conversations.get(event.conversationId)?.events[event.seq - 1];
      if (stored?.id !== event.id) world.violate('shown-is-stored', `${key}: ${event.id} is shown at seq ${event.seq}, where ${stored?.id ?? 'nothing'} is on disk`);
    },
  };
}
