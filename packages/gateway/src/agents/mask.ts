/** What of a customer some agents are not shown. Pure; applied to everything on its way to them. */
import type { Contact, Conversation, ConversationEvent } from '@live-takeover/sdk/core';
import { erasedThread } from '@live-takeover/sdk/core';
import type { Scope } from './scope.js';

type Sight = Pick<Scope, 'hidesPhones'>;

const shownDigits = 4;
/** A number of fewer digits would be told by those that are shown. */
const shortestShown = 8;

/** A number of which only the end is left. */
export function maskedPhone(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  return digits.length < shortestShown ? '••••' : `•••• ${digits.slice(-shownDigits)}`;
}

/** A conversation as it may be seen. Its thread is a number where the channel is one of numbers. */
export function seenHead(sight: Sight, head: Conversation): Conversation {
  return sight.hidesPhones ? { ...head, contact: seenContact(head.contact), thread: seenThread(head.id, head.thread) } : head;
}

/** A fact as it may be seen. What only channels read may hold anything. */
export function seenEvent(sight: Sight, event: ConversationEvent): ConversationEvent {
  if (!sight.hidesPhones) return event;
  switch (event.type) {
    case 'conversation-started':
      return { ...event, contact: seenContact(event.contact), thread: seenThread(event.conversationId, event.thread) };
    case 'attributes-changed':
      return event.contact === undefined ? event : { ...event, contact: seenContact(event.contact) };
    case 'message-sent': {
      const { channelData: _hidden, ...seen } = event;
      return event.channelData === undefined ? event : seen;
    }
    case 'unsupported-received': {
      const { content: _hidden, ...seen } = event;
      return event.content === undefined ? event : seen;
    }
    default:
      return event;
  }
}

/** That a conversation was erased is told by its thread. */
function seenThread(conversationId: string, thread: string): string {
  return thread === erasedThread(conversationId) ? thread : '';
}

/** Some channels have nothing but the number to call a customer by. */
function seenContact<Known extends Partial<Contact>>(contact: Known): Known {
  const { id, name, phone } = contact;
  const hide = (text: string): string => (text === phone || isNumber(text) ? maskedPhone(text) : text);
  return {
    ...contact,
    ...(id === undefined ? {} : { id: hide(id) }),
    ...(name === undefined ? {} : { name: hide(name) }),
    ...(phone === undefined ? {} : { phone: maskedPhone(phone) }),
  };
}

function isNumber(text: string): boolean {
  return /^\+\d[\d ()./-]{5,}$/.test(text);
}
