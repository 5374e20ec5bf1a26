import type { Lease } from '../store/event-store.js';

/** What a node sees when it looks at who does what. */
export interface SharePicture {
  readonly nodeId: string;
  /** How many partitions there are. */
  readonly partitions: number;
  /** The leases of all nodes that live, this one's among them. */
  readonly nodes: readonly Lease[];
  /** The leases of partitions, by whoever holds them. */
  readonly shares: readonly Lease[];
  /** What this node looks after now. */
  readonly held: ReadonlySet<number>;
  /** What it is just giving back. */
  readonly leaving: ReadonlySet<number>;
}

/** What a node does about it. */
export interface SharePlan {
  /** Partitions to try for, in this order; nobody else has them. */
  readonly take: readonly number[];
  /** One that this node has too many of. */
  readonly giveBack: number | undefined;
  /** When the first lease of another node ends unless that node is heard of, epoch ms of the store's clock. */
  readonly nextExpiryAt: number;
}

/** How many partitions a node looks after at most, so that all of them are looked after. */
export function fairShare(partitions: number, nodes: number): number {
  return Math.ceil(partitions / Math.max(1, nodes));
}

/**
 * What a node should take or give back, so that in the end each has its fair
 * share. Several may want the same one: the store gives it to one of them.
 *
 * @param random - a number in [0, 1): nodes that start together begin in different places
 */
export function planShare(picture: SharePicture, random: number): SharePlan {
  const { nodeId, partitions, nodes, shares, held, leaving } = picture;
  const fair = fairShare(partitions, new Set([...nodes.map(({ holder }) => holder), nodeId]).size);
  const others = shares.filter(({ holder }) => holder !== nodeId);
  const taken = new Set(others.map(({ key }) => Number(key)));
  const nextExpiryAt = [...nodes, ...others].reduce((next, { holder, expiresAt }) => (holder === nodeId ? next : Math.min(next, expiresAt)), Infinity);
  const wanted = fair - held.size;
  if (wanted <= 0) return { take: [], giveBack: wanted < 0 && leaving.size === 0 ? Math.max(...held) : undefined, nextExpiryAt };
  const first = Math.floor(random * partitions);
  const inTurn = Array.from({ length: partitions }, (_, index) => (first + index) % partitions);
  const take = inTurn.filter((partition) => !held.has(partition) && !leaving.has(partition) && !taken.has(partition)).slice(0, wanted);
  return { take, giveBack: undefined, nextExpiryAt };
}
