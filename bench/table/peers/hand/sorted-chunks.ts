/** Rows in order, in chunks small enough to insert into and counted, so that a position is found without walking all. */
import type { PlainRow } from '../../rows/plain-row.js';

const chunkSize = 512;

/** A row with the key it was put in order by. */
export interface KeyedRow {
  readonly row: PlainRow;
  /** First and second part of the key, as they were when the row was put here. */
  first: number;
  second: number;
}

/** Negative if the first stands before the second. */
export function compareKeys(one: KeyedRow, other: KeyedRow): number {
  return one.first - other.first || one.second - other.second || (one.row.id < other.row.id ? -1 : one.row.id > other.row.id ? 1 : 0);
}

export class SortedChunks {
  #chunks: KeyedRow[][] = [];
  total = 0;

  fill(sorted: readonly KeyedRow[]): void {
    this.total = sorted.length;
    this.#chunks = [];
    for (let first = 0; first < sorted.length; first += chunkSize / 2) this.#chunks.push(sorted.slice(first, first + chunkSize / 2));
  }

  insert(keyed: KeyedRow): void {
    this.total += 1;
    const at = this.#chunkFor(keyed);
    const chunk = this.#chunks[at];
    if (chunk === undefined) {
      this.#chunks.push([keyed]);
      return;
    }
    chunk.splice(placeIn(chunk, keyed), 0, keyed);
    if (chunk.length > chunkSize) this.#chunks.splice(at + 1, 0, chunk.splice(chunkSize / 2));
  }

  /** The key must be the one it was put in by. */
  remove(keyed: KeyedRow): void {
    const at = this.#chunkFor(keyed);
    const chunk = this.#chunks[at] as KeyedRow[];
    this.total -= 1;
    chunk.splice(placeIn(chunk, keyed), 1);
    if (chunk.length === 0) this.#chunks.splice(at, 1);
  }

  slice(first: number, last: number): PlainRow[] {
    const rows: PlainRow[] = [];
    let start = 0;
    for (const chunk of this.#chunks) {
      const end = start + chunk.length;
      if (end > first) for (let index = Math.max(first, start); index < Math.min(last, end); index += 1) rows.push((chunk[index - start] as KeyedRow).row);
      if (end >= last) break;
      start = end;
    }
    return rows;
  }

  /** The last chunk that begins at or before the key. */
  #chunkFor(keyed: KeyedRow): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareKeys((this.#chunks[middle] as KeyedRow[])[0] as KeyedRow, keyed) <= 0) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}

function placeIn(chunk: readonly KeyedRow[], keyed: KeyedRow): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(chunk[middle] as KeyedRow, keyed) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
