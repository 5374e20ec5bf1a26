/** Whether a conversation is what a search asks for: read from its head as far as that goes, else from its events. */
import type { Conversation, ConversationEvent, HistoryQuery } from '@live-takeover/sdk/core';
import { isErased, plainText, searchTerms } from '@live-takeover/sdk/core';

/** What is searched for. */
export interface Sought {
  readonly agentIds: readonly string[] | undefined;
  readonly terms: readonly string[];
}

/** What a query searches for in conversations. */
export function soughtBy({ agentIds, text = '' }: Pick<HistoryQuery, 'agentIds' | 'text'>): Sought {
  return { agentIds, terms: searchTerms(text) };
}

/**
 * Reads a conversation's events, batch by batch, until it is known to be found
 * or read to its end. Words may stand anywhere in it, each within one text.
 *
 * @param onRead - told how many events were looked at
 */
export async function isFound(
  { agentIds, terms }: Sought,
  head: Conversation,
  events: () => AsyncIterable<readonly ConversationEvent[]>,
  onRead: (count: number) => void,
): Promise<boolean> {
  let missing = without(terms, [head.reference, ...contactTexts(head.contact)]);
  let isHeld = agentIds === undefined;
  const isDone = (): boolean => isHeld && missing.length === 0;
  if (isDone()) return true;
  // Of an erased one no word is left, whatever is read.
  if (isErased(head) && missing.length > 0) return false;
  for await (const batch of events()) {
    onRead(batch.length);
    for (const event of batch) {
      missing = without(missing, textsOf(event));
      isHeld ||= event.type === 'takeover-started' && event.operator.kind === 'agent' && agentIds?.includes(event.operator.id) === true;
    }
    if (isDone()) return true;
  }
  return false;
}

/** Those terms that no text holds. */
function without(terms: readonly string[], texts: readonly (string | undefined)[]): readonly string[] {
  if (terms.length === 0 || texts.length === 0) return terms;
  const plain = texts.filter((text) => text !== undefined && text !== '').map((text) => plainText(text as string));
  return terms.filter((term) => !plain.some((text) => text.includes(term)));
}

function textsOf(event: ConversationEvent): readonly (string | undefined)[] {
  switch (event.type) {
    case 'message-sent':
      return [event.text, ...(event.attachments ?? []).map(({ name }) => name)];
    case 'note-added':
      return [event.text];
    case 'conversation-started':
      return contactTexts(event.contact);
    case 'attributes-changed':
      return event.contact === undefined ? [] : contactTexts(event.contact);
    default:
      return [];
  }
}

function contactTexts({ id, name, phone }: Partial<Conversation['contact']>): readonly (string | undefined)[] {
  return [id, name, phone];
}
