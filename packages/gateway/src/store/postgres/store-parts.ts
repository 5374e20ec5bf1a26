/** What a PostgreSQL store is put together from, and how it starts. */
import { randomBytes } from 'node:crypto';
import { StoreError } from '../event-store.js';
import { createStoreClock } from '../store-clock.js';
import { AppendLane } from './append-lane.js';
import { prepareAppends } from './append-statement.js';
import type { Connection } from './connection.js';
import type { Connector } from './connector.js';
import { createConnector } from './connector.js';
import { createDatabaseClock } from './database-clock.js';
import { databaseHosts } from './database-url.js';
import { Follower, notifySql } from './follower.js';
import { HeadCache } from './head-cache.js';
import { readHeads } from './head-reader.js';
import { migrate } from './migrate.js';
import { connectErrorOf } from './postgres-errors.js';
import { migrations } from './schema.js';
import { SteadySession } from './steady-session.js';
import { WakeUpCalls } from './wake-up-calls.js';

export interface PostgresStoreOptions {
  /** `postgresql://user:password@host:5432/database`; several hosts with commas between them. */
  readonly url: string;
  /** The PostgreSQL schema that holds everything. Default `live_takeover`. */
  readonly schema?: string;
  /** How many partitions a new store gets; an existing one keeps its own. Default 16. */
  readonly partitions?: number;
  /** Say so, once, after the database was put back from a backup: cursors given out since then become void. */
  readonly isRestored?: boolean;
  /** Told of each `unavailable`, and as `invalid` of what is stored and makes no sense. */
  readonly onFault?: (error: StoreError) => void;
  /** The store's clock, epoch ms. Default: the database's. */
  readonly now?: () => number;
  /** How often to look for commits of other nodes that no notification told of. Default 1,000. */
  readonly pollMs?: number;
  /** How long a connection may take, and what waits for one. Default 5,000. */
  readonly connectTimeoutMs?: number;
  /** How long PostgreSQL may take to answer before the connection is given up. Default 10,000. */
  readonly answerTimeoutMs?: number;
}

/** The parts of an open store. */
export interface StoreParts {
  readonly partitions: number;
  /** By partition, modulo their number. */
  readonly lanes: readonly AppendLane[];
  readonly follower: Follower;
  readonly readers: readonly SteadySession[];
  readonly appenders: readonly SteadySession[];
  /** The PostgreSQL schema. */
  readonly schema: string;
  /** SQL that wakes the other nodes up. */
  readonly notify: string;
  readonly calls: WakeUpCalls;
  readonly now: () => number;
  /** For SQL: null is the database's own clock. */
  readonly givenNow: () => number | null;
  readonly onFault: (error: StoreError) => void;
  /** A connection for one purpose. */
  readonly connect: () => Promise<Connection>;
}

const defaultSchema = 'live_takeover';
const defaultPartitions = 16;
const mostPartitions = 256;
// Short enough that channel names made of it fit into PostgreSQL's 63 bytes.
const schemaPattern = /^[a-z_][a-z0-9_]{0,39}$/;
const laneCount = 2;
const readerCount = 3;
const cachedHeads = 20_000;
/** So long at most between a commit and the other nodes, when commits follow on each other's heels. */
const callGapMs = 4;

/**
 * Connects, checks the server, brings the schema up to date and begins to listen.
 *
 * @throws {StoreError} `invalid`, `unavailable`
 */
export async function startParts(options: PostgresStoreOptions): Promise<StoreParts> {
  const { schema = defaultSchema, connectTimeoutMs = 5_000, answerTimeoutMs = 10_000, onFault = () => {} } = options;
  const hosts = databaseHosts(options.url);
  checkOptions(schema, options.partitions ?? defaultPartitions);
  const connector = createConnector(hosts, { schema, connectTimeoutMs, answerTimeoutMs });
  const partitions = await prepareDatabase(connector, options, schema);
  const clock = createDatabaseClock(() => performance.now());
  const now = options.now === undefined ? clock.now : createStoreClock(options.now, () => 0);
  const heads = new HeadCache(cachedHeads);
  const nodeId = randomBytes(8).toString('hex');
  const random = Math.random;
  const follower = new Follower({
    schema,
    nodeId,
    connect: connector.connect,
    pollMs: options.pollMs ?? 1_000,
    random,
    onEvents: (stored) => stored.forEach(({ tenant, event }) => heads.follow(tenant, event)),
    onClock: clock.heard,
    onOtherData: () => heads.clear(),
    onFault,
  });
  await follower.start().catch(async (error: unknown) => {
    await follower.close();
    throw connectErrorOf(error, connector.name);
  });
  const sessionOptions = { connect: () => connector.connect(), patienceMs: connectTimeoutMs, random };
  const appenders = Array.from({ length: Math.min(laneCount, partitions) }, () => new SteadySession({ ...sessionOptions, setUp: prepareAppends }));
  const notify = notifySql(schema, nodeId);
  const calls = new WakeUpCalls({ sql: notify, gapMs: callGapMs, send: (sql) => follower.run((connection) => connection.script(sql)) });
  const laneOptions = { heads, partitions, schema, calls, now, readHeads, onClock: clock.heard, onFault, patienceMs: answerTimeoutMs };
  return {
    partitions,
    follower,
    appenders,
    lanes: appenders.map(
      (session) =>
        new AppendLane({
          ...laneOptions,
          session,
          onWritten(written) {
            // By position within each partition: chains stand in the order in which they were written.
            for (const { chain, events } of written) follower.committed(chain.partition, events);
          },
        }),
    ),
    readers: Array.from({ length: readerCount }, () => new SteadySession(sessionOptions)),
    schema,
    notify,
    calls,
    now,
    givenNow: () => (options.now === undefined ? null : now()),
    onFault,
    connect: () => connector.connect(),
  };
}

function checkOptions(schema: string, partitions: number): void {
  if (!schemaPattern.test(schema))
    throw new StoreError('invalid', `"${schema}" cannot be the name of our PostgreSQL schema. Use up to 40 lower-case letters, digits and _.`);
  if (!Number.isInteger(partitions) || partitions < 1 || partitions > mostPartitions)
    throw new StoreError('invalid', `A store has 1 to ${mostPartitions} partitions, not ${partitions}.`);
}

/** @returns how many partitions there are */
async function prepareDatabase(connector: Connector, store: PostgresStoreOptions, schema: string): Promise<number> {
  const connection = await connector.connect();
  try {
    const migration = { schema, partitions: store.partitions ?? defaultPartitions, isRestored: store.isRestored ?? false };
    return await migrate(connection, migration, migrations);
  } catch (error) {
    throw connectErrorOf(error, connector.name);
  } finally {
    await connection.end();
  }
}
