import type { ColumnKey } from '@live-takeover/sdk';

/** The columns, in the order in which they stand. */
export const columnKeys: readonly ColumnKey[] = ['id', 'bot', 'chat-length', 'status', 'last-message', 'operator'];
