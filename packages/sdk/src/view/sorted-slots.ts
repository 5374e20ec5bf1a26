import type { LoggedConversation } from '../conversation/logged-conversation.js';
import type { Standings } from './standings.js';
import type { TextRanks } from './text-ranks.js';

const chunkSize = 256;

/** Some neighbouring slots of a {@link SortedSlots}. */
export interface Chunk {
  /** The first `count` are in order, the rest is left over. */
  readonly slots: Int32Array;
  count: number;
  /** Its place in the list. */
  index: number;
  /** How many slots stand before it; true only when the list's `areStartsTrue`. */
  start: number;
}

/** What the slots of one view are sorted by, and where they are; shared by its lists. */
export interface SlotKeys {
  /** By slot: a number, or the number of a text. */
  numbers: Float64Array;
  /** By slot: the part of its list that it is in. */
  readonly chunks: (Chunk | undefined)[];
}

/**
 * Slots in order of their keys, ties by id: a counted list of short arrays. A
 * slot whose key changes is compared with its neighbours first, for most stay
 * where they are; one that belongs at the end is put there without a search.
 */
export class SortedSlots {
  readonly #keys: SlotKeys;
  readonly #standings: Standings;
  readonly #texts: TextRanks | undefined;
  readonly #chunks: Chunk[] = [];
  #areStartsTrue = true;
  #count = 0;

  /** @param texts - ranks the keys, if they are numbers of texts */
  constructor(keys: SlotKeys, standings: Standings, texts: TextRanks | undefined) {
    this.#keys = keys;
    this.#standings = standings;
    this.#texts = texts;
  }

  get count(): number {
    return this.#count;
  }

  /** Fills an empty list with slots that are in order already. */
  fill(sorted: ArrayLike<number>): void {
    const fillSize = chunkSize * 0.75;
    for (let first = 0; first < sorted.length; first += fillSize) {
      const chunk = this.#addChunk(this.#chunks.length);
      for (let place = first; place < sorted.length && place < first + fillSize; place += 1) {
        const slot = sorted[place] as number;
        chunk.slots[chunk.count++] = slot;
        this.#keys.chunks[slot] = chunk;
      }
    }
    this.#count = sorted.length;
  }

  /** Puts a slot where its key wants it. */
  insert(slot: number): void {
    const last = this.#chunks.at(-1);
    this.#count += 1;
    this.#areStartsTrue = false;
    if (last === undefined || this.isBefore(last.slots[last.count - 1] as number, slot)) return this.#append(last, slot);
    let chunk = this.#chunkFor(slot);
    if (chunk.count === chunkSize) {
      this.#split(chunk);
      if (this.isBefore(chunk.slots[chunk.count - 1] as number, slot)) chunk = this.#chunks[chunk.index + 1] as Chunk;
    }
    const place = this.#placeFor(chunk, slot);
    chunk.slots.copyWithin(place + 1, place, chunk.count);
    chunk.slots[place] = slot;
    chunk.count += 1;
    this.#keys.chunks[slot] = chunk;
  }

  /** Takes a slot out; its key may have changed meanwhile. */
  remove(slot: number): void {
    const chunk = this.#keys.chunks[slot] as Chunk;
    this.#removeAt(chunk, placeIn(chunk, slot));
  }

  /** Gives a slot of this list another key. */
  rekey(slot: number, key: number): void {
    const chunk = this.#keys.chunks[slot] as Chunk;
    const place = placeIn(chunk, slot);
    this.#keys.numbers[slot] = key;
    const previous = place > 0 ? chunk.slots[place - 1] : this.#lastOf(chunk.index - 1);
    const next = place + 1 < chunk.count ? chunk.slots[place + 1] : this.#chunks[chunk.index + 1]?.slots[0];
    const isInPlace =
      (previous === undefined || this.isBefore(previous, slot)) && (next === undefined || this.isBefore(slot, next));
    if (isInPlace) return;
    this.#removeAt(chunk, place);
    this.insert(slot);
  }

  /** Place of a slot in the list. */
  indexOf(slot: number): number {
    this.#countStarts();
    const chunk = this.#keys.chunks[slot] as Chunk;
    return chunk.start + placeIn(chunk, slot);
  }

  /** Adds the slots at the places from `first` to `last` (exclusive) to `target`. */
  copyTo(target: number[], first: number, last: number): void {
    if (first >= last) return;
    this.#countStarts();
    let index = this.#chunkAt(first);
    for (let place = first; place < last; index += 1) {
      const { slots, count, start } = this.#chunks[index] as Chunk;
      const end = Math.min(last, start + count);
      for (; place < end; place += 1) target.push(slots[place - start] as number);
    }
  }

  /** Whether a key stands before another: negative; after: positive; 0 if ids decide. */
  compareKeys(first: number, second: number): number {
    if (this.#texts === undefined) return first < second ? -1 : first > second ? 1 : 0;
    return (this.#texts.ranks[first] as number) - (this.#texts.ranks[second] as number);
  }

  /** Whether a slot stands before another, by their present keys. */
  isBefore(first: number, second: number): boolean {
    const { numbers } = this.#keys;
    const order = this.compareKeys(numbers[first] as number, numbers[second] as number);
    if (order !== 0) return order < 0;
    const { conversations } = this.#standings;
    return (conversations[first] as LoggedConversation).id < (conversations[second] as LoggedConversation).id;
  }

  #append(last: Chunk | undefined, slot: number): void {
    const chunk = last === undefined || last.count === chunkSize ? this.#addChunk(this.#chunks.length) : last;
    chunk.slots[chunk.count++] = slot;
    this.#keys.chunks[slot] = chunk;
  }

  #removeAt(chunk: Chunk, place: number): void {
    this.#keys.chunks[chunk.slots[place] as number] = undefined;
    chunk.slots.copyWithin(place, place + 1, chunk.count);
    chunk.count -= 1;
    this.#count -= 1;
    this.#areStartsTrue = false;
    if (chunk.count > chunkSize / 4) return;
    const next = this.#chunks[chunk.index + 1];
    if (next !== undefined && chunk.count + next.count <= chunkSize / 2) this.#merge(chunk, next);
    else if (chunk.count === 0) this.#dropChunk(chunk);
  }

  /** Index of the chunk that holds a place. */
  #chunkAt(place: number): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#chunks[middle] as Chunk).start <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The first chunk whose last slot is not before `slot`. */
  #chunkFor(slot: number): Chunk {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const { slots, count } = this.#chunks[middle] as Chunk;
      if (this.isBefore(slots[count - 1] as number, slot)) low = middle + 1;
      else high = middle;
    }
    return this.#chunks[low] as Chunk;
  }

  #placeFor(chunk: Chunk, slot: number): number {
    let low = 0;
    let high = chunk.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.isBefore(chunk.slots[middle] as number, slot)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #lastOf(index: number): number | undefined {
    const chunk = this.#chunks[index];
    return chunk?.slots[chunk.count - 1];
  }

  #split(chunk: Chunk): void {
    const next = this.#addChunk(chunk.index + 1);
    this.#move(chunk, chunkSize / 2, next);
  }

  #merge(chunk: Chunk, next: Chunk): void {
    this.#move(next, 0, chunk);
    this.#dropChunk(next);
  }

  /** Moves the slots of `from` from `first` on to the end of `to`. */
  #move(from: Chunk, first: number, to: Chunk): void {
    for (let place = first; place < from.count; place += 1) {
      const slot = from.slots[place] as number;
      to.slots[to.count++] = slot;
      this.#keys.chunks[slot] = to;
    }
    from.count = first;
  }

  #addChunk(index: number): Chunk {
    const chunk: Chunk = { slots: new Int32Array(chunkSize), count: 0, index, start: 0 };
    this.#chunks.splice(index, 0, chunk);
    this.#numberFrom(index + 1);
    return chunk;
  }

  #dropChunk(chunk: Chunk): void {
    this.#chunks.splice(chunk.index, 1);
    this.#numberFrom(chunk.index);
  }

  #numberFrom(index: number): void {
    for (let at = index; at < this.#chunks.length; at += 1) (this.#chunks[at] as Chunk).index = at;
    this.#areStartsTrue = false;
  }

  #countStarts(): void {
    if (this.#areStartsTrue) return;
    let start = 0;
    for (const chunk of this.#chunks) {
      chunk.start = start;
      start += chunk.count;
    }
    this.#areStartsTrue = true;
  }
}

function placeIn(chunk: Chunk, slot: number): number {
  const { slots, count } = chunk;
  for (let place = 0; place < count; place += 1) if (slots[place] === slot) return place;
  throw new RangeError(`Slot ${slot} is not where it was put.`);
}
