import { expect, test } from 'vitest';
import { smallHistory } from './bad-histories.js';
import { faultPlan, kindsFor } from './fault-plan.js';
import type { DoneFault } from './faults.js';
import { figuresOf } from './figures.js';
import { fullForm, shortForm } from './form.js';
import { invalidityOf, offenceLines, tableOf } from './report.js';

const form = { ...shortForm('sqlite', 1), contestedAtLeast: 1 };
const kinds = kindsFor(false);
const faults = kinds.map((kind, index): DoneFault => ({ kind, beganAt: 10 * index, endedAt: 10 * index + 5, hits: 1 }));

test('a run in which everything was reached is valid', () => {
  const figures = figuresOf(smallHistory(), [], faults);
  expect(figures).toMatchObject({ operations: 14, contested: 1, doubleWinners: 0, acknowledgedMessages: 6, unknown: 0 });
  expect(invalidityOf(figures, form, kinds)).toEqual([]);
});

test('a run proves nothing with too few contested takeovers, too many unknown outcomes, or a fault that hit nothing', () => {
  const { operations, logs } = smallHistory();
  const history = { operations: operations.map((operation) => ({ ...operation, outcome: { kind: 'unknown' } as const })), logs };
  const done = faults.map((fault) => (fault.kind === 'cut' ? { ...fault, hits: 0 } : fault));
  expect(invalidityOf(figuresOf(history, [], done), fullForm('sqlite', 1, 5), kinds)).toEqual([
    'only 0 takeovers were contested; 1000 are needed',
    '100.00 % of the outcomes are unknown; at most 5 % may be',
    'no fault of kind cut hit anything',
  ]);
});

test('recovery is counted from the fault to the next acknowledged command, and until every agent has had an answer', () => {
  const { recoveries } = figuresOf(smallHistory(), [], [{ kind: 'cut', beganAt: 65, endedAt: 66, hits: 1 }]);
  expect(recoveries).toEqual([{ kind: 'cut', times: 1, hits: 1, firstMs: [expect.any(Number)], everybodyMs: [expect.any(Number)] }]);
  const [first, everybody] = [recoveries[0]?.firstMs[0] ?? 0, recoveries[0]?.everybodyMs[0] ?? 0];
  expect(everybody).toBeGreaterThan(first);
});

test('the table names every figure and every kind of fault', () => {
  const lines = tableOf(figuresOf(smallHistory(), [], faults), form).join('\n');
  for (const label of ['operations', 'contested takeovers', 'double winners', 'acknowledged messages', 'lost', 'bot messages inside takeovers', 'unknown outcomes', ...kinds])
    expect(lines).toMatch(new RegExp(`^ +${label}`, 'm'));
});

test('an offence is told with the operations that show it', () => {
  const { operations } = smallHistory();
  expect(offenceLines([{ kind: 'impossible', what: 'no lock could have', operations: operations.slice(2, 4) }])).toEqual([
    'impossible: no lock could have',
    expect.stringMatching(/Agent 1: take-over, seen term 0 → ok at seq \d+/),
    expect.stringMatching(/Agent 2: take-over, seen term 0 → refused: already-taken, held by Agent 1/),
  ]);
});

test('the plan of a seed is always the same, and has every kind in each round', () => {
  const all = kindsFor(true);
  const draw = (seed: number): readonly string[] => {
    const plan = faultPlan(all, seed, form.pace);
    return Array.from({ length: 3 * all.length }, () => JSON.stringify(plan.next().value));
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  for (let round = 0; round < 3; round += 1) {
    const drawn = draw(3).slice(round * all.length, (round + 1) * all.length).map((fault) => (JSON.parse(fault) as { readonly kind: string }).kind);
    expect(drawn.sort()).toEqual([...all].sort());
  }
});
