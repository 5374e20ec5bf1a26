import type { FaultPace } from './fault-plan.js';

/** How big a run is, and what it must have reached to mean anything. */
export interface TortureForm {
  readonly store: 'postgres' | 'sqlite';
  readonly seed: number;
  readonly nodes: number;
  readonly agents: number;
  /** Agents who press together. */
  readonly squadSize: number;
  readonly customers: number;
  /** Faults go on at least so long, and until every kind has been. */
  readonly durationMs: number;
  readonly pace: FaultPace;
  /** After this an operation without an answer is of unknown outcome. */
  readonly deadlineMs: number;
  /** Of a squad between two rounds, at most. */
  readonly restMs: number;
  /** Of a customer between two messages, at most. */
  readonly thinkMs: number;
  readonly contestedAtLeast: number;
  readonly unknownShareAtMost: number;
}

/** 20 agents and 50 customers, for some minutes. */
export function fullForm(store: TortureForm['store'], seed: number, minutes: number): TortureForm {
  return {
    store,
    seed,
    nodes: store === 'postgres' ? 3 : 1,
    agents: 20,
    squadSize: 5,
    customers: 50,
    durationMs: minutes * 60_000,
    pace: { faultMs: [300, 4_000], pauseMs: [1_000, 4_000], longMs: 20_000 },
    deadlineMs: 30_000,
    restMs: 150,
    thinkMs: 3_000,
    contestedAtLeast: 1_000,
    unknownShareAtMost: 0.05,
  };
}

/** The same with fewer people and shorter faults, every kind once: for the test suite. */
export function shortForm(store: TortureForm['store'], seed: number): TortureForm {
  return {
    ...fullForm(store, seed, 0),
    agents: 9,
    squadSize: 3,
    customers: 10,
    pace: { faultMs: [200, 600], pauseMs: [100, 300], longMs: 1_500 },
    deadlineMs: 15_000,
    restMs: 60,
    thinkMs: 800,
    contestedAtLeast: 30,
  };
}
