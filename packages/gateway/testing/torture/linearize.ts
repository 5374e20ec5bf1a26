/**
 * Whether there is one order of a conversation's operations, each somewhere
 * between its sending and its answer, that the takeover lock could have given
 * these answers in: the search of Wing & Gong with Lowe's memory of what was
 * tried in vain.
 *
 * What keeps it from growing without bound:
 * - operations that were told their seq have only one order, that of their seqs;
 * - a refusal changes nothing, so it is placed as soon as it fits, and never moved;
 * - an operation of unknown outcome matters only if it changes hands, and only in the one term that it names.
 *
 * So there is a choice only where operations of unknown outcome wait in the very
 * term that the lock is in, and what was tried there is remembered by the term,
 * the holder and what is still to be placed. Thousands of operations with a few
 * in a hundred unknown are one pass and a handful of turns back.
 */
import type { Operation } from './history.js';
import type { LockState } from './takeover-lock.js';
import { changesHands, freshLock, step, termOf } from './takeover-lock.js';

/** What the search found. */
export type Linearization =
  | { readonly found: true }
  /** No order fits. `state` is how far the longest attempt came, `unplaced` what was due then. */
  | { readonly found: false; readonly state: LockState; readonly unplaced: readonly Operation[] }
  /** Given up after too many choices. */
  | { readonly found: undefined };

const choiceLimit = 200_000;

/**
 * @param operations - of one conversation, in any order
 * @param starts - the states from which any will do
 */
export function linearize(operations: readonly Operation[], starts: readonly LockState[] = [freshLock]): Linearization {
  let longest: Extract<Linearization, { found: false }> | undefined;
  let isUndecided = false;
  for (const start of starts) {
    const result = new Search(operations, start).run();
    if (result.found === true) return result;
    if (result.found === undefined) isUndecided = true;
    else if (longest === undefined || result.state.seq >= longest.state.seq) longest = result;
  }
  return isUndecided || longest === undefined ? { found: undefined } : longest;
}

/** A point with more than one way on. */
interface Crossing {
  readonly state: LockState;
  readonly told: number;
  /** How many refusals had been placed. */
  readonly placed: number;
  readonly firstReply: number;
  readonly firstWaiting: number;
  readonly untried: LockStep[];
}

interface LockStep {
  readonly state: LockState;
  readonly told: number;
}

class Search {
  /** Told of a seq, in its order. */
  readonly #told: readonly Operation[];
  /** Earliest answer among those told from each on. */
  readonly #toldAnswers: Float64Array;
  /** Without effect, by their sending. */
  readonly #passive: readonly Operation[];
  readonly #byAnswer: readonly number[];
  readonly #isPlaced: Uint8Array;
  /** Passive ones that were placed, in that order. */
  readonly #trail: number[] = [];
  /** Of unknown outcome, by the term in which they would change hands. */
  readonly #unknown = new Map<number, Operation[]>();
  readonly #crossings: Crossing[] = [];
  readonly #tried = new Set<string>();
  #state: LockState;
  #toldCount = 0;
  #firstReply = 0;
  #firstWaiting = 0;
  #choices = 0;
  #longest: { state: LockState; size: number; unplaced: readonly Operation[] };

  constructor(operations: readonly Operation[], start: LockState) {
    this.#state = start;
    const isTold = ({ outcome }: Operation): boolean => outcome.kind === 'ok' && outcome.seq > 0;
    this.#told = operations.filter(isTold).sort((left, right) => seqOf(left) - seqOf(right));
    this.#toldAnswers = new Float64Array(this.#told.length + 1).fill(Infinity);
    for (let index = this.#told.length - 1; index >= 0; index -= 1)
      this.#toldAnswers[index] = Math.min(this.#told[index]?.answeredAt ?? Infinity, this.#toldAnswers[index + 1] ?? Infinity);
    this.#passive = operations.filter((operation) => operation.outcome.kind !== 'unknown' && !isTold(operation)).sort((left, right) => left.sentAt - right.sentAt);
    const answeredAt = (index: number): number => this.#passive[index]?.answeredAt ?? Infinity;
    this.#byAnswer = this.#passive.map((_, index) => index).sort((left, right) => answeredAt(left) - answeredAt(right));
    this.#isPlaced = new Uint8Array(this.#passive.length);
    for (const operation of operations) {
      const term = termOf(operation.action);
      if (operation.outcome.kind !== 'unknown' || term === undefined || !changesHands(operation.action)) continue;
      this.#unknown.set(term, [...(this.#unknown.get(term) ?? []), operation]);
    }
    this.#longest = { state: start, size: -1, unplaced: [] };
  }

  run(): Linearization {
    for (;;) {
      this.#placePassive();
      if (this.#toldCount === this.#told.length && this.#trail.length === this.#passive.length) return { found: true };
      const [next, ...others] = this.#waysOn();
      if (next !== undefined && (others.length === 0 || this.#isNew())) {
        if (others.length > 0) this.#remember(others);
        this.#go(next);
      } else {
        this.#note();
        if (!this.#turnBack()) return { found: false, state: this.#longest.state, unplaced: this.#longest.unplaced };
        if ((this.#choices += 1) > choiceLimit) return { found: undefined };
      }
    }
  }

  /** Places every operation without effect that fits here, until none is left that does. */
  #placePassive(): void {
    for (let isAgain = true; isAgain; ) {
      isAgain = false;
      const deadline = this.#deadline();
      for (let index = this.#firstWaiting; index < this.#passive.length; index += 1) {
        const operation = this.#passive[index];
        if (operation === undefined || operation.sentAt > deadline) break;
        if (this.#isPlaced[index] === 1 || step(this.#state, operation) === undefined) continue;
        this.#isPlaced[index] = 1;
        this.#trail.push(index);
        isAgain = true;
      }
      while (this.#isPlaced[this.#firstWaiting] === 1) this.#firstWaiting += 1;
    }
  }

  /** The earliest answer of what is not placed: nothing sent after it may come before it. */
  #deadline(): number {
    while (this.#firstReply < this.#byAnswer.length && this.#isPlaced[this.#byAnswer[this.#firstReply] ?? 0] === 1) this.#firstReply += 1;
    const passive = this.#passive[this.#byAnswer[this.#firstReply] ?? -1]?.answeredAt ?? Infinity;
    return Math.min(passive, this.#toldAnswers[this.#toldCount] ?? Infinity);
  }

  #waysOn(): LockStep[] {
    const deadline = this.#deadline();
    const ways: LockStep[] = [];
    const told = this.#told[this.#toldCount];
    const after = told === undefined || told.sentAt > deadline ? undefined : step(this.#state, told);
    if (after !== undefined) ways.push({ state: after, told: this.#toldCount + 1 });
    for (const operation of this.#unknown.get(this.#state.term) ?? []) {
      const state = operation.sentAt > deadline ? undefined : step(this.#state, operation);
      if (state !== undefined && state.term !== this.#state.term) ways.push({ state, told: this.#toldCount });
    }
    return ways;
  }

  /** Whether nobody has stood here before. What lies after the deadline is unplaced on every way here. */
  #isNew(): boolean {
    const deadline = this.#deadline();
    const waiting: number[] = [];
    for (let index = this.#firstWaiting; index < this.#passive.length; index += 1) {
      if ((this.#passive[index]?.sentAt ?? Infinity) > deadline) break;
      if (this.#isPlaced[index] === 0) waiting.push(index);
    }
    const key = `${this.#state.term} ${this.#state.operator?.id ?? ''} ${this.#toldCount} ${waiting.join()}`;
    if (this.#tried.has(key)) return false;
    this.#tried.add(key);
    return true;
  }

  #remember(untried: LockStep[]): void {
    const { length: placed } = this.#trail;
    this.#crossings.push({ state: this.#state, told: this.#toldCount, placed, firstReply: this.#firstReply, firstWaiting: this.#firstWaiting, untried });
  }

  #go({ state, told }: LockStep): void {
    this.#state = state;
    this.#toldCount = told;
  }

  #turnBack(): boolean {
    const crossing = this.#crossings.at(-1);
    if (crossing === undefined) return false;
    for (const index of this.#trail.splice(crossing.placed)) this.#isPlaced[index] = 0;
    this.#firstReply = crossing.firstReply;
    this.#firstWaiting = crossing.firstWaiting;
    const next = crossing.untried.shift();
    if (crossing.untried.length === 0) this.#crossings.pop();
    if (next !== undefined) this.#go(next);
    return true;
  }

  #note(): void {
    const size = this.#toldCount + this.#trail.length;
    if (size <= this.#longest.size) return;
    const deadline = this.#deadline();
    const waiting = this.#passive.filter(({ sentAt }, index) => this.#isPlaced[index] === 0 && sentAt <= deadline);
    this.#longest = { state: this.#state, size, unplaced: [...this.#told.slice(this.#toldCount, this.#toldCount + 1), ...waiting] };
  }
}

function seqOf({ outcome }: Operation): number {
  return outcome.kind === 'ok' ? outcome.seq : 0;
}
