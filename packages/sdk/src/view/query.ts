import type { Status } from '../conversation/status.js';

/**
 * A column of the table. One of an attribute has numbers first, then false and true, then texts; like *last message*,
 * it has those without any last, in either direction.
 */
export type ColumnKey = 'id' | 'bot' | 'chat-length' | 'status' | 'last-message' | 'operator' | `attribute:${string}`;

export interface Sort {
  readonly column: ColumnKey;
  readonly isDescending: boolean;
}

/** Which conversations belong on the page. All given parts must hold. */
export interface Filter {
  readonly statuses?: readonly Exclude<Status, 'off-page'>[];
  readonly botIds?: readonly string[];
  readonly channels?: readonly string[];
  /** `bot`, or the id of an agent or desk. */
  readonly operatorIds?: readonly string[];
  /** Asked for, or in need of action, and held by nobody. */
  readonly isAwaitingAgent?: boolean;
  /** Values by attribute name; any of a name's, for every name. */
  readonly attributes?: Readonly<Record<string, readonly (string | number | boolean)[]>>;
}

/** What a view shows, and in which order. */
export interface Query {
  readonly sort: Sort;
  /** Further columns, where rows are alike by those before; at most two. */
  readonly thenBy?: readonly Sort[];
  readonly filter: Filter;
  /** Finds any text the row shows, viewers aside; words in any order, case and accents ignored. */
  readonly search: string;
}

/** The order the table opens with: by status, most urgent first. */
export const openingQuery: Query = { sort: { column: 'status', isDescending: false }, filter: {}, search: '' };
