/** Some neighbouring slots of a sorted list. */
export interface Chunk {
  /** The first `count` are in order, the rest is left over. */
  readonly slots: Int32Array;
  /** Their keys in the first column. */
  readonly keys: Float64Array;
  count: number;
  /** Its place in the list. */
  index: number;
  /** How many slots stand before it; true only while its list says so. */
  start: number;
}

/** A chunk without slots, with room for some. */
export function newChunk(index: number, size: number): Chunk {
  return { slots: new Int32Array(size), keys: new Float64Array(size), count: 0, index, start: 0 };
}

/** Puts a slot in at a place; there must be room. */
export function putIn(chunk: Chunk, place: number, slot: number, key: number): void {
  const { slots, keys, count } = chunk;
  if (place < count) {
    slots.copyWithin(place + 1, place, count);
    keys.copyWithin(place + 1, place, count);
  }
  slots[place] = slot;
  keys[place] = key;
  chunk.count = count + 1;
}

/** Takes the slot at a place out. */
export function takeOut(chunk: Chunk, place: number): void {
  const { slots, keys, count } = chunk;
  slots.copyWithin(place, place + 1, count);
  keys.copyWithin(place, place + 1, count);
  chunk.count = count - 1;
}

/** Further than this, a loop is slower than moving all that lies between at once. */
const shortWay = 16;

/** Moves the slot at one place to another, under another key. */
export function slide({ slots, keys }: Chunk, from: number, to: number, key: number): void {
  const slot = slots[from] as number;
  if (Math.abs(to - from) > shortWay) {
    const [target, first, end] = to > from ? [from, from + 1, to + 1] : [to + 1, to, from];
    slots.copyWithin(target, first, end);
    keys.copyWithin(target, first, end);
  } else {
    const step = to > from ? 1 : -1;
    for (let place = from; place !== to; place += step) {
      slots[place] = slots[place + step] as number;
      keys[place] = keys[place + step] as number;
    }
  }
  slots[to] = slot;
  keys[to] = key;
}
