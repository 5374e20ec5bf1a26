import type { ConversationEvent } from '@live-takeover/sdk/core';
import { checkConversationId, checkName, planEvents } from './append-rules.js';
import type { PlannedAppend } from './append-rules.js';
import { StoreError } from './event-store.js';

/**
 * A past conversation, ready to be written as it is: seq 1, 2, 3 … and times that never go back.
 *
 * @throws {StoreError} `invalid`
 */
export function planImport(tenant: string, events: readonly ConversationEvent[]): PlannedAppend {
  checkName('tenant', tenant);
  const [first] = events;
  if (first === undefined) throw new StoreError('invalid', 'An imported conversation holds no event. Give it at least one.');
  checkConversationId(first.conversationId);
  const ids = new Set<string>();
  let at = 0;
  for (const [index, event] of events.entries()) {
    checkName('event id', event.id);
    const problem =
      event.conversationId !== first.conversationId
        ? 'belongs to another conversation'
        : event.seq !== index + 1
          ? `has seq ${event.seq} where ${index + 1} is due`
          : !Number.isSafeInteger(event.at) || event.at < at
            ? 'is earlier than the event before it, or has no time in whole milliseconds'
            : ids.has(event.id)
              ? 'has an id that occurs twice'
              : undefined;
    if (problem !== undefined)
      throw new StoreError('invalid', `Event ${index + 1} of the imported ${first.conversationId} ${problem}. Mend the record.`);
    ids.add(event.id);
    at = event.at;
  }
  return planEvents(events, undefined);
}
