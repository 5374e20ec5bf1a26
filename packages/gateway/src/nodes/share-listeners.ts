import type { ConversationId } from '@live-takeover/sdk/core';
import type { Runtime } from '../runtime.js';

/** Whether a conversation is among those meant. */
export type IsMeant = (tenant: string, conversationId: ConversationId) => boolean;

/** Told of conversations; what it returns may be waited for. */
export type ShareListener = (isMeant: IsMeant) => Promise<void> | void;

/** Those who want to know what a node looks after. One that fails is logged and stops nobody else. */
export class ShareListeners {
  readonly gained: Set<ShareListener> = new Set<ShareListener>();
  readonly losing: Set<ShareListener> = new Set<ShareListener>();
  readonly lost: Set<ShareListener> = new Set<ShareListener>();
  readonly nodesGone: Set<() => void> = new Set<() => void>();
  readonly #runtime: Pick<Runtime, 'log'>;

  constructor(runtime: Pick<Runtime, 'log'>) {
    this.#runtime = runtime;
  }

  /** Resolves when all that was set off is done. */
  async tell(what: 'gained' | 'losing' | 'lost', isMeant: IsMeant): Promise<void> {
    const results = await Promise.allSettled([...this[what]].map(async (listener) => listener(isMeant)));
    for (const result of results)
      if (result.status === 'rejected')
        this.#runtime.log('error', 'share-listener-failed', { what, error: result.reason instanceof Error ? result.reason.name : 'unknown' });
  }

  tellNodesGone(): void {
    for (const listener of this.nodesGone) listener();
  }
}
