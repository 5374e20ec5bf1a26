import { attentionConformance } from './attention-conformance.js';
import { commandConformance } from './command-conformance.js';
import { deskConformance } from './desk-conformance.js';
import { handoverConformance } from './handover-conformance.js';
import type { ConformanceOptions, ConformanceRunner } from './harness.js';
import { streamConformance } from './stream-conformance.js';

/**
 * Registers the tests that every connector must pass, with the runner it is
 * given. Capabilities that the connector does not claim are not tested.
 *
 * ```ts
 * import { describe, test } from 'vitest';
 * import { connectorConformance } from '@live-takeover/testing/conformance';
 *
 * connectorConformance({ describe, test }, { capabilities, makeHarness });
 * ```
 */
export function connectorConformance(runner: ConformanceRunner, options: ConformanceOptions): void {
  runner.describe('connector conformance', () => {
    streamConformance(runner, options);
    commandConformance(runner, options);
    attentionConformance(runner, options);
    handoverConformance(runner, options);
    deskConformance(runner, options);
  });
}
