import type { EventStore, Position, StoredEvent } from '../../src/store/event-store.js';
import { partitionOf } from '../../src/store/partition.js';

/** What the tail of one partition gives from after `position` up to `last`. */
export async function follow(store: EventStore, partition: number, position: Position, last: Position): Promise<readonly StoredEvent[]> {
  const followed: StoredEvent[] = [];
  if (position >= last) return followed;
  const abort = new AbortController();
  for await (const batch of store.tail(partition, position, abort.signal)) {
    followed.push(...batch);
    if ((batch.at(-1)?.position ?? 0) >= last) abort.abort();
  }
  return followed;
}

/**
 * What the tails of all partitions give.
 *
 * @param upTo - by partition; default: everything that is stored by now
 * @param after - by partition; default: from the beginning
 * @returns one list per partition
 */
export async function followAll(
  store: EventStore,
  upTo?: readonly Position[],
  after: readonly Position[] = [],
): Promise<readonly (readonly StoredEvent[])[]> {
  const last = upTo ?? (await positionsOf(store));
  return Promise.all(last.map((position, partition) => follow(store, partition, after[partition] ?? 0, position)));
}

/** The position of the newest event in each partition. */
export async function positionsOf(store: EventStore): Promise<readonly Position[]> {
  return (await store.heads({ activeSince: Number.MAX_SAFE_INTEGER })).atPositions;
}

/** Ids of so many conversations of `tenant` that share a partition. */
export function neighbours(store: EventStore, tenant: string, name: string, count: number, partition = 0): readonly string[] {
  const ids: string[] = [];
  for (let index = 0; ids.length < count; index += 1)
    if (partitionOf(tenant, `${name}-${index}`, store.partitions) === partition) ids.push(`${name}-${index}`);
  return ids;
}
