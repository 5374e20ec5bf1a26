/**
 * Availability is what agents choose and is kept for good; reachability is what
 * their clients prove, frame by frame. Nobody is available without both. Each
 * node writes what its own clients prove and reads what those of others do.
 */
import type { AgentPresence } from '@live-takeover/sdk/core';
import type { Relay } from '../nodes/relay.js';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';
import type { AgentIdentity } from './authenticate.js';
import type { AgentChoice, BoardDesk } from './presence-board.js';
import { PresenceBoard } from './presence-board.js';
import type { PresenceRecords } from './presence-records.js';
import { createPresenceRecords, ownRecord } from './presence-records.js';
import type { PresenceWriter } from './presence-writer.js';
import { createPresenceWriter } from './presence-writer.js';
import type { Readiness } from './staffing.js';

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

/** Who is there, per tenant, on all nodes. */
export interface Presence {
  /** Loads what other nodes and earlier processes know. */
  start(): Promise<void>;
  /** Writes what is not written yet, and notices nothing any more. */
  stop(): Promise<void>;
  /** Looks at what other nodes know; resolves once it is known here. */
  refresh(): Promise<void>;
  /** Takes in the agents of tenants that came with another configuration. */
  follow(tenants: readonly string[]): void;
  connect(identity: AgentIdentity): PresenceLease;
  /** Puts in force what an agent chose, or a supervisor for them. */
  choose(tenant: string, agentId: string, choice: AgentChoice): Promise<void>;
  /** Everyone who is or lately was reachable, ordered by name. */
  agents(tenant: string): readonly AgentPresence[];
  find(tenant: string, agentId: string): AgentPresence | undefined;
  /** Whether an agent could take a conversation of this bot now: with any of their clients, on any node. Opening hours aside. */
  readiness(tenant: string, agentId: string, botId: string): Readiness;
  /**
   * Of all agents, that of the one who is readiest.
   *
   * @param freed - an agent who is about to let go of a conversation
   */
  bestReadiness(tenant: string, botId: string, freed?: string): Readiness;
  /** When the agent's last lease ended; null while reachable, and this process' start plus a lease for agents it never saw. */
  unreachableSince(tenant: string, agentId: string): number | null;
  /** Told after each change of someone's name, capacity, availability, reachability or scope; not of what they hold. */
  subscribe(listener: (tenant: string, agentId: string) => void): () => void;
}

/** What presence is kept with. */
export interface PresenceOptions extends BoardDesk {
  readonly store: EventStore;
  readonly runtime: Runtime;
  readonly relay: Relay;
  /** Those whose agents are loaded at the start. */
  readonly tenants: readonly string[];
}

/** How often a node looks at the others' leases when nobody tells it to. */
const lookEveryMs = 5_000;
/** How long news of other nodes are gathered, so that many of them make one look. */
const gatheredMs = 20;

/** Who is there, as this node proves and reads it. */
export function createPresence(options: PresenceOptions): Presence {
  return new NodePresence(options);
}

class NodePresence implements Presence {
  readonly #options: PresenceOptions;
  readonly #tenants: Set<string>;
  readonly #board: PresenceBoard;
  readonly #records: PresenceRecords;
  readonly #writer: PresenceWriter;
  readonly #listeners = new Set<(tenant: string, agentId: string) => void>();
  /** Counts changes of this node's own to what agents chose: what was read before one is not believed after it. */
  #choices = 0;
  #reading: Promise<void> | undefined;
  #nextReading: Promise<void> | undefined;
  #cancelLook: (() => void) | undefined;
  #cancelSoon: (() => void) | undefined;
  #stopHearing = (): void => {};
  #isStopped = false;

  constructor(options: PresenceOptions) {
    const { store, runtime, relay, tenants } = options;
    this.#options = options;
    this.#tenants = new Set(tenants);
    this.#records = createPresenceRecords(store, relay.nodeId);
    this.#board = new PresenceBoard(runtime, options, runtime.now() + leaseMs, (tenant, agentId) => {
      for (const listener of [...this.#listeners]) listener(tenant, agentId);
    });
    this.#writer = createPresenceWriter({ runtime, records: this.#records, onNews: (tenant) => relay.tell({ kind: 'presence', tenant }) });
  }

  async start(): Promise<void> {
    const { store, relay } = this.#options;
    this.#stopHearing = relay.on('presence', ({ tenant }) => {
      this.#tenants.add(tenant);
      this.#cancelSoon ??= this.#options.runtime.schedule(gatheredMs, () => {
        this.#cancelSoon = undefined;
        this.#look();
      });
    });
    await this.refresh();
    if (store.isShared) this.#lookLater();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#stopHearing();
    this.#cancelLook?.();
    this.#cancelSoon?.();
    this.#listeners.clear();
    this.#board.clear();
    await this.#writer.stop();
  }

  refresh(): Promise<void> {
    if (this.#reading === undefined) return (this.#reading = this.#read().finally(() => (this.#reading = undefined)));
    // One that has begun may have missed what its caller knows of.
    const current = this.#reading;
    return (this.#nextReading ??= current
      .catch(() => {
        // Whoever asked for it hears of it; the next one reads anew.
      })
      .then(() => {
        this.#nextReading = undefined;
        return this.refresh();
      }));
  }

  follow(tenants: readonly string[]): void {
    const { size } = this.#tenants;
    for (const tenant of tenants) this.#tenants.add(tenant);
    if (this.#tenants.size > size) this.#look();
  }

  connect(identity: AgentIdentity): PresenceLease {
    const connectionId = this.#options.runtime.newId();
    const { tenant } = identity.scope;
    const { id } = identity.agent;
    let record = ownRecord(tenant, id, identity.scope);
    this.#tenants.add(tenant);
    const hold = (durationMs: number): void => {
      const expiresAt = this.#options.runtime.now() + durationMs;
      this.#writer.hold(record, connectionId, expiresAt, durationMs < leaseMs);
      this.#board.hold(tenant, id, connectionId, { scope: record.scope, expiresAt });
    };
    this.#introduce(identity);
    hold(leaseMs);
    return {
      heard: () => hold(leaseMs),
      goodbye: () => hold(goodbyeMs),
      update: (renewed) => {
        this.#introduce(renewed);
        if (renewed.scope.key === record.scope.key) return;
        this.#writer.drop(record, connectionId);
        record = ownRecord(tenant, id, renewed.scope);
        hold(leaseMs);
      },
    };
  }

  async choose(tenant: string, agentId: string, choice: AgentChoice): Promise<void> {
    this.#choices += 1;
    try {
      await this.#records.saveChoice(tenant, agentId, choice);
    } catch (error) {
      this.#findOut();
      throw error;
    }
    this.#choices += 1;
    this.#board.describe(tenant, agentId, { choice });
    this.#options.relay.tell({ kind: 'presence', tenant });
  }

  agents(tenant: string): readonly AgentPresence[] {
    return this.#board.agents(tenant);
  }

  find(tenant: string, agentId: string): AgentPresence | undefined {
    return this.#board.find(tenant, agentId);
  }

  readiness(tenant: string, agentId: string, botId: string): Readiness {
    return this.#board.readiness(tenant, agentId, botId);
  }

  bestReadiness(tenant: string, botId: string, freed?: string): Readiness {
    return this.#board.bestReadiness(tenant, botId, freed);
  }

  unreachableSince(tenant: string, agentId: string): number | null {
    return this.#board.unreachableSince(tenant, agentId);
  }

  subscribe(listener: (tenant: string, agentId: string) => void): () => void {
    const entry = (tenant: string, agentId: string): void => listener(tenant, agentId);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  #introduce({ agent, scope: { tenant }, capacity }: AgentIdentity): void {
    const card = { name: agent.name, capacity: capacity ?? null };
    if (!this.#board.isDescribed(tenant, agent.id, card)) this.#writer.introduce(tenant, agent.id, card);
    this.#board.describe(tenant, agent.id, card);
  }

  async #read(): Promise<void> {
    for (const tenant of [...this.#tenants]) {
      const choices = this.#choices;
      const askedAt = this.#options.runtime.now();
      const { agents, leases } = await this.#records.read(tenant);
      if (this.#isStopped) return;
      // Cards and choices first: whoever is told of a new agent then finds both.
      if (choices === this.#choices)
        for (const [id, { choice, ...card }] of agents)
          this.#board.describe(tenant, id, { choice, ...(this.#writer.isIntroducing(tenant, id) ? {} : card) });
      this.#board.replaceForeign(tenant, leases, askedAt);
    }
  }

  #look(): void {
    this.refresh().catch((error: unknown) => {
      this.#options.runtime.log('warn', 'presence-not-read', { name: error instanceof Error ? error.name : 'unknown' });
    });
  }

  /** What was chosen may be stored although nobody said so. Nodes that share a store see it the next time they look. */
  #findOut(): void {
    if (this.#options.store.isShared || this.#isStopped) return;
    this.#cancelLook?.();
    this.#cancelLook = this.#options.runtime.schedule(lookEveryMs, () => void this.refresh().catch(() => this.#findOut()));
  }

  #lookLater(): void {
    this.#cancelLook = this.#options.runtime.schedule(lookEveryMs, () => {
      this.#look();
      this.#lookLater();
    });
  }
}
