/** Names new conversations: alike on every node, and telling nobody what thread they are of. */
import { createHmac } from 'node:crypto';
import type { ConversationId } from '@live-takeover/sdk/core';
import type { Runtime } from '../runtime.js';
import type { EventStore } from '../store/event-store.js';

/** What naming takes. */
export interface ConversationIdsOptions {
  readonly store: Pick<EventStore, 'setting' | 'replaceSetting'>;
  readonly runtime: Pick<Runtime, 'newId'>;
}

/** Ids of new conversations. */
export interface ConversationIds {
  /**
   * The id of the n-th known conversation of a thread: the same on every node, and no help in guessing another's or the
   * thread, which may be a phone number. Of another day than any that has left the store, for those are kept for a day at
   * least: who had read one of them has read nothing of this.
   *
   * @param day - on which it begins, counted from the epoch
   * @throws {StoreError} `unavailable`
   */
  idOf(tenant: string, thread: string, day: number, ordinal: number): Promise<ConversationId>;
}

/** Under which a tenant keeps what nobody outside knows. It stays as long as the store does. */
const saltKey = 'conversation-salt';

/** Ids by a secret that the store keeps, drawn by whoever needs it first. */
export function createConversationIds({ store, runtime }: ConversationIdsOptions): ConversationIds {
  const known = new Map<string, string>();
  const saltOf = async (tenant: string): Promise<string> => {
    const salt = known.get(tenant) ?? (await store.setting(tenant, saltKey)) ?? (await draw(tenant));
    known.set(tenant, salt);
    return salt;
  };
  const draw = async (tenant: string): Promise<string> => {
    const drawn = `${runtime.newId()}${runtime.newId()}`;
    return (await store.replaceSetting(tenant, saltKey, undefined, drawn)) ? drawn : saltOf(tenant);
  };
  return {
    async idOf(tenant, thread, day, ordinal) {
      return createHmac('sha256', await saltOf(tenant)).update(`${tenant}\n${thread}\n${day}\n${ordinal}`).digest('base64url').slice(0, 22);
    },
  };
}
