import type { Runtime } from '../runtime.js';
import type { AuditEntry, EventStore } from '../store/event-store.js';

/** Writes a line of the audit stream. Never fails its caller: a line that cannot be stored is logged. */
export type Audit = (tenant: string, entry: Omit<AuditEntry, 'at'>) => void;

/** An audit stream in a store. */
export function createAudit(store: Pick<EventStore, 'audit'>, runtime: Pick<Runtime, 'now' | 'log'>): Audit {
  return (tenant, entry) => {
    store.audit(tenant, [{ ...entry, at: runtime.now() }]).catch((error: unknown) => {
      runtime.log('error', 'audit-not-stored', { action: entry.action, name: error instanceof Error ? error.name : 'unknown' });
    });
  };
}
