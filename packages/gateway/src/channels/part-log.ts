/** What is known of the parts of a message, on all nodes: for as long as a provider may tell of them. */
import { createHash } from 'node:crypto';
import type { ConversationId } from '@live-takeover/sdk/core';
import type { EventStore } from '../store/event-store.js';

/** A message whose parts are meant. */
export interface PartedMessage {
  readonly tenant: string;
  readonly conversationId: ConversationId;
  readonly messageId: string;
  readonly parts: number;
}

/** How far the parts of a message got. */
export interface KnownParts {
  /** The provider's ids of those that it took, by part. */
  readonly sent: ReadonlyMap<number, string>;
  readonly delivered: ReadonlySet<number>;
}

/** Keeps and tells it. A message of one part needs no memory beside its delivery: nothing is kept of it. */
export interface PartLog {
  known(message: PartedMessage): Promise<KnownParts>;
  sent(message: PartedMessage, part: number, providerId: string): Promise<void>;
  delivered(message: PartedMessage, part: number): Promise<void>;
}

const keptMs = 7 * 24 * 60 * 60_000;

/** A memory of parts in the store. */
export function createPartLog(store: Pick<EventStore, 'lease' | 'leases'>): PartLog {
  const keep = async (message: PartedMessage, key: string, holder: string): Promise<void> => {
    if (message.parts > 1) await store.lease(message.tenant, kindOf(message), key, holder, keptMs);
  };
  return {
    async known(message) {
      const leases = message.parts > 1 ? await store.leases(message.tenant, kindOf(message)) : [];
      const of = (state: string): readonly (readonly [number, string])[] =>
        leases.filter(({ key }) => key.startsWith(`${state}:`)).map(({ key, holder }) => [Number(key.slice(state.length + 1)), holder] as const);
      return { sent: new Map(of('sent')), delivered: new Set(of('delivered').map(([part]) => part)) };
    },
    sent: (message, part, providerId) => keep(message, `sent:${part}`, providerId),
    delivered: (message, part) => keep(message, `delivered:${part}`, 'provider'),
  };
}

function kindOf({ conversationId, messageId }: PartedMessage): string {
  return `parts ${createHash('sha256').update(JSON.stringify([conversationId, messageId])).digest('base64url')}`;
}
