/** Which faults come when: drawn from a seed, every kind in every round. */
import { seededRandom } from '../../src/import/seeded-random.js';

/** Everything that can be done to a cluster. */
export const faultKinds = [
  'delay',
  'throttle',
  'cut',
  'half-open',
  'refuse',
  'kill-node',
  'freeze-node',
  'restart-node',
  'kill-database',
  'restart-database',
] as const;

/** One kind of fault. */
export type FaultKind = (typeof faultKinds)[number];

/** A fault to come. */
export interface Fault {
  readonly kind: FaultKind;
  /** Without any fault, before it. */
  readonly pauseMs: number;
  /** Until it is healed. */
  readonly durationMs: number;
  /** Of the connections, and of everything else that is to be chosen: in [0, 1). */
  readonly share: number;
  readonly dice: number;
}

/** How long faults and pauses are, at least and at most. */
export interface FaultPace {
  readonly faultMs: readonly [number, number];
  readonly pauseMs: readonly [number, number];
  /** Of a stall or a freeze, which are only noticed after long: now and then this long. */
  readonly longMs: number;
}

/** How much of the connections a fault hits at most: some always go on. */
const largestShare = 0.5;

/** Faults without end; each round has every kind once, in an order of its own. */
export function* faultPlan(kinds: readonly FaultKind[], seed: number, pace: FaultPace): Generator<Fault, never> {
  const random = seededRandom(`faults ${seed}`);
  const between = ([least, most]: readonly [number, number]): number => least + random() * (most - least);
  for (let round = 0; ; round += 1)
    for (const kind of shuffled(kinds, random)) {
      const isLong = (kind === 'half-open' || kind === 'freeze-node') && round % 3 === 2;
      const durationMs = between(pace.faultMs);
      yield { kind, pauseMs: between(pace.pauseMs), durationMs: isLong ? pace.longMs : durationMs, share: 0.1 + random() * (largestShare - 0.1), dice: random() };
    }
}

/** The kinds that a store and a number of nodes allow. */
export function kindsFor(hasDatabase: boolean): readonly FaultKind[] {
  return faultKinds.filter((kind) => hasDatabase || !kind.endsWith('-database'));
}

function shuffled<Value>(values: readonly Value[], random: () => number): readonly Value[] {
  return values
    .map((value) => ({ value, rank: random() }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ value }) => value);
}
