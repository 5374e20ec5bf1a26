import type { SimulationOptions, SimulationResult } from './simulate.js';
import { simulate } from './simulate.js';
import type { Reached } from './world/world.js';
import { nothingReached } from './world/world.js';

/** Which seeds to run. */
export interface BatchOptions extends Omit<SimulationOptions, 'seed'> {
  readonly from: number;
  readonly count: number;
  /** Told of each run; false ends the batch. */
  readonly onResult?: (result: SimulationResult) => boolean | void;
}

/** What came of many runs. */
export interface BatchResult {
  readonly runs: number;
  readonly steps: number;
  readonly elapsedMs: number;
  /** Added up over all runs. */
  readonly reached: Reached;
  /** What was never reached and must be, for the batch to prove anything. */
  readonly missed: readonly (keyof Reached)[];
  /** Runs in which a promise was broken. */
  readonly failures: readonly SimulationResult[];
}

/** What every batch must reach. */
export const mustReach: readonly (keyof Reached)[] = [
  'contestedTakeovers',
  'resets',
  'resumedSessions',
  'suppressedReplies',
  'storeCrashes',
  'nodeCrashes',
  'inDoubtAppends',
  'lostWrites',
  'requeuedOrphans',
  'assignments',
  'takenBack',
  'fullDesks',
  'settledRepeats',
  'settingsChanges',
  'outsideHours',
];

/** Runs one seed after the other. */
export async function simulateBatch({ from, count, onResult, ...options }: BatchOptions): Promise<BatchResult> {
  const startedAt = performance.now();
  const reached = nothingReached();
  const failures: SimulationResult[] = [];
  let runs = 0;
  let steps = 0;
  for (let seed = from; seed < from + count; seed += 1) {
    const result = await simulate({ ...options, seed });
    runs += 1;
    steps += result.steps;
    for (const name of Object.keys(reached) as (keyof Reached)[]) reached[name] += result.reached[name];
    if (result.violation !== undefined) failures.push(result);
    if (onResult?.(result) === false) break;
  }
  return { runs, steps, elapsedMs: performance.now() - startedAt, reached, missed: mustReach.filter((name) => reached[name] === 0), failures };
}
