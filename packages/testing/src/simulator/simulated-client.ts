import type { TakeoverClient } from '@live-takeover/sdk';
import { createTakeoverClient } from '@live-takeover/sdk';
import type { Simulator, SimulatorOptions } from './simulator.js';
import { createSimulator } from './simulator.js';

/** A client and the backend it talks to. */
export interface SimulatedClient {
  readonly client: TakeoverClient;
  readonly simulator: Simulator;
  /** Ends both. */
  close(): void;
}

/**
 * A ready client over a simulation of its own, both on one clock. Command ids
 * are `command-1`, `command-2` …
 */
export function createSimulatedClient(options: SimulatorOptions = {}): SimulatedClient {
  const simulator = createSimulator(options);
  let commands = 0;
  const client = createTakeoverClient({ connector: simulator, clock: simulator.clock, newId: () => `command-${(commands += 1)}` });
  return {
    client,
    simulator,
    close() {
      client.close();
      simulator.close();
    },
  };
}
