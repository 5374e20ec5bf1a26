import type { LoggedConversation } from '../conversation/logged-conversation.js';
import type { ColumnOrder } from './compare.js';
import { compareCodeUnits } from './compare-code-units.js';
import { grown } from './grown.js';

/** One of the columns that an order is sorted by. */
export interface KeyColumn {
  readonly order: ColumnOrder;
  isDescending: boolean;
  /** By slot; in the first column −1 for a slot that is not in the order. */
  buckets: Int8Array;
  /** By slot: the key in its bucket, a number or the number of a text. */
  numbers: Float64Array;
}

/** More than there are buckets. */
const lastOfAll = 1_000;

/** What slots are sorted by: the first column, and further ones for slots alike by those before. */
export class SortKeys {
  readonly first: KeyColumn;
  readonly further: readonly KeyColumn[];

  constructor(first: KeyColumn, further: readonly KeyColumn[]) {
    this.first = first;
    this.further = further;
  }

  /** Keys of no slot yet. */
  static of(columns: readonly (readonly [order: ColumnOrder, isDescending: boolean])[], slotCount: number): SortKeys {
    const [first, ...further] = columns.map(([order, isDescending]) => ({
      order,
      isDescending,
      buckets: new Int8Array(slotCount).fill(-1),
      numbers: new Float64Array(slotCount),
    }));
    return new SortKeys(first as KeyColumn, further);
  }

  /** The keys as they are, apart from what they become. */
  copy(): SortKeys {
    const copyOf = (column: KeyColumn): KeyColumn => ({ ...column, buckets: column.buckets.slice(), numbers: column.numbers.slice() });
    return new SortKeys(copyOf(this.first), this.further.map(copyOf));
  }

  /** Makes room for a slot. */
  grow(slot: number): void {
    const before = this.first.buckets.length;
    for (const column of [this.first, ...this.further]) {
      column.buckets = grown(column.buckets, slot * 2 + 64).fill(-1, before);
      column.numbers = grown(column.numbers, slot * 2 + 64);
    }
  }

  /**
   * Works out the keys of all columns but the first.
   *
   * @param place - of the rule that decides, in `statusRules`
   * @returns whether one is another than before
   */
  setFurther(slot: number, conversation: LoggedConversation, place: number, since: number): boolean {
    let hasChanged = false;
    for (const { order, buckets, numbers } of this.further) {
      const bucket = order.bucketOf(conversation, place);
      const number = order.keyOf(conversation, since);
      if (bucket === buckets[slot] && number === numbers[slot]) continue;
      hasChanged = true;
      buckets[slot] = bucket;
      numbers[slot] = number;
    }
    return hasChanged;
  }

  /** Works out all keys of a slot whose bucket in the first column is known; before {@link SortKeys.rankNew}, of many. */
  setNew(slot: number, conversation: LoggedConversation, place: number, since: number): void {
    this.first.numbers[slot] = this.first.order.newKeyOf(conversation, since);
    for (const { order, buckets, numbers } of this.further) {
      buckets[slot] = order.bucketOf(conversation, place);
      numbers[slot] = order.newKeyOf(conversation, since);
    }
  }

  /** Makes the new keys comparable. */
  rankNew(): void {
    for (const { order } of [this.first, ...this.further]) order.rankNew();
  }

  /** What slots of one bucket of the first column are sorted by, ascending by that column, as numbers. */
  levelsOf(bucket: number): ((slot: number) => number)[] {
    const levels = [rankIn(this.first, () => bucket)];
    for (const column of this.further) {
      const sign = column.isDescending === this.first.isDescending ? 1 : -1;
      const { missing } = column.order;
      const last = this.first.isDescending ? -lastOfAll : lastOfAll;
      const rank = rankIn(column, (slot) => column.buckets[slot] as number);
      levels.push((slot) => (column.buckets[slot] === missing ? last : sign * (column.buckets[slot] as number)));
      levels.push((slot) => sign * rank(slot));
    }
    return levels;
  }

  /**
   * Compares a slot by its keys here with another by its keys in `others`, a copy or the original of these: negative if
   * it is displayed before, 0 if only ids can tell.
   */
  compare(slot: number, others: SortKeys, other: number): number {
    return compareIn(this.first, slot, others.first, other) || this.compareFurther(slot, others, other);
  }

  /** {@link SortKeys.compare} of slots that are alike by the first column. */
  compareFurther(slot: number, others: SortKeys, other: number): number {
    for (let index = 0; index < this.further.length; index += 1) {
      const order = compareIn(this.further[index] as KeyColumn, slot, others.further[index] as KeyColumn, other);
      if (order !== 0) return order;
    }
    return 0;
  }

  /** Compares by id, in the direction of the first column. */
  compareIds(one: LoggedConversation | undefined, other: LoggedConversation | undefined): number {
    const order = compareCodeUnits(one?.id ?? '', other?.id ?? '');
    return this.first.isDescending ? -order : order;
  }
}

function rankIn({ numbers, order }: KeyColumn, bucketOf: (slot: number) => number): (slot: number) => number {
  return (slot) => {
    const number = numbers[slot] as number;
    const ranks = order.buckets[bucketOf(slot)]?.ranks;
    return ranks === undefined ? number : (ranks[number] as number);
  };
}

function compareIn(column: KeyColumn, slot: number, otherColumn: KeyColumn, other: number): number {
  const { order, isDescending } = column;
  const bucket = column.buckets[slot] as number;
  const otherBucket = otherColumn.buckets[other] as number;
  if (bucket !== otherBucket && (bucket === order.missing || otherBucket === order.missing)) return bucket === order.missing ? 1 : -1;
  const difference = bucket - otherBucket || compareNumbers(order, bucket, column.numbers[slot] as number, otherColumn.numbers[other] as number);
  return isDescending ? -difference : difference;
}

function compareNumbers({ buckets }: ColumnOrder, bucket: number, first: number, second: number): number {
  const ranks = buckets[bucket]?.ranks;
  return ranks === undefined ? first - second : (ranks[first] as number) - (ranks[second] as number);
}
