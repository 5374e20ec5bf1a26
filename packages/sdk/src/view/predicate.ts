import { plainText, searchTerms } from '../base/plain-text.js';
import type { Conversation } from '../conversation/conversation.js';
import type { Operator } from '../conversation/event.js';
import type { Status, StatusRule } from '../conversation/status.js';
import { change } from './changes.js';
import type { Filter, Query } from './query.js';
import { labelOf } from './row.js';

/** The words an interface shows for what is not text in the data; search looks in them too. */
export interface SearchWords {
  status(status: Exclude<Status, 'off-page'>): string;
  operator(operator: Operator, isMine: boolean): string;
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

/** {@link predicateOf} without the parts of the filter that choose a view: see {@link isAskedFor}. */
export function matchOf({ filter, search }: Pick<Query, 'filter' | 'search'>, words: SearchWords, agentId: string | undefined): Predicate {
  const { botIds, channels } = filter;
  const attributes = Object.entries(filter.attributes ?? {});
  const searched = searchTerms(search);
  return (conversation, rule) =>
    rule.status !== 'off-page' &&
    (botIds === undefined || botIds.includes(conversation.bot.id)) &&
    (channels === undefined || channels.includes(conversation.channel)) &&
    attributes.every(([name, values]) => values.includes(conversation.attributes[name] as string)) &&
    (searched.length === 0 || isFound(searched, textOf(conversation, rule.status, words, agentId)));
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

/** Everything a row shows in words, plain; parts on lines of their own, so that no term reaches from one into the next. */
function textOf(
  { channel, contact, reference, bot, operator, lastCustomerText, attributes }: Conversation,
  status: Exclude<Status, 'off-page'>,
  words: SearchWords,
  agentId: string | undefined,
): string {
  const label = labelOf({ channel, contact, reference });
  const isMine = operator.kind === 'agent' && operator.id === agentId;
  const parts = [label, reference, bot.name, words.status(status), words.operator(operator, isMine), lastCustomerText ?? '', ...Object.values(attributes)];
  return plainText(parts.join('\n'));
}

function isFound(terms: readonly string[], text: string): boolean {
  return terms.every((term) => text.includes(term));
}
