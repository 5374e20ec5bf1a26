import type { Agent, AgentPresence, Availability } from '@live-takeover/sdk';
import { isAvailable } from '@live-takeover/sdk';

/** Who works here, what each chose, and whether they are there. */
export interface Roster {
  /** Adds an agent, Online and not yet reachable, unless known. */
  add(agent: Agent): void;
  agent(agentId: string): Agent | undefined;
  presences(): readonly AgentPresence[];
  isAvailable(agentId: string): boolean;
  readonly isAnyoneAvailable: boolean;
  setAvailability(agentId: string, availability: Availability): void;
  /** Counts a tab or device in (`1`) or out (`-1`). */
  count(agentId: string, change: 1 | -1): void;
  subscribe(listener: () => void): () => void;
}

interface Entry {
  readonly agent: Agent;
  availability: Availability;
  devices: number;
}

/** A roster of nobody. */
export function createRoster(): Roster {
  const entries = new Map<string, Entry>();
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  const presenceOf = ({ agent, availability, devices }: Entry): AgentPresence => ({
    id: agent.id,
    name: agent.name,
    availability,
    isReachable: devices > 0,
  });
  return {
    add(agent) {
      if (entries.has(agent.id)) return;
      entries.set(agent.id, { agent, availability: 'online', devices: 0 });
      tell();
    },
    agent: (agentId) => entries.get(agentId)?.agent,
    presences: () => [...entries.values()].map(presenceOf),
    isAvailable(agentId) {
      const entry = entries.get(agentId);
      return entry !== undefined && isAvailable(presenceOf(entry));
    },
    get isAnyoneAvailable() {
      return [...entries.values()].some((entry) => isAvailable(presenceOf(entry)));
    },
    setAvailability(agentId, availability) {
      const entry = entries.get(agentId);
      if (entry === undefined || entry.availability === availability) return;
      entry.availability = availability;
      tell();
    },
    count(agentId, change) {
      const entry = entries.get(agentId);
      if (entry === undefined) return;
      const wasReachable = entry.devices > 0;
      entry.devices = Math.max(0, entry.devices + change);
      if (wasReachable !== entry.devices > 0) tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
