import type { LoggedConversation } from '../conversation/logged-conversation.js';
import { newChunk, putIn, slide, takeOut } from './chunk.js';
import type { Chunk } from './chunk.js';
import { grown } from './grown.js';
import type { SortKeys } from './sort-keys.js';
import type { Standings } from './standings.js';
import type { TextRanks } from './text-ranks.js';

/**
 * Slots of one bucket in order of their keys, ties by id, ascending by the first column: a counted list of short
 * arrays. A slot whose key changes is compared with its neighbours first, for most stay where they are; one that
 * belongs at the end is put there without a search. What is compared lies side by side, for with many conversations
 * waiting for memory is most of the cost.
 */
export class SortedSlots {
  readonly #keys: SortKeys;
  /** By slot: the part of its list that it is in. Shared by the lists of an order. */
  readonly #chunkOf: (Chunk | undefined)[];
  readonly #standings: Standings;
  readonly #texts: TextRanks | undefined;
  readonly #chunks: Chunk[] = [];
  /** By chunk: the key of its last slot. */
  #lastKeys = new Float64Array(8);
  /** Few enough to be moved at once, and many enough that there are not too many chunks. */
  readonly #chunkSize: number;
  #areStartsTrue = true;
  #count = 0;
  /** Sorts what it was filled with; undefined once that is done. */
  #sort: (() => ArrayLike<number>) | undefined;

  /** @param bucket - of the first column */
  constructor(keys: SortKeys, chunkOf: (Chunk | undefined)[], standings: Standings, bucket: number) {
    this.#keys = keys;
    this.#chunkOf = chunkOf;
    this.#standings = standings;
    this.#texts = keys.first.order.buckets[bucket];
    this.#chunkSize = standings.slotCount > 200_000 ? 512 : 192;
  }

  get count(): number {
    return this.#count;
  }

  /** Fills an empty list with slots, in order when one is looked at or moved: those of the first bucket may be all that is seen. */
  fill(count: number, sorted: () => ArrayLike<number>): void {
    this.#count = count;
    this.#sort = sorted;
  }

  /** Puts in order what it was filled with; before anything that needs it. */
  #settle(): void {
    if (this.#sort === undefined) return;
    const sorted = this.#sort();
    this.#sort = undefined;
    const fillSize = this.#chunkSize * 0.75;
    const { numbers } = this.#keys.first;
    for (let first = 0; first < sorted.length; first += fillSize) {
      const chunk = this.#addChunk(this.#chunks.length);
      for (let place = first; place < sorted.length && place < first + fillSize; place += 1) {
        const slot = sorted[place] as number;
        chunk.keys[chunk.count] = numbers[slot] as number;
        chunk.slots[chunk.count++] = slot;
        this.#chunkOf[slot] = chunk;
      }
      this.#noteLast(chunk);
    }
  }

  /** Puts a slot where its key wants it. */
  insert(slot: number): void {
    this.#settle();
    const key = this.#keys.first.numbers[slot] as number;
    const last = this.#chunks.at(-1);
    this.#count += 1;
    this.#areStartsTrue = false;
    if (last === undefined || this.#isBefore(this.#lastKeys[last.index] as number, last.slots[last.count - 1] as number, key, slot)) {
      const chunk = last === undefined || last.count === this.#chunkSize ? this.#addChunk(this.#chunks.length) : last;
      return this.#put(chunk, chunk.count, slot, key);
    }
    let chunk = this.#chunkFor(slot, key);
    if (chunk.count === this.#chunkSize) {
      this.#split(chunk);
      if (this.#isBefore(this.#lastKeys[chunk.index] as number, chunk.slots[chunk.count - 1] as number, key, slot))
        chunk = this.#chunks[chunk.index + 1] as Chunk;
    }
    this.#put(chunk, this.#placeFor(chunk, slot, key, 0, chunk.count), slot, key);
  }

  /** Takes a slot out; its key in the first column must be what it was put in with. */
  remove(slot: number): void {
    this.#settle();
    const chunk = this.#chunkOf[slot] as Chunk;
    this.#removeAt(chunk, this.#placeOf(chunk, slot));
  }

  /** Gives a slot of this list another key in the first column; those in further ones may be others already. */
  rekey(slot: number, key: number): void {
    this.#settle();
    const chunk = this.#chunkOf[slot] as Chunk;
    const place = this.#placeOf(chunk, slot);
    this.#keys.first.numbers[slot] = key;
    if (this.#slide(chunk, place, slot, key)) return;
    this.#removeAt(chunk, place);
    this.insert(slot);
  }

  /** Place of a slot in the list. */
  indexOf(slot: number): number {
    this.#settle();
    this.#countStarts();
    const chunk = this.#chunkOf[slot] as Chunk;
    return chunk.start + this.#placeOf(chunk, slot);
  }

  /** Fills `target` with the slots from the place `first` on. */
  copyTo(target: Int32Array, first: number): void {
    this.#settle();
    this.#countStarts();
    const last = first + target.length;
    let index = this.#chunkAt(first);
    for (let place = first; place < last; index += 1) {
      const { slots, count, start } = this.#chunks[index] as Chunk;
      const end = Math.min(last, start + count);
      target.set(slots.subarray(place - start, end - start), place - first);
      place = end;
    }
  }

  /** Whether a slot stands before another, by their present keys. */
  isBefore(first: number, second: number): boolean {
    const { numbers } = this.#keys.first;
    return this.#isBefore(numbers[first] as number, first, numbers[second] as number, second);
  }

  #isBefore(key: number, slot: number, otherKey: number, other: number): boolean {
    if (key !== otherKey) return this.#isLess(key, otherKey);
    const keys = this.#keys;
    const order = keys.further.length === 0 ? 0 : keys.compareFurther(slot, keys, other);
    if (order !== 0) return keys.first.isDescending ? order > 0 : order < 0;
    const { conversations } = this.#standings;
    return (conversations[slot] as LoggedConversation).id < (conversations[other] as LoggedConversation).id;
  }

  /** Of keys that differ. */
  #isLess(key: number, other: number): boolean {
    if (this.#texts === undefined) return key < other;
    return (this.#texts.ranks[key] as number) < (this.#texts.ranks[other] as number);
  }

  /** Moves a slot within its chunk to where its new key wants it; false if that is in another one. */
  #slide(chunk: Chunk, from: number, slot: number, key: number): boolean {
    const { slots, keys, count } = chunk;
    const isUp = from + 1 < count && this.#isBefore(keys[from + 1] as number, slots[from + 1] as number, key, slot);
    const to = isUp ? this.#placeFor(chunk, slot, key, from + 2, count) - 1 : this.#placeFor(chunk, slot, key, 0, from);
    if (!this.#isInChunk(chunk, to, slot, key)) return false;
    slide(chunk, from, to, key);
    this.#noteLast(chunk);
    return true;
  }

  /** Whether a slot that would be the first or last of a chunk does not belong into another one. */
  #isInChunk({ index, count }: Chunk, place: number, slot: number, key: number): boolean {
    const previous = place === 0 ? this.#chunks[index - 1] : undefined;
    if (previous !== undefined && !this.#isBefore(this.#lastKeys[index - 1] as number, previous.slots[previous.count - 1] as number, key, slot)) return false;
    const next = place === count - 1 ? this.#chunks[index + 1] : undefined;
    return next === undefined || this.#isBefore(key, slot, next.keys[0] as number, next.slots[0] as number);
  }

  #put(chunk: Chunk, place: number, slot: number, key: number): void {
    putIn(chunk, place, slot, key);
    this.#chunkOf[slot] = chunk;
    if (place === chunk.count - 1) this.#lastKeys[chunk.index] = key;
  }

  #removeAt(chunk: Chunk, place: number): void {
    this.#chunkOf[chunk.slots[place] as number] = undefined;
    takeOut(chunk, place);
    this.#count -= 1;
    this.#areStartsTrue = false;
    if (place === chunk.count) this.#noteLast(chunk);
    if (chunk.count > this.#chunkSize / 4) return;
    const next = this.#chunks[chunk.index + 1];
    if (next !== undefined && chunk.count + next.count <= this.#chunkSize / 2) this.#merge(chunk, next);
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
  #chunkFor(slot: number, key: number): Chunk {
    const lastKeys = this.#lastKeys;
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const lastKey = lastKeys[middle] as number;
      if (lastKey === key ? this.#isLastBefore(middle, slot, key) : this.#isLess(lastKey, key)) low = middle + 1;
      else high = middle;
    }
    return this.#chunks[low] as Chunk;
  }

  #isLastBefore(index: number, slot: number, key: number): boolean {
    const { slots, count } = this.#chunks[index] as Chunk;
    return this.#isBefore(key, slots[count - 1] as number, key, slot);
  }

  /** Where a slot belongs in a chunk, from `low` to `high`. */
  #placeFor({ slots, keys }: Chunk, slot: number, key: number, low: number, high: number): number {
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isBefore(keys[middle] as number, slots[middle] as number, key, slot)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where a slot of a chunk is: among those with its key. */
  #placeOf({ slots, keys, count }: Chunk, slot: number): number {
    const key = this.#keys.first.numbers[slot] as number;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = keys[middle] as number;
      if (other !== key && this.#isLess(other, key)) low = middle + 1;
      else high = middle;
    }
    for (; low < count; low += 1) if (slots[low] === slot) return low;
    throw new RangeError(`Slot ${slot} is not where it was put.`);
  }

  #split(chunk: Chunk): void {
    const next = this.#addChunk(chunk.index + 1);
    this.#move(chunk, this.#chunkSize / 2, next);
  }

  #merge(chunk: Chunk, next: Chunk): void {
    this.#move(next, 0, chunk);
    this.#dropChunk(next);
  }

  /** Moves the slots of `from` from `first` on to the end of `to`. */
  #move(from: Chunk, first: number, to: Chunk): void {
    for (let place = first; place < from.count; place += 1) {
      const slot = from.slots[place] as number;
      to.keys[to.count] = from.keys[place] as number;
      to.slots[to.count++] = slot;
      this.#chunkOf[slot] = to;
    }
    from.count = first;
    this.#noteLast(from);
    this.#noteLast(to);
  }

  #noteLast({ index, keys, count }: Chunk): void {
    if (count > 0) this.#lastKeys[index] = keys[count - 1] as number;
  }

  #addChunk(index: number): Chunk {
    const chunk = newChunk(index, this.#chunkSize);
    if (this.#chunks.length === this.#lastKeys.length) this.#lastKeys = grown(this.#lastKeys, this.#chunks.length * 2);
    this.#chunks.splice(index, 0, chunk);
    this.#lastKeys.copyWithin(index + 1, index, this.#chunks.length);
    this.#numberFrom(index + 1);
    return chunk;
  }

  #dropChunk(chunk: Chunk): void {
    this.#chunks.splice(chunk.index, 1);
    this.#lastKeys.copyWithin(chunk.index, chunk.index + 1);
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
