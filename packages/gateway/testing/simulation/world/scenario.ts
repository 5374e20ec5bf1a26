import type { Chance } from './chance.js';

/** How one run is set up; all drawn from its seed. */
export interface Scenario {
  readonly nodes: number;
  readonly partitions: number;
  /** Whether nodes are told that they may be several: a store of its own has one partition and nobody to share it with. */
  readonly isShared: boolean;
  readonly agents: number;
  readonly customers: number;
  /** How long things go wrong. */
  readonly stormMs: number;
  /** How long everything works again after that: long enough for what is owed to be paid. */
  readonly calmMs: number;
  /** Whether all agents go home when it begins to, whatever they still have in their hands. */
  readonly isHomeTime: boolean;
  /** How often something does, on average; Infinity for a run in which nothing does. */
  readonly faultEveryMs: number;
  /** How often several agents reach for the same conversation at once, on average. */
  readonly stampedeEveryMs: number;
}

/** A client that noticed nothing comes back after 35 s of silence and 30 s of waiting. */
const shortCalmMs = 75_000;
/** An agent who is gone is missed after 105 s. */
const longCalmMs = 165_000;

/** @param nodeLimit - the most nodes a run may have */
export function drawScenario(chance: Chance, nodeLimit: number): Scenario {
  const nodes = Math.min(nodeLimit, chance.pick([1, 1, 2, 2, 3]));
  const isShared = nodes > 1;
  const isHomeTime = chance.happens(0.15);
  return {
    nodes,
    isShared,
    partitions: isShared ? chance.pick([2, 4]) : 1,
    agents: chance.between(1, 3),
    customers: chance.between(1, 4),
    stormMs: chance.pick([15_000, 30_000, 30_000, 60_000, 140_000]),
    calmMs: isHomeTime ? longCalmMs : shortCalmMs,
    isHomeTime,
    faultEveryMs: chance.pick([3_000, 6_000, 12_000, 12_000, Infinity]),
    stampedeEveryMs: chance.pick([8_000, 20_000]),
  };
}
