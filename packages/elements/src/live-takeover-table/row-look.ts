import type { ColumnKey } from '@live-takeover/sdk';
import type { Words } from '../language/words.js';

/** What all rows are drawn with at one moment. */
export interface RowLook {
  readonly words: Words;
  /** Epoch ms of the store's clock. */
  readonly now: number;
  /** The same array until they change. */
  readonly columns: readonly ColumnKey[];
  /** What the agent searches for; empty for nothing. */
  readonly search: string;
  /** The conversation that is open in the pane. */
  readonly selectedId: string | null;
  /** The row that Tab reaches; the others are reached by arrow keys. */
  readonly tabStopId: string | null;
  /** Differs whenever anything above does. */
  readonly version: number;
}
