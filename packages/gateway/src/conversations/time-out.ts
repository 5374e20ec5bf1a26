import type { Conversation, NewEvent } from '@live-takeover/sdk/core';
import type { Projection } from './projection.js';
import { StoreError } from '../store/event-store.js';

/** When silence ends a conversation, epoch ms. */
export function timesOutAt(head: Conversation, timeoutMs: number): number {
  return head.idleSince + timeoutMs;
}

/**
 * What is appended when a conversation has been silent for too long. The ids
 * depend on the head alone, so that two sweepers make one event.
 */
export function timeOutEvents(head: Conversation): readonly NewEvent[] {
  const bodies: WithoutId[] = [];
  if (head.request !== null) bodies.push({ type: 'agent-request-ended', why: 'expired' });
  if (head.operator.kind !== 'bot')
    bodies.push({ type: 'takeover-ended', term: head.term, endedInto: head.term + 1, why: 'timed-out' });
  bodies.push({ type: 'conversation-closed', why: 'timed-out' });
  return bodies.map((body, index): NewEvent => ({ ...body, id: `timed-out:${head.seq}:${index}` }));
}

type WithoutId = NewEvent extends infer Event ? (Event extends NewEvent ? Omit<Event, 'id'> : never) : never;

/**
 * Closes a conversation that has been silent for too long, unless something
 * happened in it meanwhile.
 *
 * @returns whether it is closed now
 */
export async function timeOut(projection: Projection, tenant: string, head: Conversation): Promise<boolean> {
  if (head.closed !== null) return true;
  try {
    await projection.append(tenant, head.id, timeOutEvents(head), { expectedVersion: head.seq });
    return true;
  } catch (error) {
    // A conflict means that someone wrote: no longer silent.
    if (error instanceof StoreError && error.code === 'conflict') return false;
    throw error;
  }
}
