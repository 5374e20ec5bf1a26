/**
 * Prints how often the bot rightly says that it does not know, and how often it
 * says so wrongly, on questions that are not in its corpus. Ends with code 1
 * when the help desk's own figures miss their goals.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Corpus } from './corpus.js';
import { readCorpus, readHeldOut } from './corpus.js';
import { trainBrain } from './brain.js';

interface Measure {
  readonly name: string;
  readonly corpus: Corpus;
  readonly inScope: readonly { readonly text: string; readonly intent: string }[];
  readonly outOfScope: readonly string[];
}

interface SharedCorpus {
  readonly corpus: { readonly data: readonly { readonly intent: string; readonly utterances: readonly string[]; readonly answers: readonly string[] }[] };
  readonly test: readonly { readonly text: string; readonly intent: string }[];
  readonly none_training: readonly string[];
  readonly oos_queries: readonly string[];
}

const goals = { fallbackOutOfScope: 0.8, falseFallback: 0.1 };
const dataFile = `${process.env['LIVE_TAKEOVER_DATA'] ?? fileURLToPath(new URL('../../../../shared/data', import.meta.url))}/faq-bot-corpus.json`;

function measures(): readonly Measure[] {
  const own = readCorpus();
  const heldOut = readHeldOut();
  const first: Measure = { name: 'help desk, own held-out questions', corpus: own, ...heldOut };
  if (!existsSync(dataFile)) return [first];
  const shared = JSON.parse(readFileSync(dataFile, 'utf8')) as SharedCorpus;
  const bank: Corpus = {
    intents: shared.corpus.data.map(({ intent, utterances, answers }) => ({
      intent,
      answer: answers[0] ?? '',
      utterances: utterances.slice(0, 50),
    })),
    none: shared.none_training,
  };
  return [
    first,
    { name: 'help desk, public out-of-scope questions', corpus: own, inScope: [], outOfScope: shared.oos_queries },
    { name: 'same training on a public bank corpus', corpus: bank, inScope: shared.test, outOfScope: shared.oos_queries },
  ];
}

async function run(measure: Measure): Promise<boolean> {
  const ask = await trainBrain(measure.corpus);
  let fellBack = 0;
  for (const text of measure.outOfScope) if ((await ask(text)).answer === null) fellBack += 1;
  let wronglyFellBack = 0;
  let right = 0;
  for (const { text, intent } of measure.inScope) {
    const understood = await ask(text);
    if (understood.answer === null) wronglyFellBack += 1;
    if (understood.intent === intent) right += 1;
  }
  const share = (part: number, of: number): string => (of === 0 ? '    –' : `${((100 * part) / of).toFixed(1).padStart(5)} %`);
  const { outOfScope, inScope } = measure;
  console.log(
    `${measure.name.padEnd(42)} out-of-scope fallback ${share(fellBack, outOfScope.length)} of ${outOfScope.length}` +
      `   false fallback ${share(wronglyFellBack, inScope.length)} of ${inScope.length}   right ${share(right, inScope.length)}`,
  );
  return fellBack >= goals.fallbackOutOfScope * outOfScope.length && wronglyFellBack <= goals.falseFallback * inScope.length;
}

const child = process.argv[2];
if (child === undefined) {
  let missed = false;
  for (let index = 0; index < measures().length; index += 1) {
    const process_ = fork(fileURLToPath(import.meta.url), [String(index)]);
    const code = await new Promise<number | null>((resolve) => process_.once('exit', resolve));
    if (code !== 0) missed = true;
  }
  console.log(missed ? 'A goal was missed: fallback ≥ 80 %, false fallback ≤ 10 %.' : 'All goals met: fallback ≥ 80 %, false fallback ≤ 10 %.');
  process.exitCode = missed ? 1 : 0;
} else {
  const measure = measures()[Number(child)];
  if (measure === undefined) throw new RangeError(`No measure ${child}.`);
  process.exitCode = (await run(measure)) ? 0 : 1;
}
