import type { Agent, Command } from '@live-takeover/sdk/core';
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

/** What is kept of a command that took effect: who gave it, about what, and what of it nobody should do unseen. Never what was written. */
export function entryOfCommand(command: Exclude<Command, { readonly name: 'change-settings' }>, { id }: Pick<Agent, 'id'>): Omit<AuditEntry, 'at'> {
  const entry = { actor: id, action: command.name };
  switch (command.name) {
    case 'set-availability':
      return { ...entry, subject: command.agentId ?? id, detail: { availability: command.availability } };
    case 'take-over':
      return {
        ...entry,
        subject: command.conversationId,
        detail: { command: command.id, ...(command.force === true ? { force: true } : {}), ...(command.isUndo === true ? { isUndo: true } : {}) },
      };
    case 'transfer':
    case 'assign':
      return { ...entry, subject: command.conversationId, detail: { command: command.id, to: command.to } };
    default:
      return { ...entry, subject: command.conversationId, detail: { command: command.id } };
  }
}
