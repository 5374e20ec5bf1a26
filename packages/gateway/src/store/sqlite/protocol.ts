/** What the gateway's thread and the store's thread say to each other. */
import type { Conversation, ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import type { AppendRequest } from '../append-rules.js';
import type { Appended, AuditEntry, ClosedQuery, Lease, Position, Pruned, PruneLimits, StoreErrorCode } from '../event-store.js';

/** JSON text, parsed by whoever needs it: cheaper to hand over than the objects. */
export type Json = string;

/** What the store's thread can be asked for. `now` is the store's clock, read by the asker. */
export interface StoreCalls {
  append(request: AppendRequest): AppendedInTransit;
  importConversation(tenant: string, events: readonly ConversationEvent[]): null;
  read(tenant: string, conversationId: ConversationId, afterVersion: number, limit: number): Json;
  readBackwards(tenant: string, conversationId: ConversationId, before: number | null, limit: number): Json;
  head(tenant: string, conversationId: ConversationId): Conversation | undefined;
  /** Sends `TenantHead` arrays ahead of its answer: some are being parsed while others are being read. */
  heads(activeSince: number): { readonly position: Position };
  /** `Conversation` array. */
  closedHeads(tenant: string, query: ClosedQuery): Json;
  threadConversations(tenant: string, thread: string): readonly ConversationId[];
  contactConversations(tenant: string, contactId: string): readonly ConversationId[];
  erase(tenant: string, conversationIds: readonly ConversationId[], now: number): null;
  /** With the floor after it. */
  prune(limits: PruneLimits, now: number): { readonly pruned: Pruned; readonly floor: Position };
  compact(): null;
  backup(path: string): null;
  /** `StoredEvent` array. */
  readAfter(position: Position, limit: number): Json;
  claim(tenant: string, kind: string, key: string, now: number): boolean;
  lease(tenant: string, lease: Lease, now: number): boolean;
  release(tenant: string, kind: string, key: string, holder: string): null;
  leases(tenant: string, kind: string, now: number): readonly Lease[];
  setting(tenant: string, key: string): string | undefined;
  settings(tenant: string, keyPrefix: string): ReadonlyMap<string, string>;
  putSetting(tenant: string, key: string, value: string): null;
  replaceSetting(tenant: string, key: string, before: string | undefined, value: string): boolean;
  audit(tenant: string, entries: readonly AuditEntry[]): null;
  auditLog(tenant: string, since: number, limit: number): readonly AuditEntry[];
}

export type StoreCallName = keyof StoreCalls;

/** Calls that write, and so are answered only after a commit. */
export const writingCalls: ReadonlySet<StoreCallName> = new Set<StoreCallName>([
  'append',
  'importConversation',
  'claim',
  'lease',
  'release',
  'putSetting',
  'replaceSetting',
  'audit',
  'erase',
  'prune',
]);

/** Calls that share nothing with others: they cannot be part of a transaction, or tell something before they are answered. */
export const unsharedCalls: ReadonlySet<StoreCallName> = new Set<StoreCallName>(['compact', 'backup', 'heads']);

export interface CallMessage {
  readonly id: number;
  readonly name: StoreCallName;
  readonly parameters: readonly unknown[];
}

/** A `StoreError` in transit: class and prototype do not survive the way. */
export interface ErrorInTransit {
  readonly code: StoreErrorCode;
  readonly message: string;
  readonly head: Conversation | undefined;
  /** What the engine said, for the log. */
  readonly cause: string | undefined;
}

export type Answer =
  | { readonly id: number; readonly isOk: true; readonly value: unknown }
  | { readonly id: number; readonly isOk: false; readonly error: ErrorInTransit };

/** {@link Appended}, with what it holds as JSON: the store's thread has that in hand anyway. */
export interface AppendedInTransit extends Pick<Appended, 'version' | 'position' | 'duplicate'> {
  /** `ConversationEvent` array. */
  readonly events: Json;
  /** `Conversation`. */
  readonly head: Json;
}

/** What the gateway's thread says: calls that were made in the same turn, unshared ones by themselves. */
export type ToStore = readonly CallMessage[] | 'close';

/** Where the store was when it was opened. */
export interface OpenedAt {
  readonly incarnation: string;
  /** Of the newest event. */
  readonly position: Position;
  readonly floor: Position;
  /** The latest instant of the store's clock that the file tells of. */
  readonly newestAt: number;
}

/** What the store's thread says. `part`: of what a call has to tell. `done`: these calls are answered, and `stored`, a `StoredEvent` array if there is any, is committed. */
export type FromStore =
  | { readonly type: 'opened'; readonly at: OpenedAt }
  | { readonly type: 'refused'; readonly error: ErrorInTransit }
  | { readonly type: 'part'; readonly id: number; readonly json: Json }
  | { readonly type: 'done'; readonly answers: readonly Answer[]; readonly stored: Json | undefined };
