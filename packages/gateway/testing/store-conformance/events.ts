import type { NewEvent } from '@live-takeover/sdk/core';

/** Tenant of nearly every test. */
export const tenant = 'acme';

/** The first event of a conversation; its reference is made of the conversation's id. */
export function started(conversationId: string, thread: string = `thread-${conversationId}`): NewEvent {
  return {
    id: `${conversationId}:started`,
    type: 'conversation-started',
    bot: { id: 'help', name: 'Help' },
    channel: 'web',
    contact: { verified: false },
    attributes: {},
    reference: `REF-${conversationId}`,
    thread,
  };
}

/** The last event of a conversation. */
export function closes(id: string): NewEvent {
  return { id, type: 'conversation-closed', why: 'ended' };
}

/** A message of the customer's, who is bound by no term. */
export function customerSays(id: string, text: string = `message ${id}`): NewEvent {
  return { id, type: 'message-sent', from: 'customer', text };
}

/** A message written under a term. */
export function says(id: string, from: 'agent' | 'bot', term: number): NewEvent {
  return { id, type: 'message-sent', from, text: `message ${id}`, term };
}

/** An agent becomes operator. */
export function takesOver(id: string, agentId: string, term: number): NewEvent {
  return { id, type: 'takeover-started', operator: { kind: 'agent', id: agentId, name: agentId }, term };
}

/** The agent's term ends, and the bot's begins. */
export function handsBack(id: string, term: number): NewEvent {
  return { id, type: 'takeover-ended', term, endedInto: term + 1, why: 'handed-back' };
}
