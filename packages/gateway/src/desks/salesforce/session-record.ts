/**
 * What has to outlive this node of a conversation at Salesforce: who we are
 * there, and how far each side was heard. Kept until it is over, and sealed,
 * since whoever has the token can speak for the customer.
 */
import type { ConversationId } from '@live-takeover/sdk/core';
import { z } from 'zod';
import type { RotatedSecret } from '../../config/secrets.js';
import { seal, unseal } from '../../http/sealed.js';
import type { EventStore } from '../../store/event-store.js';

/** A conversation at Salesforce. */
export interface SessionRecord {
  /** Seq of the request that it answers. */
  readonly requestSeq: number;
  /** What Salesforce calls it. */
  readonly deskConversationId: string;
  readonly token: string;
  /** Up to where the stream was read. */
  readonly lastEventId: string | null;
  /** When the last entry was written down there, epoch ms of Salesforce's clock; 0 for none. */
  readonly lastEntryAt: number;
  /** Up to which seq of ours Salesforce has what it is to have; 0 until it has the transcript. */
  readonly sentSeq: number;
  /** Whether Salesforce knows the conversation. */
  readonly isCreated: boolean;
  /** By id: the name of each agent who is there. */
  readonly agents: Readonly<Record<string, string>>;
}

/** A record, and whose it is. */
export interface KeptRecord {
  readonly conversationId: ConversationId;
  /** Greater for each later one of the same session. */
  readonly version: number;
  readonly record: SessionRecord;
}

/** Where records are kept. */
export interface SessionRecords {
  /** All of a tenant that are not over, the newest of each session. */
  all(tenant: string): Promise<readonly KeptRecord[]>;
  /** @returns the version that it is kept as */
  put(tenant: string, kept: KeptRecord): Promise<number>;
  remove(tenant: string, conversationId: ConversationId, requestSeq: number): Promise<void>;
}

const schema: z.ZodType<SessionRecord> = z.object({
  requestSeq: z.number(),
  deskConversationId: z.string(),
  token: z.string(),
  lastEventId: z.string().nullable(),
  lastEntryAt: z.number(),
  sentSeq: z.number(),
  isCreated: z.boolean(),
  agents: z.record(z.string(), z.string()),
});
const kind = 'desk salesforce';
const purpose = 'salesforce session';
const keptMs = 7 * 24 * 60 * 60_000;

/** Records in a store, as leases: they go by themselves in the end. */
export function createSessionRecords(store: Pick<EventStore, 'lease' | 'leases' | 'release'>, signing: () => RotatedSecret): SessionRecords {
  const releaseOthers = async (tenant: string, session: string, kept?: string): Promise<void> => {
    for (const { key, holder } of await store.leases(tenant, kind))
      if (key.startsWith(session) && key !== kept) await store.release(tenant, kind, key, holder);
  };
  return {
    async all(tenant) {
      const newest = new Map<string, KeptRecord>();
      for (const { key, holder } of await store.leases(tenant, kind)) {
        const [conversationId = '', requestSeq = '', version = ''] = key.split(' ');
        const parsed = schema.safeParse(unseal(signing(), purpose, holder));
        const session = sessionOf(conversationId, Number(requestSeq));
        if (parsed.success && Number(version) > (newest.get(session)?.version ?? -1))
          newest.set(session, { conversationId, version: Number(version), record: parsed.data });
      }
      return [...newest.values()];
    },
    async put(tenant, { conversationId, version, record }) {
      const session = sessionOf(conversationId, record.requestSeq);
      const sealed = seal(signing(), purpose, record);
      // The new one first: a crash in between leaves both, of which the greater counts. Another node may have been there.
      let next = version + 1;
      while (!(await store.lease(tenant, kind, `${session}${next}`, sealed, keptMs))) next += 1;
      await releaseOthers(tenant, session, `${session}${next}`);
      return next;
    },
    remove: (tenant, conversationId, requestSeq) => releaseOthers(tenant, sessionOf(conversationId, requestSeq)),
  };
}

function sessionOf(conversationId: ConversationId, requestSeq: number): string {
  return `${conversationId} ${requestSeq} `;
}
