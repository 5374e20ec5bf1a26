import type { Clock } from '../base/clock.js';

const bucketMs = 1000;
/** The longest delay that timers take: they count milliseconds in 32 bits, with a sign. */
const longestDelayMs = 2 ** 31 - 1;

/** What a {@link DueTimer} asks its owner. */
export interface DueTimerOwner {
  /** This machine's clock, for the one timer. */
  readonly clock: Clock;
  /** The clock that instants are told in. */
  now(): number;
  /** When a slot is really due; Infinity for never. */
  dueOf(slot: number): number;
  /** Slots that are due. They are armed no more. */
  onDue(slots: readonly number[]): void;
}

interface Due {
  readonly slot: number;
  readonly at: number;
}

/**
 * One timer for any number of slots, set for the earliest instant at which one
 * is due. Slots wait in buckets of a second and are armed lazily: one whose
 * instant moves later, as with every message, stays where it is and is looked
 * at again when its bucket comes up; so most events do no timer work at all.
 */
export class DueTimer {
  readonly #owner: DueTimerOwner;
  /** By slot: start of the bucket it waits in, Infinity for none. Never after its instant. */
  #armed = new Float64Array(0);
  readonly #buckets = new Map<number, number[]>();
  readonly #starts = new MinimumHeap();
  /** The earliest bucket, opened: true instants, latest first. */
  #front: Due[] = [];
  #frontStart = -Infinity;
  #timerAt = Infinity;
  #cancel: (() => void) | undefined;

  constructor(owner: DueTimerOwner) {
    this.#owner = owner;
  }

  /** Makes sure that a slot wakes at `at` at the latest. Takes effect with {@link DueTimer.plan}. */
  arm(slot: number, at: number): void {
    const start = Math.floor(at / bucketMs) * bucketMs;
    if (slot >= this.#armed.length) this.#grow(slot);
    const armed = this.#armed[slot] as number;
    const isInFront = start === this.#frontStart && start <= armed;
    if (start >= armed && !isInFront) return;
    this.#armed[slot] = start;
    if (isInFront) return this.#putInFront({ slot, at });
    if (start < this.#frontStart) this.#closeFront();
    this.#putInBucket(slot, start);
  }

  /** Lets a slot sleep. */
  disarm(slot: number): void {
    if (slot < this.#armed.length) this.#armed[slot] = Infinity;
  }

  /** Hands over all slots that are due by now. */
  run(): void {
    const now = this.#owner.now();
    const slots: number[] = [];
    for (let due = this.#earliest(); due !== undefined && due.at <= now; due = this.#earliest()) {
      this.#front.pop();
      if (this.#armed[due.slot] !== this.#frontStart) continue;
      this.#armed[due.slot] = Infinity;
      const at = this.#owner.dueOf(due.slot);
      if (at <= now) slots.push(due.slot);
      else if (at < Infinity) this.arm(due.slot, at);
    }
    if (slots.length > 0) this.#owner.onDue(slots);
    this.plan();
  }

  /** Sets the timer if the earliest instant is another than before. */
  plan(): void {
    const at = this.#earliest()?.at ?? Infinity;
    if (at !== this.#timerAt) this.#setTimer(at);
  }

  /** Sets the timer anew, as when one of the clocks was put right. */
  replan(): void {
    this.#setTimer(this.#earliest()?.at ?? Infinity);
  }

  /** Stops the timer. */
  close(): void {
    this.#setTimer(Infinity);
  }

  #setTimer(at: number): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#timerAt = at;
    if (at === Infinity) return;
    const delayMs = Math.min(Math.max(0, Math.ceil(at - this.#owner.now())), longestDelayMs);
    this.#cancel = this.#owner.clock.schedule(delayMs, () => {
      this.#timerAt = Infinity;
      this.#cancel = undefined;
      this.run();
    });
  }

  /** The earliest due slot, the bucket it is in opened. */
  #earliest(): Due | undefined {
    while (this.#front.length === 0 && this.#starts.size > 0) this.#open(this.#starts.pop());
    return this.#front.at(-1);
  }

  #open(start: number): void {
    this.#frontStart = start;
    const slots = this.#buckets.get(start) ?? [];
    this.#buckets.delete(start);
    const front: Due[] = [];
    for (const slot of slots) {
      if (this.#armed[slot] !== start) continue;
      const at = this.#owner.dueOf(slot);
      if (at < start + bucketMs) front.push({ slot, at });
      else this.#postpone(slot, at);
    }
    this.#front = front.sort((first, second) => second.at - first.at);
  }

  #postpone(slot: number, at: number): void {
    this.#armed[slot] = Infinity;
    if (at < Infinity) this.arm(slot, at);
  }

  #putInFront(due: Due): void {
    let place = this.#front.length;
    while (place > 0 && (this.#front[place - 1] as Due).at < due.at) place -= 1;
    this.#front.splice(place, 0, due);
  }

  #closeFront(): void {
    const start = this.#frontStart;
    this.#frontStart = -Infinity;
    for (const { slot } of this.#front) if (this.#armed[slot] === start) this.#putInBucket(slot, start);
    this.#front = [];
  }

  #putInBucket(slot: number, start: number): void {
    const bucket = this.#buckets.get(start);
    if (bucket !== undefined) return void bucket.push(slot);
    this.#buckets.set(start, [slot]);
    this.#starts.push(start);
  }

  #grow(slot: number): void {
    const armed = new Float64Array(Math.max(64, slot * 2)).fill(Infinity);
    armed.set(this.#armed);
    this.#armed = armed;
  }
}

/** Numbers, of which the smallest comes out first. */
class MinimumHeap {
  readonly #numbers: number[] = [];

  get size(): number {
    return this.#numbers.length;
  }

  push(number: number): void {
    const numbers = this.#numbers;
    let place = numbers.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if ((numbers[parent] as number) <= number) break;
      numbers[place] = numbers[parent] as number;
      place = parent;
    }
    numbers[place] = number;
  }

  pop(): number {
    const numbers = this.#numbers;
    const smallest = numbers[0] as number;
    const last = numbers.pop() as number;
    if (numbers.length === 0) return smallest;
    let place = 0;
    for (let child = 1; child < numbers.length; child = place * 2 + 1) {
      if (child + 1 < numbers.length && (numbers[child + 1] as number) < (numbers[child] as number)) child += 1;
      if ((numbers[child] as number) >= last) break;
      numbers[place] = numbers[child] as number;
      place = child;
    }
    numbers[place] = last;
    return smallest;
  }
}
