import { allCapabilities } from '@live-takeover/sdk';
import { connectorConformance } from '@live-takeover/testing/conformance';
import { describe, test } from 'vitest';
import { simulatorHarness, strictSimulatorHarness } from './simulator-harness.test-support.js';

connectorConformance({ describe, test }, {
  capabilities: allCapabilities,
  makeHarness: async () => simulatorHarness().harness,
  makeStrictHarness: async () => strictSimulatorHarness().harness,
});
