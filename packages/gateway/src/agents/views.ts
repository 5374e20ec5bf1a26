import type { ConversationId } from '@live-takeover/sdk/core';

/** A conversation, as far as it matters who may hear of it. */
export interface ViewedPlace {
  readonly tenant: string;
  readonly conversationId: ConversationId;
  readonly botId: string;
}

/** One agent who looks at a conversation, or has just stopped to. */
export interface View extends ViewedPlace {
  readonly agent: { readonly id: string; readonly name: string };
  readonly isActive: boolean;
}

/** What came of somebody's coming or going. */
export interface ViewChange {
  /** Undefined if there was none. */
  readonly view: View | undefined;
  /** Whether the agent looks now and did not, or the other way round. */
  readonly isNews: boolean;
  /** Whether that is so of this node's own clients, wherever else the agent looks: what other nodes are told. */
  readonly isNewsOfNode: boolean;
}

interface Entry<Client> {
  readonly place: ViewedPlace;
  readonly agent: View['agent'];
  /** Until when it is believed, by who says it: a client of this node, or another node by its name. */
  readonly sources: Map<Client | string, number>;
}

const nothing: ViewChange = { view: undefined, isNews: false, isNewsOfNode: false };

/** Who looks at what: an agent does as long as any of their clients does. */
export class Views<Client extends object> {
  readonly #byPlace = new Map<string, Map<string, Entry<Client>>>();
  readonly #byClient = new Map<Client, Set<Entry<Client>>>();

  get isEmpty(): boolean {
    return this.#byPlace.size === 0;
  }

  come(place: ViewedPlace, agent: View['agent'], source: Client | string, until: number): ViewChange {
    const key = keyOf(place.tenant, place.conversationId);
    const entries = this.#byPlace.get(key) ?? new Map<string, Entry<Client>>();
    this.#byPlace.set(key, entries);
    const entry = entries.get(agent.id) ?? { place, agent, sources: new Map<Client | string, number>() };
    entries.set(agent.id, entry);
    const change = { isNews: entry.sources.size === 0, isNewsOfNode: typeof source !== 'string' && !isHere(entry) };
    entry.sources.set(source, until);
    if (typeof source !== 'string') this.#byClient.set(source, (this.#byClient.get(source) ?? new Set()).add(entry));
    return { view: viewOf(entry), ...change };
  }

  leave(tenant: string, conversationId: ConversationId, agentId: string, source: Client | string): ViewChange {
    const entry = this.#byPlace.get(keyOf(tenant, conversationId))?.get(agentId);
    if (entry?.sources.delete(source) !== true) return nothing;
    if (typeof source !== 'string') this.#forget(source, entry);
    if (entry.sources.size === 0) this.#remove(entry);
    const isNewsOfNode = typeof source !== 'string' && !isHere(entry);
    return { view: { ...viewOf(entry), isActive: false }, isNews: entry.sources.size === 0, isNewsOfNode };
  }

  /** Lets go of what was not repeated in time. */
  expire(now: number): readonly ViewChange[] {
    const changes: ViewChange[] = [];
    for (const entries of [...this.#byPlace.values()])
      for (const { place, agent, sources } of [...entries.values()])
        for (const [source, until] of [...sources]) if (until <= now) changes.push(this.leave(place.tenant, place.conversationId, agent.id, source));
    return changes;
  }

  of(tenant: string): readonly View[] {
    return this.#all().filter((entry) => entry.place.tenant === tenant).map(viewOf);
  }

  at(tenant: string, conversationId: ConversationId): readonly View[] {
    return [...(this.#byPlace.get(keyOf(tenant, conversationId))?.values() ?? [])].map(viewOf);
  }

  by(client: Client): readonly ViewedPlace[] {
    return [...(this.#byClient.get(client) ?? [])].map(({ place }) => place);
  }

  /** What clients of this node look at. */
  here(): readonly View[] {
    return this.#all().filter(isHere).map(viewOf);
  }

  #all(): readonly Entry<Client>[] {
    return [...this.#byPlace.values()].flatMap((entries) => [...entries.values()]);
  }

  #forget(client: Client, entry: Entry<Client>): void {
    const entries = this.#byClient.get(client);
    if (entries?.delete(entry) === true && entries.size === 0) this.#byClient.delete(client);
  }

  #remove({ place, agent }: Entry<Client>): void {
    const key = keyOf(place.tenant, place.conversationId);
    const entries = this.#byPlace.get(key);
    if (entries?.delete(agent.id) === true && entries.size === 0) this.#byPlace.delete(key);
  }
}

function viewOf<Client>({ place, agent, sources }: Entry<Client>): View {
  return { ...place, agent, isActive: sources.size > 0 };
}

function isHere<Client>({ sources }: Entry<Client>): boolean {
  for (const source of sources.keys()) if (typeof source !== 'string') return true;
  return false;
}

function keyOf(tenant: string, conversationId: ConversationId): string {
  return `${tenant}\n${conversationId}`;
}
