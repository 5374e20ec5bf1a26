import type { Conversation, ConversationEvent } from '@live-takeover/sdk/core';
import { TakeoverError } from '@live-takeover/sdk/core';
import type { EventStore } from '../store/event-store.js';

/** Read at once. */
const batchSize = 500;

/**
 * Everything that happened in a conversation, oldest first, a batch at a time:
 * whoever has seen enough reads no further.
 *
 * @throws {TakeoverError} `aborted`
 */
export async function* storedEvents(
  store: Pick<EventStore, 'read'>,
  tenant: string,
  { id, seq }: Pick<Conversation, 'id' | 'seq'>,
  signal: AbortSignal,
): AsyncGenerator<readonly ConversationEvent[], void, undefined> {
  for (let after = 0; after < seq; ) {
    refuseAborted(signal);
    const batch = await store.read(tenant, id, after, batchSize);
    if (batch.length === 0) return;
    yield batch;
    after = batch.at(-1)?.seq ?? seq;
  }
}

/** @throws {TakeoverError} `aborted`: nobody waits for the answer any more */
export function refuseAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new TakeoverError('aborted', 'Nobody waits for this answer any more.');
}
