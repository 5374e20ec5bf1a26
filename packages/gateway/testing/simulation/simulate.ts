/**
 * One run from one seed: gateways, clients, customers, bots and a database in one
 * thread, over a simulated clock, network, disk and chance.
 *
 * @see docs/simulation.md
 */
import { sweepAttention } from './invariants/attention.js';
import { judgeEnd } from './invariants/end.js';
import type { Violation } from './invariants/log-rules.js';
import { judgeTable } from './invariants/tables.js';
import type { SimulatedTab } from './actors/tab.js';
import type { Stage } from './stage.js';
import { createStage } from './stage.js';
import { createChance } from './world/chance.js';
import { faults, mendAll } from './world/faults.js';
import type { Scenario } from './world/scenario.js';
import { drawScenario } from './world/scenario.js';
import { Schedule } from './world/schedule.js';
import { createTrace } from './world/trace.js';
import type { Reached, World } from './world/world.js';
import { nothingReached } from './world/world.js';

/** What to run. */
export interface SimulationOptions {
  readonly seed: number;
  /** The most nodes a run may have. Default 3. */
  readonly nodeLimit?: number;
  /** How many of the newest lines of the trace are kept. Default 60. */
  readonly keptLines?: number;
  /** How often the event loop goes round after each step. Once is enough: more changes nothing. */
  readonly turns?: number;
}

/** What came of a run. */
export interface SimulationResult {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly steps: number;
  /** Of everything that happened: the same seed gives the same. */
  readonly hash: string;
  readonly reached: Reached;
  /** The first promise that was broken; undefined if all were kept. */
  readonly violation: Violation | undefined;
  readonly lines: readonly string[];
}

const startAt = Date.UTC(2026, 0, 5, 9);
const sweepEveryMs = 5_000;

/** Runs a seed. */
export async function simulate({ seed, nodeLimit = 3, keptLines = 60, turns = 1 }: SimulationOptions): Promise<SimulationResult> {
  const chance = createChance(seed);
  const scenario = drawScenario(chance.fork(), nodeLimit);
  const schedule = new Schedule(startAt, chance.fork());
  const trace = createTrace(startAt, () => schedule.now, keptLines);
  const reached = nothingReached();
  let violation: Violation | undefined;
  const world: World = {
    schedule,
    chance: chance.fork(),
    trace,
    reached,
    violate(invariant, detail) {
      if (violation !== undefined) return;
      violation = { invariant, detail };
      trace.add(`VIOLATION ${invariant}: ${detail}`);
    },
  };
  const stage = createStage(world, scenario);
  setOff(stage, scenario);
  const until = startAt + scenario.stormMs + scenario.calmMs;
  const steps = await watchingForErrors(world, () => run(stage, until, { turns, isOver: () => violation !== undefined }));
  if (violation === undefined) judgeEnd(stage);
  return { seed, scenario, steps, hash: trace.hash, reached, violation, lines: trace.lines };
}

/** What nobody catches is a mistake of whoever threw it, and no reason to end the process. */
async function watchingForErrors<Result>(world: World, work: () => Promise<Result>): Promise<Result> {
  const report = (error: unknown): void => world.violate('no-uncaught-error', error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.on('uncaughtException', report).on('unhandledRejection', report);
  try {
    return await work();
  } finally {
    process.off('uncaughtException', report).off('unhandledRejection', report);
  }
}

/** Lets everybody begin, and plans what will go wrong. */
function setOff(stage: Stage, scenario: Scenario): void {
  const { world, nodes, agents, customers, bots } = stage;
  const { schedule } = world;
  const chance = world.chance.fork();
  for (const node of nodes) node.start();
  for (const agent of agents) schedule.after(chance.between(0, 3_000), undefined, () => agent.start());
  for (const customer of customers) schedule.after(chance.between(0, 8_000), undefined, () => customer.start());
  const stormEndsAt = schedule.now + scenario.stormMs;
  const repeat = (everyMs: number, act: () => void): void => {
    if (everyMs === Infinity) return;
    schedule.after(chance.wait(everyMs), undefined, () => {
      if (schedule.now >= stormEndsAt) return;
      act();
      repeat(everyMs, act);
    });
  };
  repeat(scenario.faultEveryMs, () => chance.pick(faults)(stage, chance));
  repeat(scenario.stampedeEveryMs, () => (chance.happens(0.3) ? chance.pick(agents).grabAll() : stampede(stage, chance.next())));
  schedule.after(scenario.stormMs, undefined, () => {
    bots.calmDown();
    mendAll(stage);
    for (const customer of customers) customer.quieten();
    if (scenario.isHomeTime) for (const agent of agents) agent.goHome();
  });
}

/** Everyone reaches for the same conversation at the same instant. */
function stampede({ ledger, agents, world }: Stage, draw: number): void {
  const open = [...ledger.conversations.values()].filter(({ head }) => head.closed === null);
  const conversation = open[Math.floor(draw * open.length)];
  if (conversation === undefined) return;
  world.trace.add(`everyone reaches for ${conversation.id}`);
  for (const agent of agents) agent.grab(conversation.id);
}

/** Step by step; after each, everything that it set off has come to rest before anything else happens. */
async function run(stage: Stage, until: number, { turns, isOver }: { readonly turns: number; readonly isOver: () => boolean }): Promise<number> {
  const { world, agents, ledger, commands } = stage;
  const { schedule } = world;
  let steps = 0;
  let sweepAt = schedule.now;
  await settled(turns);
  for (let step = schedule.step(until); step !== undefined && !isOver(); step = schedule.step(until)) {
    steps += 1;
    await settled(turns);
    const tab = tabOf(stage, step.process?.name);
    if (tab !== undefined) judgeTable(world, ledger, tab);
    if (schedule.now < sweepAt) continue;
    sweepAt = schedule.now + sweepEveryMs;
    for (const agent of agents) for (const one of agent.tabs) judgeTable(world, ledger, one);
    sweepAttention(stage);
    stage.settings.sweep(agents);
    commands.sweep();
  }
  return steps;
}

function tabOf({ agents }: Stage, name: string | undefined): SimulatedTab | undefined {
  if (name === undefined) return undefined;
  for (const agent of agents) for (const tab of agent.tabs) if (tab.name === name) return tab;
  return undefined;
}

/** Resolves when no promise has anything left to do: they are all done with before the loop comes round. */
async function settled(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
}
