/** A whole run: clients against gateway processes while faults are done to them, and the judgement. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../postgres/postgres-server.js';
import type { Cluster } from './cluster.js';
import { startCluster } from './cluster.js';
import type { Crowd } from './crowd.js';
import { gatherCrowd } from './crowd.js';
import { faultPlan, kindsFor } from './fault-plan.js';
import type { Database, DoneFault } from './faults.js';
import { commit } from './faults.js';
import type { Figures } from './figures.js';
import { contestedIn, figuresOf } from './figures.js';
import type { TortureForm } from './form.js';
import type { History } from './history.js';
import { judge } from './judge.js';
import { judgeClients, readAgreedLogs } from './last-look.js';
import type { Offence } from './log-judge.js';
import { invalidityOf } from './report.js';
import { startTortureBot } from './torture-bot.js';

const longestGraceMs = 30_000;
const graceStepMs = 1_000;

/** What came of it. */
export interface TortureResult {
  readonly figures: Figures;
  readonly offences: readonly Offence[];
  /** Why it proves nothing. */
  readonly invalidity: readonly string[];
  readonly history: History;
  readonly faults: readonly DoneFault[];
}

/** Runs one form. Whatever happens, nothing that it started is left. @throws when it could not be run, or was aborted */
export async function torture(form: TortureForm, signal: AbortSignal = new AbortController().signal, say: (line: string) => void = () => {}): Promise<TortureResult> {
  const endings: (() => Promise<unknown>)[] = [];
  try {
    const directory = await mkdtemp(join(tmpdir(), 'live-takeover-torture-'));
    endings.push(() => rm(directory, { recursive: true, force: true }));
    const bot = await startTortureBot(form.seed);
    endings.push(() => bot.stop());
    const server = form.store === 'postgres' ? await startPostgres() : undefined;
    if (server !== undefined) endings.push(() => server.dispose());
    const databaseUrl = await server?.createDatabase();
    const cluster = await startCluster({ nodes: form.nodes, directory, botUrl: bot.url, databaseUrl });
    endings.push(() => cluster.stop());
    const crowd = await gatherCrowd(form, cluster.proxy.url, signal);
    endings.push(() => crowd.leave());
    say(`Everybody is there: ${crowd.agents.length} agents, ${crowd.customers.length} customers, ${cluster.nodes.length} ${cluster.nodes.length === 1 ? 'node' : 'nodes'}.`);
    const faults = await playWithFaults(form, { cluster, crowd, database: server, signal, say });
    return await judgement(form, cluster, crowd, faults);
  } finally {
    for (const end of endings.reverse()) await end();
  }
}

interface Stage {
  readonly cluster: Cluster;
  readonly crowd: Crowd;
  readonly database: Database | undefined;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** Lets everybody play while fault after fault is done, until every kind has been and the time is up. */
async function playWithFaults(form: TortureForm, { cluster, crowd, database, signal, say }: Stage): Promise<readonly DoneFault[]> {
  const kinds = kindsFor(database !== undefined);
  const plan = faultPlan(kinds, form.seed, form.pace);
  const playing = new AbortController();
  const played = crowd.play(playing.signal);
  const done: DoneFault[] = [];
  const until = performance.now() + form.durationMs;
  try {
    while (done.length < kinds.length || performance.now() < until) {
      signal.throwIfAborted();
      const fault = plan.next().value;
      await crowd.rest(fault.pauseMs);
      done.push(await commit(fault, { cluster, database, rest: (durationMs) => crowd.rest(durationMs) }));
      if (done.length % kinds.length === 0) say(`${done.length} faults, ${crowd.recorder.operations.length} operations.`);
    }
    await crowd.answeredSince(performance.now(), form.deadlineMs);
    // A slow machine gets a little more time to reach what is needed.
    for (const late = performance.now() + longestGraceMs; contestedIn(crowd.recorder.operations) < form.contestedAtLeast && performance.now() < late; ) await crowd.rest(graceStepMs);
  } finally {
    playing.abort();
    await played;
  }
  return done;
}

async function judgement(form: TortureForm, cluster: Cluster, crowd: Crowd, faults: readonly DoneFault[]): Promise<TortureResult> {
  await crowd.settled();
  const { logs, offences } = await readAgreedLogs(cluster, crowd);
  const history = { operations: crowd.recorder.operations, logs };
  const crashes = cluster.nodes.flatMap((node) => node.crashes).map((what): Offence => ({ kind: 'crash', what, operations: [] }));
  const all = [...judge(history), ...offences, ...crashes, ...(await judgeClients(crowd, logs))];
  const figures = figuresOf(history, all, faults);
  return { figures, offences: all, invalidity: invalidityOf(figures, form, kindsFor(form.store === 'postgres')), history, faults };
}

