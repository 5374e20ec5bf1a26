/**
 * Tortures gateway processes, and judges what clients were told.
 *
 *   npm run torture -- [--minutes M] [--seed S] [--store postgres|sqlite]
 *
 * @see docs/torture.md
 */
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fullForm } from './form.js';
import type { TortureForm } from './form.js';
import { offenceLines, tableOf } from './report.js';
import { torture } from './torture.js';

const usage = `Usage: npm run torture -- [options]

  --minutes M   how long, on each store; default 5
  --seed S      decides faults and what people do; default 1
  --store NAME  postgres or sqlite; default both, one after the other

Exit codes: 0 every promise was kept; 1 one was not; 2 the run proves nothing, or wrong use.`;

const violated = 1;
const invalid = 2;

const forms = readForms(process.argv.slice(2));
if (typeof forms === 'string') {
  console.error(forms);
  process.exitCode = invalid;
} else {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort(new Error(`${signal} came.`)));
  let code = 0;
  // What broke a promise outweighs what proves nothing.
  for (const form of forms) code = worse(code, await run(form, interrupted.signal));
  process.exitCode = code;
}

async function run(form: TortureForm, signal: AbortSignal): Promise<number> {
  try {
    const { figures, offences, invalidity, history } = await torture(form, signal, (line) => console.error(line));
    for (const line of ['', ...tableOf(figures, form), '']) console.log(line);
    for (const reason of invalidity) console.log(`INVALID: ${reason}.`);
    if (offences.length === 0) {
      if (invalidity.length === 0) console.log('Every promise was kept.');
      return invalidity.length === 0 ? 0 : invalid;
    }
    const path = join(tmpdir(), `live-takeover-torture-${form.store}-${form.seed}.json`);
    await writeFile(path, JSON.stringify({ operations: history.operations, logs: [...history.logs] }));
    for (const line of [`BROKEN: ${offences.length} ${offences.length === 1 ? 'offence' : 'offences'}.`, ...offenceLines(offences), `The whole history is in ${path}.`]) console.log(line);
    return violated;
  } catch (error) {
    console.error(`The run on ${form.store} could not be finished:`, error);
    return invalid;
  }
}

function worse(left: number, right: number): number {
  return left === violated || right === violated ? violated : Math.max(left, right);
}

function readForms(parameters: readonly string[]): readonly TortureForm[] | string {
  try {
    const { values } = parseArgs({
      args: [...parameters],
      options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' }, store: { type: 'string' } },
    });
    const minutes = Number(values.minutes);
    const seed = Number(values.seed);
    if (!(minutes > 0)) return `--minutes is ${values.minutes}; give a number above 0.\n\n${usage}`;
    if (!Number.isSafeInteger(seed)) return `--seed is ${values.seed}; give a whole number.\n\n${usage}`;
    const stores = (['postgres', 'sqlite'] as const).filter((store) => values.store === undefined || values.store === store);
    if (stores.length === 0) return `--store is ${values.store ?? ''}; give postgres or sqlite.\n\n${usage}`;
    return stores.map((store) => fullForm(store, seed, minutes));
  } catch (error) {
    return `${(error as Error).message}\n\n${usage}`;
  }
}
