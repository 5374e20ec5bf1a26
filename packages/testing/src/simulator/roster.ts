import type { Agent, AgentPresence, Availability, Clock, Desk, OpeningHours } from '@live-takeover/sdk';
import { isOpen, receivesRequests } from '@live-takeover/sdk';

/** Who works here, what each chose, and whether they are there. */
export interface Roster {
  /** Adds an agent, Online and not yet reachable, unless known. */
  add(agent: Agent): void;
  agent(agentId: string): Agent | undefined;
  presences(): readonly AgentPresence[];
  /** Whether they could be given a conversation now. */
  isAvailable(agentId: string): boolean;
  /** Whether they hold as many conversations as they may. */
  isFull(agentId: string): boolean;
  /** Who there is for customers of a desk with these hours. */
  staffing(hours: OpeningHours | null): Staffing;
  /** @param setBy - the supervisor who chose for them */
  setAvailability(agentId: string, availability: Availability, setBy?: string): void;
  /** Counts a tab or device in (`1`) or out (`-1`). */
  count(agentId: string, change: 1 | -1): void;
  /** Counts a conversation in (`1`) or out (`-1`). */
  hold(agentId: string, change: 1 | -1): void;
  subscribe(listener: () => void): () => void;
}

/** `all-busy`: somebody would be available, but for their capacity. */
export type Staffing = 'available' | 'all-busy' | 'nobody' | 'closed';

interface Entry {
  readonly agent: Agent;
  availability: Availability;
  setBy: string | undefined;
  devices: number;
  unreachableSince: number | undefined;
  holding: number;
}

/** A roster of nobody, whose members may choose among the reasons of a desk. */
export function createRoster(clock: Clock, desk: () => Desk): Roster {
  return new MemoryRoster(clock, desk);
}

class MemoryRoster implements Roster {
  readonly #clock: Clock;
  readonly #desk: () => Desk;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<() => void>();

  constructor(clock: Clock, desk: () => Desk) {
    this.#clock = clock;
    this.#desk = desk;
  }

  add(agent: Agent): void {
    if (this.#entries.has(agent.id)) return;
    this.#entries.set(agent.id, { agent, availability: 'online', setBy: undefined, devices: 0, unreachableSince: undefined, holding: 0 });
    this.#tell();
  }

  agent(agentId: string): Agent | undefined {
    return this.#entries.get(agentId)?.agent;
  }

  presences(): readonly AgentPresence[] {
    const { capacity } = this.#desk();
    return [...this.#entries.values()].map(({ agent: { id, name }, availability, setBy, devices, unreachableSince, holding }) => ({
      id,
      name,
      availability,
      isReachable: devices > 0,
      holding,
      ...(capacity === null ? {} : { capacity }),
      ...(setBy === undefined ? {} : { setBy }),
      ...(devices > 0 || unreachableSince === undefined ? {} : { unreachableSince }),
    }));
  }

  isAvailable(agentId: string): boolean {
    const entry = this.#entries.get(agentId);
    return entry !== undefined && this.#isThere(entry) && !this.isFull(agentId);
  }

  isFull(agentId: string): boolean {
    const { capacity } = this.#desk();
    return capacity !== null && (this.#entries.get(agentId)?.holding ?? 0) >= capacity;
  }

  staffing(hours: OpeningHours | null): Staffing {
    if (hours !== null && !isOpen(hours, this.#clock.now())) return 'closed';
    const there = [...this.#entries.values()].filter((entry) => this.#isThere(entry));
    if (there.length === 0) return 'nobody';
    return there.every(({ agent }) => this.isFull(agent.id)) ? 'all-busy' : 'available';
  }

  setAvailability(agentId: string, availability: Availability, setBy?: string): void {
    this.#change(agentId, (entry) => Object.assign(entry, { availability, setBy }));
  }

  count(agentId: string, change: 1 | -1): void {
    this.#change(agentId, (entry) => {
      const wasThere = entry.devices > 0;
      entry.devices = Math.max(0, entry.devices + change);
      if (wasThere && entry.devices === 0) entry.unreachableSince = this.#clock.now();
    });
  }

  hold(agentId: string, change: 1 | -1): void {
    this.#change(agentId, (entry) => (entry.holding += change));
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #isThere({ availability, devices }: Entry): boolean {
    return devices > 0 && receivesRequests(availability, this.#desk().reasons);
  }

  /** Tells only what colleagues can see: a second tab is none of it. */
  #change(agentId: string, act: (entry: Entry) => void): void {
    const entry = this.#entries.get(agentId);
    if (entry === undefined) return;
    const look = (): string => JSON.stringify([entry.availability, entry.setBy, entry.devices > 0, entry.holding]);
    const before = look();
    act(entry);
    if (look() !== before) this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
