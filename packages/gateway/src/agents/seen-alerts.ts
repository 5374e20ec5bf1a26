import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';

/** Which alerts each agent has seen, across restarts. */
export interface SeenAlerts {
  load(tenant: string, agentId: string): Promise<void>;
  isLoaded(tenant: string, agentId: string): boolean;
  has(tenant: string, agentId: string, alertId: string): boolean;
  add(tenant: string, agentId: string, alertId: string): void;
  /** The agent saw it on another node, which keeps it. */
  hear(tenant: string, agentId: string, alertId: string): void;
}

/** More than anyone can have standing at once. */
const kept = 500;

/** Seen alerts, in memory and as one setting per agent. */
export function createSeenAlerts(store: EventStore, runtime: Runtime): SeenAlerts {
  const byAgent = new Map<string, Set<string>>();
  const loaded = new Set<string>();
  const loading = new Map<string, Promise<void>>();
  const keyOf = (tenant: string, agentId: string): string => JSON.stringify([tenant, agentId]);
  const settingOf = (agentId: string): string => `alerts-seen:${agentId}`;
  const see = (key: string, alertIds: readonly string[]): ReadonlySet<string> => {
    const seen = byAgent.get(key) ?? new Set<string>();
    byAgent.set(key, seen);
    for (const alertId of alertIds) {
      forgetEarlier(seen, alertId);
      seen.add(alertId);
    }
    for (const oldest of seen) {
      if (seen.size <= kept) break;
      seen.delete(oldest);
    }
    return seen;
  };
  const read = async (tenant: string, agentId: string): Promise<void> => {
    const key = keyOf(tenant, agentId);
    try {
      const stored = await store.setting(tenant, settingOf(agentId));
      const sinceThen = [...(byAgent.get(key) ?? [])];
      byAgent.delete(key);
      see(key, [...(stored === undefined ? [] : (JSON.parse(stored) as string[])), ...sinceThen]);
    } finally {
      loaded.add(key);
    }
  };
  /** Read each time: another node may have added to it. */
  const load = (tenant: string, agentId: string): Promise<void> => {
    const key = keyOf(tenant, agentId);
    const known = loading.get(key) ?? read(tenant, agentId).finally(() => loading.delete(key));
    loading.set(key, known);
    return known;
  };
  /** Whose is being written, and whether it has to be again. */
  const saving = new Map<string, boolean>();
  const save = async (tenant: string, agentId: string): Promise<void> => {
    const key = keyOf(tenant, agentId);
    const isSaving = saving.has(key);
    saving.set(key, isSaving);
    if (isSaving) return;
    try {
      do {
        saving.set(key, false);
        // Not over what is stored there and is not known here.
        await load(tenant, agentId);
        await store.putSetting(tenant, settingOf(agentId), JSON.stringify([...see(key, [])]));
      } while (saving.get(key) === true);
    } finally {
      saving.delete(key);
    }
  };
  return {
    load,
    isLoaded: (tenant, agentId) => loaded.has(keyOf(tenant, agentId)),
    has: (tenant, agentId, alertId) => byAgent.get(keyOf(tenant, agentId))?.has(alertId) ?? false,
    hear(tenant, agentId, alertId) {
      const key = keyOf(tenant, agentId);
      // Of an agent who was never here it is read when they come.
      if (loaded.has(key) || loading.has(key)) see(key, [alertId]);
    },
    add(tenant, agentId, alertId) {
      see(keyOf(tenant, agentId), [alertId]);
      save(tenant, agentId).catch((error: unknown) => {
        runtime.log('warn', 'seen-alerts-not-stored', { name: error instanceof Error ? error.name : 'unknown' });
      });
    },
  };
}

/** Of the messages of one customer only the newest is ever asked about. */
function forgetEarlier(seen: Set<string>, alertId: string): void {
  const [kind, conversationId] = alertId.split(':');
  if (kind !== 'customer-message') return;
  for (const earlier of seen) if (earlier.startsWith(`${kind}:${conversationId ?? ''}:`)) seen.delete(earlier);
}
