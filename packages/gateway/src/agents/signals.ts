/** Typing and viewing: passed on at once, never stored but for an agent's first look in each term. */
import type { Conversation, ConversationId, Signal } from '@live-takeover/sdk/core';
import type { Projection } from '../conversations/projection.js';
import type { Runtime } from '../runtime.js';
import { StoreError } from '../store/event-store.js';
import type { AgentConnection, Connections } from './connections.js';
import { isInScope } from './scope.js';

/** Who looks at which conversation, and what is passed between them and the customer. */
export interface Signals {
  /** From an agent's client. Typing reaches the customer only if that agent is the operator. */
  fromAgent(connection: AgentConnection, signal: Signal['signal'], conversationId: ConversationId, isActive: boolean): void;
  /** From the customer or the bot, to everyone who looks at the conversation. */
  toViewers(tenant: string, head: Conversation, signal: Signal): void;
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
  /** Shows an agent's typing to the customer. */
  readonly onAgentTyping: (tenant: string, head: Conversation, signal: Signal) => void;
}

interface Activity {
  readonly open: Set<ConversationId>;
  readonly typing: Set<ConversationId>;
}

/** Signals between the clients of this node and the channels. */
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
    this.#pass(scope.tenant, head, passed, connection);
    if (signal === 'viewing' && isActive) this.#recordView(scope.tenant, head, agent);
    if (signal === 'typing' && head.operator.kind === 'agent' && head.operator.id === agent.id)
      this.#options.onAgentTyping(scope.tenant, head, passed);
  }

  toViewers(tenant: string, head: Conversation, signal: Signal): void {
    this.#pass(tenant, head, signal, undefined);
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

  #pass(tenant: string, head: Conversation, signal: Signal, sender: AgentConnection | undefined): void {
    this.#options.connections.send(
      tenant,
      { type: 'signal', ...signal },
      (connection) =>
        connection !== sender &&
        this.#activity.get(connection)?.open.has(head.id) === true &&
        isInScope(connection.identity.scope, tenant, head.bot.id),
    );
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
