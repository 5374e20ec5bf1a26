import type { ConversationEvent } from '../conversation/event.js';

/**
 * What of a conversation may have changed, as bits of one number: an order looks at a conversation only for what it
 * reads itself.
 *
 * `standing`: its rule, since when, and its operator. `customer`: its customer's last message. `message`: anybody's.
 * `details`: contact and attributes.
 */
export const change = { none: 0, standing: 1, customer: 2, message: 4, details: 8, all: 15 } as const;

/** What an event changes, its standing aside. */
export function changesOf(event: ConversationEvent): number {
  switch (event.type) {
    case 'message-sent':
      return event.from === 'customer' ? change.customer | change.message : change.message;
    case 'attributes-changed':
    case 'conversation-erased':
      return change.customer | change.details;
    default:
      return change.none;
  }
}
