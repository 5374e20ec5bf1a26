import type { ColumnKey } from '@live-takeover/sdk';
import type { Words } from '../language/words.js';

/** A column that every table has; the others are an attribute's. */
export type BuiltInColumn = Exclude<ColumnKey, `attribute:${string}`>;

/** The columns, in the order in which they stand. */
export const columnKeys: readonly BuiltInColumn[] = ['id', 'bot', 'chat-length', 'status', 'last-message', 'operator'];

/** A column's heading: ours in words, an attribute's as the host called it. */
export function columnName(words: Words, column: ColumnKey): string {
  return isBuiltIn(column) ? words(`column.${column}`) : column.slice('attribute:'.length);
}

function isBuiltIn(column: ColumnKey): column is BuiltInColumn {
  return !column.startsWith('attribute:');
}
