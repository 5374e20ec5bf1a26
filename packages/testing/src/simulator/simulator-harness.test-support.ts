import type { Agent, Desk } from '@live-takeover/sdk';
import type { ConnectorHarness } from '../conformance/harness.js';
import { fakeClock } from '../clock/fake-clock.js';
import type { Simulator } from './simulator.js';
import { bots } from './cast.js';
import { createSimulator } from './simulator.js';
import { botReplyMs } from './world.js';

const supervisor: Agent = { id: 'chiara', name: 'Chiara Lindqvist', role: 'supervisor' };
const rival: Agent = { id: 'ben', name: 'Ben Okafor', role: 'agent' };

/** The conformance harness over a fresh simulation, and the simulation itself. */
export function simulatorHarness(desk: Partial<Desk> = {}): { readonly harness: ConnectorHarness; readonly simulator: Simulator } {
  const clock = fakeClock();
  const simulator = createSimulator({ clock, conversations: 3, desk });
  const harness: ConnectorHarness = {
    connector: simulator,
    agent: simulator.agent,
    rivalConnector: simulator.connectorFor(rival),
    rival,
    supervisorConnector: simulator.connectorFor(supervisor),
    startConversation: async () => simulator.startConversation({ contact: { id: 'customer-7', verified: true } }),
    async customerWrites(id, text) {
      // In the instant of a takeover nobody could tell which came first.
      clock.advance(1);
      simulator.customer(id).write(text);
    },
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

/** One in which agents hold one conversation at a time, and bots insist on a wrap-up reason. */
export function strictSimulatorHarness(): ReturnType<typeof simulatorHarness> {
  const wrapUp = { reasons: [{ id: 'solved', label: 'Solved' }], isRequired: true };
  const { harness, simulator } = simulatorHarness({ capacity: 1, bots: Object.fromEntries(bots.map(({ id, name }) => [id, { name, preparedReplies: [], wrapUp }])) });
  return { harness: { ...harness, wrapUp: 'solved' }, simulator };
}
