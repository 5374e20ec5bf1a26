import type { Conversation, ConversationEvent, ConversationId, NewEvent } from '@live-takeover/sdk/core';

/** Where an event stands in a partition's order of commits: 1, 2, 3 … without gaps. */
export type Position = number;

/** What an append may insist on; it conflicts if the head says otherwise. */
export interface AppendExpectations {
  /** The conversation's last seq; 0 = it must not exist. */
  readonly expectedVersion?: number;
  readonly expectedTerm?: number;
  /** Hash of the client's command: the same event ids with another hash are refused as `invalid`. */
  readonly commandHash?: string;
}

export interface Appended {
  /** The conversation's seq after this append (after the first one, if this is a duplicate). */
  readonly version: number;
  readonly position: Position;
  /** Whether these ids were already stored; nothing was written now. */
  readonly duplicate: boolean;
  /** The stored events: stamped with seq and at. */
  readonly events: readonly ConversationEvent[];
  /** The fold after them (for a duplicate: the present one). */
  readonly head: Conversation;
}

/** An event with its place in its partition. */
export interface StoredEvent {
  readonly tenant: string;
  readonly position: Position;
  readonly event: ConversationEvent;
}

/** Presence or work held by a node for a while, on the store's clock. */
export interface Lease {
  readonly kind: string;
  readonly key: string;
  readonly holder: string;
  /** Epoch ms of the store's clock. */
  readonly expiresAt: number;
}

/** A line of the audit stream: who saw, changed or signed in; never part of a conversation. */
export interface AuditEntry {
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

/** What {@link EventStore.prune} may drop. */
export interface PruneLimits {
  /** Conversations closed before, epoch ms of the store's clock. */
  readonly closedBefore: number;
  /** Lines of the audit stream written before. */
  readonly auditBefore: number;
  /** Once-only claims made before; at least seven days ago. */
  readonly claimedBefore: number;
  readonly limit: number;
}

/** How many rows went. Fewer than the limit of each kind: there are no more. */
export interface Pruned {
  readonly conversations: number;
  readonly auditEntries: number;
  readonly claims: number;
}

/** How long a claim is kept, whatever {@link EventStore.prune} is asked for: senders of webhooks repeat for seven days at most. */
export const claimKeptMs: number = 7 * 24 * 60 * 60_000;

/** How long an announcement may be, in UTF-16 code units. */
export const announcementLimit = 2_000;

/** Where a closed conversation stands among the others of its tenant. */
export interface ClosedPlace {
  /** When it was closed. */
  readonly at: number;
  readonly id: ConversationId;
}

/** Which closed conversations {@link EventStore.closedHeads} gives. */
export interface ClosedQuery {
  /** Those that come after this place; null: from the one closed last. */
  readonly closedBefore: ClosedPlace | null;
  /** None closed earlier. */
  readonly closedFrom: number;
  readonly limit: number;
}

/** Why a store did not do what it was asked. */
export type StoreErrorCode =
  /** An expectation did not hold; nothing was written under these ids. */
  | 'conflict'
  /** In doubt: it may or may not be stored. Retry with the same ids until definite. */
  | 'unavailable'
  /** Never valid: reused id, bad event. Nothing was written. */
  | 'invalid'
  /** Another conversation of the tenant has this reference. Nothing was written; draw another. */
  | 'reference-taken'
  /** The events from there on are no longer kept. */
  | 'position-expired'
  /** Another process holds the store. */
  | 'locked';

/** The one error a store rejects with. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  /** For `conflict`: the head that stood in the way, undefined if the conversation does not exist. */
  readonly head: Conversation | undefined;

  constructor(code: StoreErrorCode, message: string, options: { readonly cause?: unknown; readonly head?: Conversation | undefined } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.head = options.head;
  }
}

/**
 * The durable log of all conversations. An append that resolved is on disk.
 * One folder per engine; nothing reaches into it but its opener.
 *
 * @see docs/decisions/0003-store-seam.md
 */
export interface EventStore {
  /**
   * All events or none, contiguous. The first event is the cause of the others:
   * its id is looked up before any expectation, so an honest retry gets the first
   * result, whatever else it carries now. Stamps `seq` and `at`.
   *
   * @throws {StoreError} `conflict`, `unavailable` (in doubt), `invalid`, `reference-taken`
   */
  append(
    tenant: string,
    conversationId: ConversationId,
    events: readonly NewEvent[],
    expectations?: AppendExpectations,
  ): Promise<Appended>;
  /** Events with seq > `afterVersion`, oldest first, at most `limit`. Linearizable. */
  read(tenant: string, conversationId: ConversationId, afterVersion: number, limit?: number): Promise<readonly ConversationEvent[]>;
  /** Events with seq < `before` (null: the newest), at most `limit`, oldest first. */
  readBackwards(tenant: string, conversationId: ConversationId, before: number | null, limit: number): Promise<readonly ConversationEvent[]>;
  head(tenant: string, conversationId: ConversationId): Promise<Conversation | undefined>;
  /** Heads of all tenants that are not closed or changed since `activeSince`, and the position they stand for. */
  heads(query: { readonly activeSince: number }): Promise<{ readonly heads: readonly TenantHead[]; readonly atPositions: readonly Position[] }>;
  /**
   * Heads of closed conversations, the one closed last first and of those closed at one instant the greatest id: imported and
   * erased ones too. Asked again with the place of the last one it gives the next ones, whatever is closed meanwhile.
   */
  closedHeads(tenant: string, query: ClosedQuery): Promise<readonly Conversation[]>;
  /** Conversations of a channel's thread, oldest first. */
  threadConversations(tenant: string, thread: string): Promise<readonly ConversationId[]>;
  /**
   * Every event after a position, in order, none twice, in batches; goes on with new ones until aborted
   * or the store is closed, and then ends quietly.
   *
   * @throws {StoreError} `position-expired`, also for a position this store never reached
   */
  tail(partition: number, afterPosition: Position, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]>;
  /** True for exactly one caller per kind and key, ever (kept at least 7 days). */
  claim(tenant: string, kind: string, key: string): Promise<boolean>;
  /** Takes or prolongs a lease; false if another holder has it. */
  lease(tenant: string, kind: string, key: string, holder: string, durationMs: number): Promise<boolean>;
  release(tenant: string, kind: string, key: string, holder: string): Promise<void>;
  /** Those that have not expired. */
  leases(tenant: string, kind: string): Promise<readonly Lease[]>;
  /** A small setting that outlives the process, such as an agent's availability. */
  setting(tenant: string, key: string): Promise<string | undefined>;
  settings(tenant: string, keyPrefix: string): Promise<ReadonlyMap<string, string>>;
  putSetting(tenant: string, key: string, value: string): Promise<void>;
  /**
   * Puts a setting only if it still is `before` (undefined: not there). Of several callers with the same `before` one succeeds.
   *
   * @returns whether the setting is `value` now: also when an earlier call, whose answer was lost, put it
   */
  replaceSetting(tenant: string, key: string, before: string | undefined, value: string): Promise<boolean>;
  audit(tenant: string, entries: readonly AuditEntry[]): Promise<void>;
  /** Entries with `at` ≥ `since`, oldest first. */
  auditLog(tenant: string, query: { readonly since: number; readonly limit: number }): Promise<readonly AuditEntry[]>;
  /**
   * Past conversations with their own times. Its own door: `append` stamps the present.
   *
   * @throws {StoreError} `conflict` when it exists, `invalid`, `reference-taken`, `unavailable`
   */
  importConversation(tenant: string, events: readonly ConversationEvent[]): Promise<void>;
  /** Conversations of a contact, oldest first: all in which `conversation-started` or a later fact named it, be it not the last one named. */
  contactConversations(tenant: string, contactId: string): Promise<readonly ConversationId[]>;
  /**
   * Overwrites what anybody wrote in closed conversations, names, files and heads; what is left are the bare facts, each at its
   * seq and position. Appends `conversation-erased` in the same transaction; every later append conflicts. Erasing again
   * changes nothing, nor does erasing what is not there.
   *
   * @throws {StoreError} `conflict`: one of them is open, and nothing was changed; `unavailable`: do it again
   */
  erase(tenant: string, conversationIds: readonly ConversationId[]): Promise<void>;
  /**
   * Drops what is older than it has to be kept, what is oldest first, at most `limit` rows of each kind. Raises the floor
   * of a partition to the last position dropped there: from below, it cannot be followed any more.
   */
  prune(limits: PruneLimits): Promise<Pruned>;
  /** Takes what was erased or pruned out of the store's files too; slow, and blocks writers of an embedded store meanwhile. */
  compact(): Promise<void>;
  /**
   * A copy of everything, consistent and complete, in a new file. Absent where the engine's own tools do it.
   *
   * @throws {StoreError} `invalid`: there is such a file; `unavailable`: it could not be written, and none is left
   */
  backup?(path: string): Promise<void>;
  /** The store's clock as this node knows it, epoch ms: the time by which all nodes judge. Never goes backwards. */
  now(): number;
  /** Whether other processes may work on the same data at the same time. */
  readonly isShared: boolean;
  /**
   * Tells the other nodes something that is worth nothing a second later: typing, "look at the leases". At most
   * {@link announcementLimit} characters; may be lost. Never carries what has to be kept.
   */
  announce(text: string): void;
  /** @returns ends it */
  onAnnouncement(listener: (text: string) => void): () => void;
  /** Drawn when the store was made, and at each restore: cursors of another one are void. */
  incarnation(): Promise<string>;
  /** How many partitions there are; fixed at creation. A conversation's is given by `partitionOf`. */
  readonly partitions: number;
  /** Finishes what was accepted, then lets go. */
  close(): Promise<void>;
}

export interface TenantHead {
  readonly tenant: string;
  readonly head: Conversation;
}
