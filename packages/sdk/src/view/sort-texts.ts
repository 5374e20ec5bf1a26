import { compareCodeUnits } from './compare-code-units.js';

/** Up to here, putting each in its place is faster than anything else. */
const shortRun = 16;
/** More than there are code units, by one for the end of a text. */
const unitCount = 0x1_0001;

/**
 * The indexes of texts in the order of their UTF-16 code units. Sorts numbers
 * made of two units and the index, run by run: many times faster than comparing
 * texts, each of which lies somewhere else in memory.
 */
export function sortTexts(texts: readonly string[]): Int32Array {
  const order = Int32Array.from(texts.keys());
  sortRun(texts, order, 0);
  return order;
}

function sortRun(texts: readonly string[], run: Int32Array, shared: number): void {
  if (run.length <= shortRun) return insertionSort(texts, run);
  const depth = sharedLength(texts, run, shared);
  const size = run.length;
  const hasRoomForTwo = unitCount * unitCount * size <= Number.MAX_SAFE_INTEGER;
  const packed = new Float64Array(size);
  for (let place = 0; place < size; place += 1) {
    const text = texts[run[place] as number] as string;
    const unit = unitAt(text, depth);
    packed[place] = (hasRoomForTwo ? unit * unitCount + unitAt(text, depth + 1) : unit) * size + place;
  }
  packed.sort();
  const before = run.slice();
  for (let place = 0; place < size; place += 1) run[place] = before[(packed[place] as number) % size] as number;
  for (let first = 0, end = 1; first < size; first = end, end += 1) {
    const units = Math.floor((packed[first] as number) / size);
    while (end < size && Math.floor((packed[end] as number) / size) === units) end += 1;
    const isOver = units % unitCount === 0;
    if (end - first > 1 && !isOver) sortRun(texts, run.subarray(first, end), depth + (hasRoomForTwo ? 2 : 1));
  }
}

/** 0 after the end of a text. */
function unitAt(text: string, place: number): number {
  return place < text.length ? text.charCodeAt(place) + 1 : 0;
}

/** How many units all texts of a run begin with, of which `known` are known to be the same. */
function sharedLength(texts: readonly string[], run: Int32Array, known: number): number {
  const model = texts[run[0] as number] as string;
  let length = model.length;
  for (let at = 1; at < run.length; at += 1) {
    const text = texts[run[at] as number] as string;
    let place = known;
    while (place < length && text.charCodeAt(place) === model.charCodeAt(place)) place += 1;
    length = place;
  }
  return length;
}

function insertionSort(texts: readonly string[], run: Int32Array): void {
  for (let next = 1; next < run.length; next += 1) {
    const index = run[next] as number;
    const text = texts[index] as string;
    let place = next;
    for (; place > 0 && compareCodeUnits(text, texts[run[place - 1] as number] as string) < 0; place -= 1) run[place] = run[place - 1] as number;
    run[place] = index;
  }
}
