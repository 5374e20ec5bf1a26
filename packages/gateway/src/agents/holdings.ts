import type { Conversation, ConversationId } from '@live-takeover/sdk/core';
import type { ConversationChange, Projection } from '../conversations/projection.js';

/** Told of an agent who holds more or fewer conversations than before. */
export type HoldingsListener = (tenant: string, agentId: string, change: { readonly before: number; readonly after: number }) => void;

/** Which conversations each agent holds, and how many, as far as this node has read the log. */
export interface Holdings {
  of(tenant: string, agentId: string): number;
  /** Which they are. */
  held(tenant: string, agentId: string): ReadonlySet<ConversationId>;
  /** @returns ends it */
  subscribe(listener: HoldingsListener): () => void;
}

/** Counts what agents hold in a projection. Make it before whatever asks it when told of a change: it has to be told first. */
export function createHoldings(projection: Pick<Projection, 'isReady' | 'heads' | 'tenants' | 'subscribe' | 'onReload'>): Holdings {
  return new HeldConversations(projection);
}

type Held = Map<string, Set<ConversationId>>;
const none: ReadonlySet<ConversationId> = new Set();

class HeldConversations implements Holdings {
  readonly #projection: Pick<Projection, 'isReady' | 'heads' | 'tenants'>;
  readonly #listeners = new Set<HoldingsListener>();
  /** Undefined until somebody asks once the log is loaded. */
  #held: Held | undefined;

  constructor(projection: Pick<Projection, 'isReady' | 'heads' | 'tenants' | 'subscribe' | 'onReload'>) {
    this.#projection = projection;
    projection.subscribe((change) => this.#follow(change));
    projection.onReload(() => this.#recount());
  }

  of(tenant: string, agentId: string): number {
    return this.held(tenant, agentId).size;
  }

  held(tenant: string, agentId: string): ReadonlySet<ConversationId> {
    return this.#known()?.get(keyOf(tenant, agentId)) ?? none;
  }

  subscribe(listener: HoldingsListener): () => void {
    const entry: HoldingsListener = (...change) => listener(...change);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  #known(): Held | undefined {
    if (this.#held === undefined && this.#projection.isReady) this.#held = heldIn(this.#projection);
    return this.#held;
  }

  #follow({ tenant, previous, head }: ConversationChange): void {
    const [before, after] = [holderOf(previous), holderOf(head)];
    if (before === after || this.#held === undefined) return;
    if (before !== undefined) this.#change(tenant, before, (held) => held.delete(head.id));
    if (after !== undefined) this.#change(tenant, after, (held) => held.add(head.id));
  }

  #change(tenant: string, agentId: string, change: (held: Set<ConversationId>) => void): void {
    const key = keyOf(tenant, agentId);
    const held = this.#held?.get(key) ?? new Set();
    const before = held.size;
    change(held);
    if (held.size === 0) this.#held?.delete(key);
    else this.#held?.set(key, held);
    this.#tell(key, before, held.size);
  }

  #recount(): void {
    const before = this.#held;
    if (before === undefined) return;
    const now = (this.#held = heldIn(this.#projection));
    for (const key of new Set([...before.keys(), ...now.keys()])) {
      const [was, is] = [before.get(key)?.size ?? 0, now.get(key)?.size ?? 0];
      if (was !== is) this.#tell(key, was, is);
    }
  }

  #tell(key: string, before: number, after: number): void {
    const tenant = key.slice(0, key.indexOf('\n'));
    const agentId = key.slice(tenant.length + 1);
    for (const listener of [...this.#listeners]) listener(tenant, agentId, { before, after });
  }
}

function heldIn(projection: Pick<Projection, 'heads' | 'tenants'>): Held {
  const held: Held = new Map();
  for (const tenant of projection.tenants())
    for (const head of projection.heads(tenant)) {
      const holder = holderOf(head);
      if (holder === undefined) continue;
      const key = keyOf(tenant, holder);
      held.set(key, (held.get(key) ?? new Set()).add(head.id));
    }
  return held;
}

function holderOf(head: Conversation | undefined): string | undefined {
  return head?.operator.kind === 'agent' && head.closed === null ? head.operator.id : undefined;
}

/** No tenant's name holds a line break; an agent's id may hold anything else. */
function keyOf(tenant: string, agentId: string): string {
  return `${tenant}\n${agentId}`;
}
