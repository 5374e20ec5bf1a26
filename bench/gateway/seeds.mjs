/** Stores that hold many conversations; filled once in a run, for filling takes longer than what is measured on them. */
import { openStore } from '@live-takeover/gateway';
import { fill } from './conversations.mjs';

/**
 * @returns {(kind: string, count: number) => Promise<object>} where a store of so many open conversations is. Whoever works on it
 *   leaves them as they are
 */
export function createSeeds(places) {
  const seeds = new Map();
  const make = async (kind, count) => {
    const place = await places.create(kind);
    const store = await openStore(place);
    await fill(store, count);
    await store.close();
    return place;
  };
  return (kind, count) => {
    const key = `${kind} ${count}`;
    if (!seeds.has(key)) seeds.set(key, make(kind, count));
    return seeds.get(key);
  };
}
