/**
 * A node's ear: the one connection that listens. A wake-up says only that something came; what came is read by position,
 * and looked for every second anyway.
 */
import type { ConversationEvent } from '@live-takeover/sdk/core';
import type { StoredEvent } from '../event-store.js';
import { StoreError } from '../event-store.js';
import { Announcements, announcementsChannel } from './announcements.js';
import type { Connection } from './connection.js';
import { PartitionLog, identityOf } from './partition-log.js';
import { storeErrorOf } from './postgres-errors.js';
import { SteadySession } from './steady-session.js';
import { identifier, literal } from './sql-text.js';

export interface FollowerOptions {
  readonly schema: string;
  /** Of this node: what it said itself it does not want to hear. */
  readonly nodeId: string;
  connect(listeners: { onNotification(channel: string, payload: string): void; onLost(): void }): Promise<Connection>;
  readonly pollMs: number;
  /** After so long without a successful look, whoever follows the log is told. Default 10,000. */
  readonly awayLimitMs?: number;
  readonly random: () => number;
  /** New events of any node, in the order of their partition. */
  onEvents(stored: readonly StoredEvent[]): void;
  onClock(databaseNow: number, sentAt: number): void;
  /** What was known of the data does not hold any more. */
  onOtherData(): void;
  onFault(error: StoreError): void;
}

type Known = readonly [partition: number, position: number, floor: number, newest: string | null, expected: string | null];

/** An event, or without a tenant the floor of a partition. */
type FetchedRow = readonly [partition: number, position: number, tenant: string, body: string] | readonly [partition: number, floor: number, tenant: null, body: null];

const recentEvents = 5_000;
const fewestRecentEvents = 500;
const fetchLimit = 500;
/** While the connection is away. */
const hurriedPollMs = 200;
/** Longer than a failover takes; so short that clients hear of it in time. */
const defaultAwayLimitMs = 10_000;

export class Follower {
  /** By partition. Filled by {@link Follower.start}. */
  logs: readonly PartitionLog[] = [];
  incarnation = '';
  isClosed = false;
  readonly #options: FollowerOptions;
  readonly #session: SteadySession;
  readonly #announcements: Announcements;
  #isConnected = false;
  /** On the monotonic clock; undefined while it can be looked at. */
  #awaySince: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(options: FollowerOptions) {
    this.#options = options;
    const { schema, nodeId } = options;
    this.#announcements = new Announcements({ schema, nodeId, run: (work) => this.#session.run(work) });
    this.#session = new SteadySession({
      connect: () => options.connect({ onNotification: (channel, payload) => this.#hear(channel, payload), onLost: () => this.#onLost() }),
      setUp: (connection) => this.#setUp(connection),
      patienceMs: 0,
      random: options.random,
    });
  }

  /** Learns how far the log goes, and goes on listening. */
  async start(): Promise<void> {
    await this.poll();
    this.#schedule(this.#options.pollMs);
  }

  /** Resolves when everything that was committed before the call is known, and how much is kept of it. */
  look(): Promise<void> {
    if (this.#looking === undefined) {
      this.#looking = this.#session
        .run((connection) => this.#fetch(connection))
        .catch((error: unknown) => Promise.reject(storeErrorOf(error)))
        .finally(() => (this.#looking = undefined));
      return this.#looking;
    }
    // What is under way may have looked too early; one more look serves all who ask meanwhile.
    this.#next ??= this.#looking
      .catch(() => {
        // Its own askers are told.
      })
      .then(() => {
        this.#next = undefined;
        return this.look();
      });
    return this.#next;
  }

  /**
   * Takes in what this node committed itself. Not while the connection is away: the commit may be in the log of another
   * server, of which it has to be found out first whether it goes on where this one's ended. It is read then.
   */
  committed(partition: number, stored: readonly StoredEvent[]): void {
    if (!this.#isConnected || this.#add(partition, stored)) return;
    this.#lookQuietly();
  }

  /** On the connection that listens. @throws what the driver throws */
  run<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    return this.#session.run(work);
  }

  /** Lost while the connection is away. */
  announce(text: string): void {
    if (this.#isConnected) this.#announcements.say(text);
  }

  onAnnouncement(listener: (text: string) => void): () => void {
    return this.#announcements.listen(listener);
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.#timer);
    for (const log of this.logs) log.wake();
    await this.#session.close();
  }

  abort(): void {
    this.#session.abort();
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    if (this.isClosed) return;
    this.#timer = setTimeout(() => {
      this.poll().then(
        () => this.#schedule(this.#options.pollMs),
        (error: unknown) => {
          const told = storeErrorOf(error);
          // Once for each time that it goes away.
          if (this.#awaySince === undefined) this.#options.onFault(told);
          this.#awaySince ??= performance.now();
          const { awayLimitMs = defaultAwayLimitMs } = this.#options;
          // Others of this node's connections may work all the while: nothing else would tell.
          if (performance.now() - this.#awaySince > awayLimitMs) for (const log of this.logs) log.fail(told);
          this.#schedule(hurriedPollMs * (1 + this.#options.random()));
        },
      );
    }, delayMs);
  }

  /** Looks, and also for what no commit tells: the clock, and whether a backup took the data's place. */
  async poll(): Promise<void> {
    const sentAt = performance.now();
    await this.#session.run(async (connection) => {
      const [[now, incarnation] = []] = await connection.query(
        `SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint, (SELECT value FROM meta WHERE name = 'incarnation')`,
        [],
      );
      this.#options.onClock(now as number, sentAt);
      if (this.incarnation !== '' && this.incarnation !== incarnation) await this.#startAnew(connection, 'was restored from a backup', incarnation as string);
      this.incarnation = incarnation as string;
      await this.#fetch(connection);
    });
    this.#awaySince = undefined;
    for (const log of this.logs) log.fail(undefined);
  }

  async #setUp(connection: Connection): Promise<void> {
    const { schema } = this.#options;
    await connection.script(`LISTEN ${identifier(commitsChannel(schema))}; LISTEN ${identifier(announcementsChannel(schema))}`);
    const isFirst = this.logs.length === 0;
    if (isFirst) await this.#startAnew(connection);
    else if (!(await this.#isSameLog(connection))) await this.#startAnew(connection, 'came back without events that it had confirmed');
    this.#isConnected = true;
    // What came while nobody listened.
    if (!isFirst) this.#lookQuietly();
  }

  /** Whether the newest event that is known of each partition still stands where it stood. */
  async #isSameLog(connection: Connection): Promise<boolean> {
    const known = await this.#readKnown(connection);
    return this.logs.every(({ lastPosition, identity }, partition) => {
      const [, newest, floor, , expected] = known.find(([nr]) => nr === partition) ?? [partition, 0, 0, null, null];
      if (newest < lastPosition) return false;
      return lastPosition <= floor || identity === undefined || (expected !== null && identityOf(JSON.parse(expected) as ConversationEvent) === identity);
    });
  }

  async #startAnew(connection: Connection, why?: string, incarnation = this.incarnation): Promise<void> {
    const known = await this.#readKnown(connection);
    const limit = Math.max(fewestRecentEvents, Math.ceil(recentEvents / known.length));
    const found = known.map(([, position, floor, newest]) => ({ position, floor, identity: newest === null ? undefined : identityOf(JSON.parse(newest) as ConversationEvent) }));
    if (why === undefined) this.logs = found.map(({ position, identity }) => new PartitionLog(limit, position, identity));
    else {
      // Before anybody is told: who loads everything anew then does so under the name that it has now.
      this.incarnation = incarnation;
      this.#options.onOtherData();
      this.#options.onFault(new StoreError('unavailable', `The database ${why}. Everything that was read before is void and read anew.`));
      for (const [partition, { position, identity }] of found.entries()) this.logs[partition]?.replace(position, identity);
    }
    for (const [partition, { floor }] of found.entries()) this.#raiseFloor(partition, floor);
  }

  async #readKnown(connection: Connection): Promise<readonly Known[]> {
    const rows = await connection.query(
      `SELECT partitions.partition, greatest(floor, newest.position), floor, newest.body,
         (SELECT body FROM events WHERE events.partition = partitions.partition AND events.position = ($1::bigint[])[partitions.partition + 1])
       FROM partitions LEFT JOIN LATERAL (
         SELECT position, body FROM events WHERE events.partition = partitions.partition ORDER BY position DESC LIMIT 1
       ) AS newest ON true ORDER BY partitions.partition`,
      [this.logs.map(({ lastPosition }) => lastPosition)],
    );
    return rows as readonly Known[];
  }

  async #fetch(connection: Connection): Promise<void> {
    for (let isMore = true; isMore;) {
      const rows = await connection.query(
        `SELECT partition, floor, NULL, NULL FROM partitions WHERE floor > ($3::bigint[])[partition + 1]
         UNION ALL SELECT known.partition, events.position, conversations.tenant, events.body
         FROM unnest($1::integer[], $2::bigint[]) AS known (partition, position)
         CROSS JOIN LATERAL (
           SELECT * FROM events WHERE events.partition = known.partition AND events.position > known.position ORDER BY events.position LIMIT ${fetchLimit}
         ) AS events
         JOIN conversations ON conversations.key = events.conversation ORDER BY 1, 2`,
        [this.logs.map((_, partition) => partition), this.logs.map(({ lastPosition }) => lastPosition), this.logs.map(({ floor }) => floor)],
      );
      const byPartition = new Map<number, StoredEvent[]>();
      for (const [partition, position, tenant, body] of rows as readonly FetchedRow[]) {
        if (tenant === null) {
          this.#raiseFloor(partition, position);
          continue;
        }
        const entry = { tenant, position, event: JSON.parse(body) as ConversationEvent };
        const entries = byPartition.get(partition);
        if (entries === undefined) byPartition.set(partition, [entry]);
        else entries.push(entry);
      }
      for (const [partition, stored] of byPartition) this.#takeFetched(partition, stored);
      isMore = [...byPartition.values()].some(({ length }) => length === fetchLimit);
    }
  }

  #takeFetched(partition: number, stored: readonly StoredEvent[]): void {
    const isDense = (entry: StoredEvent, index: number): boolean => index === 0 || entry.position === (stored[index - 1]?.position ?? 0) + 1;
    if (stored.every(isDense) && this.#add(partition, stored)) return;
    // Pruned before it was read. Whoever follows finds a gap and starts from the heads.
    const newest = stored.at(-1);
    if (newest !== undefined) this.logs[partition]?.replace(newest.position, identityOf(newest.event));
    this.#options.onOtherData();
  }

  /** @returns false: something is missing before it */
  #add(partition: number, stored: readonly StoredEvent[]): boolean {
    const fresh = this.logs[partition]?.add(stored);
    if (fresh !== undefined && fresh.length > 0) this.#options.onEvents(fresh);
    return fresh !== undefined;
  }

  #raiseFloor(partition: number, floor: number): void {
    const log = this.logs[partition];
    if (log === undefined || log.floor >= floor) return;
    log.floor = floor;
    log.wake();
  }

  #hear(channel: string, payload: string): void {
    const { schema, nodeId } = this.#options;
    if (payload.startsWith(nodeId)) return;
    if (channel === commitsChannel(schema)) this.#lookQuietly();
    else this.#announcements.hear(payload);
  }

  #lookQuietly(): void {
    this.look().catch(() => {
      // The next poll looks again, and tells.
    });
  }

  #onLost(): void {
    this.#isConnected = false;
    this.#schedule(hurriedPollMs * this.#options.random());
  }
}

/** SQL that tells every other node to look. If nobody reads and the queue fills up, they find out by looking. */
export function notifySql(schema: string, nodeId: string): string {
  return `SELECT pg_notify(${literal(commitsChannel(schema))}, ${literal(nodeId)}) WHERE pg_notification_queue_usage() < 0.9`;
}

function commitsChannel(schema: string): string {
  return `${schema}_commits`;
}
