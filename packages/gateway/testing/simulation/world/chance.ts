import { seededRandom } from '../../../src/import/seeded-random.js';

/** Chance that can be had again: all of a simulation's comes from one seed. */
export interface Chance {
  /** A number in [0, 1). */
  next(): number;
  /** Whether something of this probability happens. */
  happens(probability: number): boolean;
  /** A whole number from `least` to `most`, both possible. */
  between(least: number, most: number): number;
  /** One of them. @throws {RangeError} there are none */
  pick<Item>(items: readonly Item[]): Item;
  /** A delay whose average is `meanMs`: as events come that know nothing of each other. */
  wait(meanMs: number): number;
  /** Chance of its own for a part, so that what one part draws does not shift what another does. */
  fork(): Chance;
}

/** Chance from a seed. */
export function createChance(seed: number): Chance {
  const next = seededRandom(seed);
  return {
    next,
    happens: (probability) => next() < probability,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick(items) {
      if (items.length === 0) throw new RangeError('There is nothing to pick from.');
      return items[Math.floor(next() * items.length)] as (typeof items)[number];
    },
    wait: (meanMs) => Math.ceil(-Math.log(1 - next()) * meanMs),
    fork: () => createChance(Math.floor(next() * 2 ** 32)),
  };
}
