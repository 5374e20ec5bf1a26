import type { Runtime } from '../runtime.js';
import type { EventStore, Lease } from '../store/event-store.js';

/** The leases by which nodes say that they live, and of which partition each of them has. */
export interface NodeLeases {
  /** Says that this node lives. */
  register(): Promise<void>;
  /**
   * Takes a partition or keeps it.
   *
   * @returns until when this node may believe that it has it: a moment less than the store does; undefined if another has it
   */
  take(partition: number): Promise<number | undefined>;
  release(partition: number): Promise<void>;
  /** Releases whatever this node has, and says that it is gone. */
  releaseAll(): Promise<void>;
  /** Of all nodes. */
  look(): Promise<{ readonly nodes: readonly Lease[]; readonly shares: readonly Lease[] }>;
  nodes(): Promise<readonly Lease[]>;
}

/** What they are kept with. */
export interface NodeLeasesOptions {
  readonly store: Pick<EventStore, 'partitions' | 'lease' | 'release' | 'leases'>;
  readonly runtime: Pick<Runtime, 'now' | 'log'>;
  readonly nodeId: string;
}

/** Where they are: no tenant is called so. */
const everywhere = '*';
const nodeKind = 'node';
const shareKind = 'share';
const leaseMs = 10_000;
/** A node steps down this long before its lease ends in the store. */
const marginMs = 1_000;

/** The leases of one node. */
export function createNodeLeases({ store, runtime, nodeId }: NodeLeasesOptions): NodeLeases {
  const release = async (kind: string, key: string): Promise<void> => {
    try {
      await store.release(everywhere, kind, key, nodeId);
    } catch (error) {
      // Then it ends by itself.
      runtime.log('warn', 'share-not-released', { error: error instanceof Error ? error.name : 'unknown' });
    }
  };
  const nodes = (): Promise<readonly Lease[]> => store.leases(everywhere, nodeKind);
  return {
    nodes,
    async register() {
      await store.lease(everywhere, nodeKind, nodeId, nodeId, leaseMs);
    },
    async take(partition) {
      // Reckoned from before the question: the store's answer may have taken long.
      const askedAt = runtime.now();
      return (await store.lease(everywhere, shareKind, String(partition), nodeId, leaseMs)) ? askedAt + leaseMs - marginMs : undefined;
    },
    release: (partition) => release(shareKind, String(partition)),
    async releaseAll() {
      const partitions = Array.from({ length: store.partitions }, (_, partition) => release(shareKind, String(partition)));
      await Promise.all([...partitions, release(nodeKind, nodeId)]);
    },
    async look() {
      const [all, shares] = await Promise.all([nodes(), store.leases(everywhere, shareKind)]);
      return { nodes: all, shares };
    },
  };
}
