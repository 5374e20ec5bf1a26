import type { LoggedConversation } from '../conversation/logged-conversation.js';
import { isSameRow } from './make-row.js';
import type { Row } from './row.js';

const generationSize = 1024;

interface CachedRow {
  readonly row: Row;
  /** What it was made from; all the same means that it still holds. */
  readonly conversation: LoggedConversation;
  readonly seq: number;
  readonly place: number;
  readonly since: number;
}

/**
 * The rows that were read lately, so that a row read again is the same object
 * until something it shows has changed. Rows not read for long are let go.
 */
export class RowCache {
  #young = new Map<number, CachedRow>();
  #old = new Map<number, CachedRow>();

  /** The row of a slot: the one read before if nothing has changed, else what `make` makes. */
  read(slot: number, conversation: LoggedConversation, place: number, since: number, make: () => Row): Row {
    const young = this.#young.get(slot);
    const { seq } = conversation;
    const isCurrent =
      young !== undefined &&
      young.conversation === conversation &&
      young.seq === seq &&
      young.place === place &&
      young.since === since;
    if (isCurrent) return young.row;
    const before = (young ?? this.#old.get(slot))?.row;
    let row = make();
    if (before !== undefined && isSameRow(before, row)) row = before;
    if (this.#young.size >= generationSize) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(slot, { row, conversation, seq, place, since });
    return row;
  }

  /** Has the rows of one slot, or of all, looked at anew when next read. */
  expire(slot?: number): void {
    for (const rows of [this.#young, this.#old]) {
      if (slot === undefined) for (const [key, cached] of rows) rows.set(key, { ...cached, seq: -1 });
      else {
        const cached = rows.get(slot);
        if (cached !== undefined) rows.set(slot, { ...cached, seq: -1 });
      }
    }
  }

  /** Forgets a slot, which is another conversation's from now on. */
  forget(slot: number): void {
    this.#young.delete(slot);
    this.#old.delete(slot);
  }
}
