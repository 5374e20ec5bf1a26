import type { BatchResult } from './batch.js';
import type { SimulationResult } from './simulate.js';

/** What a broken promise looks like: which, how, what came before, and how to see it again. */
export function failureReport({ seed, violation, lines, scenario }: SimulationResult): string {
  return [
    `Seed ${seed} broke "${violation?.invariant ?? ''}": ${violation?.detail ?? ''}`,
    `Scenario: ${JSON.stringify(scenario)}`,
    `The last ${lines.length} things that happened (ms since the start):`,
    ...lines.map((line) => `  ${line}`),
    `See all of it: npm run simulate -- --seed ${seed} --trace`,
  ].join('\n');
}

/** What a batch did, and how often it reached what is hard to reach. */
export function batchReport({ runs, steps, elapsedMs, reached, missed, failures }: BatchResult): string {
  const reachedLines = Object.entries(reached).map(([name, times]) => `  ${inWords(name)}: ${times}`);
  return [
    `${runs} seeds, ${steps} steps in ${(elapsedMs / 1000).toFixed(1)} s (${(elapsedMs / Math.max(1, runs)).toFixed(1)} ms each)`,
    'Reached:',
    ...reachedLines,
    ...(missed.length === 0 ? [] : [`Never reached, so this batch proves nothing of them: ${missed.map(inWords).join(', ')}. Run more seeds.`]),
    failures.length === 0 ? 'No promise was broken.' : `Broken in ${failures.length} of them: ${failures.map(({ seed, violation }) => `${seed} (${violation?.invariant ?? ''})`).join(', ')}`,
  ].join('\n');
}

/** `contestedTakeovers` as people say it. */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
