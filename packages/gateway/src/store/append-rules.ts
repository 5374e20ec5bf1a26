/**
 * What every store decides the same way about an append: whether it is well
 * formed, whether it was stored before, whether its expectations hold, and what
 * the head is afterwards. Pure; a store does the looking up and the writing.
 */
import { fold, isErased } from '@live-takeover/sdk/core';
import type { Conversation, ConversationEvent, ConversationId, NewEvent } from '@live-takeover/sdk/core';
import type { AppendExpectations } from './event-store.js';
import { StoreError } from './event-store.js';

/** One call of `append`, with the store's clock at the time. */
export interface AppendRequest {
  readonly tenant: string;
  readonly conversationId: ConversationId;
  readonly events: readonly NewEvent[];
  readonly expectations: AppendExpectations;
  readonly now: number;
}

/** The append that an event was stored with. */
export interface StoredAppend {
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly commandHash: string | null;
}

/** What is to be written: the stamped events, each with its JSON, and the head after them. */
export interface PlannedAppend {
  readonly events: readonly ConversationEvent[];
  readonly bodies: readonly string[];
  readonly head: Conversation;
}

const conversationIdPattern = /^[A-Za-z0-9_-]{1,128}$/;
// Neither control characters nor half surrogate pairs, which would not come back from a database as they went in.
const namePattern = /^[^\p{Cc}\p{Cs}]{1,256}$/u;

/**
 * Refuses what could never be stored.
 *
 * @throws {StoreError} `invalid`
 */
export function checkAppend({ tenant, conversationId, events }: AppendRequest): void {
  checkName('tenant', tenant);
  checkConversationId(conversationId);
  if (events.length === 0) throw new StoreError('invalid', `An append to ${conversationId} holds no event. Give it at least one.`);
  const ids = new Set<string>();
  for (const event of events) {
    checkName('event id', event.id);
    checkName('event type', event.type);
    if (ids.has(event.id))
      throw new StoreError('invalid', `Event id ${event.id} occurs twice in one append to ${conversationId}. Ids are unique.`);
    ids.add(event.id);
  }
}

/**
 * Refuses an id that no conversation can have.
 *
 * @throws {StoreError} `invalid`
 */
export function checkConversationId(conversationId: ConversationId): void {
  if (typeof conversationId !== 'string' || !conversationIdPattern.test(conversationId))
    throw new StoreError('invalid', 'A conversation id has 1 to 128 letters, digits, _ and -. This one has not.');
}

/**
 * Refuses a text that cannot serve as a key.
 *
 * @param what - names it in the message
 * @throws {StoreError} `invalid`
 */
export function checkName(what: string, value: string): void {
  if (typeof value !== 'string' || !namePattern.test(value))
    throw new StoreError('invalid', `The ${what} must be a text of 1 to 256 characters without control characters.`);
}

/**
 * The append that this one repeats, or undefined if it is new. The first event
 * decides: the others are its consequences, which an honest retry may by now see
 * differently.
 *
 * @param storedWith - looks up an event id of the same conversation
 * @throws {StoreError} `invalid`: the id was used for something else
 */
export function repeatedAppend(
  { conversationId, events, expectations }: AppendRequest,
  storedWith: (eventId: string) => StoredAppend | undefined,
): StoredAppend | undefined {
  const [first, ...others] = events;
  const stored = first === undefined ? undefined : storedWith(first.id);
  if (stored !== undefined) {
    if (stored.commandHash === (expectations.commandHash ?? null)) return stored;
    throw new StoreError('invalid', `Event id ${first?.id} of ${conversationId} was used by another command. Use a new id.`);
  }
  const known = others.find((event) => storedWith(event.id) !== undefined);
  if (known === undefined) return undefined;
  throw new StoreError('invalid', `Event id ${known.id} of ${conversationId} is already stored. Use a new id.`);
}

/**
 * Stamps and folds a new append onto the head.
 *
 * @param head - undefined if the conversation does not exist
 * @throws {StoreError} `conflict`, `invalid`
 */
export function planAppend(request: AppendRequest, head: Conversation | undefined): PlannedAppend {
  checkExpectations(request, head);
  const at = Math.max(request.now, head?.at ?? 0);
  let seq = head?.seq ?? 0;
  const stamped = request.events.map((event): ConversationEvent => {
    seq += 1;
    return { ...event, conversationId: request.conversationId, seq, at };
  });
  return planEvents(stamped, head);
}

/**
 * Folds events that have their place and time onto the head.
 *
 * @throws {StoreError} `invalid`: a conversation begins with `conversation-started`, which comes once
 */
export function planEvents(events: readonly ConversationEvent[], head: Conversation | undefined): PlannedAppend {
  let next = head;
  const bodies: string[] = [];
  for (const event of events) {
    if ((event.type === 'conversation-started') !== (next === undefined))
      throw new StoreError(
        'invalid',
        next === undefined
          ? `${event.conversationId} does not exist. Begin it with conversation-started.`
          : `${event.conversationId} exists already. Only its first event may be conversation-started.`,
        { head: next },
      );
    if (event.type === 'conversation-started') {
      checkName('reference', event.reference);
      checkName('thread', event.thread);
    }
    bodies.push(toJson(event));
    next = fold(next, event);
  }
  if (next === undefined) throw new StoreError('invalid', 'There is no event to store. Give at least one.');
  return { events, bodies, head: next };
}

function checkExpectations({ conversationId, expectations }: AppendRequest, head: Conversation | undefined): void {
  const { expectedVersion, expectedTerm } = expectations;
  if (expectedVersion !== undefined && expectedVersion !== (head?.seq ?? 0))
    throw new StoreError('conflict', `${conversationId} is at version ${head?.seq ?? 0}, not ${expectedVersion}. Read it again.`, { head });
  if (expectedTerm !== undefined && expectedTerm !== head?.term)
    throw new StoreError('conflict', `${conversationId} is at term ${head?.term ?? 'none'}, not ${expectedTerm}. Read it again.`, { head });
  if (head !== undefined && isErased(head))
    throw new StoreError('conflict', `${conversationId} was erased, and nothing is added to it any more. Begin another one.`, { head });
}

function toJson(event: ConversationEvent): string {
  try {
    return JSON.stringify(event);
  } catch (cause) {
    throw new StoreError('invalid', `Event ${event.id} of ${event.conversationId} cannot be written as JSON. Keep to plain data.`, { cause });
  }
}
