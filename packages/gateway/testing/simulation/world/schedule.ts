/**
 * Everything that will happen, in order of time. What falls on the same instant
 * happens in an order that chance draws.
 */
import type { Chance } from './chance.js';

/** A program that something happens in: a gateway node, a browser tab. */
export interface Process {
  readonly name: string;
  /** A dead one's timers and deliveries are gone. */
  isAlive: boolean;
  /** A paused one's wait until it goes on; then they come in the order in which they were due. */
  isPaused: boolean;
  /** What waits for a paused process. */
  readonly backlog: Step[];
}

/** Something that happens at an instant. */
export interface Step {
  readonly at: number;
  /** Orders what falls on the same instant. */
  readonly tie: number;
  /** Undefined for what happens outside any program. */
  readonly process: Process | undefined;
  readonly action: () => void;
  isCancelled: boolean;
}

/** A process that runs. */
export function createProcess(name: string): Process {
  return { name, isAlive: true, isPaused: false, backlog: [] };
}

/** Time, and what it brings. */
export class Schedule {
  readonly #chance: Chance;
  readonly #heap = new StepHeap();
  #now: number;

  constructor(startAt: number, chance: Chance) {
    this.#now = startAt;
    this.#chance = chance;
  }

  /** Epoch ms, by nobody's clock. */
  get now(): number {
    return this.#now;
  }

  /** @returns takes it back */
  after(delayMs: number, process: Process | undefined, action: () => void): () => void {
    const at = this.#now + Math.max(0, Math.ceil(delayMs));
    const step: Step = { at, tie: this.#chance.next(), process, action, isCancelled: false };
    this.#heap.push(step);
    return () => {
      step.isCancelled = true;
    };
  }

  /** Moves on to the next step and does it; undefined if there is none until then. */
  step(until: number): Step | undefined {
    for (let next = this.#heap.top; next !== undefined && next.at <= until; next = this.#heap.top) {
      this.#heap.pop();
      const { process } = next;
      if (next.isCancelled || process?.isAlive === false) continue;
      if (process?.isPaused === true) {
        process.backlog.push(next);
        continue;
      }
      this.#now = Math.max(this.#now, next.at);
      next.action();
      return next;
    }
    this.#now = Math.max(this.#now, until);
    return undefined;
  }

  /** Lets a paused process go on: what waited happens now, in order and before anything else. */
  resume(process: Process): void {
    process.isPaused = false;
    for (const [index, step] of process.backlog.splice(0).entries()) {
      // Taken back meanwhile, or by what comes before it.
      const action = (): void => (step.isCancelled ? undefined : step.action());
      this.#heap.push({ at: this.#now, tie: index * 1e-9 - 1, process, action, isCancelled: false });
    }
  }
}

/** A binary heap: the earliest step is on top. */
class StepHeap {
  readonly #steps: Step[] = [];

  get top(): Step | undefined {
    return this.#steps[0];
  }

  push(step: Step): void {
    const steps = this.#steps;
    let index = steps.push(step) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (isBefore(steps[parent] as Step, step)) break;
      steps[index] = steps[parent] as Step;
      index = parent;
    }
    steps[index] = step;
  }

  pop(): void {
    const steps = this.#steps;
    const last = steps.pop();
    if (last === undefined || steps.length === 0) return;
    let index = 0;
    for (let child = 1; child < steps.length; child = 2 * index + 1) {
      if (child + 1 < steps.length && isBefore(steps[child + 1] as Step, steps[child] as Step)) child += 1;
      if (isBefore(last, steps[child] as Step)) break;
      steps[index] = steps[child] as Step;
      index = child;
    }
    steps[index] = last;
  }
}

function isBefore(one: Step, other: Step): boolean {
  return one.at < other.at || (one.at === other.at && one.tie < other.tie);
}
