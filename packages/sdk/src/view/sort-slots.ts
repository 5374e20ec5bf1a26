/** What slots are sorted by: numbers, each level for those that are alike by the levels before, and at last their ids. */
export interface SortLevels {
  readonly keysOf: readonly ((slot: number) => number)[];
  readonly idOf: (slot: number) => string;
  /** The places of all slots in the order of their ids, by slot; asked for only where very many are alike. */
  readonly idRanks: () => ArrayLike<number>;
}

/** Up to here, putting each in its place is faster than calling a sort. */
const shortRun = 24;

/**
 * Slots in ascending order of their keys. Sorting plain numbers is an order of
 * magnitude faster than sorting by a function, so key and place are packed into
 * one number wherever both fit.
 */
export function sortSlots(slots: Int32Array, levels: SortLevels): Int32Array {
  const sorted = slots.slice();
  sortRun(sorted, levels, 0);
  return sorted;
}

function sortRun(run: Int32Array, levels: SortLevels, level: number): void {
  if (run.length <= shortRun) return insertionSort(run, levels, level);
  const keyOf = levels.keysOf[level] ?? rankIn(levels.idRanks());
  const size = run.length;
  const keys = new Float64Array(size);
  for (let place = 0; place < size; place += 1) keys[place] = keyOf(run[place] as number);
  const order = orderOf(keys);
  const before = run.slice();
  for (let place = 0; place < size; place += 1) run[place] = before[order[place] as number] as number;
  for (let first = 0, end = 1; first < size; first = end, end += 1) {
    const key = keys[order[first] as number];
    while (end < size && keys[order[end] as number] === key) end += 1;
    if (end - first > 1) sortRun(run.subarray(first, end), levels, level + 1);
  }
}

/** The places of keys in ascending order of these. */
function orderOf(keys: Float64Array): ArrayLike<number> {
  const packed = pack(keys);
  if (packed === undefined) return Int32Array.from(keys.keys()).sort((one, other) => (keys[one] as number) - (keys[other] as number));
  packed.sort();
  for (let place = 0; place < packed.length; place += 1) packed[place] = (packed[place] as number) % packed.length;
  return packed;
}

function rankIn(ranks: ArrayLike<number>): (slot: number) => number {
  return (slot) => ranks[slot] as number;
}

function insertionSort(run: Int32Array, levels: SortLevels, level: number): void {
  for (let next = 1; next < run.length; next += 1) {
    const slot = run[next] as number;
    let place = next;
    for (; place > 0 && isBefore(slot, run[place - 1] as number, levels, level); place -= 1) run[place] = run[place - 1] as number;
    run[place] = slot;
  }
}

function isBefore(slot: number, other: number, { keysOf, idOf }: SortLevels, level: number): boolean {
  for (let index = level; index < keysOf.length; index += 1) {
    const keyOf = keysOf[index] as (slot: number) => number;
    const difference = keyOf(slot) - keyOf(other);
    if (difference !== 0) return difference < 0;
  }
  return idOf(slot) < idOf(other);
}

/** Each key, counted from the lowest, times how many there are, plus its place; undefined if that is not exact. */
function pack(keys: Float64Array): Float64Array | undefined {
  const size = keys.length;
  let lowest = Infinity;
  let highest = -Infinity;
  for (let place = 0; place < size; place += 1) {
    const key = keys[place] as number;
    if (!Number.isInteger(key)) return undefined;
    if (key < lowest) lowest = key;
    if (key > highest) highest = key;
  }
  if ((highest - lowest + 1) * size > Number.MAX_SAFE_INTEGER) return undefined;
  const packed = new Float64Array(size);
  for (let place = 0; place < size; place += 1) packed[place] = ((keys[place] as number) - lowest) * size + place;
  return packed;
}
