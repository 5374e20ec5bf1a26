/** Typing and viewing: passed on at once, never stored but for an agent's first look in each term. */
import type { Conversation, ConversationId, Signal } from '@live-takeover/sdk/core';
import type { Projection } from '../conversations/projection.js';
import type { Relay } from '../nodes/relay.js';
import type { Runtime } from '../runtime.js';
import { StoreError } from '../store/event-store.js';
import type { AgentConnection, Connections } from './connections.js';
import { isInScope } from './scope.js';

/** Who looks at which conversation, and what is passed between them and the customer, on whatever node each of them is. */
export interface Signals {
  /** From an agent's client. Typing reaches the customer only if that agent is the operator. */
  fromAgent(connection: AgentConnection, signal: Signal['signal'], conversationId: ConversationId, isActive: boolean): void;
  /** From the customer or the bot, to everyone who looks at the conversation; the bot's typing to the customer too. */
  spread(tenant: string, head: Conversation, signal: Signal): void;
  /** A client shows a conversation from now on. */
  open(connection: AgentConnection, conversationId: ConversationId): void;
  /** A client is gone: whatever it was doing it no longer does. */
  detach(connection: AgentConnection): void;
}

/** What signals are passed with. */
export interface SignalsOptions {
  readonly projection: Projection;
  readonly connections: Connections;
  readonly runtime: Runtime;
  readonly relay: Relay;
  /** Shows typing to the customer, if they are connected to this node. */
  readonly showCustomer: (tenant: string, head: Conversation, signal: Signal) => void;
}

interface Activity {
  readonly open: Set<ConversationId>;
  readonly typing: Set<ConversationId>;
}

/** Signals between clients and channels, of this node and of the others. */
export function createSignals(options: SignalsOptions): Signals {
  return new SignalExchange(options);
}

/** As many as a client may follow by name. Of those it showed before it hears no more. */
const openLimit = 200;

class SignalExchange implements Signals {
  readonly #options: SignalsOptions;
  readonly #activity = new Map<AgentConnection, Activity>();

  constructor(options: SignalsOptions) {
    this.#options = options;
    options.relay.on('signal', ({ tenant, signal }) => {
      const head = options.projection.head(tenant, signal.conversationId);
      if (head !== undefined && head.closed === null) this.#pass(tenant, head, signal, undefined);
    });
  }

  open(connection: AgentConnection, conversationId: ConversationId): void {
    const { open } = this.#activityOf(connection);
    // Taken out and put back, so that the one shown longest ago comes first.
    open.delete(conversationId);
    open.add(conversationId);
    for (const oldest of open) {
      if (open.size <= openLimit) return;
      open.delete(oldest);
    }
  }

  fromAgent(connection: AgentConnection, signal: Signal['signal'], conversationId: ConversationId, isActive: boolean): void {
    const { scope, agent } = connection.identity;
    const activity = this.#activityOf(connection);
    if (!isActive) (signal === 'typing' ? activity.typing : activity.open).delete(conversationId);
    const head = this.#options.projection.head(scope.tenant, conversationId);
    if (head === undefined || head.closed !== null || !isInScope(scope, scope.tenant, head.bot.id)) return;
    if (isActive && signal === 'typing') activity.typing.add(conversationId);
    if (isActive && signal === 'viewing') this.open(connection, conversationId);
    const passed: Signal = { signal, conversationId, from: { kind: 'agent', id: agent.id, name: agent.name }, isActive };
    this.#spread(scope.tenant, head, passed, connection);
    if (signal === 'viewing' && isActive) this.#recordView(scope.tenant, head, agent);
  }

  spread(tenant: string, head: Conversation, signal: Signal): void {
    this.#spread(tenant, head, signal, undefined);
  }

  detach(connection: AgentConnection): void {
    const activity = this.#activity.get(connection);
    if (activity === undefined) return;
    for (const conversationId of activity.typing) this.fromAgent(connection, 'typing', conversationId, false);
    for (const conversationId of activity.open) this.fromAgent(connection, 'viewing', conversationId, false);
    this.#activity.delete(connection);
  }

  #activityOf(connection: AgentConnection): Activity {
    const known = this.#activity.get(connection) ?? { open: new Set(), typing: new Set() };
    this.#activity.set(connection, known);
    return known;
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
        this.#activity.get(connection)?.open.has(head.id) === true &&
        isInScope(connection.identity.scope, tenant, head.bot.id),
    );
    if (signal.signal === 'typing' && isShownToCustomer(signal, head)) this.#options.showCustomer(tenant, head, signal);
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

/** Customers see who answers them typing: the bot, or the agent who is operator. */
function isShownToCustomer({ from }: Signal, { operator }: Conversation): boolean {
  return from.kind === 'bot' ? operator.kind === 'bot' : from.kind === 'agent' && operator.kind === 'agent' && operator.id === from.id;
}
