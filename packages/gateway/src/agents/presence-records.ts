import { createHash } from 'node:crypto';
import type { Availability } from '@live-takeover/sdk/core';
import type { EventStore } from '../store/event-store.js';
import type { ForeignLease } from './presence-board.js';
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
  readonly agents: ReadonlyMap<string, { readonly name?: string; readonly availability?: Availability }>;
  readonly leases: readonly ForeignLease[];
}

/** The record for an agent's clients with a scope. */
export function ownRecord(tenant: string, agentId: string, scope: Scope): OwnRecord {
  return { tenant, scope, key: `${tagOf(scope)} ${agentId}` };
}

/** Presence as it is stored, for every node and the next process to read. */
export interface PresenceRecords {
  /** Everything but this node's own leases. */
  read(tenant: string): Promise<StoredPresence>;
  saveName(tenant: string, agentId: string, name: string): Promise<void>;
  saveAvailability(tenant: string, agentId: string, availability: Availability): Promise<void>;
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
    saveName: (tenant, agentId, name) => store.putSetting(tenant, `agent:${agentId}`, JSON.stringify({ name })),
    saveAvailability: (tenant, agentId, availability) => store.putSetting(tenant, `availability:${agentId}`, availability),
    async hold(record, durationMs) {
      await saveScope(record, tagOf(record.scope));
      await store.lease(record.tenant, leaseKind, keyOf(record), nodeId, durationMs);
    },
    release: (record) => store.release(record.tenant, leaseKind, keyOf(record), nodeId),
  };
}

function agentsOf(names: ReadonlyMap<string, string>, availabilities: ReadonlyMap<string, string>): StoredPresence['agents'] {
  const agents = new Map<string, { readonly name?: string; readonly availability?: Availability }>();
  for (const [key, value] of names) {
    // An earlier release kept both in one setting.
    const { name, availability } = JSON.parse(value) as { readonly name: string; readonly availability?: Availability };
    agents.set(key.slice('agent:'.length), { name, ...(availability === undefined ? {} : { availability }) });
  }
  for (const [key, availability] of availabilities) {
    const id = key.slice('availability:'.length);
    agents.set(id, { ...agents.get(id), availability });
  }
  return agents;
}

/** Names a scope in the key of a lease, which is shorter than a list of bots may be. */
function tagOf({ bots }: Scope): string {
  return bots === 'all' ? allBots : createHash('sha256').update(JSON.stringify(bots)).digest('base64url').slice(0, 16);
}
