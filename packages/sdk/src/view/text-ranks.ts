import { grown } from './grown.js';
import type { TextOrder } from './text-order.js';

/**
 * Texts as numbers, and the ranks that order those as a comparison orders the
 * texts: so a slow comparison (a collator's) runs once per distinct text and not
 * once per row and move. A text keeps its number; its rank may become another.
 */
export class TextRanks {
  /** By a text's number. */
  ranks: Float64Array = new Float64Array(64);
  readonly #order: TextOrder;
  readonly #numbers = new Map<string, number>();
  /** By number. */
  readonly #texts: string[] = [];
  /** Numbers in order of their texts. */
  #sorted: number[] = [];

  constructor(order: TextOrder) {
    this.#order = order;
  }

  /** How many distinct texts are known. */
  get size(): number {
    return this.#texts.length;
  }

  /** The number of a text, known or not. */
  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const place = this.#placeFor(text);
    const number = this.#number(text);
    this.#sorted.splice(place, 0, number);
    this.#rank(place);
    return number;
  }

  /** The number of a text that has no rank yet unless it was known: for many at a time, before {@link TextRanks.rankNew}. */
  numberNew(text: string): number {
    return this.#numbers.get(text) ?? this.#number(text);
  }

  /** Gives a rank to every text that was only numbered, all at once and much faster than one by one. */
  rankNew(): void {
    const known = this.#sorted.length;
    if (this.size === known) return;
    const added = this.#order.sort(this.#texts.slice(known)).map((index) => known + index);
    this.#sorted = known === 0 ? added : [...this.#sorted, ...added].sort((first, second) => this.#compareNumbers(first, second));
    this.#rankAll();
  }

  #number(text: string): number {
    const number = this.#texts.length;
    this.#numbers.set(text, number);
    this.#texts.push(text);
    if (number >= this.ranks.length) this.ranks = grown(this.ranks, number * 2);
    return number;
  }

  #placeFor(text: string): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#order.compare(this.#texts[this.#sorted[middle] as number] as string, text) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Gives the text at a place a rank between its neighbours', or all of them new ones if there is none. */
  #rank(place: number): void {
    const number = this.#sorted[place] as number;
    const before = this.#rankAt(place - 1);
    const after = this.#rankAt(place + 1);
    const rank = before === undefined ? (after ?? 1) - 1 : after === undefined ? before + 1 : (before + after) / 2;
    if (rank === before || rank === after) this.#rankAll();
    else this.ranks[number] = rank;
  }

  #rankAt(place: number): number | undefined {
    const number = this.#sorted[place];
    return number === undefined ? undefined : this.ranks[number];
  }

  #rankAll(): void {
    for (let place = 0; place < this.#sorted.length; place += 1) this.ranks[this.#sorted[place] as number] = place;
  }

  #compareNumbers(first: number, second: number): number {
    return this.#order.compare(this.#texts[first] as string, this.#texts[second] as string);
  }
}
