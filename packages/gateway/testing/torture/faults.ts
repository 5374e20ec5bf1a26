/** Does to a cluster what a plan says, and heals it again. */
import type { Cluster, ClusterNode } from './cluster.js';
import type { Fault, FaultKind } from './fault-plan.js';
import type { Direction, ProxiedConnection } from './tcp-proxy.js';

/** A database server that can be done away with for a while. */
export interface Database {
  /** SIGKILL to all of it. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops in good order, and starts. */
  restart(): Promise<void>;
}

/** What faults are done to. */
export interface FaultWorld {
  readonly cluster: Cluster;
  readonly database: Database | undefined;
  /** Lets time pass: the length of a fault is part of the plan. */
  readonly rest: (durationMs: number) => Promise<void>;
}

/** A fault that was done. */
export interface DoneFault {
  readonly kind: FaultKind;
  /** Of the monotonic clock. */
  readonly beganAt: number;
  readonly endedAt: number;
  /** How many connections, nodes or servers it hit. */
  readonly hits: number;
}

/** Does one fault and heals it. */
export async function commit(fault: Fault, world: FaultWorld): Promise<DoneFault> {
  const beganAt = performance.now();
  const hits = await deeds[fault.kind](fault, world);
  return { kind: fault.kind, beganAt, endedAt: performance.now(), hits };
}

type Deed = (fault: Fault, world: FaultWorld) => Promise<number>;

const slowestBytesPerSecond = 4_000;
const longestDelayMs = 400;
const directions: readonly Direction[] = ['up', 'down', 'both'];

const deeds: Readonly<Record<FaultKind, Deed>> = {
  delay: (fault, world) => onConnections(fault, world, (connection, index) => connection.delay(20 + ((index * 67) % longestDelayMs))),
  throttle: (fault, world) => onConnections(fault, world, (connection, index) => connection.throttle(slowestBytesPerSecond * (1 + (index % 8)))),
  cut: (fault, world) => onConnections({ ...fault, durationMs: 0 }, world, (connection) => connection.cut()),
  'half-open': (fault, world) => onConnections(fault, world, (connection, index) => connection.stall(directions[index % directions.length] ?? 'both'), fault.dice < 0.5),
  async refuse(fault, world) {
    const { proxy } = world.cluster;
    proxy.welcome('refused');
    // Who is refused must first have lost what it had.
    const hits = cutSome(fault, proxy.connections);
    await world.rest(fault.durationMs);
    proxy.welcome('joined');
    return hits;
  },
  async 'kill-node'(fault, world) {
    const node = nodeOf(fault, world);
    if (node === undefined) return 0;
    await node.kill();
    await world.rest(fault.durationMs);
    await node.start();
    return 1;
  },
  async 'freeze-node'(fault, world) {
    const node = nodeOf(fault, world);
    if (node === undefined) return 0;
    node.freeze();
    await world.rest(fault.durationMs);
    node.thaw();
    return 1;
  },
  async 'restart-node'(fault, world) {
    const node = nodeOf(fault, world);
    if (node === undefined) return 0;
    const code = await node.shutDown();
    if (code !== 0) node.crashes.push(`${node.name} was asked to end and ended with ${String(code)}`);
    await node.start();
    return 1;
  },
  async 'kill-database'(fault, { database, rest }) {
    if (database === undefined) return 0;
    await database.kill();
    await rest(fault.durationMs);
    await database.start();
    return 1;
  },
  async 'restart-database'(_fault, { database }) {
    await database?.restart();
    return database === undefined ? 0 : 1;
  },
};

/** @param isCutAfter - breaks the connections in the end instead of healing them */
async function onConnections(
  fault: Fault,
  { cluster, rest }: FaultWorld,
  spoil: (connection: ProxiedConnection, index: number) => void,
  isCutAfter = false,
): Promise<number> {
  const chosen = someOf(fault, cluster.proxy.connections);
  for (const [index, connection] of chosen.entries()) spoil(connection, index);
  await rest(fault.durationMs);
  for (const connection of chosen)
    if (isCutAfter) connection.cut();
    else connection.heal();
  return chosen.length;
}

function cutSome(fault: Fault, connections: readonly ProxiedConnection[]): number {
  const chosen = someOf(fault, connections);
  for (const connection of chosen) connection.cut();
  return chosen.length;
}

/** A share of them, beginning somewhere. */
function someOf({ share, dice }: Fault, connections: readonly ProxiedConnection[]): readonly ProxiedConnection[] {
  const first = Math.floor(dice * connections.length);
  const turned = [...connections.slice(first), ...connections.slice(0, first)];
  return turned.slice(0, Math.ceil(share * connections.length));
}

function nodeOf({ dice }: Fault, { cluster }: FaultWorld): ClusterNode | undefined {
  return cluster.nodes[Math.floor(dice * cluster.nodes.length)];
}
