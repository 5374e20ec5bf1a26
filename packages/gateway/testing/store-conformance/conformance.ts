import { appendGroup } from './append-group.js';
import { crashGroup } from './crash-group.js';
import { historyGroup } from './history-group.js';
import { raceGroup } from './race-group.js';
import { repeatGroup } from './repeat-group.js';
import { sideGroup } from './side-group.js';
import { tailGroup } from './tail-group.js';
import type { ConformanceRunner, StoreSubject } from './subject.js';

/**
 * What every store must show, whatever its engine. Registers its tests with the
 * given runner; an engine's own test file is its subject and its special cases.
 *
 * @example
 * import { test } from 'vitest';
 * storeConformance({ open: async ({ now }) => … }, { test });
 */
export function storeConformance(subject: StoreSubject, runner: ConformanceRunner): void {
  for (const group of [appendGroup, repeatGroup, raceGroup, tailGroup, sideGroup, historyGroup, crashGroup]) group(subject, runner);
}
