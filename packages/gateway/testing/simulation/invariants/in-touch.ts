import type { SimulatedTab } from '../actors/tab.js';

/** Whether a tab in view has been in touch with a sound node since then. */
export function isInTouch(tab: SimulatedTab, since: number): boolean {
  const { connected } = tab;
  if (connected === undefined || connected.connection.isOver || connected.connection.link.isBlocked) return false;
  const { welcomeAt, node } = connected;
  if (welcomeAt === null || welcomeAt > since || !tab.isAwake || tab.inViewSince > since) return false;
  if (connected.connection.link.freeSince > since || node.soundSince === null || node.soundSince > since) return false;
  return tab.client.freshness.value.state === 'up-to-date';
}
