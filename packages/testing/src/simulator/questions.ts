import type {
  Conversation,
  ConversationEvent,
  HistoryPage,
  HistoryQuery,
  HistoryRange,
  UnansweredMessage,
  UnansweredPage,
} from '@live-takeover/sdk';
import { TakeoverError } from '@live-takeover/sdk';
import { plainText, searchTerms } from '@live-takeover/sdk/core';
import type { Ledger } from './ledger.js';

/** How many conversations of a contact are told. */
const contactLimit = 100;

/** Closed conversations that a query asks for, the one closed last first. */
export function historyIn(ledger: Ledger, query: HistoryQuery): HistoryPage {
  const { agentIds, text = '' } = query;
  const terms = searchTerms(text);
  const found: Conversation[] = [];
  for (const head of ledger.heads()) {
    if (head.closed === null || !isIn(query, head, head.closed.at)) continue;
    const events = agentIds === undefined && terms.length === 0 ? [] : ledger.events(head.id);
    if (agentIds !== undefined && !wasHeldBy(agentIds, events)) continue;
    if (terms.length === 0 || says(terms, head, events)) found.push(head);
  }
  const { items, next, searchedTo } = pageOf(query, found, (head) => head.closed?.at ?? 0, (head) => head.id);
  return { conversations: items, next, searchedTo };
}

/** Conversations of a contact, open and closed, the newest first. */
export function contactConversationsIn(ledger: Ledger, contactId: string): readonly Conversation[] {
  const theirs = [...ledger.heads()].filter(({ contact }) => contact.id === contactId);
  return theirs.sort((one, other) => other.startedAt - one.startedAt || (one.id < other.id ? 1 : -1)).slice(0, contactLimit);
}

/** What customers wrote before default answers, the newest first. */
export function unansweredIn(ledger: Ledger, range: HistoryRange): UnansweredPage {
  const found: UnansweredMessage[] = [];
  for (const head of ledger.heads()) {
    if (range.botIds !== undefined && !range.botIds.includes(head.bot.id)) continue;
    for (const { id, conversationId, at, text } of questionsIn(ledger.events(head.id)))
      if (isIn(range, head, at)) found.push({ conversationId, messageId: id, botId: head.bot.id, at, text });
  }
  const { items, next, searchedTo } = pageOf(range, found, ({ at }) => at, ({ messageId }) => messageId);
  return { messages: items, next, searchedTo };
}

type Message = Extract<ConversationEvent, { type: 'message-sent' }>;

function questionsIn(events: readonly ConversationEvent[]): ReadonlySet<Message> {
  const questions = new Set<Message>();
  let asked: Message | undefined;
  for (const event of events) {
    if (event.type !== 'message-sent') continue;
    if (event.from === 'customer') asked = event;
    else if (event.defaultAnswer === true && asked !== undefined) questions.add(asked);
  }
  return questions;
}

function isIn({ from, to, botIds }: HistoryRange, { bot }: Conversation, at: number): boolean {
  return at >= from && at < to && (botIds === undefined || botIds.includes(bot.id));
}

function wasHeldBy(agentIds: readonly string[], events: readonly ConversationEvent[]): boolean {
  return events.some((event) => event.type === 'takeover-started' && agentIds.includes(event.operator.id));
}

function says(terms: readonly string[], { contact, reference }: Conversation, events: readonly ConversationEvent[]): boolean {
  const written = events.map((event) => (event.type === 'message-sent' || event.type === 'note-added' ? event.text : ''));
  const text = plainText([contact.name, contact.phone, contact.id, reference, ...written].join('\n'));
  return terms.every((term) => text.includes(term));
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
  readonly searchedTo: number;
}

function pageOf<Item>({ from, after, limit }: HistoryRange, found: readonly Item[], atOf: (item: Item) => number, idOf: (item: Item) => string): Page<Item> {
  const key = (item: Item): readonly [number, string] => [atOf(item), idOf(item)];
  const sorted = [...found].sort((one, other) => newestFirst(key(one), key(other)));
  const cursor = after === null ? undefined : cursorOf(after);
  const rest = cursor === undefined ? sorted : sorted.filter((item) => newestFirst(key(item), cursor) > 0);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  if (rest.length === items.length || last === undefined) return { items, next: null, searchedTo: from };
  return { items, next: JSON.stringify(key(last)), searchedTo: atOf(last) };
}

function newestFirst([at, id]: readonly [number, string], [otherAt, otherId]: readonly [number, string]): number {
  return otherAt - at || (id < otherId ? 1 : id > otherId ? -1 : 0);
}

function cursorOf(after: string): readonly [number, string] {
  try {
    const [at, id] = JSON.parse(after) as readonly unknown[];
    if (typeof at === 'number' && typeof id === 'string') return [at, id];
  } catch {
    // Refused below, like any other text that no page ended with.
  }
  throw new TakeoverError('bad-request', 'This page does not go on from any other. Begin with the first page.');
}
