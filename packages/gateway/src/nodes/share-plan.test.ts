import { expect, test } from 'vitest';
import type { Lease } from '../store/event-store.js';
import { fairShare, planShare } from './share-plan.js';

const lease = (kind: string, key: string, holder: string, expiresAt = 10_000): Lease => ({ kind, key, holder, expiresAt });
const nodes = (...ids: readonly string[]): readonly Lease[] => ids.map((id) => lease('node', id, id));
const shares = (holders: Readonly<Record<number, string>>): readonly Lease[] => Object.entries(holders).map(([key, holder]) => lease('share', key, holder));

test.each([
  [8, 1, 8],
  [8, 3, 3],
  [16, 5, 4],
  [1, 3, 1],
  [4, 0, 4],
])('of %d partitions each of %d nodes looks after at most %d', (partitions, count, expected) => {
  expect(fairShare(partitions, count)).toBe(expected);
});

test('a node alone tries for everything, wherever it begins', () => {
  const picture = { nodeId: 'a', partitions: 4, nodes: nodes('a'), shares: [], held: new Set<number>(), leaving: new Set<number>() };
  expect(planShare(picture, 0.5).take).toEqual([2, 3, 0, 1]);
});

test('a node tries for no more than its fair share, and for nothing that another has', () => {
  const picture = { nodeId: 'b', partitions: 4, nodes: nodes('a', 'b'), shares: shares({ 0: 'a', 1: 'a', 2: 'a' }), held: new Set<number>(), leaving: new Set<number>() };
  expect(planShare(picture, 0).take).toEqual([3]);
});

test('a node that has too many gives back one at a time', () => {
  const picture = { nodeId: 'a', partitions: 4, nodes: nodes('a', 'b'), shares: shares({ 0: 'a', 1: 'a', 2: 'a', 3: 'a' }), held: new Set([0, 1, 2, 3]), leaving: new Set<number>() };
  expect(planShare(picture, 0)).toMatchObject({ take: [], giveBack: 3 });
  expect(planShare({ ...picture, held: new Set([0, 1, 2]), leaving: new Set([3]) }, 0).giveBack).toBeUndefined();
});

test('a node that lost what the store says is its own tries for it again', () => {
  const picture = { nodeId: 'a', partitions: 2, nodes: nodes('a'), shares: shares({ 0: 'a', 1: 'a' }), held: new Set<number>(), leaving: new Set<number>() };
  expect(planShare(picture, 0).take).toEqual([0, 1]);
});

test('it knows when the first of the others will not have been heard of for too long', () => {
  const others = [lease('node', 'a', 'a', 9_000), lease('node', 'b', 'b', 4_000), lease('node', 'c', 'c', 1_000)];
  const picture = { nodeId: 'c', partitions: 3, nodes: others, shares: [lease('share', '0', 'a', 3_000)], held: new Set([1]), leaving: new Set<number>() };
  expect(planShare(picture, 0).nextExpiryAt).toBe(3_000);
});
