import type { Conversation } from '../conversation/conversation.js';
import type { Operator } from '../conversation/event.js';
import type { Status, StatusRule } from '../conversation/status.js';
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
  const { filter } = query;
  const searched = searchTerms(query.search);
  return (conversation, rule) =>
    rule.status !== 'off-page' &&
    passesFilter(filter, conversation, rule) &&
    (searched.length === 0 || isFound(searched, textOf(conversation, rule.status, words, agentId)));
}

/** Whether a predicate's answer follows from conversation, rule and `since`, so that a mere message never changes it. */
export function isByStanding({ filter, search }: Pick<Query, 'filter' | 'search'>): boolean {
  return filter.operatorIds === undefined && searchTerms(search).length === 0;
}

function passesFilter(filter: Filter, conversation: Conversation, rule: StatusRule): boolean {
  const { statuses, botIds, channels, operatorIds, isAwaitingAgent } = filter;
  const { operator } = conversation;
  return (
    (statuses === undefined || statuses.some((status) => status === rule.status)) &&
    (botIds === undefined || botIds.includes(conversation.bot.id)) &&
    (channels === undefined || channels.includes(conversation.channel)) &&
    (operatorIds === undefined || operatorIds.includes(operator.kind === 'bot' ? 'bot' : operator.id)) &&
    (isAwaitingAgent === undefined || isAwaitingAgent === isAwaiting(rule))
  );
}

/** Asked for an agent, or in need of one, and held by nobody. */
export function isAwaiting({ status, code }: StatusRule): boolean {
  return status === 'action' || (status === 'waiting-for-agent' && code !== 'with-agent');
}

/** Case, accents and width taken away. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{Mark}/gu, '').toLowerCase();
}

function searchTerms(search: string): readonly string[] {
  return plain(search).split(/\s+/).filter((term) => term !== '');
}

/** Everything a row shows in words, plain; parts on lines of their own, so that no term reaches from one into the next. */
function textOf(
  { channel, contact, reference, bot, operator, lastCustomerText }: Conversation,
  status: Exclude<Status, 'off-page'>,
  words: SearchWords,
  agentId: string | undefined,
): string {
  const label = labelOf({ channel, contact, reference });
  const isMine = operator.kind === 'agent' && operator.id === agentId;
  return plain(
    `${label}\n${reference}\n${bot.name}\n${words.status(status)}\n${words.operator(operator, isMine)}\n${lastCustomerText ?? ''}`,
  );
}

function isFound(terms: readonly string[], text: string): boolean {
  return terms.every((term) => text.includes(term));
}
