import { appendGroup } from './append-group.js';
import { closedGroup } from './closed-group.js';
import { crashGroup } from './crash-group.js';
import { failoverGroup } from './failover-group.js';
import { historyGroup } from './history-group.js';
import { pruneGroup } from './prune-group.js';
import { raceGroup } from './race-group.js';
import { recordGroup } from './record-group.js';
import { repeatGroup } from './repeat-group.js';
import { sharedGroup } from './shared-group.js';
import { sideGroup } from './side-group.js';
import { tailGroup } from './tail-group.js';
import type { ConformanceGroup, ConformanceRunner, StoreSubject } from './subject.js';

/** In the order of what builds upon what. */
const groups: readonly ConformanceGroup[] = [
  appendGroup,
  repeatGroup,
  raceGroup,
  tailGroup,
  sideGroup,
  recordGroup,
  pruneGroup,
  closedGroup,
  historyGroup,
  sharedGroup,
  failoverGroup,
  crashGroup,
];

/**
 * What every store must show, whatever its engine. Registers its tests with the
 * given runner; an engine's own test file is its subject and its special cases.
 *
 * @example
 * import { test } from 'vitest';
 * storeConformance({ open: async ({ now }) => … }, { test });
 */
export function storeConformance(subject: StoreSubject, runner: ConformanceRunner): void {
  for (const group of groups) group(subject, runner);
}
