import type { Conversation, ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import { fold } from '@live-takeover/sdk/core';

/**
 * The heads used last, as this node knows them: kept fresh by its own commits and by what it follows. One may be older
 * than the stored one, never newer and never wrong for its version; whoever acts upon it has the database compare the version.
 */
export class HeadCache {
  readonly #heads = new Map<string, Conversation>();
  readonly #limit: number;

  /** @param limit - how many are kept at most */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(tenant: string, conversationId: ConversationId): Conversation | undefined {
    const key = keyOf(tenant, conversationId);
    const head = this.#heads.get(key);
    if (head !== undefined) this.#keep(key, head);
    return head;
  }

  /** Remembers a head, unless a newer one is known. */
  remember(tenant: string, head: Conversation): void {
    const key = keyOf(tenant, head.id);
    const known = this.#heads.get(key);
    if (known === undefined || known.startedAt < head.startedAt || known.seq <= head.seq) this.#keep(key, head);
  }

  /** Folds an event that was committed by anybody. */
  follow(tenant: string, event: ConversationEvent): void {
    const key = keyOf(tenant, event.conversationId);
    const known = this.#heads.get(key);
    if (known === undefined) return;
    // The one before was dropped when it had been kept long enough, and another has its id.
    if (event.type === 'conversation-started' && event.at > known.startedAt) return void this.#heads.delete(key);
    if (known.seq >= event.seq) return;
    if (known.seq + 1 === event.seq) this.#heads.set(key, fold(known, event));
    else this.#heads.delete(key);
  }

  forget(tenant: string, conversationId: ConversationId): void {
    this.#heads.delete(keyOf(tenant, conversationId));
  }

  clear(): void {
    this.#heads.clear();
  }

  #keep(key: string, head: Conversation): void {
    this.#heads.delete(key);
    this.#heads.set(key, head);
    if (this.#heads.size <= this.#limit) return;
    const oldest = this.#heads.keys().next();
    if (!oldest.done) this.#heads.delete(oldest.value);
  }
}

function keyOf(tenant: string, conversationId: ConversationId): string {
  return `${tenant}\n${conversationId}`;
}
