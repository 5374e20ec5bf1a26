/**
 * Who holds which conversation for which desk outside: what is asked of a desk
 * or held by it is given to it by the node that looks after the conversation.
 * Derived from the heads, so that a restarted gateway, or another one, goes on.
 */
import type { Conversation, ConversationId, Signal } from '@live-takeover/sdk/core';
import { importedThreadPrefix } from '../conversations/imported-thread.js';
import type { ConversationChange, Projection } from '../conversations/projection.js';
import type { Share } from '../nodes/share.js';
import type { IsMeant } from '../nodes/share-listeners.js';
import type { Runtime } from '../runtime.js';
import type { Desk } from './desk.js';

/** What keeping takes. */
export interface DeskKeeperOptions {
  readonly projection: Pick<Projection, 'heads' | 'tenants' | 'subscribe' | 'onReload'>;
  readonly share: Pick<Share, 'holds' | 'onGained' | 'onLosing' | 'onLost'>;
  readonly runtime: Pick<Runtime, 'log'>;
  readonly desks: readonly Desk[];
}

/** Gives desks what is theirs. */
export interface DeskKeeper {
  /** Takes up what was asked or held when the log was loaded. Call it before the share is started. */
  start(): void;
  /** Typing of a customer, for the desk that answers them. */
  signal(tenant: string, head: Conversation, signal: Signal): void;
  stop(): void;
}

/** A keeper of these desks. */
export function createDeskKeeper(options: DeskKeeperOptions): DeskKeeper {
  return new Keeper(options);
}

class Keeper implements DeskKeeper {
  readonly #options: DeskKeeperOptions;
  /** Whose desk each conversation was when it was looked at last. */
  readonly #given = new Map<string, Desk>();
  #ends: readonly (() => void)[] = [];

  constructor(options: DeskKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    const { projection, share } = this.#options;
    this.#ends = [projection.subscribe((change) => this.#follow(change)), projection.onReload(() => this.#takeUp((...of) => share.holds(...of)))];
    share.onGained((isMeant) => this.#takeUp(isMeant));
    share.onLosing((isMeant) => this.#letGo(isMeant));
    share.onLost((isMeant) => this.#letGo(isMeant));
  }

  signal(tenant: string, head: Conversation, signal: Signal): void {
    this.#given.get(keyOf(tenant, head.id))?.signal(tenant, head, signal);
  }

  stop(): void {
    for (const end of this.#ends) end();
    for (const desk of this.#options.desks) desk.stop();
  }

  #follow({ tenant, head, events }: ConversationChange): void {
    const { share, desks } = this.#options;
    const key = keyOf(tenant, head.id);
    const before = this.#given.get(key);
    const desk = deskOf(desks, head);
    if (before === undefined && desk === undefined) return;
    if (!share.holds(tenant, head.id)) {
      this.#given.delete(key);
      return;
    }
    if (desk === undefined) this.#given.delete(key);
    else this.#given.set(key, desk);
    // Who loses it hears of that as well.
    before?.deliver(tenant, head, events);
    desk?.take(tenant, head);
  }

  #takeUp(isMeant: IsMeant): void {
    const { projection, desks, runtime } = this.#options;
    for (const tenant of projection.tenants())
      for (const head of projection.heads(tenant)) {
        const desk = isMeant(tenant, head.id) ? deskOf(desks, head) : undefined;
        if (desk === undefined) continue;
        this.#given.set(keyOf(tenant, head.id), desk);
        desk.take(tenant, head);
      }
    for (const desk of desks)
      desk.resume?.(isMeant).catch((error: unknown) => {
        runtime.log('error', 'desk-not-resumed', { desk: desk.id, error: error instanceof Error ? error.name : 'unknown' });
      });
  }

  #letGo(isMeant: IsMeant): void {
    for (const key of [...this.#given.keys()]) {
      const [tenant = '', conversationId = ''] = key.split('\n');
      if (isMeant(tenant, conversationId)) this.#given.delete(key);
    }
    for (const desk of this.#options.desks) desk.letGo(isMeant);
  }
}

/** The desk that is asked for a conversation or holds it, if it is one of these. Nobody is at the other end of recorded ones. */
function deskOf(desks: readonly Desk[], { closed, operator, request, thread }: Conversation): Desk | undefined {
  if (closed !== null || thread.startsWith(importedThreadPrefix)) return undefined;
  const id = operator.kind === 'desk' ? operator.id : operator.kind === 'bot' ? request?.target : undefined;
  return id === undefined ? undefined : desks.find((desk) => desk.id === id);
}

function keyOf(tenant: string, conversationId: ConversationId): string {
  return `${tenant}\n${conversationId}`;
}
