/** Groups of vectors, each around one of them that all its members are near to. */
import type { Vector } from './text-vectors.js';

interface Neighbour {
  readonly index: number;
  readonly nearness: number;
}

/**
 * Takes again and again the vector with the most around it, and with it what is
 * near to it and in no group yet; then everything goes to the nearest centre.
 *
 * @param weights - how much each counts
 * @param threshold - how near a member is to its centre, at least
 * @returns the number of each one's group: 0, 1, 2 … without gaps
 */
export function groupAround(vectors: readonly Vector[], weights: readonly number[], threshold: number): readonly number[] {
  const neighbours = neighboursOf(vectors, threshold);
  const groups: number[] = vectors.map(() => -1);
  const centres: number[] = [];
  const around = neighbours.map((near) => near.reduce((sum, { index }) => sum + (weights[index] ?? 0), 0));
  for (let centre = densest(around, weights, groups); centre !== -1; centre = densest(around, weights, groups)) {
    const near = (neighbours[centre] ?? []).filter(({ index }) => groups[index] === -1);
    for (const member of [centre, ...near.map(({ index }) => index)]) {
      groups[member] = centres.length;
      for (const { index } of neighbours[member] ?? []) around[index] = (around[index] ?? 0) - (weights[member] ?? 0);
    }
    centres.push(centre);
  }
  const numberOf = new Map(centres.map((centre, number) => [centre, number]));
  return groups.map((group, index) => {
    if (group === -1) return centres.push(index) - 1;
    return numberOf.get(index) ?? nearestOf(neighbours[index] ?? [], numberOf) ?? group;
  });
}

/** The first of those without a group that have the most around them; −1 if none has anything. */
function densest(around: readonly number[], weights: readonly number[], groups: readonly number[]): number {
  let best = -1;
  let most = 0;
  for (let index = 0; index < around.length; index += 1) {
    const left = around[index] as number;
    if (groups[index] !== -1 || left <= 0 || left + (weights[index] as number) <= most) continue;
    best = index;
    most = left + (weights[index] as number);
  }
  return best;
}

function nearestOf(neighbours: readonly Neighbour[], centres: ReadonlyMap<number, number>): number | undefined {
  let nearest: Neighbour | undefined;
  for (const neighbour of neighbours) if (centres.has(neighbour.index) && neighbour.nearness > (nearest?.nearness ?? 0)) nearest = neighbour;
  return nearest === undefined ? undefined : centres.get(nearest.index);
}

/** All that are near enough to each, by way of an index from features to those that have them: each pair is looked at once. */
function neighboursOf(vectors: readonly Vector[], threshold: number): readonly (readonly Neighbour[])[] {
  const having = new Map<number, { readonly indexes: number[]; readonly values: number[] }>();
  const neighbours: Neighbour[][] = vectors.map(() => []);
  const sums = new Float64Array(vectors.length);
  for (const [index, { features, values }] of vectors.entries()) {
    sums.fill(0, 0, index);
    for (const [place, feature] of features.entries()) {
      const value = values[place] as number;
      const before = having.get(feature);
      if (before === undefined) having.set(feature, { indexes: [index], values: [value] });
      else {
        const { indexes, values: others } = before;
        for (let at = 0; at < indexes.length; at += 1) (sums[indexes[at] as number] as number) += value * (others[at] as number);
        indexes.push(index);
        others.push(value);
      }
    }
    for (let other = 0; other < index; other += 1) {
      const nearness = sums[other] as number;
      if (nearness < threshold) continue;
      neighbours[index]?.push({ index: other, nearness });
      neighbours[other]?.push({ index, nearness });
    }
  }
  return neighbours;
}
