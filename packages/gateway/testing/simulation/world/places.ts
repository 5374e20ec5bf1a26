import type { SimulatedNode } from '../actors/node.js';
import type { Link } from './network.js';
import { createLink } from './network.js';
import type { World } from './world.js';

/** The nodes, and the ways from everyone else to each of them. */
export interface Places {
  readonly nodes: readonly SimulatedNode[];
  readonly links: ReadonlyMap<string, Link>;
  linkTo(node: SimulatedNode, party: string): Link;
  /** What a balancer answers: a node that serves, as far as it knows; undefined when it knows of none. */
  balance(): SimulatedNode | undefined;
}

/** Places without any traffic yet. */
export function createPlaces({ chance }: World, nodes: readonly SimulatedNode[]): Places {
  const links = new Map<string, Link>();
  return {
    nodes,
    links,
    linkTo(node, party) {
      const key = `${party} ${node.name}`;
      const known = links.get(key) ?? createLink();
      links.set(key, known);
      return known;
    },
    balance() {
      const serving = nodes.filter(({ state }) => state === 'up');
      // Its health checks come every few seconds, so now and then it is wrong.
      return chance.happens(0.03) || serving.length === 0 ? chance.pick(nodes) : chance.pick(serving);
    },
  };
}
