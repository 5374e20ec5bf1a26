import type {
  Agent,
  BotRules,
  Capabilities,
  Clock,
  Command,
  CommandResult,
  Conversation,
  ConversationEvent,
  ConversationId,
  Desk,
  Signal,
} from '@live-takeover/sdk';
import { allCapabilities, machineClock } from '@live-takeover/sdk';
import type { ConversationOptions, SimulatedBot, SimulatedColleague, SimulatedCustomer } from './actors.js';
import { botOf, colleagueOf, customerOf, startConversation } from './actors.js';
import { ana } from './cast.js';
import type { SimulatedConnector } from './connector.js';
import { createConnector } from './connector.js';
import type { TrafficOptions } from './traffic.js';
import { startTraffic } from './traffic.js';
import type { World } from './world.js';
import { createWorld } from './world.js';

/** How a simulation begins. */
export interface SimulatorOptions {
  /** The same seed and the same doings give the same events. Default 1. */
  readonly seed?: number;
  /** How many conversations have a past already, in every status by turns. Default 40. */
  readonly conversations?: number;
  /** How many more are over, up to 40 days ago. Default 0. */
  readonly closedConversations?: number;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Who is signed in. Default Ana. */
  readonly agent?: Agent;
  /** Per bot id. Default: those of the simulated bots. */
  readonly rules?: Readonly<Record<string, BotRules>>;
  /** Reasons, prepared replies, wrap-up and capacity, in place of those that the simulation has. */
  readonly desk?: Partial<Desk>;
  /** What the backend is to do without. */
  readonly capabilities?: Partial<Capabilities>;
  /** One way over the simulated network; 0 (the default) = at once. */
  readonly latencyMs?: number;
  /** What happens by itself as the clock advances. Default: nothing. */
  readonly traffic?: TrafficOptions;
}

/**
 * A backend in memory: a {@link Connector} for the signed-in agent, and a handle
 * on everybody else. All that happens reaches an open connector at once (or
 * after `latencyMs`), without a promise in between; connecting takes one microtask.
 */
export interface Simulator extends SimulatedConnector {
  readonly clock: Clock;
  /** Another agent's connector to the same backend. */
  connectorFor(agent: Agent): SimulatedConnector;
  startConversation(options?: ConversationOptions): ConversationId;
  customer(conversationId: ConversationId): SimulatedCustomer;
  bot(conversationId: ConversationId): SimulatedBot;
  /** Ben (`ben`) and Chiara (`chiara`, a supervisor) are Online, Dov (`dov`) is not. */
  colleague(agentId: string): SimulatedColleague;

  /** Carries a command out for an agent, as their own connector would. */
  execute(agent: Agent, command: Command): CommandResult;
  /** Anybody who works here. */
  findAgent(agentId: string): Agent | undefined;
  /** What the backend knows of one conversation. */
  conversation(conversationId: ConversationId): Conversation | undefined;
  conversations(): readonly Conversation[];
  events(conversationId: ConversationId): readonly ConversationEvent[];
  /** Typing and viewing by anyone, the signed-in agent included. */
  onSignal(listener: (signal: Signal) => void): () => void;

  /** Starts traffic, in place of any that runs; undefined stops it. */
  setTraffic(traffic: TrafficOptions | undefined): void;
  /** Ends traffic and timers. Open connectors are ended by their own signals. */
  close(): void;
}

/** A deterministic backend in memory, for tests, demonstrations and benchmarks. */
export function createSimulator(options: SimulatorOptions = {}): Simulator {
  const { seed = 1, conversations = 40, closedConversations = 0, clock = machineClock, agent = ana, latencyMs = 0, rules, desk, traffic } = options;
  const capabilities: Capabilities = { ...allCapabilities, ...options.capabilities };
  const world = createWorld({
    seed,
    conversations,
    closedConversations,
    clock,
    agent,
    ...(rules === undefined ? {} : { rules }),
    ...(desk === undefined ? {} : { desk }),
  });
  const simulator: Simulator = {
    ...createConnector(world, agent, capabilities, latencyMs),
    ...handlesOn(world),
    clock,
    connectorFor: (other) => createConnector(world, other, capabilities, latencyMs),
  };
  simulator.setTraffic(traffic);
  return simulator;
}

function handlesOn(world: World): Omit<Simulator, keyof SimulatedConnector | 'connectorFor' | 'clock'> {
  let stopTraffic = (): void => undefined;
  return {
    startConversation: (options) => startConversation(world, options),
    customer: (id) => customerOf(world, id),
    bot: (id) => botOf(world, id),
    colleague: (agentId) => colleagueOf(world, agentId),
    execute: (agent, command) => world.execute(agent, command),
    findAgent: (agentId) => world.roster.agent(agentId),
    conversation: (id) => world.ledger.head(id),
    conversations: () => [...world.ledger.heads()],
    events: (id) => world.ledger.events(id),
    onSignal: (listener) => world.onSignal(listener),
    setTraffic(traffic) {
      stopTraffic();
      stopTraffic = traffic === undefined ? () => undefined : startTraffic(world, traffic);
    },
    close() {
      stopTraffic();
      world.close();
    },
  };
}
