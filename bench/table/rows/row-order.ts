/** How rows are put in order, the same for every table of the bench: ties by id, descending the exact reverse. */
import { chatLengthOf, type Column, type PlainRow } from './plain-row.js';

const collator = new Intl.Collator('en', { numeric: true });

/** Negative if the first row stands before the second, positive if after; never 0 for two rows. */
export type RowCompare = (first: PlainRow, second: PlainRow) => number;

/** The ascending order of a column. */
export function rowCompare(column: Column): RowCompare {
  const compare = comparisons[column];
  return (first, second) => compare(first, second) || byCodeUnit(first.id, second.id);
}

/** The order of a column either way. */
export function directed(column: Column, isDescending: boolean): RowCompare {
  const compare = rowCompare(column);
  return isDescending ? (first, second) => compare(second, first) : compare;
}

/** The order of names in English, `Agent 9` before `Agent 10`; texts that it takes for one another by code unit. */
export function byName(first: string, second: string): number {
  return first === second ? 0 : collator.compare(first, second) || byCodeUnit(first, second);
}

/** The order of UTF-16 code units. */
export function byCodeUnit(first: string, second: string): number {
  return first < second ? -1 : first > second ? 1 : 0;
}

const comparisons: Readonly<Record<Column, RowCompare>> = {
  id(first, second) {
    if (first.isNamed !== second.isNamed) return first.isNamed ? 1 : -1;
    return (first.isNamed ? byName : byCodeUnit)(first.label, second.label);
  },
  bot: (first, second) => byName(first.bot, second.bot),
  'chat-length': (first, second) => chatLengthOf(first) - chatLengthOf(second),
  status: (first, second) => first.rank - second.rank || first.since - second.since,
  'last-message': (first, second) => lastMessageAtOf(first) - lastMessageAtOf(second),
  operator: (first, second) => byName(first.operator, second.operator),
};

/** When the customer last wrote; those who never did first. */
function lastMessageAtOf(row: PlainRow): number {
  return row.lastText === null ? 0 : row.idleSince;
}
