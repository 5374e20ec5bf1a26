import type { Conversation, NewEvent } from '@live-takeover/sdk/core';
import type { Appended } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import type { Projection } from './projection.js';

const attempts = 20;

/**
 * Appends what `decide` makes of a conversation exactly as it stands: when
 * anything happened meanwhile it is asked again.
 *
 * @param decide - pure; no events for nothing to do
 * @returns undefined if there was nothing to do
 * @throws {StoreError} `unavailable`, `invalid`
 */
export async function appendDecided(
  projection: Pick<Projection, 'append'>,
  tenant: string,
  head: Conversation,
  decide: (head: Conversation) => readonly NewEvent[],
): Promise<Appended | undefined> {
  let present = head;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const events = decide(present);
    if (events.length === 0) return undefined;
    try {
      return await projection.append(tenant, head.id, events, { expectedVersion: present.seq });
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'conflict' || error.head === undefined) throw error;
      present = error.head;
    }
  }
  throw new StoreError('unavailable', `${head.id} kept changing. Try again.`);
}
