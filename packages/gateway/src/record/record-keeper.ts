/** The record as a whole: who asked for what leaves a line in the audit stream before it is done. */
import { TakeoverError } from '@live-takeover/sdk/core';
import type { Runtime } from '../runtime.js';
import type { AuditEntry, EventStore } from '../store/event-store.js';
import { StoreError } from '../store/event-store.js';
import type { AuditFormat } from './audit-lines.js';
import { auditHeading, auditLines } from './audit-lines.js';
import type { AuditPage, AuditPlace } from './audit-pages.js';
import { auditPage, auditPages } from './audit-pages.js';
import { eraseRecord } from './erase-record.js';
import { exportRecord } from './export-record.js';
import type { RecordFiles, RecordSubject } from './record-subject.js';
import { conversationsOf } from './record-subject.js';

/** What a keeper of the record works with. */
export interface RecordOptions {
  readonly store: EventStore;
  readonly runtime: Pick<Runtime, 'newId'>;
  readonly files?: RecordFiles | undefined;
}

/** What came of an erasure. */
export interface ErasureReceipt {
  /** Names this erasure in the audit stream, which never names the contact. */
  readonly receipt: string;
  readonly conversations: number;
  readonly files: number;
}

/** What may be done with the record. Every `actor` has been found to be allowed it. */
export interface RecordKeeper {
  /**
   * Everything kept about a subject, in pieces of whole lines.
   *
   * @throws {TakeoverError} `store-unavailable`; also while the pieces come
   */
  export(tenant: string, subject: RecordSubject, actor: string): Promise<AsyncGenerator<string, void, undefined>>;
  /**
   * Closes, then erases whatever there is of a subject; with `compact` out of the store's files too.
   *
   * @throws {TakeoverError} `store-unavailable`: do it again
   */
  erase(tenant: string, subject: RecordSubject, actor: string, options?: { readonly compact?: boolean }): Promise<ErasureReceipt>;
  /** A page of the audit stream. Reading it is no line of it: a supervisor's page would never come to an end. */
  auditPage(tenant: string, place: AuditPlace, limit: number): Promise<AuditPage>;
  /** The audit stream from an instant to its present end, in pieces of whole lines. */
  exportAudit(tenant: string, since: number, format: AuditFormat, actor: string): Promise<AsyncGenerator<string, void, undefined>>;
  /** A copy of the whole store in a new file on the gateway's machine. */
  backup(path: string, actor: string): Promise<void>;
  compact(actor: string): Promise<void>;
}

/** Under which the audit stream keeps what concerns no tenant more than another. */
export const wholeStore = 'gateway';

/** Lines written at once. */
const linesPerWrite = 500;

/** The keeper of the record in a store. */
export function createRecordKeeper({ store, runtime, files }: RecordOptions): RecordKeeper {
  const write = async (tenant: string, entries: readonly Omit<AuditEntry, 'at'>[]): Promise<void> => {
    const at = store.now();
    for (let first = 0; first < entries.length; first += linesPerWrite)
      await store.audit(tenant, entries.slice(first, first + linesPerWrite).map((entry) => ({ ...entry, at })));
  };
  return {
    export: (tenant, subject, actor) =>
      definite(async () => {
        const receipt = runtime.newId();
        const conversationIds = await conversationsOf(store, tenant, subject);
        if (subject.kind === 'conversation' && conversationIds.length === 0) throw unknownConversation();
        const each = conversationIds.map((id) => ({ actor, action: 'export', subject: id, detail: { receipt } }));
        await write(tenant, [...each, { actor, action: 'export', subject: receipt, detail: { conversations: conversationIds.length } }]);
        return exportRecord({ store, files, tenant, subject, conversationIds });
      }),
    erase: (tenant, subject, actor, { compact = false } = {}) =>
      definite(async () => {
        const receipt = runtime.newId();
        const onConversation = (id: string): Promise<void> => write(tenant, [{ actor, action: 'erase', subject: id, detail: { receipt } }]);
        const erased = await eraseRecord({ store, files, tenant, subject, onConversation });
        if (subject.kind === 'conversation' && erased.conversations === 0) throw unknownConversation();
        await write(tenant, [{ actor, action: 'erased', subject: receipt, detail: { ...erased } }]);
        if (compact) await store.compact();
        return { receipt, ...erased };
      }),
    auditPage: (tenant, place, limit) => definite(() => auditPage(store, tenant, place, limit)),
    exportAudit: (tenant, since, format, actor) =>
      definite(async () => {
        await write(tenant, [{ actor, action: 'export-audit', subject: new Date(since).toISOString(), detail: { format } }]);
        return auditText(store, tenant, since, format);
      }),
    backup: (path, actor) =>
      definite(async () => {
        if (store.backup === undefined)
          throw new TakeoverError('not-supported', 'This store is backed up with the tools of its database. See docs/record.md.');
        await write(wholeStore, [{ actor, action: 'back-up', subject: 'store' }]);
        await store.backup(path);
      }),
    compact: (actor) =>
      definite(async () => {
        await write(wholeStore, [{ actor, action: 'compact', subject: 'store' }]);
        await store.compact();
      }),
  };
}

async function* auditText(store: EventStore, tenant: string, since: number, format: AuditFormat): AsyncGenerator<string, void, undefined> {
  const heading = auditHeading(format);
  if (heading !== '') yield heading;
  for await (const { entries } of auditPages(store, tenant, since)) yield auditLines(entries, format);
}

function unknownConversation(): TakeoverError {
  return new TakeoverError('conversation-unknown', 'There is no such conversation. Check its id and the tenant.');
}

/** What a store refuses, in words for whoever asked. */
async function definite<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    if (error.code === 'invalid') throw new TakeoverError('bad-request', error.message, { cause: error });
    throw new TakeoverError('store-unavailable', `${error.message} What was asked for is done in part at most: ask for the same again.`, { cause: error, retry: true });
  }
}
