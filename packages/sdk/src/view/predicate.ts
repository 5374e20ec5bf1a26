import { plainText, searchTerms } from '../base/plain-text.js';
import type { Conversation } from '../conversation/conversation.js';
import type { Operator } from '../conversation/event.js';
import type { Status, StatusRule } from '../conversation/status.js';
import { change } from './changes.js';
import { isSameValue } from './is-same-value.js';
import type { Filter, Query } from './query.js';
import { labelOf } from './row.js';

/** The words an interface shows for what is not text in the data; search looks in them too. */
export interface SearchWords {
  status(status: Exclude<Status, 'off-page'>): string;
  operator(operator: Operator, isMine: boolean): string;
  /** Default: the value as JavaScript writes it. */
  attribute?(value: string | number | boolean): string;
}

/** Whether a conversation, decided by `rule`, belongs to what a query asks for. */
export type Predicate = (conversation: Conversation, rule: StatusRule) => boolean;

const statusWords: Readonly<Record<Exclude<Status, 'off-page'>, string>> = {
  'waiting-for-agent': 'Waiting For Agent',
  action: 'Action',
  live: 'Live',
  stalled: 'Stalled',
  abandoned: 'Abandoned',
};

/** English, for interfaces that bring no words of their own. */
export const englishWords: SearchWords = {
  status: (status) => statusWords[status],
  operator: (operator, isMine) => (operator.kind === 'bot' ? 'Bot' : isMine ? `${operator.name} (you)` : operator.name),
};

/**
 * What a query asks for, as a test of one conversation; the same in the browser
 * and on the server. What is off the page never passes.
 *
 * @param agentId - the signed-in agent, for the word that marks what is theirs
 */
export function predicateOf(
  query: Pick<Query, 'filter' | 'search'>,
  words: SearchWords = englishWords,
  agentId?: string,
): Predicate {
  const matches = matchOf(query, words, agentId);
  return (conversation, rule) => isAskedFor(query.filter, conversation, rule) && matches(conversation, rule);
}

/**
 * {@link predicateOf} without the parts of the filter that choose a view: see {@link isAskedFor}.
 *
 * @param plainOf - what a text is compared as, for callers who search the same ones again and again
 */
export function matchOf(
  { filter, search }: Pick<Query, 'filter' | 'search'>,
  words: SearchWords,
  agentId: string | undefined,
  plainOf: (text: string) => string = plainText,
): Predicate {
  const { botIds, channels } = filter;
  const attributes = Object.entries(filter.attributes ?? {});
  const terms = searchTerms(search);
  return (conversation, rule) =>
    rule.status !== 'off-page' &&
    (botIds === undefined || botIds.includes(conversation.bot.id)) &&
    (channels === undefined || channels.includes(conversation.channel)) &&
    attributes.every(([name, values]) => values.includes(conversation.attributes[name] as string)) &&
    (terms.length === 0 || isFound(terms, textsOf(conversation, rule.status, words, agentId), plainOf));
}

/**
 * What a query matches of what another one does: the same, some of it, or who knows. Typed letter by letter, each search
 * finds some of what the one before it found.
 */
export function relationOf(query: Pick<Query, 'filter' | 'search'>, before: Pick<Query, 'filter' | 'search'>): 'same' | 'some' | 'other' {
  const { botIds, channels, attributes } = query.filter;
  const known = before.filter;
  if (!isSameValue([botIds, channels, attributes], [known.botIds, known.channels, known.attributes])) return 'other';
  const terms = searchTerms(query.search);
  const knownTerms = searchTerms(before.search);
  if (isSameValue(terms, knownTerms)) return 'same';
  return knownTerms.every((knownTerm) => terms.some((term) => term.includes(knownTerm))) ? 'some' : 'other';
}

/** Whether everything on the page matches, so that counts of all are counts of the matches. */
export function isMatchAll({ filter, search }: Pick<Query, 'filter' | 'search'>): boolean {
  const { botIds, channels, attributes } = filter;
  return botIds === undefined && channels === undefined && attributes === undefined && searchTerms(search).length === 0;
}

/** The {@link change}s after which a predicate's answer may be another. */
export function readsOf({ filter, search }: Pick<Query, 'filter' | 'search'>): number {
  if (searchTerms(search).length > 0) return change.all;
  return filter.attributes === undefined ? change.standing : change.standing | change.details;
}

/** Whether status and operator are among those that a filter asks for: what a view chooses by. */
export function isAskedFor(filter: Filter, { operator }: Pick<Conversation, 'operator'>, rule: StatusRule): boolean {
  const { statuses, operatorIds, isAwaitingAgent } = filter;
  return (
    (statuses === undefined || statuses.some((status) => status === rule.status)) &&
    (operatorIds === undefined || operatorIds.includes(operator.kind === 'bot' ? 'bot' : operator.id)) &&
    (isAwaitingAgent === undefined || isAwaitingAgent === isAwaiting(rule))
  );
}

/** Asked for an agent, or in need of one, and held by nobody. */
export function isAwaiting({ status, code }: StatusRule): boolean {
  return status === 'action' || (status === 'waiting-for-agent' && code !== 'with-agent');
}

/** Everything a row shows in words, but for who looks at it. */
function textsOf(
  { channel, contact, reference, bot, operator, lastCustomerText, attributes }: Conversation,
  status: Exclude<Status, 'off-page'>,
  words: SearchWords,
  agentId: string | undefined,
): readonly string[] {
  const label = labelOf({ channel, contact, reference });
  const isMine = operator.kind === 'agent' && operator.id === agentId;
  const texts = [reference, bot.name, words.status(status), words.operator(operator, isMine)];
  if (label !== reference) texts.push(label);
  for (const name of Object.keys(attributes)) texts.push(words.attribute?.(attributes[name] as string) ?? String(attributes[name]));
  if (lastCustomerText !== null) texts.push(lastCustomerText);
  return texts;
}

/** Whether each term is in one of the texts. Most rows fail by their first term, so texts are made plain as they are needed. */
function isFound(terms: readonly string[], texts: readonly string[], plainOf: (text: string) => string): boolean {
  return terms.every((term) => texts.some((text) => plainOf(text).includes(term)));
}
