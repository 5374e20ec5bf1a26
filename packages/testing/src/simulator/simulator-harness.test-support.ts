import type { Agent } from '@live-takeover/sdk';
import type { ConnectorHarness } from '../conformance/harness.js';
import { fakeClock } from '../clock/fake-clock.js';
import type { Simulator } from './simulator.js';
import { createSimulator } from './simulator.js';
import { botReplyMs } from './world.js';

const supervisor: Agent = { id: 'chiara', name: 'Chiara Lindqvist', role: 'supervisor' };
const rival: Agent = { id: 'ben', name: 'Ben Okafor', role: 'agent' };

/** The conformance harness over a fresh simulation, and the simulation itself. */
export function simulatorHarness(): { readonly harness: ConnectorHarness; readonly simulator: Simulator } {
  const clock = fakeClock();
  const simulator = createSimulator({ clock, conversations: 3 });
  const harness: ConnectorHarness = {
    connector: simulator,
    agent: simulator.agent,
    rivalConnector: simulator.connectorFor(rival),
    rival,
    supervisorConnector: simulator.connectorFor(supervisor),
    startConversation: async () => simulator.startConversation({ contact: { id: 'customer-7', verified: true } }),
    customerWrites: async (id, text) => void simulator.customer(id).write(text),
    customerAsksForAgent: async (id) => simulator.customer(id).askForAgent(),
    async customerAsksInVain(id, text) {
      simulator.customer(id).write(text, 'default-answer');
      clock.advance(botReplyMs);
    },
    customerTypes: async (id) => simulator.customer(id).type(),
    cut: async () => simulator.faults.cut(),
    restore: async () => simulator.faults.restore(),
    close: async () => simulator.close(),
  };
  return { harness, simulator };
}
