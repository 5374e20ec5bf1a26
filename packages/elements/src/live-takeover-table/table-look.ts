import type { Words } from '../language/words.js';

/** What rows are drawn with. */
export interface TableLook {
  readonly words: Words;
  readonly now: number;
  readonly selectedId: string | null;
  /** Differs when ages must be written anew. */
  readonly tick: number;
}
