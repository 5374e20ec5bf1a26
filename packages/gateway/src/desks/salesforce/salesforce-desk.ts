/**
 * Salesforce's agents as a desk: Messaging for In-App and Web, custom client.
 * Each conversation is a customer of its own there, with a token and a stream.
 *
 * @see docs/salesforce.md
 */
import type { Conversation, ConversationId } from '@live-takeover/sdk/core';
import type { SalesforceConfig } from '../../config/channels-config.js';
import type { Settings } from '../../config/settings.js';
import type { IsMeant } from '../../nodes/share-listeners.js';
import type { Runtime } from '../../runtime.js';
import type { EventStore } from '../../store/event-store.js';
import { untilDefinite } from '../../store/until-definite.js';
import type { Desk, DeskSink } from '../desk.js';
import { salesforceDeskId } from './desk-voice.js';
import { createMiawClient } from './miaw-client.js';
import type { SalesforceSession } from './salesforce-session.js';
import { isWanted, newRecord, startSession } from './salesforce-session.js';
import type { KeptRecord, SessionRecords } from './session-record.js';
import { createSessionRecords } from './session-record.js';

/** What the desk works with. */
export interface SalesforceDeskOptions {
  /** Asked each time: it changes while the gateway runs. */
  readonly settings: Pick<Settings, 'config' | 'secrets'>;
  readonly sink: DeskSink;
  readonly store: Pick<EventStore, 'read' | 'head' | 'lease' | 'leases' | 'release'>;
  readonly runtime: Runtime;
}

/** The desk. It takes nothing while it is not configured. */
export function createSalesforceDesk(options: SalesforceDeskOptions): Desk {
  return new SalesforceDesk(options);
}

interface Place {
  readonly tenant: string;
  readonly conversationId: ConversationId;
  readonly session: SalesforceSession;
}

class SalesforceDesk implements Desk {
  readonly id = salesforceDeskId;
  readonly #options: SalesforceDeskOptions;
  readonly #records: SessionRecords;
  readonly #places = new Map<string, Place>();
  /** Conversations that are being looked up, as they stand now. */
  readonly #taking = new Map<string, Conversation>();
  readonly #stopping = new AbortController();

  constructor(options: SalesforceDeskOptions) {
    this.#options = options;
    this.#records = createSessionRecords(options.store, () => options.settings.secrets.signing);
  }

  take(tenant: string, head: Conversation): void {
    const key = keyOf(tenant, head.id);
    const isTaking = this.#taking.has(key);
    const known = this.#sessionsOf(tenant, head.id);
    for (const { session } of known) session.follow(head);
    if (known.some(({ session }) => isWanted(head, session.requestSeq))) return;
    this.#taking.set(key, head);
    if (!isTaking) this.#guarded(head.id, () => this.#takeUp(tenant, key));
  }

  deliver(tenant: string, head: Conversation): void {
    const key = keyOf(tenant, head.id);
    if (this.#taking.has(key)) this.#taking.set(key, head);
    for (const { session } of this.#sessionsOf(tenant, head.id)) session.follow(head);
  }

  signal(tenant: string, head: Conversation, { from, isActive }: Parameters<Desk['signal']>[2]): void {
    if (from.kind === 'customer') for (const { session } of this.#sessionsOf(tenant, head.id)) session.type(isActive);
  }

  async resume(isMeant: IsMeant): Promise<void> {
    const { settings, store } = this.#options;
    for (const tenant of new Set(settings.config.bots.map((bot) => bot.tenant)))
      for (const kept of await this.#definitely(() => this.#records.all(tenant))) {
        if (!isMeant(tenant, kept.conversationId)) continue;
        const head = await this.#definitely(() => store.head(tenant, kept.conversationId));
        if (head !== undefined) this.#start(tenant, head, kept);
      }
  }

  letGo(isMeant: IsMeant): void {
    for (const { tenant, conversationId, session } of [...this.#places.values()]) if (isMeant(tenant, conversationId)) session.letGo();
  }

  stop(): void {
    this.#stopping.abort();
    this.letGo(() => true);
  }

  async #takeUp(tenant: string, key: string): Promise<void> {
    try {
      const records = await this.#definitely(() => this.#records.all(tenant));
      const head = this.#taking.get(key);
      if (head === undefined || this.#stopping.signal.aborted) return;
      const own = records.filter(({ conversationId }) => conversationId === head.id);
      const kept = own.filter(({ record }) => isWanted(head, record.requestSeq)).sort((left, right) => right.record.requestSeq - left.record.requestSeq)[0];
      if (kept !== undefined) this.#start(tenant, head, kept);
      else if (head.operator.kind === 'bot' && head.request?.target === this.id && head.closed === null) this.#start(tenant, head, newRecord(tenant, head, head.request.seq));
      // Nobody knows any more who we are there.
      else if (head.operator.kind === 'desk') await this.#definitely(() => this.#options.sink.failed(tenant, head.id, this.id, 'unreachable', `lost:${head.term}`));
    } finally {
      this.#taking.delete(key);
    }
  }

  #start(tenant: string, head: Conversation, kept: KeptRecord): void {
    const { settings, sink, store, runtime } = this.#options;
    const config: SalesforceConfig | undefined = settings.config.desks.salesforce;
    const key = `${keyOf(tenant, head.id)}\n${kept.record.requestSeq}`;
    if (this.#places.has(key) || this.#stopping.signal.aborted) return;
    if (config === undefined) {
      this.#guarded(head.id, () => sink.failed(tenant, head.id, this.id, 'unreachable', `not-configured:${head.seq}`));
      return;
    }
    const session = startSession(
      { config, client: createMiawClient(runtime, config), records: this.#records, sink, store, runtime, onEnd: () => void this.#places.delete(key) },
      tenant,
      head,
      kept,
    );
    this.#places.set(key, { tenant, conversationId: head.id, session });
  }

  #sessionsOf(tenant: string, conversationId: ConversationId): readonly Place[] {
    return [...this.#places.values()].filter((place) => place.tenant === tenant && place.conversationId === conversationId);
  }

  #definitely<Result>(attempt: () => Promise<Result>): Promise<Result> {
    return untilDefinite({ runtime: this.#options.runtime, signal: this.#stopping.signal }, attempt);
  }

  #guarded(conversationId: ConversationId, action: () => Promise<void>): void {
    action().catch((error: unknown) => {
      if (this.#stopping.signal.aborted) return;
      this.#options.runtime.log('error', 'desk-not-asked', { desk: this.id, conversation: conversationId, error: error instanceof Error ? error.name : 'unknown' });
    });
  }
}

function keyOf(tenant: string, conversationId: ConversationId): string {
  return `${tenant}\n${conversationId}`;
}
