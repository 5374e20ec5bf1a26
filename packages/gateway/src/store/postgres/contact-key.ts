import { createHash } from 'node:crypto';
import type { ConversationEvent } from '@live-takeover/sdk/core';

/** Contacts that an event names, as keys. */
export function contactsOf(event: ConversationEvent | undefined): readonly string[] {
  if (event?.type !== 'conversation-started' && event?.type !== 'attributes-changed') return [];
  return event.contact?.id === undefined ? [] : [contactKey(event.contact.id)];
}

/** A contact's id as a key: of any length and with any sign in it, an index holds it. */
export function contactKey(contactId: string): string {
  return createHash('sha256').update(JSON.stringify(contactId)).digest('base64url');
}
