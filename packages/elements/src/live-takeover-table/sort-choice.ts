import type { ColumnKey, Query, Sort } from '@live-takeover/sdk';

/** The part of a query that says how rows are sorted. */
export type SortChoice = Required<Pick<Query, 'sort' | 'thenBy'>>;

/** Columns sorted by at most. */
export const mostSorts = 3;

/** All columns sorted by, the first first. */
export function sortsOf({ sort, thenBy = [] }: Pick<Query, 'sort' | 'thenBy'>): readonly Sort[] {
  return [sort, ...thenBy];
}

/**
 * What pressing a heading asks for: rows sorted by that column alone, or by it
 * once more the other way round.
 *
 * @param isAdded - by it too, after those before it; if it is among them the other way round, and then no more
 */
export function sortedBy(query: Pick<Query, 'sort' | 'thenBy'>, column: ColumnKey, isAdded: boolean): SortChoice {
  const sorts = sortsOf(query);
  const known = sorts.find((sort) => sort.column === column);
  if (!isAdded) return choiceOf([{ column, isDescending: known === query.sort && !known.isDescending }]);
  if (known === undefined) return choiceOf([...sorts.slice(0, mostSorts - 1), { column, isDescending: false }]);
  const isLast = known.isDescending && sorts.length > 1;
  return choiceOf(sorts.flatMap((sort) => (sort === known ? (isLast ? [] : { column, isDescending: !known.isDescending }) : sort)));
}

/** A query's part for columns to sort by; none: as the table opens. */
export function choiceOf(sorts: readonly Sort[]): SortChoice {
  const [sort = { column: 'status', isDescending: false }, ...thenBy] = sorts.slice(0, mostSorts);
  return { sort, thenBy };
}
