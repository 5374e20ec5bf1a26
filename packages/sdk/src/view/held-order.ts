import type { LiveOrder } from './live-order.js';
import { isAwaiting } from './predicate.js';
import type { SortKeys } from './sort-keys.js';
import { rankAt, ruleAt } from './standings.js';
import type { Standings } from './standings.js';

/**
 * The order in which a view stood when its reader took hold of it, and what has
 * happened since: which rows would stand elsewhere, appear or go, and which came
 * into *asked* or *Action* and must be shown at once.
 */
export class HeldOrder {
  readonly #live: LiveOrder;
  readonly #standings: Standings;
  /** Slots as displayed; −1 where a conversation was forgotten, until compacted. */
  #order: Int32Array;
  #hasHoles = false;
  /** By slot: place in the order, −1 for none. */
  readonly #indexes: Int32Array;
  readonly #keys: SortKeys;
  readonly #places: Uint8Array;
  readonly #sinces: Float64Array;
  readonly #waiting = new Set<number>();
  readonly #urgent = new Set<number>();

  constructor(live: LiveOrder, standings: Standings) {
    const { slotCount } = standings;
    this.#live = live;
    this.#standings = standings;
    this.#order = live.slots(0, live.total);
    this.#keys = live.keys.copy();
    this.#places = standings.places.slice(0, slotCount);
    this.#sinces = standings.sinces.slice(0, slotCount);
    this.#indexes = new Int32Array(slotCount).fill(-1);
    this.#number();
  }

  get total(): number {
    this.#compact();
    return this.#order.length;
  }

  /** Slots as displayed, from `first` to `last` (exclusive). */
  slots(first: number, last: number): Int32Array {
    this.#compact();
    return this.#order.subarray(first, last);
  }

  /** How many rows would stand elsewhere, appear or go. */
  get waitingCount(): number {
    this.#compact();
    return this.#waiting.size;
  }

  /** Slots that came into *asked* or *Action* since, in no order. */
  get urgent(): ReadonlySet<number> {
    return this.#urgent;
  }

  indexOf(slot: number): number {
    this.#compact();
    return this.#indexes[slot] ?? -1;
  }

  /** Looks at a slot whose conversation, standing or place in the live order may have changed. */
  update(slot: number): void {
    mark(this.#waiting, slot, this.#isWaiting(slot));
    mark(this.#urgent, slot, (this.#live.keys.first.buckets[slot] as number) >= 0 && this.#isUrgent(slot));
  }

  /** Lets go of a slot, which is another conversation's from now on. */
  remove(slot: number): void {
    const index = this.indexOf(slot);
    this.#waiting.delete(slot);
    this.#urgent.delete(slot);
    if (slot < this.#places.length) this.#places[slot] = 0;
    if (index < 0) return;
    this.#indexes[slot] = -1;
    this.#order[index] = -1;
    this.#hasHoles = true;
  }

  #isUrgent(slot: number): boolean {
    const place = this.#standings.places[slot] as number;
    if (!isAwaiting(ruleAt(place))) return false;
    const heldPlace = this.#places[slot] ?? 0;
    return rankAt(heldPlace) !== rankAt(place) || this.#sinces[slot] !== this.#standings.sinces[slot];
  }

  /** Whether a slot's key no longer fits between the keys that its neighbours were held with. */
  #isWaiting(slot: number): boolean {
    const index = this.indexOf(slot);
    const isAskedFor = (this.#live.keys.first.buckets[slot] as number) >= 0;
    if (index < 0 || !isAskedFor) return isAskedFor !== index >= 0;
    const previous = this.#order[index - 1];
    const next = this.#order[index + 1];
    return (previous !== undefined && this.#compareHeld(previous, slot) > 0) || (next !== undefined && this.#compareHeld(next, slot) < 0);
  }

  /** Compares a slot as it was held with another as it is. */
  #compareHeld(held: number, slot: number): number {
    const { conversations } = this.#standings;
    return this.#keys.compare(held, this.#live.keys, slot) || this.#keys.compareIds(conversations[held], conversations[slot]);
  }

  #compact(): void {
    if (!this.#hasHoles) return;
    this.#order = this.#order.filter((slot) => slot >= 0);
    this.#number();
    this.#hasHoles = false;
    for (const slot of this.#waiting) mark(this.#waiting, slot, this.#isWaiting(slot));
  }

  #number(): void {
    for (let index = 0; index < this.#order.length; index += 1) this.#indexes[this.#order[index] as number] = index;
  }
}

function mark(slots: Set<number>, slot: number, isMember: boolean): void {
  if (isMember) slots.add(slot);
  else slots.delete(slot);
}
