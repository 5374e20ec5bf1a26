/** Who is there, as this node knows it, in memory: availability that agents chose, and leases that run out by themselves. */
import type { AgentPresence, Availability } from '@live-takeover/sdk/core';
import { isFull, receivesRequests } from '@live-takeover/sdk/core';
import type { AgentsConfig } from '../config/config.js';
import { createDeadlines } from '../conversations/deadlines.js';
import type { Deadlines } from '../conversations/deadlines.js';
import type { Runtime } from '../runtime.js';
import type { Scope } from './scope.js';
import { isInScope } from './scope.js';
import type { Readiness } from './staffing.js';

/** What the desk says of its agents. */
export interface BoardDesk {
  readonly agents: () => Pick<AgentsConfig, 'reasons' | 'capacity'>;
  /** How many conversations an agent holds. */
  readonly holdings: { of(tenant: string, agentId: string): number };
}

/** What is known of an agent beside their leases. What is not given stays as it was. */
export interface AgentDescription {
  readonly name?: string | undefined;
  /** From the agent's token; null if it says nothing of it. */
  readonly capacity?: number | null | undefined;
  readonly choice?: AgentChoice | undefined;
}

/** What an agent chose, or a supervisor for them. */
export interface AgentChoice {
  readonly availability: Availability;
  /** The supervisor's name. */
  readonly setBy?: string | undefined;
}

/** Proof that an agent is there, until it ends. */
export interface BoardLease {
  /** For the conversations of which bots. */
  readonly scope: Scope;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** A lease that another node wrote. */
export interface ForeignLease extends BoardLease {
  readonly agentId: string;
  readonly key: string;
}

interface Entry {
  readonly tenant: string;
  readonly id: string;
  name: string;
  /** Of their token. */
  capacity: number | null;
  choice: AgentChoice;
  /** Of this node's own clients, by connection. */
  readonly own: Map<string, BoardLease>;
  /** Of other nodes' clients, as last read. */
  foreign: ReadonlyMap<string, BoardLease>;
  unreachableSince: number;
  /** Whether this process saw the agent reachable. */
  wasSeen: boolean;
  /** What listeners know of it. */
  told: string;
}

/** Others' leases are read more often than this, but by a node that was frozen or without its store. */
const blindAfterMs = 15_000;

/** What is on the board of one node. */
export class PresenceBoard {
  readonly #runtime: Pick<Runtime, 'now'>;
  readonly #desk: BoardDesk;
  readonly #onChange: (tenant: string, agentId: string) => void;
  readonly #unknownSince: number;
  readonly #entries = new Map<string, Map<string, Entry>>();
  /** When the store was last asked for others' leases, by tenant. */
  readonly #askedAt = new Map<string, number>();
  readonly #deadlines: Deadlines;

  /**
   * @param unknownSince - since when agents count as gone of whom nothing was ever seen
   * @param onChange - told after each change of someone's name, capacity, availability, reachability or scope
   */
  constructor(runtime: Pick<Runtime, 'now' | 'schedule'>, desk: BoardDesk, unknownSince: number, onChange: (tenant: string, agentId: string) => void) {
    this.#runtime = runtime;
    this.#desk = desk;
    this.#unknownSince = unknownSince;
    this.#onChange = onChange;
    this.#deadlines = createDeadlines(runtime, (key) => this.#expire(key));
  }

  describe(tenant: string, id: string, { name, capacity, choice }: AgentDescription): void {
    const entry = this.#entry(tenant, id);
    entry.name = name ?? entry.name;
    if (capacity !== undefined) entry.capacity = capacity;
    entry.choice = choice ?? entry.choice;
    this.#settle(entry);
  }

  /** Whether an agent is known by this name and capacity. */
  isDescribed(tenant: string, id: string, { name, capacity }: { readonly name: string; readonly capacity: number | null }): boolean {
    const entry = this.#entries.get(tenant)?.get(id);
    return entry?.name === name && entry.capacity === capacity;
  }

  /** A client of this node proves that its agent is there. */
  hold(tenant: string, id: string, connectionId: string, lease: BoardLease): void {
    const entry = this.#entry(tenant, id);
    const before = entry.own.get(connectionId);
    entry.own.set(connectionId, lease);
    // A later end is noticed when the earlier one is looked at: nothing else to do for nearly every frame.
    if (before?.scope !== lease.scope || before.expiresAt > lease.expiresAt || before.expiresAt <= this.#runtime.now()) this.#settle(entry);
  }

  /**
   * All that other nodes say of a tenant's agents.
   *
   * @param askedAt - when the store was asked; the answer may be old by now
   */
  replaceForeign(tenant: string, leases: readonly ForeignLease[], askedAt: number): void {
    const byAgent = new Map<string, Map<string, BoardLease>>();
    for (const { agentId, key, scope, expiresAt } of leases)
      byAgent.set(agentId, (byAgent.get(agentId) ?? new Map<string, BoardLease>()).set(key, { scope, expiresAt }));
    for (const id of byAgent.keys()) this.#entry(tenant, id);
    const now = this.#runtime.now();
    const askedBefore = this.#askedAt.get(tenant) ?? askedAt;
    this.#askedAt.set(tenant, askedAt);
    for (const entry of this.#entries.get(tenant)?.values() ?? []) {
      const foreign = byAgent.get(entry.id);
      if (foreign !== undefined || entry.foreign.size > 0) {
        const lastEnd = endOf(entry);
        entry.foreign = foreign ?? new Map<string, BoardLease>();
        this.#settle(entry, lastEnd);
      }
      // Leases that came and went while nobody looked are not known, so the last one known was perhaps not the last.
      if (askedAt - askedBefore > blindAfterMs && endOf(entry) <= now && entry.unreachableSince > askedBefore) entry.unreachableSince = now;
    }
  }

  /** Everyone who is or lately was reachable, ordered by name. */
  agents(tenant: string): readonly AgentPresence[] {
    const entries = [...(this.#entries.get(tenant)?.values() ?? [])].filter(({ wasSeen }) => wasSeen);
    const compare = (left: AgentPresence, right: AgentPresence): number =>
      left.name < right.name ? -1 : left.name > right.name ? 1 : left.id < right.id ? -1 : 1;
    return entries.map((entry) => this.#presenceOf(entry)).sort(compare);
  }

  find(tenant: string, agentId: string): AgentPresence | undefined {
    const entry = this.#entries.get(tenant)?.get(agentId);
    return entry === undefined ? undefined : this.#presenceOf(entry);
  }

  readiness(tenant: string, agentId: string, botId: string): Readiness {
    const entry = this.#entries.get(tenant)?.get(agentId);
    return entry === undefined ? 'absent' : this.#readiness(entry, botId);
  }

  bestReadiness(tenant: string, botId: string, freed?: string): Readiness {
    let best: Readiness = 'absent';
    for (const entry of this.#entries.get(tenant)?.values() ?? []) {
      const readiness = this.#readiness(entry, botId, entry.id === freed ? 1 : 0);
      if (readiness === 'available') return readiness;
      if (readiness === 'full') best = readiness;
    }
    return best;
  }

  unreachableSince(tenant: string, agentId: string): number | null {
    const entry = this.#entries.get(tenant)?.get(agentId);
    if (entry === undefined) return this.#unknownSince;
    const end = endOf(entry);
    if (end > this.#runtime.now()) return null;
    return end > 0 ? end : entry.unreachableSince;
  }

  /** Nothing is noticed any more. */
  clear(): void {
    this.#deadlines.clear();
  }

  /** Clients of one agent may have come with different tokens: what any of them covers, the agent does. */
  #readiness(entry: Entry, botId: string, letGo = 0): Readiness {
    const { tenant, choice, own, foreign } = entry;
    if (!receivesRequests(choice.availability, this.#desk.agents().reasons)) return 'absent';
    const now = this.#runtime.now();
    const covers = ({ scope, expiresAt }: BoardLease): boolean => expiresAt > now && isInScope(scope, tenant, botId);
    if (!some(own, covers) && !some(foreign, covers)) return 'absent';
    const load = this.#loadOf(entry);
    return isFull({ ...load, holding: load.holding - letGo }) ? 'full' : 'available';
  }

  #loadOf({ tenant, id, capacity }: Entry): { readonly holding: number; readonly capacity?: number } {
    const limit = capacity ?? this.#desk.agents().capacity;
    return { holding: this.#desk.holdings.of(tenant, id), ...(limit === null ? {} : { capacity: limit }) };
  }

  #live({ own, foreign }: Entry): readonly BoardLease[] {
    const now = this.#runtime.now();
    return [...own.values(), ...foreign.values()].filter(({ expiresAt }) => expiresAt > now);
  }

  #presenceOf(entry: Entry): AgentPresence {
    const { id, name, choice, wasSeen } = entry;
    const end = endOf(entry);
    const isReachable = end > this.#runtime.now();
    return {
      id,
      name,
      availability: choice.availability,
      isReachable,
      ...(isReachable || !wasSeen ? {} : { unreachableSince: end > 0 ? end : entry.unreachableSince }),
      ...this.#loadOf(entry),
      ...(choice.setBy === undefined ? {} : { setBy: choice.setBy }),
    };
  }

  #entry(tenant: string, id: string): Entry {
    const entries = this.#entries.get(tenant) ?? new Map<string, Entry>();
    this.#entries.set(tenant, entries);
    const known = entries.get(id);
    if (known !== undefined) return known;
    const entry: Entry = {
      tenant,
      id,
      name: id,
      capacity: null,
      choice: { availability: 'online' },
      own: new Map(),
      foreign: new Map(),
      unreachableSince: this.#unknownSince,
      wasSeen: false,
      told: '',
    };
    entry.told = this.#tellable(entry);
    entries.set(id, entry);
    return entry;
  }

  #expire(key: string): void {
    const [tenant = '', id = ''] = JSON.parse(key) as string[];
    const entry = this.#entries.get(tenant)?.get(id);
    if (entry === undefined) return;
    const lastEnd = endOf(entry);
    const now = this.#runtime.now();
    for (const [connectionId, { expiresAt }] of entry.own) if (expiresAt <= now) entry.own.delete(connectionId);
    entry.foreign = new Map([...entry.foreign].filter(([, { expiresAt }]) => expiresAt > now));
    this.#settle(entry, lastEnd);
  }

  /** @param lastEnd - when the last lease known before ended or was to end */
  #settle(entry: Entry, lastEnd = 0): void {
    const live = this.#live(entry);
    if (live.length > 0) entry.wasSeen = true;
    else if (lastEnd > 0) entry.unreachableSince = Math.min(lastEnd, this.#runtime.now());
    const nextEnd = live.reduce((next, { expiresAt }) => Math.min(next, expiresAt), Infinity);
    this.#deadlines.set(JSON.stringify([entry.tenant, entry.id]), nextEnd);
    const tellable = this.#tellable(entry);
    if (tellable === entry.told) return;
    entry.told = tellable;
    // Of someone nobody ever saw there is nothing to tell.
    if (entry.wasSeen) this.#onChange(entry.tenant, entry.id);
  }

  #tellable(entry: Entry): string {
    const scopes = new Set(this.#live(entry).map(({ scope }) => scope.key));
    return JSON.stringify([entry.name, entry.capacity, entry.choice, [...scopes].sort()]);
  }
}

function some(leases: ReadonlyMap<string, BoardLease>, isMeant: (lease: BoardLease) => boolean): boolean {
  for (const lease of leases.values()) if (isMeant(lease)) return true;
  return false;
}

/** When the last of an agent's leases ends or ended; 0 without any. */
function endOf({ own, foreign }: Entry): number {
  let last = 0;
  for (const { expiresAt } of own.values()) last = Math.max(last, expiresAt);
  for (const { expiresAt } of foreign.values()) last = Math.max(last, expiresAt);
  return last;
}
