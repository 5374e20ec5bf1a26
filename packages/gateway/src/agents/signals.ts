/** Typing and viewing: passed on at once, never stored but for an agent's first look in each term. */
import type { Conversation, ConversationId, Signal } from '@live-takeover/sdk/core';
import type { Projection } from '../conversations/projection.js';
import type { Relay } from '../nodes/relay.js';
import type { Runtime } from '../runtime.js';
import { StoreError } from '../store/event-store.js';
import type { AgentConnection, Connections } from './connections.js';
import { isInScope } from './scope.js';
import { Viewing } from './viewing.js';

/** Who looks at which conversation, and what is passed between them and the customer, on whatever node each of them is. */
export interface Signals {
  /** From an agent's client. Typing reaches the customer only if that agent is the operator. */
  fromAgent(connection: AgentConnection, signal: Signal['signal'], conversationId: ConversationId, isActive: boolean): void;
  /** From the customer or the bot, to everyone who looks at the conversation; the bot's typing to the customer too. */
  spread(tenant: string, head: Conversation, signal: Signal): void;
  /** A client follows all conversations from now on, or no longer does; if it does it is told who looks at which. */
  watch(connection: AgentConnection, isWatching: boolean): void;
  /** A client shows a conversation from now on, and is told who else looks at it. */
  open(connection: AgentConnection, conversationId: ConversationId): void;
  /** A client is gone: whatever it was doing it no longer does. */
  detach(connection: AgentConnection): void;
  /** Passes nothing on any more. */
  stop(): void;
}

/** What signals are passed with. */
export interface SignalsOptions {
  readonly projection: Projection;
  readonly connections: Connections;
  readonly runtime: Runtime;
  readonly relay: Relay;
  /** Shows typing to the customer, if they are connected to this node. */
  readonly showCustomer: (tenant: string, head: Conversation, signal: Signal) => void;
  /** Shows a customer's typing to the desk outside that answers them, if this node looks after the conversation. */
  readonly showDesk?: (tenant: string, head: Conversation, signal: Signal) => void;
}

interface Activity {
  readonly open: Set<ConversationId>;
  readonly typing: Set<ConversationId>;
}

/** Signals between clients and channels, of this node and of the others. */
export function createSignals(options: SignalsOptions): Signals {
  return new SignalExchange(options);
}

/** As many as a client may follow by name. Of those it showed before it hears no more, nor counts as looking at them. */
const openLimit = 200;

class SignalExchange implements Signals {
  readonly #options: SignalsOptions;
  readonly #activity = new Map<AgentConnection, Activity>();
  readonly #viewing: Viewing;

  constructor(options: SignalsOptions) {
    this.#options = options;
    this.#viewing = new Viewing({ ...options, hasOpen: (connection, conversationId) => this.#hasOpen(connection, conversationId) });
    options.relay.on('signal', ({ tenant, signal }) => {
      const head = options.projection.head(tenant, signal.conversationId);
      if (head !== undefined && head.closed === null) this.#pass(tenant, head, signal, undefined);
    });
  }

  watch(connection: AgentConnection, isWatching: boolean): void {
    this.#viewing.watch(connection, isWatching);
  }

  open(connection: AgentConnection, conversationId: ConversationId): void {
    const { open } = this.#activityOf(connection);
    // Taken out and put back, so that the one shown longest ago comes first.
    const isNew = !open.delete(conversationId);
    open.add(conversationId);
    for (const oldest of open) {
      if (open.size <= openLimit) break;
      open.delete(oldest);
      this.#viewing.look(connection, oldest, false);
    }
    if (isNew) this.#viewing.show(connection, conversationId);
  }

  fromAgent(connection: AgentConnection, signal: Signal['signal'], conversationId: ConversationId, isActive: boolean): void {
    if (signal === 'typing') this.#type(connection, conversationId, isActive);
    else this.#look(connection, conversationId, isActive);
  }

  spread(tenant: string, head: Conversation, signal: Signal): void {
    this.#spread(tenant, head, signal, undefined);
  }

  detach(connection: AgentConnection): void {
    for (const conversationId of this.#activity.get(connection)?.typing ?? []) this.#type(connection, conversationId, false);
    this.#viewing.detach(connection);
    this.#activity.delete(connection);
  }

  stop(): void {
    this.#viewing.stop();
  }

  #activityOf(connection: AgentConnection): Activity {
    const known = this.#activity.get(connection) ?? { open: new Set(), typing: new Set() };
    this.#activity.set(connection, known);
    return known;
  }

  #type(connection: AgentConnection, conversationId: ConversationId, isActive: boolean): void {
    const { agent, scope } = connection.identity;
    const { typing } = this.#activityOf(connection);
    if (!isActive) typing.delete(conversationId);
    const head = this.#openHead(connection, conversationId);
    if (head === undefined) return;
    if (isActive) typing.add(conversationId);
    this.#spread(scope.tenant, head, { signal: 'typing', conversationId, from: { kind: 'agent', id: agent.id, name: agent.name }, isActive }, connection);
  }

  #look(connection: AgentConnection, conversationId: ConversationId, isActive: boolean): void {
    const { agent, scope } = connection.identity;
    const head = this.#openHead(connection, conversationId);
    if (isActive && head === undefined) return;
    if (isActive) this.open(connection, conversationId);
    else this.#activityOf(connection).open.delete(conversationId);
    this.#viewing.look(connection, conversationId, isActive);
    if (isActive && head !== undefined) this.#recordView(scope.tenant, head, agent);
  }

  #hasOpen(connection: AgentConnection, conversationId: ConversationId): boolean {
    return this.#activity.get(connection)?.open.has(conversationId) === true;
  }

  /** A conversation that is in a client's scope, and not over. */
  #openHead({ identity: { scope } }: AgentConnection, conversationId: ConversationId): Conversation | undefined {
    const head = this.#options.projection.head(scope.tenant, conversationId);
    return head !== undefined && head.closed === null && isInScope(scope, scope.tenant, head.bot.id) ? head : undefined;
  }

  /** To whom it concerns on this node, and to the other nodes. */
  #spread(tenant: string, head: Conversation, signal: Signal, sender: AgentConnection | undefined): void {
    this.#pass(tenant, head, signal, sender);
    this.#options.relay.tell({ kind: 'signal', tenant, signal });
  }

  #pass(tenant: string, head: Conversation, signal: Signal, sender: AgentConnection | undefined): void {
    this.#options.connections.send(
      tenant,
      { type: 'signal', ...signal },
      (connection) =>
        connection !== sender &&
        this.#hasOpen(connection, head.id) &&
        isInScope(connection.identity.scope, tenant, head.bot.id),
    );
    if (signal.signal === 'typing' && isShownToCustomer(signal, head)) this.#options.showCustomer(tenant, head, signal);
    if (signal.signal === 'typing' && signal.from.kind === 'customer' && head.operator.kind === 'desk') this.#options.showDesk?.(tenant, head, signal);
  }

  #recordView(tenant: string, head: Conversation, { id, name }: { readonly id: string; readonly name: string }): void {
    const { projection, runtime } = this.#options;
    if (head.viewedTerm === head.term) return;
    const viewed = { type: 'conversation-viewed', id: `viewed:${head.term}`, by: { id, name }, term: head.term } as const;
    projection.append(tenant, head.id, [viewed], { expectedTerm: head.term }).catch((error: unknown) => {
      // Under another term by now: the next look records itself.
      if (error instanceof StoreError && error.code === 'conflict') return;
      runtime.log('warn', 'view-not-stored', { name: error instanceof Error ? error.name : 'unknown' });
    });
  }
}

/** Customers see who answers them typing: the bot, or the agent or desk who is operator. */
function isShownToCustomer({ from }: Signal, { operator }: Conversation): boolean {
  if (operator.kind === 'bot') return from.kind === 'bot';
  return from.kind === operator.kind && operator.id === from.id;
}
