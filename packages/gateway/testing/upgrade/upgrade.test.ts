import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConversationEvent } from '@live-takeover/sdk/core';
import { fold, foldVersion } from '@live-takeover/sdk/core';
import type { Conversation } from '@live-takeover/sdk/core';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.js';
import { migrations } from '../../src/store/postgres/schema.js';
import { customerSays, started } from '../store-conformance/events.js';
import { startGatewayProcess } from '../live/gateway-process.js';
import { startPostgres } from '../postgres/postgres-server.js';
import type { PostgresServer } from '../postgres/postgres-server.js';
import type { Cluster } from '../torture/cluster.js';
import { secrets, startCluster } from '../torture/cluster.js';
import type { Crowd } from '../torture/crowd.js';
import { gatherCrowd } from '../torture/crowd.js';
import { contestedIn } from '../torture/figures.js';
import type { TortureForm } from '../torture/form.js';
import { shortForm } from '../torture/form.js';
import type { Operation } from '../torture/history.js';
import { judge } from '../torture/judge.js';
import { judgeClients, readAgreedLogs } from '../torture/last-look.js';
import { offenceLines } from '../torture/report.js';
import { startTortureBot } from '../torture/torture-bot.js';
import type { FutureHead } from './release.js';
import { buildRelease, futureEventType } from './release.js';

const form: TortureForm = { ...shortForm('postgres', 1), nodes: 2, agents: 6, customers: 6, contestedAtLeast: 10 };
const drainMs = 200;
const longMs = 150_000;

const endings: (() => Promise<unknown>)[] = [];
let server: PostgresServer;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.dispose());

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'live-takeover-upgrade-'));
  endings.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

interface Database {
  readonly url: string;
  readonly rows: (sql: string) => ReturnType<PostgresServer['query']>;
}

async function emptyDatabase(): Promise<Database> {
  const url = await server.createDatabase();
  return { url, rows: (sql) => server.query(sql, new URL(url).pathname.slice(1)) };
}

interface Stage {
  readonly database: Database;
  readonly cluster: Cluster;
  readonly crowd: Crowd;
  /** The command of the next release. */
  readonly next: string;
}

/** Nodes of the present release, and everybody at them. */
async function setStage(): Promise<Stage> {
  const directories = await Promise.all([temporaryDirectory(), temporaryDirectory(), temporaryDirectory()]);
  const [bot, database, present, next] = await Promise.all([startTortureBot(form.seed), emptyDatabase(), buildRelease(directories[1], 0), buildRelease(directories[2], 1)]);
  endings.push(() => bot.stop());
  const cluster = await startCluster({ nodes: form.nodes, directory: directories[0], botUrl: bot.url, databaseUrl: database.url, drainMs, command: present });
  endings.push(() => cluster.stop());
  const crowd = await gatherCrowd(form, cluster.proxy.url, new AbortController().signal);
  endings.push(() => crowd.leave());
  return { database, cluster, crowd, next };
}

/** One node after the other gives way to another release, while the other goes on. @returns the exit codes */
async function roll({ cluster, crowd }: Stage, command?: string): Promise<readonly (number | null)[]> {
  const codes: (number | null)[] = [];
  for (const node of cluster.nodes) {
    const ended = node.shutDown();
    await node.start(command);
    codes.push(await ended);
    // Everybody works with the releases side by side.
    await crowd.answeredSince(performance.now(), form.deadlineMs);
  }
  return codes;
}

/** While everybody is at work. */
async function underLoad<Result>(crowd: Crowd, work: () => Promise<Result>): Promise<Result> {
  const playing = new AbortController();
  const played = crowd.play(playing.signal);
  try {
    return await work();
  } finally {
    playing.abort();
    await played;
    await crowd.settled();
  }
}

interface StoredConversation {
  readonly id: string;
  readonly foldedBy: number;
  readonly head: Conversation & Partial<FutureHead>;
  readonly log: readonly ConversationEvent[];
}

/** As they stand at one instant. */
async function storedConversations({ rows }: Database): Promise<readonly StoredConversation[]> {
  const found = await rows(
    `SELECT id, fold_version, head, (SELECT json_agg(body::json ORDER BY seq) FROM live_takeover.events WHERE conversation = key) AS log FROM live_takeover.conversations`,
  );
  return found.map(({ id, fold_version, head, log }) => ({ id, foldedBy: fold_version, head: JSON.parse(head as string) as unknown, log }) as StoredConversation);
}

function foldOf(log: readonly ConversationEvent[]): Conversation | undefined {
  return log.reduce<Conversation | undefined>((head, event) => fold(head, event), undefined);
}

function countOf(log: readonly ConversationEvent[], type: string): number {
  return log.filter((event) => event.type === type).length;
}

/** What clients were told that a change of release is no reason for. */
function strangeAnswers(operations: readonly Operation[]): readonly string[] {
  const ordinary = ['already-taken', 'stale-term', 'not-yours', 'not-available'];
  return operations.flatMap(({ outcome }) => (outcome.kind === 'ok' || (outcome.kind === 'refused' && ordinary.includes(outcome.code)) ? [] : [outcome.kind === 'refused' ? outcome.code : outcome.kind]));
}

async function configIn(directory: string): Promise<string> {
  const config = join(directory, 'live-takeover.json');
  await writeFile(config, JSON.stringify({ bots: [{ id: 'bank', name: 'Bank Bot', protocol: 'webhook', url: 'http://127.0.0.1:1/' }] }));
  return config;
}

function secretsWith({ url }: Database): Readonly<Record<string, string>> {
  return { LIVE_TAKEOVER_SIGNING_SECRET: secrets.signing, LIVE_TAKEOVER_AGENT_SECRET: secrets.agent, DATABASE_URL: url };
}

/** Returns once a statement waits for a table that another transaction has in use. */
const untilSomebodyWaits = `DO $$ BEGIN
  WHILE NOT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND locktype = 'relation') LOOP PERFORM pg_sleep(0.05); END LOOP;
END $$`;
/** How long the upgrade is held up. */
const holdMs = 4_000;

test(
  'nodes give way to the next release one by one, and it to them again, under load: nothing acknowledged is lost, nobody shares a takeover, and clients notice nothing but reconnects',
  async () => {
    const stage = await setStage();
    const { cluster, crowd, next, database } = stage;

    expect(await underLoad(crowd, () => roll(stage, next))).toEqual([0, 0]);
    const upgraded = await storedConversations(database);
    expect(upgraded.some(({ log }) => countOf(log, futureEventType) > 0)).toBe(true);
    for (const { log, foldedBy, head } of upgraded) {
      const customerMessages = log.filter((event) => event.type === 'message-sent' && event.from === 'customer').length;
      const { customerMessages: counted, moods } = head;
      expect({ foldedBy, counted, moods }).toEqual({ foldedBy: foldVersion + 1, counted: customerMessages, moods: countOf(log, futureEventType) });
    }

    expect(await underLoad(crowd, () => roll(stage))).toEqual([0, 0]);
    const back = await storedConversations(database);
    expect(back.some(({ foldedBy }) => foldedBy === foldVersion)).toBe(true);
    for (const { id, log } of upgraded) expect(back.find((now) => now.id === id)?.log.slice(0, log.length)).toEqual(log);
    const store = await openPostgresStore({ url: database.url });
    endings.push(() => store.close());
    for (const { id } of back) {
      const head = await store.head('default', id);
      expect(head).toEqual(foldOf((await store.read('default', id, 0)).slice(0, head?.seq)));
    }

    const { logs: told, offences } = await readAgreedLogs(cluster, crowd);
    expect([...told.values()].some((log) => countOf(log, futureEventType) > 0)).toBe(true);
    const { operations } = crowd.recorder;
    const all = [...judge({ operations, logs: told }), ...offences, ...(await judgeClients(crowd, told))];
    expect(offenceLines(all)).toEqual([]);
    expect(cluster.nodes.flatMap((node) => node.crashes)).toEqual([]);
    expect(strangeAnswers(operations)).toEqual([]);
    expect(contestedIn(operations)).toBeGreaterThanOrEqual(form.contestedAtLeast);
  },
  longMs,
);

test(
  'a release refuses to start on a schema that is two releases newer, and says what to do',
  async () => {
    const [database, directory, release] = await Promise.all([emptyDatabase(), temporaryDirectory(), temporaryDirectory()]);
    const after = await buildRelease(release, 2);
    const config = await configIn(directory);
    expect(await startGatewayProcess(['audit', '--config', config], secretsWith(database), after).ended).toBe(0);
    const refused = startGatewayProcess(['--config', config, '--port', '0'], secretsWith(database));
    expect(await refused.ended).toBe(1);
    expect(refused.printed).toEqual([]);
    const present = migrations.at(-1)?.version ?? 0;
    expect(refused.complained).toEqual([
      `The gateway failed: The PostgreSQL schema live_takeover was written by a newer release: it is ${present + 2}, readable from ${present + 1}, and this release knows ${present}. Start the newer release.`,
    ]);
  },
  longMs,
);

test(
  'an upgrade waits for a long transaction of somebody else, and nobody who works waits for the upgrade',
  async () => {
    const [database, directory, release] = await Promise.all([emptyDatabase(), temporaryDirectory(), temporaryDirectory()]);
    const next = await buildRelease(release, 1);
    const store = await openPostgresStore({ url: database.url });
    endings.push(() => store.close());
    await store.append('default', 'c1', [started('c1')]);
    const report = new pg.Client({ connectionString: database.url });
    await report.connect();
    endings.push(() => report.end());
    await report.query('BEGIN; SELECT count(*) FROM live_takeover.conversations');

    const upgrading = startGatewayProcess(['audit', '--config', await configIn(directory)], secretsWith(database), next);
    let isUpgraded = false;
    void upgrading.ended.then(() => (isUpgraded = true));
    await database.rows(untilSomebodyWaits);
    let longestMs = 0;
    for (const until = performance.now() + holdMs, count = { written: 0 }; performance.now() < until; count.written += 1) {
      const askedAt = performance.now();
      await store.append('default', 'c1', [customerSays(`m${count.written}`)]);
      longestMs = Math.max(longestMs, performance.now() - askedAt);
    }
    expect(isUpgraded).toBe(false);
    expect(longestMs).toBeLessThan(holdMs / 2);
    await report.query('COMMIT');
    expect(await upgrading.ended).toBe(0);
  },
  longMs,
);

test('a node that folds the heads of an older release anew waits for nobody who has one in hand, and leaves that one to them', async () => {
  const database = await emptyDatabase();
  const store = await openPostgresStore({ url: database.url });
  endings.push(() => store.close());
  for (const id of ['c1', 'c2']) await store.append('default', id, [started(id)]);
  await database.rows(`UPDATE live_takeover.conversations SET fold_version = fold_version - 1, head = '{}'`);
  const writer = new pg.Client({ connectionString: database.url });
  await writer.connect();
  endings.push(() => writer.end());
  await writer.query(`BEGIN; SELECT FROM live_takeover.conversations WHERE id = 'c1' FOR UPDATE`);
  const { heads } = await store.heads({ activeSince: 0 });
  expect(heads.map(({ head }) => head.id).sort()).toEqual(['c1', 'c2']);
  const foldedBy = async (): Promise<readonly unknown[]> =>
    (await database.rows('SELECT fold_version FROM live_takeover.conversations ORDER BY id')).map(({ fold_version }) => fold_version);
  expect(await foldedBy()).toEqual([foldVersion - 1, foldVersion]);
  await writer.query('COMMIT');
  await store.heads({ activeSince: 0 });
  expect(await foldedBy()).toEqual([foldVersion, foldVersion]);
});
