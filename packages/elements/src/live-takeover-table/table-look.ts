import type { ColumnKey } from '@live-takeover/sdk';
import type { Words } from '../language/words.js';

/** What rows are drawn with. */
export interface TableLook {
  readonly words: Words;
  readonly now: number;
  /** The same array until they change. */
  readonly columns: readonly ColumnKey[];
  /** What is marked in the rows; empty for nothing. */
  readonly search: string;
  readonly selectedId: string | null;
  /** Differs when ages must be written anew. */
  readonly tick: number;
}
