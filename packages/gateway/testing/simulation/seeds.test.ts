import { expect, test } from 'vitest';
import { mustReach, simulateBatch } from './batch.js';
import { batchReport, failureReport } from './report.js';

/** Runs of one test; a few such tests make the whole, so that a slow machine shows how far it got. */
const batchSize = 500;

test.each([1, 501, 1001, 1501])('every promise is kept in 500 runs from seed %i on, and all that is hard was reached', { timeout: 600_000 }, async (from) => {
  const batch = await simulateBatch({ from, count: batchSize });
  console.log(batchReport(batch));
  expect(batch.failures.map(failureReport).join('\n\n')).toBe('');
  expect(mustReach.filter((name) => batch.reached[name] === 0)).toEqual([]);
});
