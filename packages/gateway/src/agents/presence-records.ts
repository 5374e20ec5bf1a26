import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { EventStore } from '../store/event-store.js';
import type { AgentChoice, AgentDescription, ForeignLease } from './presence-board.js';
import type { Scope } from './scope.js';
import { makeScope } from './scope.js';

/** What this node says of the clients of one agent with one scope. */
export interface OwnRecord {
  readonly tenant: string;
  readonly scope: Scope;
  /** The same for the same agent and scope. */
  readonly key: string;
}

/** What the store knows of a tenant's agents. */
export interface StoredPresence {
  readonly agents: ReadonlyMap<string, AgentDescription>;
  readonly leases: readonly ForeignLease[];
}

/** What an agent's token says of them, beside their scope. */
export interface AgentCard {
  readonly name: string;
  /** Null if it says nothing of it. */
  readonly capacity: number | null;
}

/** The record for an agent's clients with a scope. */
export function ownRecord(tenant: string, agentId: string, scope: Scope): OwnRecord {
  return { tenant, scope, key: `${tagOf(scope)} ${agentId}` };
}

/** Presence as it is stored, for every node and the next process to read. */
export interface PresenceRecords {
  /** Everything but this node's own leases. */
  read(tenant: string): Promise<StoredPresence>;
  saveCard(tenant: string, agentId: string, card: AgentCard): Promise<void>;
  saveChoice(tenant: string, agentId: string, choice: AgentChoice): Promise<void>;
  /** Says until when this node's clients prove that an agent is there. */
  hold(record: OwnRecord, durationMs: number): Promise<void>;
  release(record: OwnRecord): Promise<void>;
}

const leaseKind = 'presence';
const allBots = '*';

/**
 * Presence in a store. What an agent is called and what they chose are settings
 * of their own, so that two nodes never write over each other's half.
 */
export function createPresenceRecords(
  store: Pick<EventStore, 'lease' | 'release' | 'leases' | 'setting' | 'settings' | 'putSetting'>,
  nodeId: string,
): PresenceRecords {
  const scopes = new Map<string, Scope>();
  const saved = new Set<string>();
  const scopeOf = async (tenant: string, tag: string): Promise<Scope> => {
    if (tag === allBots) return makeScope(tenant, 'all');
    const key = `${tenant}\n${tag}`;
    const known = scopes.get(key);
    if (known !== undefined) return known;
    const stored = await store.setting(tenant, `scope:${tag}`);
    if (stored === undefined) return makeScope(tenant, []);
    const scope = makeScope(tenant, JSON.parse(stored) as readonly string[]);
    scopes.set(key, scope);
    return scope;
  };
  const saveScope = async ({ tenant, scope: { bots } }: OwnRecord, tag: string): Promise<void> => {
    const key = `${tenant}\n${tag}`;
    if (bots === 'all' || saved.has(key)) return;
    await store.putSetting(tenant, `scope:${tag}`, JSON.stringify(bots));
    saved.add(key);
  };
  const keyOf = ({ key }: OwnRecord): string => `${nodeId} ${key}`;
  return {
    async read(tenant) {
      const [names, availabilities, leases] = await Promise.all([
        store.settings(tenant, 'agent:'),
        store.settings(tenant, 'availability:'),
        store.leases(tenant, leaseKind),
      ]);
      const foreign: ForeignLease[] = [];
      for (const { key, holder, expiresAt } of leases) {
        const [, tag, agentId] = /^\S+ (\S+) (.+)$/.exec(key) ?? [];
        if (holder !== nodeId && tag !== undefined && agentId !== undefined)
          foreign.push({ agentId, key, expiresAt, scope: await scopeOf(tenant, tag) });
      }
      return { agents: agentsOf(names, availabilities), leases: foreign };
    },
    saveCard: (tenant, agentId, { name, capacity }) =>
      store.putSetting(tenant, `agent:${agentId}`, JSON.stringify({ name, ...(capacity === null ? {} : { capacity }) })),
    saveChoice: (tenant, agentId, choice) => store.putSetting(tenant, `availability:${agentId}`, textOf(choice)),
    async hold(record, durationMs) {
      await saveScope(record, tagOf(record.scope));
      await store.lease(record.tenant, leaseKind, keyOf(record), nodeId, durationMs);
    },
    release: (record) => store.release(record.tenant, leaseKind, keyOf(record), nodeId),
  };
}

const cardSchema = z.object({ name: z.string(), capacity: z.number().nullable().default(null), availability: z.string().optional() });
const choiceSchema = z.object({ availability: z.string(), setBy: z.string() });

function agentsOf(cards: ReadonlyMap<string, string>, choices: ReadonlyMap<string, string>): StoredPresence['agents'] {
  const agents = new Map<string, AgentDescription>();
  for (const [key, value] of cards) {
    // An earlier release kept what they chose here too.
    const { name, capacity, availability } = cardSchema.parse(JSON.parse(value));
    agents.set(key.slice('agent:'.length), { name, capacity, ...(availability === undefined ? {} : { choice: { availability } }) });
  }
  for (const [key, text] of choices) {
    const id = key.slice('availability:'.length);
    agents.set(id, { ...agents.get(id), choice: choiceOf(text) });
  }
  return agents;
}

/** One's own choice is kept as it always was; another's is something that an earlier release takes for a reason of no requests. */
function textOf({ availability, setBy }: AgentChoice): string {
  return setBy === undefined ? availability : JSON.stringify({ availability, setBy });
}

function choiceOf(text: string): AgentChoice {
  if (!text.startsWith('{')) return { availability: text };
  try {
    return choiceSchema.parse(JSON.parse(text));
  } catch {
    // Somebody once named a reason like that.
    return { availability: text };
  }
}

/** Names a scope in the key of a lease, which is shorter than a list of bots may be. */
function tagOf({ bots }: Scope): string {
  return bots === 'all' ? allBots : createHash('sha256').update(JSON.stringify(bots)).digest('base64url').slice(0, 16);
}
