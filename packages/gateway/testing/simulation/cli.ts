/**
 * Runs the simulation from the command line.
 *
 *   npm run simulate -- [--seeds N] [--from S] [--seed S [--trace]] [--nodes N]
 *
 * @see docs/simulation.md
 */
import { parseArgs } from 'node:util';
import { simulateBatch } from './batch.js';
import { batchReport, failureReport } from './report.js';
import { simulate } from './simulate.js';

const usage = `Usage: npm run simulate -- [options]

  --seeds N   how many seeds to run; default 1000
  --from S    the first of them; default 1
  --seed S    replays one seed
  --trace     prints everything that happened in it
  --nodes N   the most gateway nodes in one run; default 3`;

const endlessLines = 1_000_000;
const progressEvery = 500;

async function main(): Promise<void> {
  const command = readCommandLine(process.argv.slice(2));
  if (command === undefined) {
    console.error(usage);
    process.exitCode = 2;
  } else if (command.seed !== undefined) process.exitCode = await replay(command.seed, command.nodeLimit, command.isTraced);
  else process.exitCode = await runMany(command.from, command.count, command.nodeLimit);
}

async function replay(seed: number, nodeLimit: number, isTraced: boolean): Promise<number> {
  const result = await simulate({ seed, nodeLimit, ...(isTraced ? { keptLines: endlessLines } : {}) });
  if (result.violation !== undefined) console.log(failureReport(result));
  else if (isTraced) console.log(result.lines.join('\n'));
  console.log(`Seed ${seed}: ${result.steps} steps, hash ${result.hash}, ${result.violation === undefined ? 'no promise was broken' : `broke ${result.violation.invariant}`}.`);
  return result.violation === undefined ? 0 : 1;
}

async function runMany(from: number, count: number, nodeLimit: number): Promise<number> {
  let runs = 0;
  const batch = await simulateBatch({
    from,
    count,
    nodeLimit,
    onResult(result) {
      runs += 1;
      if (result.violation !== undefined) console.log(`${failureReport(result)}\n`);
      if (runs % progressEvery === 0) console.log(`${runs} of ${count}`);
    },
  });
  console.log(batchReport(batch));
  return batch.failures.length === 0 && batch.missed.length === 0 ? 0 : 1;
}

interface CommandLine {
  readonly seed: number | undefined;
  readonly isTraced: boolean;
  readonly from: number;
  readonly count: number;
  readonly nodeLimit: number;
}

function readCommandLine(words: readonly string[]): CommandLine | undefined {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { seed: { type: 'string' }, seeds: { type: 'string' }, from: { type: 'string' }, nodes: { type: 'string' }, trace: { type: 'boolean' } },
    });
    const seed = values.seed === undefined ? undefined : Number(values.seed);
    const [from, count, nodeLimit] = [values.from ?? 1, values.seeds ?? 1000, values.nodes ?? 3].map(Number);
    const isValid = [seed ?? 0, from, count, nodeLimit].every((number) => Number.isInteger(number) && (number ?? -1) >= 0);
    if (!isValid || from === undefined || count === undefined || nodeLimit === undefined || nodeLimit < 1) return undefined;
    return { seed, isTraced: values.trace ?? false, from, count, nodeLimit };
  } catch {
    // An option that does not exist: the usage says which do.
    return undefined;
  }
}

await main();
