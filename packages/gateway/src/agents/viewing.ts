/**
 * Who looks at which conversation now. Whoever follows all conversations hears
 * of it a moment later, as much as fits; whoever has the conversation open, at once.
 */
import type { ConversationId, Signal } from '@live-takeover/sdk/core';
import { encodeFrame } from '@live-takeover/sdk/core';
import type { Projection } from '../conversations/projection.js';
import type { Relay, TellingView } from '../nodes/relay.js';
import type { Runtime } from '../runtime.js';
import type { AgentConnection, Connections } from './connections.js';
import { isInScope } from './scope.js';
import type { View, ViewChange } from './views.js';
import { Views } from './views.js';

/** What viewing is passed with. */
export interface ViewingOptions {
  readonly projection: Pick<Projection, 'head'>;
  readonly connections: Connections;
  readonly runtime: Pick<Runtime, 'now' | 'schedule'>;
  readonly relay: Relay;
  /** Whether a client shows a conversation. */
  readonly hasOpen: (connection: AgentConnection, conversationId: ConversationId) => boolean;
}

/** How long changes are gathered for those who follow everything, and for the other nodes. */
const gatheredMs = 500;
/** Frames to those who follow everything, per second and tenant: the more of them there are, the fewer changes each is told at once. */
const framesPerSecond = 5_000;
/** How often a node repeats to the others what is seen on it, and how long they believe it without. */
const repeatedEveryMs = 30_000;
const believedMs = 75_000;
/** Of one message between nodes, in UTF-16 code units. */
const longestTelling = 1_400;

/** Who looks at what, on all nodes. */
export class Viewing {
  readonly #options: ViewingOptions;
  readonly #views = new Views<AgentConnection>();
  readonly #watching = new Set<AgentConnection>();
  /** What those who follow everything have not been told yet, by tenant. */
  readonly #untold = new Map<string, Map<string, View>>();
  /** What other nodes have not been told yet, by tenant. */
  readonly #unrelayed = new Map<string, Map<string, View>>();
  #cancelFlush: (() => void) | undefined;
  #cancelRepeat: (() => void) | undefined;
  #hasAsked = false;

  constructor(options: ViewingOptions) {
    this.#options = options;
    options.relay.on('viewing', ({ tenant, views }, from) => this.#hear(tenant, views, from));
    options.relay.on('who-views', () => this.#repeat());
  }

  /** An agent's client looks at a conversation, or no longer does. */
  look(connection: AgentConnection, conversationId: ConversationId, isActive: boolean): void {
    const { agent, scope } = connection.identity;
    const { tenant } = scope;
    if (!isActive) return this.#changed(this.#views.leave(tenant, conversationId, agent.id, connection));
    const head = this.#options.projection.head(tenant, conversationId);
    if (head === undefined || head.closed !== null || !isInScope(scope, tenant, head.bot.id)) return;
    const place = { tenant, conversationId, botId: head.bot.id };
    this.#changed(this.#views.come(place, { id: agent.id, name: agent.name }, connection, Infinity));
  }

  /** A client follows all conversations from now on, or no longer does. It is told who looks at which. */
  watch(connection: AgentConnection, isWatching: boolean): void {
    if (!isWatching) return void this.#watching.delete(connection);
    this.#watching.add(connection);
    this.#ask();
    for (const view of this.#views.of(connection.identity.scope.tenant)) this.#send(connection, view);
  }

  /** A client shows a conversation: it is told who looks at it. */
  show(connection: AgentConnection, conversationId: ConversationId): void {
    this.#ask();
    for (const view of this.#views.at(connection.identity.scope.tenant, conversationId)) this.#send(connection, view);
  }

  /** A client is gone. */
  detach(connection: AgentConnection): void {
    this.#watching.delete(connection);
    for (const { tenant, conversationId } of this.#views.by(connection)) this.#changed(this.#views.leave(tenant, conversationId, connection.identity.agent.id, connection));
  }

  /** Tells the other nodes what they do not know yet, and nobody anything any more. */
  stop(): void {
    this.#relayAll();
    this.#cancelFlush?.();
    this.#cancelRepeat?.();
  }

  /** Once, by who is new here: others repeat what is seen with them anyway, but not at once. */
  #ask(): void {
    if (this.#hasAsked) return;
    this.#hasAsked = true;
    this.#options.relay.tell({ kind: 'who-views' });
  }

  #hear(tenant: string, told: readonly TellingView[], from: string): void {
    const { projection, runtime } = this.#options;
    for (const { conversationId, agent, isActive } of told) {
      const head = projection.head(tenant, conversationId);
      if (!isActive) this.#changed(this.#views.leave(tenant, conversationId, agent.id, from));
      // One that this node has not heard of yet is repeated soon.
      else if (head !== undefined) this.#changed(this.#views.come({ tenant, conversationId, botId: head.bot.id }, agent, from, runtime.now() + believedMs));
    }
    this.#repeatLater();
  }

  #changed({ view, isNews, isNewsOfNode }: ViewChange): void {
    if (view === undefined) return;
    const { connections, hasOpen } = this.#options;
    if (isNews) {
      const isMeant = (connection: AgentConnection): boolean => hasOpen(connection, view.conversationId) && concerns(connection, view);
      connections.send(view.tenant, frameOf(view), isMeant);
      put(this.#untold, view);
    }
    if (isNewsOfNode) put(this.#unrelayed, view);
    this.#flushLater();
    this.#repeatLater();
  }

  #flushLater(): void {
    if (this.#untold.size + this.#unrelayed.size > 0) this.#cancelFlush ??= this.#options.runtime.schedule(gatheredMs, () => this.#flush());
  }

  #flush(): void {
    this.#cancelFlush = undefined;
    this.#relayAll();
    for (const [tenant, views] of this.#untold) {
      const watching = [...this.#watching].filter(({ identity }) => identity.scope.tenant === tenant).length;
      const some = Math.max(1, Math.floor((framesPerSecond * gatheredMs) / 1_000 / Math.max(1, watching)));
      for (const [key, view] of [...views].slice(0, some)) {
        views.delete(key);
        this.#tellWatching(view);
      }
      if (views.size === 0) this.#untold.delete(tenant);
    }
    this.#flushLater();
  }

  #tellWatching(view: View): void {
    const { connections, hasOpen } = this.#options;
    connections.send(
      view.tenant,
      frameOf(view),
      (connection) => this.#watching.has(connection) && !hasOpen(connection, view.conversationId) && concerns(connection, view),
    );
  }

  #relayAll(): void {
    for (const [tenant, views] of this.#unrelayed) this.#relay(tenant, [...views.values()]);
    this.#unrelayed.clear();
  }

  #relay(tenant: string, views: readonly View[]): void {
    let told: TellingView[] = [];
    let length = 0;
    for (const { conversationId, agent, isActive } of views) {
      const one = { conversationId, agent, isActive };
      const more = JSON.stringify(one).length + 1;
      if (told.length > 0 && length + more > longestTelling) {
        this.#options.relay.tell({ kind: 'viewing', tenant, views: told });
        [told, length] = [[], 0];
      }
      told.push(one);
      length += more;
    }
    if (told.length > 0) this.#options.relay.tell({ kind: 'viewing', tenant, views: told });
  }

  #repeat(): void {
    for (const view of this.#views.here()) put(this.#unrelayed, view);
    this.#flushLater();
  }

  #repeatLater(): void {
    if (this.#views.isEmpty) return;
    this.#cancelRepeat ??= this.#options.runtime.schedule(repeatedEveryMs, () => {
      this.#cancelRepeat = undefined;
      this.#repeat();
      for (const change of this.#views.expire(this.#options.runtime.now())) this.#changed(change);
      this.#repeatLater();
    });
  }

  #send(connection: AgentConnection, view: View): void {
    if (concerns(connection, view)) connection.send(encodeFrame(frameOf(view)));
  }
}

/** Nobody is told what they do themselves, in another tab. */
function concerns({ identity: { agent, scope } }: AgentConnection, view: View): boolean {
  return agent.id !== view.agent.id && isInScope(scope, view.tenant, view.botId);
}

function put(waiting: Map<string, Map<string, View>>, view: View): void {
  const views = waiting.get(view.tenant) ?? new Map<string, View>();
  waiting.set(view.tenant, views.set(`${view.conversationId}\n${view.agent.id}`, view));
}

function frameOf({ conversationId, agent, isActive }: View): Signal & { readonly type: 'signal' } {
  return { type: 'signal', signal: 'viewing', conversationId, from: { kind: 'agent', ...agent }, isActive };
}
