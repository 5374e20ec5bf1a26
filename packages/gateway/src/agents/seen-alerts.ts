import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';

/** Which alerts each agent has seen, across restarts. */
export interface SeenAlerts {
  load(tenant: string, agentId: string): Promise<void>;
  isLoaded(tenant: string, agentId: string): boolean;
  has(tenant: string, agentId: string, alertId: string): boolean;
  add(tenant: string, agentId: string, alertId: string): void;
}

/** More than anyone can have standing at once. */
const kept = 500;

/** Seen alerts, in memory and as one setting per agent. */
export function createSeenAlerts(store: EventStore, runtime: Runtime): SeenAlerts {
  const byAgent = new Map<string, Set<string>>();
  const loading = new Map<string, Promise<void>>();
  const keyOf = (tenant: string, agentId: string): string => JSON.stringify([tenant, agentId]);
  const settingOf = (agentId: string): string => `alerts-seen:${agentId}`;
  const setOf = (key: string): Set<string> => {
    const known = byAgent.get(key) ?? new Set<string>();
    byAgent.set(key, known);
    return known;
  };
  const read = async (tenant: string, agentId: string): Promise<void> => {
    const key = keyOf(tenant, agentId);
    try {
      const stored = await store.setting(tenant, settingOf(agentId));
      const seen = setOf(key);
      for (const alertId of stored === undefined ? [] : (JSON.parse(stored) as string[])) seen.add(alertId);
    } finally {
      setOf(key);
    }
  };
  return {
    load(tenant, agentId) {
      const key = keyOf(tenant, agentId);
      const known = loading.get(key) ?? read(tenant, agentId);
      loading.set(key, known);
      known.catch(() => {
        // Whoever awaits it hears of the failure; the next one reads again.
        loading.delete(key);
      });
      return known;
    },
    isLoaded: (tenant, agentId) => byAgent.has(keyOf(tenant, agentId)),
    has: (tenant, agentId, alertId) => byAgent.get(keyOf(tenant, agentId))?.has(alertId) ?? false,
    add(tenant, agentId, alertId) {
      const seen = setOf(keyOf(tenant, agentId));
      seen.add(alertId);
      for (const oldest of seen) {
        if (seen.size <= kept) break;
        seen.delete(oldest);
      }
      store.putSetting(tenant, settingOf(agentId), JSON.stringify([...seen])).catch((error: unknown) => {
        runtime.log('warn', 'seen-alerts-not-stored', { name: error instanceof Error ? error.name : 'unknown' });
      });
    },
  };
}
