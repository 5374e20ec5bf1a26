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

const place = ['id', 'conversationId', 'seq', 'at', 'type'] as const;
const envelope = [...place, 'causedBy'] as const;

type OwnField<Type> = Exclude<keyof Extract<ConversationEvent, { type: Type }>, (typeof envelope)[number]>;

/** What stays of each fact beside its envelope. Named, so that a field of a later release goes rather than stays. */
const kept: { readonly [Type in ConversationEvent['type']]: readonly OwnField<Type>[] } = {
  'conversation-started': ['bot', 'channel', 'reference'],
  'message-sent': ['from', 'author', 'term', 'defaultAnswer', 'automatic'],
  'agent-requested': ['target'],
  'agent-request-ended': ['why'],
  'takeover-started': ['operator', 'term', 'by'],
  'takeover-ended': ['term', 'endedInto', 'why', 'by'],
  'bot-reply-suppressed': ['term'],
  'bot-failed': ['problem'],
  'action-dismissed': ['by'],
  'command-settled': ['name', 'refusal'],
  'conversation-viewed': ['by', 'term'],
  'note-added': ['by'],
  'attributes-changed': [],
  'delivery-changed': ['messageId', 'state'],
  'desk-agent-changed': ['name'],
  'unsupported-received': ['kind'],
  'customer-left': ['why'],
  'customer-returned': [],
  'conversation-closed': ['why'],
  'conversation-erased': [],
};

/**
 * An event without anything that anybody wrote or that tells who the customer was: what happened, when, in which order
 * and by which agent stays. Folding such events, and `conversation-erased` after them, gives the same head as folding
 * the originals and it.
 */
export function withoutContent(event: ConversationEvent): ConversationEvent {
  const bare = Object.fromEntries(Object.entries(event).filter(([name]) => keptOf(event).includes(name)));
  return { ...bare, ...blanksOf(event) } as ConversationEvent;
}

function keptOf(event: ConversationEvent): readonly string[] {
  // Of a type of a later release, where it stands is all that is known not to tell anything.
  if (!Object.hasOwn(kept, event.type)) return place;
  const names: readonly string[] = [...envelope, ...kept[event.type]];
  return event.type === 'message-sent' && event.from === 'customer' ? names.filter((name) => name !== 'author') : names;
}

/** What a reader needs to find, with nothing in it. */
function blanksOf(event: ConversationEvent): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case 'conversation-started':
      return { contact: { verified: false }, attributes: {}, thread: erasedThread(event.conversationId) };
    case 'message-sent':
    case 'bot-reply-suppressed':
    case 'note-added':
      return { text: '' };
    default:
      return {};
  }
}
