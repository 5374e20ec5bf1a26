import type { ConversationId } from '@live-takeover/sdk/core';
import { conversationKeyOf } from './attachment-id.js';

/** One upload's part of what its conversation may hold. */
export interface Share {
  /** Whether so many more bytes may be taken; if so they are. */
  readonly take: (bytes: number) => boolean;
  /** The upload came to nothing. */
  giveBack(): void;
  /** The upload is over. Call it once. */
  close(): void;
}

interface Holding {
  heldBytes: number;
  uploads: number;
}

/**
 * How much each conversation may hold. Uploads that run at the same time on this
 * node count together; one on another node counts as far as it has come when the
 * first of ours begins, so that the limit is exceeded by one message per node at most.
 */
export class ConversationAllowance {
  readonly #limitBytes: () => number;
  readonly #measure: (tenant: string, conversationId: ConversationId) => Promise<number>;
  readonly #holdings = new Map<string, Promise<Holding>>();

  constructor(limitBytes: () => number, measure: (tenant: string, conversationId: ConversationId) => Promise<number>) {
    this.#limitBytes = limitBytes;
    this.#measure = measure;
  }

  async open(tenant: string, conversationId: ConversationId): Promise<Share> {
    const key = conversationKeyOf(tenant, conversationId);
    const measured = this.#holdings.get(key) ?? this.#measure(tenant, conversationId).then((heldBytes) => ({ heldBytes, uploads: 0 }));
    this.#holdings.set(key, measured);
    const holding = await measured.catch((error: unknown) => {
      this.#holdings.delete(key);
      throw error;
    });
    holding.uploads += 1;
    let takenBytes = 0;
    return {
      take: (bytes) => {
        if (holding.heldBytes + bytes > this.#limitBytes()) return false;
        holding.heldBytes += bytes;
        takenBytes += bytes;
        return true;
      },
      giveBack: () => {
        holding.heldBytes -= takenBytes;
        takenBytes = 0;
      },
      close: () => {
        holding.uploads -= 1;
        if (holding.uploads === 0 && this.#holdings.get(key) === measured) this.#holdings.delete(key);
      },
    };
  }
}
