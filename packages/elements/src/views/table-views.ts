import type { ConversationId, Filter, Query, Row } from '@live-takeover/sdk';

/** What stands in the place of the rows. */
export type Place = 'rows' | 'history' | 'unanswered' | 'settings';

/** A view that every table has: whom its conversations are with. */
export type ViewKey = 'awaiting' | 'all' | 'mine' | `operator:${string}`;

/** A status that a row can have. */
export type ShownStatus = Row['status'];

/** The filter of a view, alone: a view shows all that belongs to it, whatever was searched for before. */
export function filterOf(view: ViewKey, agentId: string | undefined): Filter {
  switch (view) {
    case 'awaiting':
      return { isAwaitingAgent: true };
    case 'all':
      return {};
    case 'mine':
      return { operatorIds: [agentId ?? ''] };
    default:
      return { operatorIds: [view.slice('operator:'.length)] };
  }
}

/** Which view a filter is, or is part of; undefined for one that the agent made up of several operators. */
export function viewOf({ isAwaitingAgent, operatorIds }: Filter, agentId: string | undefined): ViewKey | undefined {
  if (isAwaitingAgent === true) return operatorIds === undefined ? 'awaiting' : undefined;
  if (operatorIds === undefined) return 'all';
  const [operatorId] = operatorIds;
  if (operatorId === undefined || operatorIds.length > 1) return undefined;
  return operatorId === agentId ? 'mine' : `operator:${operatorId}`;
}

/** A filter with this status alone, or without statuses if it had just this. It leaves the view, as the counts beside the statuses do. */
export function withStatus(filter: Filter, status: ShownStatus): Filter {
  const { statuses, operatorIds: _operators, isAwaitingAgent: _awaiting, ...rest } = filter;
  return statuses?.length === 1 && statuses[0] === status ? rest : { ...rest, statuses: [status] };
}

/** A part of a filter that is a list. */
export type FilterList = 'statuses' | 'botIds' | 'channels' | 'operatorIds';

/** A filter with one value more in a list, or one less if it had it; an empty list asks for nothing. */
export function toggled(filter: Filter, list: FilterList, value: string): Filter {
  const { [list]: values = [], ...rest } = filter;
  const next = (values as readonly string[]).includes(value) ? (values as readonly string[]).filter((other) => other !== value) : [...values, value];
  return next.length === 0 ? rest : { ...rest, [list]: next };
}

/** The value of an attribute. */
export type AttributeValue = string | number | boolean;

/** A filter that asks for an attribute's value too. */
export function withAttribute(filter: Filter, name: string, value: AttributeValue): Filter {
  const values = Object.hasOwn(filter.attributes ?? {}, name) ? (filter.attributes?.[name] ?? []) : [];
  return values.includes(value) ? filter : { ...filter, attributes: { ...filter.attributes, [name]: [...values, value] } };
}

/** A filter that no longer asks for it. */
export function withoutAttribute(filter: Filter, name: string, value: AttributeValue): Filter {
  const { attributes = {}, ...rest } = filter;
  const { [name]: values = [], ...others } = attributes;
  const left = values.filter((one) => one !== value);
  const kept = left.length === 0 ? others : { ...others, [name]: left };
  return Object.keys(kept).length === 0 ? rest : { ...rest, attributes: kept };
}

/** Whether two queries ask for the same in the same order. */
export function isSameQuery(one: Query, other: Query): boolean {
  return one === other || textOfQuery(one) === textOfQuery(other);
}

/** One text for queries that are alike, in whichever order their parts were given. */
function textOfQuery({ sort, thenBy = [], filter, search }: Query): string {
  const lists = [filter.statuses, filter.botIds, filter.channels, filter.operatorIds].map((list) => (list === undefined ? null : [...list].sort()));
  const attributes = Object.entries(filter.attributes ?? {})
    .map(([name, values]) => `${name}=${[...values].map((value) => `${typeof value} ${value}`).sort().join('\n')}`)
    .sort();
  const sorts = [sort, ...thenBy].map(({ column, isDescending }) => `${column} ${isDescending}`);
  return `${sorts.join('\n')}\n\n${search.trim()}\n\n${lists.map((list) => list?.join('\n') ?? '-').join('\n\n')}\n\n${filter.isAwaitingAgent ?? '-'}\n\n${attributes.join('\n')}`;
}

/** What leads from any list to one of its conversations. */
export type OpenConversation = (conversationId: ConversationId, isByKey: boolean) => void;
