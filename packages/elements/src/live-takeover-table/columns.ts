import type { ColumnKey } from '@live-takeover/sdk';
import type { Words } from '../language/words.js';

/** A column that every table has; the others are an attribute's. */
export type BuiltInColumn = Exclude<ColumnKey, `attribute:${string}`>;

/** The columns, in the order in which they stand until an agent has them otherwise. */
export const columnKeys: readonly BuiltInColumn[] = ['id', 'bot', 'chat-length', 'status', 'last-message', 'operator'];

const attributePrefix = 'attribute:';

/** A column's heading: ours in words, an attribute's as the host called it. */
export function columnName(words: Words, column: ColumnKey): string {
  return attributeOf(column) ?? words(`column.${column as BuiltInColumn}`);
}

/** The attribute that a column shows; undefined for a column of ours. */
export function attributeOf(column: ColumnKey): string | undefined {
  return column.startsWith(attributePrefix) ? column.slice(attributePrefix.length) : undefined;
}

/** What parts and style sheets call a column. */
export function columnClass(column: ColumnKey): string {
  return attributeOf(column) === undefined ? column : 'attribute';
}

/** The column of an attribute. */
export function attributeColumn(name: string): ColumnKey {
  return `attribute:${name}`;
}
