import type { Runtime } from '../runtime.js';
import type { Connections } from './connections.js';
import type { Presence } from './presence.js';

const gatheredMs = 50;

/**
 * Tells every client of a tenant who is there, shortly after it changed: many
 * changes at once, as when everyone reconnects, make one frame.
 *
 * @returns ends it
 */
export function sendPresence(presence: Presence, connections: Connections, runtime: Pick<Runtime, 'schedule'>): () => void {
  const due = new Map<string, () => void>();
  const unsubscribe = presence.subscribe((tenant) => {
    if (due.has(tenant)) return;
    const cancel = runtime.schedule(gatheredMs, () => {
      due.delete(tenant);
      connections.send(tenant, { type: 'presence', agents: presence.agents(tenant) }, () => true);
    });
    due.set(tenant, cancel);
  });
  return () => {
    unsubscribe();
    for (const cancel of due.values()) cancel();
  };
}
