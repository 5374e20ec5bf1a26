/** What goes wrong, and when. Everything that breaks is mended after a while. */
import type { SimulatedAgent } from '../actors/agent.js';
import type { SimulatedNode } from '../actors/node.js';
import type { SimulatedTab } from '../actors/tab.js';
import { goodLine } from '../store/store-line.js';
import type { StoreModel } from '../store/store-model.js';
import type { Chance } from './chance.js';
import type { Connection, Link } from './network.js';
import { unblock } from './network.js';
import type { Places } from './places.js';
import type { World } from './world.js';

/** What can go wrong. */
export interface FaultScene {
  readonly world: World;
  readonly places: Places;
  readonly model: StoreModel;
  readonly agents: readonly SimulatedAgent[];
}

/** Breaks one thing. */
export type Fault = (scene: FaultScene, chance: Chance) => void;

const cutConnection: Fault = ({ places }, chance) => {
  const connections = [...places.links.values()].flatMap((link) => [...link.connections]);
  if (connections.length === 0) return;
  const connection: Connection = chance.pick(connections);
  connection.cut({ client: chance.happens(0.6), server: chance.happens(0.6) });
};

const blockLink: Fault = ({ world, places }, chance) => {
  const links = [...places.links.values()].filter(({ isBlocked }) => !isBlocked);
  if (links.length === 0) return;
  const link: Link = chance.pick(links);
  link.isBlocked = true;
  world.schedule.after(chance.pick([2_000, 8_000, 45_000]), undefined, () => unblock(world, link));
};

const slowLink: Fault = ({ world, places }, chance) => {
  const links = [...places.links.values()];
  if (links.length === 0) return;
  const link: Link = chance.pick(links);
  link.delayMs = chance.between(100, 3_000);
  world.schedule.after(chance.between(5_000, 30_000), undefined, () => (link.delayMs = 0));
};

const crashNode: Fault = ({ world, places }, chance) => {
  const node = chance.pick(places.nodes);
  node.crash();
  world.schedule.after(chance.pick([300, 3_000, 20_000]), undefined, () => node.start());
};

const stopNode: Fault = ({ world, places }, chance) => {
  const node = chance.pick(places.nodes);
  node.stop();
  const startAgain = (): void => {
    if (node.state === 'stopping') world.schedule.after(1_000, undefined, startAgain);
    else node.start();
  };
  world.schedule.after(chance.between(500, 15_000), undefined, startAgain);
};

const freezeNode: Fault = ({ world, places }, chance) => {
  const node = chance.pick(places.nodes);
  const { process } = node;
  node.pause();
  world.schedule.after(chance.pick([500, 5_000, 20_000, 100_000]), undefined, () => {
    if (node.process === process) node.resume();
  });
};

const setNodeClock: Fault = ({ world, places }, chance) => {
  const node = chance.pick(places.nodes);
  node.clockAheadMs = chance.between(-90_000, 90_000);
  world.trace.add(`${node.name} has its clock set`);
};

const crashStore: Fault = ({ world, model }, chance) => {
  const downMs = chance.pick([200, 3_000, 12_000]);
  model.crashWhileWriting();
  // Where nobody writes any more, it goes down all the same.
  world.schedule.after(chance.pick([0, 4_000, 4_000]), undefined, () => {
    if (model.isUp) model.crash();
    world.schedule.after(downMs, undefined, () => model.recover());
  });
};

const cutNodeFromStore: Fault = ({ world, places }, chance) => {
  const { line } = chance.pick(places.nodes);
  line?.disconnect();
  world.schedule.after(chance.pick([500, 6_000, 20_000, 80_000]), undefined, () => line?.connect());
};

const spoilLine: Fault = ({ world, places }, chance) => {
  const { line } = chance.pick(places.nodes);
  if (line === undefined) return;
  const draw = (): number => chance.pick([0, 0.1, 0.3]);
  line.become({ lostRequest: draw(), lostAnswer: draw(), slow: draw(), lostNotice: draw() });
  world.schedule.after(chance.between(3_000, 25_000), undefined, () => line.become(goodLine));
};

const hideTab: Fault = (scene, chance) => {
  withTab(scene, chance, (tab) => {
    tab.hide(chance.pick([1_000, 60_000]));
    scene.world.schedule.after(chance.between(2_000, 60_000), undefined, () => tab.show());
  });
};

const freezeTab: Fault = (scene, chance) => {
  withTab(scene, chance, (tab) => {
    tab.freeze();
    scene.world.schedule.after(chance.pick([1_000, 10_000, 40_000, 120_000]), undefined, () => tab.thaw(chance.happens(0.7)));
  });
};

const closeTab: Fault = ({ agents, world }, chance) => {
  const agent = chance.pick(agents);
  if (agent.tabs.length === 0) return agent.openTab(true);
  agent.closeTab(chance.pick(agent.tabs), chance.happens(0.5));
  // Some come back at once, as when a page is loaded again; some never.
  if (chance.happens(0.6)) world.schedule.after(chance.pick([200, 5_000, 60_000]), undefined, () => agent.openTab(true));
};

/** An agent goes home, or the machine dies, whatever is still in their hands. */
const leaveForGood: Fault = ({ agents }, chance) => chance.pick(agents).goHome();

const openTab: Fault = ({ agents }, chance) => {
  const agent = chance.pick(agents);
  if (agent.tabs.length < 3) agent.openTab(chance.happens(0.7));
};

function withTab({ agents }: FaultScene, chance: Chance, act: (tab: SimulatedTab) => void): void {
  const tabs = agents.flatMap((agent) => agent.tabs.filter((tab) => tab.isAwake && tab.isVisible));
  if (tabs.length > 0) act(chance.pick(tabs));
}

/** Everything that can go wrong; what stands twice does so twice as often. */
export const faults: readonly Fault[] = [
  cutConnection,
  cutConnection,
  blockLink,
  slowLink,
  crashNode,
  crashNode,
  stopNode,
  freezeNode,
  setNodeClock,
  crashStore,
  crashStore,
  cutNodeFromStore,
  spoilLine,
  spoilLine,
  hideTab,
  freezeTab,
  closeTab,
  leaveForGood,
  openTab,
];

/** Mends everything at once. */
export function mendAll({ world, places, model, agents }: FaultScene): void {
  world.trace.add('everything is mended');
  model.recover();
  for (const link of places.links.values()) {
    link.delayMs = 0;
    unblock(world, link);
  }
  for (const node of places.nodes) mendNode(node);
  for (const agent of agents) agent.quieten();
}

function mendNode(node: SimulatedNode): void {
  node.resume();
  node.line?.become(goodLine);
  node.line?.connect();
  node.start();
}
