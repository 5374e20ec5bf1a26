/** Puts everything together for one run. */
import { SimulatedAgent } from './actors/agent.js';
import type { SimulatedBots } from './actors/bots.js';
import { createBots } from './actors/bots.js';
import { simulatedConfig } from './actors/configuration.js';
import { SimulatedCustomer } from './actors/customer.js';
import { SimulatedNode } from './actors/node.js';
import type { SimulatedIdentity } from './actors/sign-in.js';
import { judgeRelease } from './invariants/attention.js';
import { CommandChecks } from './invariants/commands.js';
import { createCustomerChecks } from './invariants/customers.js';
import { watchDesks } from './invariants/desks.js';
import { Ledger } from './invariants/ledger.js';
import { SettingsTruth } from './invariants/settings.js';
import type { StoreLines } from './store/store-line.js';
import type { StoreModel } from './store/store-model.js';
import { createStoreModel } from './store/store-model.js';
import type { Places } from './world/places.js';
import { createPlaces } from './world/places.js';
import type { Scenario } from './world/scenario.js';
import type { World } from './world/world.js';

/** Everything there is in one run. */
export interface Stage {
  readonly world: World;
  readonly model: StoreModel;
  readonly places: Places;
  readonly nodes: readonly SimulatedNode[];
  readonly bots: SimulatedBots;
  readonly agents: readonly SimulatedAgent[];
  readonly customers: readonly SimulatedCustomer[];
  readonly ledger: Ledger;
  readonly commands: CommandChecks;
  readonly settings: SettingsTruth;
}

const identities: readonly SimulatedIdentity[] = [
  { id: 'ana', role: 'agent' },
  { id: 'ben', role: 'supervisor' },
  { id: 'cleo', role: 'agent', bots: ['bank', 'help'] },
];

/** Where what agents chose is kept. */
const availabilityKey = 'availability:';

/** A stage on which nobody has moved yet. */
export function createStage(world: World, scenario: Scenario): Stage {
  const model = createStoreModel(world, { ...scenario, clockAheadMs: world.chance.between(-600_000, 600_000) });
  const lines: StoreLines = new Set();
  const ledger = new Ledger(world, model.partitions);
  const chosen = new Map<string, Set<string>>(identities.map(({ id }) => [id, new Set(['online'])]));
  const settings = new SettingsTruth(world);
  const commands = new CommandChecks(world, ledger, (agentId) => chosen.get(agentId) ?? new Set(), settings);
  watchDesks(world, ledger);
  const bots = createBots(world, () => places);
  const ground = { world, model, lines, request: (node: SimulatedNode, request: Request) => bots.request(node, request) };
  const nodes = numbered('n', scenario.nodes).map((name) => new SimulatedNode(name, ground));
  const places = createPlaces(world, nodes);
  const present = identities.slice(0, scenario.agents);
  const office = { world, places, witness: commands, storeNow: () => model.now(), colleagues: present.map(({ id }) => id) };
  const agents = present.map((identity) => new SimulatedAgent(identity, office));
  const witness = createCustomerChecks(world, ledger);
  const customers = numbered('t', scenario.customers).map((thread) => new SimulatedCustomer(thread, world.chance.pick(simulatedConfig.bots).id, world, places, witness));
  model.onCommit((events) => {
    ledger.commit(events);
    const { partition } = ledger.conversations.get(events[0]?.event.conversationId ?? '') ?? { partition: 0 };
    for (const line of lines) line.notify(partition);
  });
  model.onSetting((setting) => {
    const { key, value } = setting;
    settings.stored(setting);
    if (!key.startsWith(availabilityKey)) return;
    const id = key.slice(availabilityKey.length);
    const availability = choiceIn(value);
    chosen.get(id)?.add(availability);
    agents.find((agent) => agent.identity.id === id)?.whereabouts.chose(availability);
  });
  countFacts(world, ledger, agents);
  return { world, model, places, nodes, bots, agents, customers, ledger, commands, settings };
}

/** What a supervisor chose for somebody is kept with their name. */
function choiceIn(value: string): string {
  return value.startsWith('{') ? (JSON.parse(value) as { readonly availability: string }).availability : value;
}

function numbered(prefix: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${String(index + 1)}`);
}

function countFacts(world: World, ledger: Ledger, agents: readonly SimulatedAgent[]): void {
  const { reached, schedule } = world;
  ledger.onEvent((event, before) => {
    switch (event.type) {
      case 'takeover-started':
        reached.takeovers += 1;
        agents.find(({ identity }) => identity.id === event.operator.id)?.becameOperatorAt.set(event.conversationId, schedule.now);
        return;
      case 'takeover-ended':
        if (event.why !== 'agent-unreachable') return;
        reached.requeuedOrphans += 1;
        for (const agent of agents) if (before?.operator.kind === 'agent' && before.operator.id === agent.identity.id) judgeRelease(world, agent, event.conversationId);
        return;
      case 'bot-reply-suppressed':
        reached.suppressedReplies += 1;
        return;
      case 'agent-requested':
        reached.agentRequests += 1;
        return;
      default:
    }
  });
}
