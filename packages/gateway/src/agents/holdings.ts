import type { Conversation } from '@live-takeover/sdk/core';
import type { ConversationChange, Projection } from '../conversations/projection.js';

/** Told of an agent who holds more or fewer conversations than before. */
export type HoldingsListener = (tenant: string, agentId: string, change: { readonly before: number; readonly after: number }) => void;

/** How many conversations each agent holds, as far as this node has read the log. */
export interface Holdings {
  of(tenant: string, agentId: string): number;
  /** @returns ends it */
  subscribe(listener: HoldingsListener): () => void;
}

/** Counts what agents hold in a projection. Make it before whatever asks it when told of a change: it has to be told first. */
export function createHoldings(projection: Pick<Projection, 'isReady' | 'heads' | 'tenants' | 'subscribe' | 'onReload'>): Holdings {
  return new HeldConversations(projection);
}

type Counts = Map<string, number>;

class HeldConversations implements Holdings {
  readonly #projection: Pick<Projection, 'isReady' | 'heads' | 'tenants'>;
  readonly #listeners = new Set<HoldingsListener>();
  /** Undefined until somebody asks once the log is loaded. */
  #counts: Counts | undefined;

  constructor(projection: Pick<Projection, 'isReady' | 'heads' | 'tenants' | 'subscribe' | 'onReload'>) {
    this.#projection = projection;
    projection.subscribe((change) => this.#follow(change));
    projection.onReload(() => this.#recount());
  }

  of(tenant: string, agentId: string): number {
    return this.#known()?.get(keyOf(tenant, agentId)) ?? 0;
  }

  subscribe(listener: HoldingsListener): () => void {
    const entry: HoldingsListener = (...change) => listener(...change);
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  #known(): Counts | undefined {
    if (this.#counts === undefined && this.#projection.isReady) this.#counts = countHeads(this.#projection);
    return this.#counts;
  }

  #follow({ tenant, previous, head }: ConversationChange): void {
    const [before, after] = [holderOf(previous), holderOf(head)];
    if (before === after || this.#counts === undefined) return;
    if (before !== undefined) this.#add(tenant, before, -1);
    if (after !== undefined) this.#add(tenant, after, 1);
  }

  #add(tenant: string, agentId: string, difference: 1 | -1): void {
    const key = keyOf(tenant, agentId);
    const before = this.#counts?.get(key) ?? 0;
    const after = Math.max(0, before + difference);
    if (after === 0) this.#counts?.delete(key);
    else this.#counts?.set(key, after);
    this.#tell(key, before, after);
  }

  #recount(): void {
    const before = this.#counts;
    if (before === undefined) return;
    const counts = (this.#counts = countHeads(this.#projection));
    for (const key of new Set([...before.keys(), ...counts.keys()])) {
      const [was, is] = [before.get(key) ?? 0, counts.get(key) ?? 0];
      if (was !== is) this.#tell(key, was, is);
    }
  }

  #tell(key: string, before: number, after: number): void {
    const tenant = key.slice(0, key.indexOf('\n'));
    const agentId = key.slice(tenant.length + 1);
    for (const listener of [...this.#listeners]) listener(tenant, agentId, { before, after });
  }
}

function countHeads(projection: Pick<Projection, 'heads' | 'tenants'>): Counts {
  const counts: Counts = new Map();
  for (const tenant of projection.tenants())
    for (const head of projection.heads(tenant)) {
      const holder = holderOf(head);
      if (holder !== undefined) counts.set(keyOf(tenant, holder), (counts.get(keyOf(tenant, holder)) ?? 0) + 1);
    }
  return counts;
}

function holderOf(head: Conversation | undefined): string | undefined {
  return head?.operator.kind === 'agent' && head.closed === null ? head.operator.id : undefined;
}

/** No tenant's name holds a line break; an agent's id may hold anything else. */
function keyOf(tenant: string, agentId: string): string {
  return `${tenant}\n${agentId}`;
}
