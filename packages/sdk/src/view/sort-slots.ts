/**
 * Slots in order of their ranks, ties as `isBefore` has them. Sorting plain
 * numbers is an order of magnitude faster than sorting by a function, so rank and
 * slot are packed into one number wherever both fit.
 *
 * @param ranks - of each of `slots`, at the same index
 */
export function sortSlots(
  slots: Int32Array,
  ranks: Float64Array,
  isBefore: (first: number, second: number) => boolean,
): Int32Array {
  const byId = (first: number, second: number): number => (isBefore(first, second) ? -1 : 1);
  const packed = pack(ranks);
  if (packed === undefined) return slots.slice().sort(byId);
  const { numbers, size } = packed;
  numbers.sort();
  const sorted = Int32Array.from(numbers, (number) => slots[number % size] as number);
  for (let first = 0, end = 1; first < sorted.length; first = end, end += 1) {
    const rank = Math.floor((numbers[first] as number) / size);
    while (end < sorted.length && Math.floor((numbers[end] as number) / size) === rank) end += 1;
    if (end - first > shortRun) sorted.subarray(first, end).sort(byId);
    else insertionSort(sorted, first, end, isBefore);
  }
  return sorted;
}

/** Up to here, putting each in its place is faster than calling a sort. */
const shortRun = 24;

function insertionSort(
  slots: Int32Array,
  first: number,
  end: number,
  isBefore: (first: number, second: number) => boolean,
): void {
  for (let next = first + 1; next < end; next += 1) {
    const slot = slots[next] as number;
    let place = next;
    for (; place > first && isBefore(slot, slots[place - 1] as number); place -= 1) slots[place] = slots[place - 1] as number;
    slots[place] = slot;
  }
}

/** Each rank, counted from the lowest, times `size`, plus its index; undefined if that is not exact. */
function pack(ranks: Float64Array): { readonly numbers: Float64Array; readonly size: number } | undefined {
  const size = Math.max(1, ranks.length);
  let lowest = Infinity;
  let highest = -Infinity;
  for (const rank of ranks) {
    if (!Number.isInteger(rank)) return undefined;
    if (rank < lowest) lowest = rank;
    if (rank > highest) highest = rank;
  }
  if ((highest - lowest + 1) * size > Number.MAX_SAFE_INTEGER) return undefined;
  return { numbers: ranks.map((rank, index) => (rank - lowest) * size + index), size };
}
