import type { Conversation } from './conversation.js';
import type { ConversationEvent, ConversationId } from './event.js';

/** What stands in place of an erased conversation's thread, which may be a phone number. */
export function erasedThread(conversationId: ConversationId): string {
  return `erased:${conversationId}`;
}

/** Whether the content of a conversation was erased; nothing is added to it any more. */
export function isErased({ id, thread }: Pick<Conversation, 'id' | 'thread'>): boolean {
  return thread === erasedThread(id);
}

/**
 * An event without anything that anybody wrote or that tells who the customer was: what happened, when, in which order
 * and by which agent stays. Folding such events, and `conversation-erased` after them, gives the same head as folding
 * the originals and it.
 */
export function withoutContent(event: ConversationEvent): ConversationEvent {
  switch (event.type) {
    case 'conversation-started':
      return { ...event, contact: { verified: false }, attributes: {}, thread: erasedThread(event.conversationId) };
    case 'message-sent': {
      const { attachments: _files, channelData: _cards, author, ...bare } = event;
      return { ...bare, text: '', ...(author === undefined || event.from === 'customer' ? {} : { author }) };
    }
    case 'agent-requested': {
      const { reason: _reason, ...bare } = event;
      return bare;
    }
    case 'bot-reply-suppressed':
    case 'note-added':
      return { ...event, text: '' };
    case 'attributes-changed': {
      const { attributes: _attributes, contact: _contact, ...bare } = event;
      return bare;
    }
    case 'delivery-changed': {
      const { reason: _reason, ...bare } = event;
      return bare;
    }
    case 'agent-request-ended':
    case 'takeover-started':
    case 'takeover-ended':
    case 'bot-failed':
    case 'action-dismissed':
    case 'conversation-viewed':
    case 'desk-agent-changed':
    case 'customer-left':
    case 'customer-returned':
    case 'conversation-closed':
    case 'conversation-erased':
      return event;
    default: {
      // Of a later release: nothing is known of its fields but where it stands.
      const { id, conversationId, seq, at, type } = event as ConversationEvent;
      return { id, conversationId, seq, at, type } as ConversationEvent;
    }
  }
}
