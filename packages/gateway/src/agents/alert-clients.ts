import type { AgentConnection } from './connections.js';

/** A client that wants alerts. */
interface AlertClient {
  /** The ring it was last sent of each alert, by the alert's id. */
  readonly sent: Map<string, number>;
  readonly leave: () => void;
}

/**
 * The clients that want alerts, and what each was last sent of them. Found by
 * whom an alert calls, so that a call to one agent costs the others nothing.
 */
export class AlertClients {
  readonly #clients = new Map<AgentConnection, AlertClient>();
  /** By tenant, then by agent. */
  readonly #byAgent = new Map<string, Map<string, Set<AgentConnection>>>();

  /**
   * Takes a client in, if it is not there yet.
   *
   * @returns what it was sent, to be kept up to date
   */
  add(connection: AgentConnection): Map<string, number> {
    const known = this.#clients.get(connection);
    if (known !== undefined) return known.sent;
    const { agent, scope } = connection.identity;
    const client: AlertClient = { sent: new Map(), leave: this.#enter(scope.tenant, agent.id, connection) };
    this.#clients.set(connection, client);
    return client.sent;
  }

  delete(connection: AgentConnection): void {
    this.#clients.get(connection)?.leave();
    this.#clients.delete(connection);
  }

  /** What a client was sent; undefined for one that wants none. */
  sentTo(connection: AgentConnection): Map<string, number> | undefined {
    return this.#clients.get(connection)?.sent;
  }

  /** An agent's clients; those of everyone in the tenant if no agent is named. */
  of(tenant: string, agentId: string | undefined): readonly AgentConnection[] {
    const agents = this.#byAgent.get(tenant);
    if (agentId !== undefined) return [...(agents?.get(agentId) ?? [])];
    return [...(agents?.values() ?? [])].flatMap((connections) => [...connections]);
  }

  #enter(tenant: string, agentId: string, connection: AgentConnection): () => void {
    const agents = this.#byAgent.get(tenant) ?? new Map<string, Set<AgentConnection>>();
    const connections = agents.get(agentId) ?? new Set<AgentConnection>();
    this.#byAgent.set(tenant, agents.set(agentId, connections.add(connection)));
    return () => {
      connections.delete(connection);
      if (connections.size === 0) agents.delete(agentId);
      if (agents.size === 0) this.#byAgent.delete(tenant);
    };
  }
}
