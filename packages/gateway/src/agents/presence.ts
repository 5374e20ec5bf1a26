/**
 * Availability is what agents choose and is kept for good; reachability is what
 * their clients prove, frame by frame. Nobody is available without both.
 */
import type { AgentPresence, Availability } from '@live-takeover/sdk/core';
import { isAvailable } from '@live-takeover/sdk/core';
import { createDeadlines } from '../conversations/deadlines.js';
import type { Deadlines } from '../conversations/deadlines.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import type { AgentIdentity } from './authenticate.js';
import type { Scope } from './scope.js';
import { isInScope, makeScope } from './scope.js';

/** How long a client counts as there after its last frame. */
export const leaseMs = 45_000;
/** How long it does after its goodbye, so that moving to another page is not leaving. */
export const goodbyeMs = 10_000;

/** A client's proof that its agent is there. Only that client's own frames renew it. */
export interface PresenceLease {
  /** A frame arrived. */
  heard(): void;
  /** The page is going away. */
  goodbye(): void;
  /** The token was renewed and may name other bots. */
  update(identity: AgentIdentity): void;
}

/** Who is there, per tenant. */
export interface Presence {
  /** Loads what earlier processes knew. */
  start(): Promise<void>;
  stop(): void;
  connect(identity: AgentIdentity): PresenceLease;
  setAvailability(identity: AgentIdentity, availability: Availability): Promise<void>;
  /** Everyone who is or lately was reachable, ordered by name. */
  agents(tenant: string): readonly AgentPresence[];
  find(tenant: string, agentId: string): AgentPresence | undefined;
  /** Whether an agent could take a conversation of this bot now. */
  isAvailable(tenant: string, agentId: string, botId: string): boolean;
  isAnyoneAvailable(tenant: string, botId: string): boolean;
  /** When the agent's last lease ended; null while reachable, and this process' start plus a lease for agents it never saw. */
  unreachableSince(tenant: string, agentId: string): number | null;
  /** Told after each change of someone's availability, reachability or scope. */
  subscribe(listener: (tenant: string, agentId: string) => void): () => void;
}

interface Entry {
  readonly tenant: string;
  readonly id: string;
  name: string;
  availability: Availability;
  scope: Scope;
  readonly leases: Map<string, number>;
  isReachable: boolean;
  unreachableSince: number;
  /** Whether this process saw the agent reachable. */
  wasSeen: boolean;
  saved: string;
}

/** What is stored of an agent. */
interface StoredAgent {
  readonly name: string;
  readonly availability: Availability;
  readonly bots: 'all' | readonly string[];
}

const persistEveryMs = 15_000;
const leaseKind = 'presence';

/** @param tenants - those whose agents are loaded at the start */
export function createPresence(store: EventStore, runtime: Runtime, tenants: readonly string[]): Presence {
  return new LeasePresence(store, runtime, tenants);
}

class LeasePresence implements Presence {
  readonly #store: EventStore;
  readonly #runtime: Runtime;
  readonly #tenants: readonly string[];
  readonly #nodeId: string;
  readonly #startedAt: number;
  readonly #entries = new Map<string, Map<string, Entry>>();
  readonly #listeners = new Set<(tenant: string, agentId: string) => void>();
  readonly #deadlines: Deadlines;

  constructor(store: EventStore, runtime: Runtime, tenants: readonly string[]) {
    this.#store = store;
    this.#runtime = runtime;
    this.#tenants = tenants;
    this.#nodeId = runtime.newId();
    this.#startedAt = runtime.now();
    this.#deadlines = createDeadlines(runtime, (key) => this.#expire(key));
  }

  async start(): Promise<void> {
    for (const tenant of this.#tenants) {
      for (const [key, value] of await this.#store.settings(tenant, 'agent:')) {
        const stored = JSON.parse(value) as StoredAgent;
        const entry = this.#entry(tenant, key.slice('agent:'.length), stored);
        entry.saved = value;
      }
      for (const lease of await this.#store.leases(tenant, leaseKind)) {
        const separator = lease.key.indexOf(' ');
        const entry = this.#entries.get(tenant)?.get(lease.key.slice(separator + 1));
        if (entry !== undefined) this.#extend(entry, lease.key.slice(0, separator), lease.expiresAt);
      }
    }
  }

  stop(): void {
    this.#deadlines.clear();
    this.#listeners.clear();
  }

  connect(identity: AgentIdentity): PresenceLease {
    const connectionId = this.#runtime.newId();
    const { id } = identity.agent;
    const { tenant } = identity.scope;
    const entry = this.#entry(tenant, id, { name: identity.agent.name, availability: 'online', bots: identity.scope.bots });
    let persistedAt = -Infinity;
    const hold = (durationMs: number): void => {
      const now = this.#runtime.now();
      this.#extend(entry, connectionId, now + durationMs);
      if (durationMs === leaseMs && now - persistedAt < persistEveryMs) return;
      persistedAt = now;
      this.#keep(this.#store.lease(tenant, leaseKind, `${connectionId} ${id}`, this.#nodeId, durationMs));
    };
    const lease: PresenceLease = {
      heard: () => hold(leaseMs),
      goodbye: () => hold(goodbyeMs),
      update: ({ agent, scope }) => {
        const isChanged = entry.name !== agent.name || entry.scope.key !== scope.key;
        entry.name = agent.name;
        entry.scope = scope;
        this.#keep(this.#save(entry));
        if (isChanged) this.#tell(entry);
      },
    };
    lease.update(identity);
    lease.heard();
    return lease;
  }

  async setAvailability({ agent, scope }: AgentIdentity, availability: Availability): Promise<void> {
    const entry = this.#entry(scope.tenant, agent.id, { name: agent.name, availability: 'online', bots: scope.bots });
    const previous = entry.availability;
    entry.availability = availability;
    try {
      await this.#save(entry);
    } catch (error) {
      entry.availability = previous;
      throw error;
    }
    if (previous !== availability) this.#tell(entry);
  }

  agents(tenant: string): readonly AgentPresence[] {
    const entries = [...(this.#entries.get(tenant)?.values() ?? [])].filter((entry) => entry.wasSeen);
    return entries.map(presenceOf).sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : left.id < right.id ? -1 : 1));
  }

  find(tenant: string, agentId: string): AgentPresence | undefined {
    const entry = this.#entries.get(tenant)?.get(agentId);
    return entry === undefined ? undefined : presenceOf(entry);
  }

  isAvailable(tenant: string, agentId: string, botId: string): boolean {
    const entry = this.#entries.get(tenant)?.get(agentId);
    return entry !== undefined && isAvailable(entry) && isInScope(entry.scope, tenant, botId);
  }

  isAnyoneAvailable(tenant: string, botId: string): boolean {
    for (const entry of this.#entries.get(tenant)?.values() ?? [])
      if (isAvailable(entry) && isInScope(entry.scope, tenant, botId)) return true;
    return false;
  }

  unreachableSince(tenant: string, agentId: string): number | null {
    const entry = this.#entries.get(tenant)?.get(agentId);
    if (entry === undefined) return this.#startedAt + leaseMs;
    return entry.isReachable ? null : entry.unreachableSince;
  }

  subscribe(listener: (tenant: string, agentId: string) => void): () => void {
    const entry = (tenant: string, agentId: string): void => listener(tenant, agentId);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  #entry(tenant: string, id: string, agent: StoredAgent): Entry {
    const entries = this.#entries.get(tenant) ?? new Map<string, Entry>();
    this.#entries.set(tenant, entries);
    const known = entries.get(id);
    if (known !== undefined) return known;
    const entry: Entry = {
      tenant,
      id,
      name: agent.name,
      availability: agent.availability,
      scope: makeScope(tenant, agent.bots),
      leases: new Map(),
      isReachable: false,
      unreachableSince: this.#startedAt + leaseMs,
      wasSeen: false,
      saved: '',
    };
    entries.set(id, entry);
    return entry;
  }

  #extend(entry: Entry, connectionId: string, expiresAt: number): void {
    const before = entry.leases.get(connectionId);
    entry.leases.set(connectionId, expiresAt);
    // A later end is noticed when the earlier one is looked at; only an earlier one moves the timer.
    if (!entry.isReachable || (before !== undefined && expiresAt < before))
      this.#deadlines.set(JSON.stringify([entry.tenant, entry.id]), Math.max(...entry.leases.values()));
    if (entry.isReachable) return;
    entry.isReachable = true;
    entry.wasSeen = true;
    this.#tell(entry);
  }

  #expire(key: string): void {
    const [tenant = '', id = ''] = JSON.parse(key) as string[];
    const entry = this.#entries.get(tenant)?.get(id);
    if (entry === undefined) return;
    const now = this.#runtime.now();
    const last = Math.max(...entry.leases.values());
    for (const [connectionId, expiresAt] of entry.leases) if (expiresAt <= now) entry.leases.delete(connectionId);
    if (entry.leases.size > 0) {
      this.#deadlines.set(key, last);
      return;
    }
    entry.isReachable = false;
    entry.unreachableSince = last;
    this.#tell(entry);
  }

  async #save(entry: Entry): Promise<void> {
    const stored: StoredAgent = { name: entry.name, availability: entry.availability, bots: entry.scope.bots };
    const text = JSON.stringify(stored);
    if (text === entry.saved) return;
    const before = entry.saved;
    entry.saved = text;
    try {
      await this.#store.putSetting(entry.tenant, `agent:${entry.id}`, text);
    } catch (error) {
      entry.saved = before;
      throw error;
    }
  }

  #keep(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      // Presence lives in memory; what is stored only makes a restart smoother.
      this.#runtime.log('warn', 'presence-not-stored', { name: error instanceof Error ? error.name : 'unknown' });
    });
  }

  #tell({ tenant, id }: Entry): void {
    for (const listener of [...this.#listeners]) listener(tenant, id);
  }
}

function presenceOf({ id, name, availability, isReachable }: Entry): AgentPresence {
  return { id, name, availability, isReachable };
}
