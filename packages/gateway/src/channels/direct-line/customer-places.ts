/**
 * Which node looks after which customer's connection: said once when a customer
 * connects, and good for as long as that node itself is heard of. So nothing is
 * written per heartbeat, and yet a node that dies leaves no customer behind.
 */
import type { Share } from '../../nodes/share.js';
import type { EventStore } from '../../store/event-store.js';
import { partitionOf } from '../../store/partition.js';

/** A customer whom only nodes looked after that are gone. */
export interface LeftBehind {
  readonly tenant: string;
  readonly thread: string;
  /** The nodes that did. */
  readonly nodes: readonly string[];
}

/** The places of all customers, on all nodes. */
export interface CustomerPlaces {
  /** This node looks after a customer, for so long at most unless it says so again. */
  enter(tenant: string, thread: string, durationMs: number): Promise<void>;
  /** It does no more. */
  leave(tenant: string, thread: string): Promise<void>;
  /** Whether another node does, one that lives. */
  isElsewhere(tenant: string, thread: string): Promise<boolean>;
  leftBehind(tenant: string): Promise<readonly LeftBehind[]>;
  /** Somebody saw to what the dead left behind. */
  forget(customer: LeftBehind): Promise<void>;
}

/** What places are kept with. */
export interface CustomerPlacesOptions {
  readonly store: Pick<EventStore, 'lease' | 'release' | 'leases'>;
  readonly share: Pick<Share, 'livingNodes'>;
  readonly nodeId: string;
}

/** Few enough to look through all, and so many that one holds no more than there is to see at a glance. */
const buckets = 64;

/** Places as leases in a store. */
export function createCustomerPlaces({ store, share, nodeId }: CustomerPlacesOptions): CustomerPlaces {
  const nodesOf = async (tenant: string, kind: string): Promise<ReadonlyMap<string, readonly string[]>> => {
    const byThread = new Map<string, readonly string[]>();
    for (const { key, holder } of await store.leases(tenant, kind)) {
      const thread = key.slice(0, key.lastIndexOf(' '));
      byThread.set(thread, [...(byThread.get(thread) ?? []), holder]);
    }
    return byThread;
  };
  return {
    async enter(tenant, thread, durationMs) {
      await store.lease(tenant, kindOf(tenant, thread), `${thread} ${nodeId}`, nodeId, durationMs);
    },
    leave: (tenant, thread) => store.release(tenant, kindOf(tenant, thread), `${thread} ${nodeId}`, nodeId),
    async isElsewhere(tenant, thread) {
      const nodes = (await nodesOf(tenant, kindOf(tenant, thread))).get(thread) ?? [];
      const others = nodes.filter((node) => node !== nodeId);
      if (others.length === 0) return false;
      const living = await share.livingNodes();
      return others.some((node) => living.has(node));
    },
    async leftBehind(tenant) {
      const found: LeftBehind[] = [];
      const living = await share.livingNodes();
      for (let bucket = 0; bucket < buckets; bucket += 1)
        for (const [thread, nodes] of await nodesOf(tenant, `direct-line:${String(bucket)}`))
          if (!nodes.some((node) => node === nodeId || living.has(node))) found.push({ tenant, thread, nodes });
      return found;
    },
    async forget({ tenant, thread, nodes }) {
      await Promise.all(nodes.map((node) => store.release(tenant, kindOf(tenant, thread), `${thread} ${node}`, node)));
    },
  };
}

function kindOf(tenant: string, thread: string): string {
  return `direct-line:${String(partitionOf(tenant, thread, buckets))}`;
}
