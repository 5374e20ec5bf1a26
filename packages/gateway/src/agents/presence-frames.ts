import type { Runtime } from '../runtime.js';
import type { Connections } from './connections.js';
import type { Holdings } from './holdings.js';
import type { Presence } from './presence.js';
import type { Staff } from './staff.js';

const gatheredMs = 50;
/** How long changes of what agents hold are gathered, at least. */
const holdingsGatheredMs = 1_000;
/** How much of what agents hold is told in a second, about, in entries of a frame: so many agents, to so many clients. */
const entriesPerSecond = 100_000;

/** What {@link sendPresence} works with. */
export interface PresenceFramesOptions {
  readonly presence: Pick<Presence, 'agents'>;
  readonly staff: Pick<Staff, 'subscribe'>;
  readonly holdings: Pick<Holdings, 'subscribe'>;
  readonly connections: Connections;
  readonly runtime: Pick<Runtime, 'now' | 'schedule'>;
}

/**
 * Tells every client of a tenant who is there, shortly after it changed: many
 * changes at once, as when everyone reconnects, make one frame. How many
 * conversations somebody holds may wait: the longer, the more there are to tell.
 *
 * @returns ends it
 */
export function sendPresence({ presence, staff, holdings, connections, runtime }: PresenceFramesOptions): () => void {
  const due = new Map<string, { readonly at: number; readonly cancel: () => void }>();
  const send = (tenant: string): void => {
    due.delete(tenant);
    connections.send(tenant, { type: 'presence', agents: presence.agents(tenant) }, () => true);
  };
  const sendWithin = (tenant: string, delayMs: number): void => {
    const at = runtime.now() + delayMs;
    const planned = due.get(tenant);
    if (planned !== undefined && planned.at <= at) return;
    planned?.cancel();
    due.set(tenant, { at, cancel: runtime.schedule(delayMs, () => send(tenant)) });
  };
  const ends = [
    staff.subscribe((tenant) => sendWithin(tenant, gatheredMs)),
    holdings.subscribe((tenant) => {
      if (due.has(tenant)) return;
      const clients = [...connections.of(tenant)].length;
      if (clients > 0) sendWithin(tenant, Math.max(holdingsGatheredMs, (clients * presence.agents(tenant).length * 1_000) / entriesPerSecond));
    }),
  ];
  return () => {
    for (const end of ends) end();
    for (const { cancel } of due.values()) cancel();
  };
}
