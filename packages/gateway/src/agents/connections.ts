import type { ServerFrame } from '@live-takeover/sdk/core';
import { encodeFrame } from '@live-takeover/sdk/core';
import type { AgentIdentity } from './authenticate.js';

/** A welcomed client, as those see it who have something to tell it. */
export interface AgentConnection {
  readonly identity: AgentIdentity;
  send(text: string): void;
}

/** All welcomed clients of this node. */
export interface Connections {
  add(connection: AgentConnection): void;
  delete(connection: AgentConnection): void;
  of(tenant: string): Iterable<AgentConnection>;
  /** Sends a frame, encoded once, to those of a tenant that `isMeant` picks. */
  send(tenant: string, frame: ServerFrame, isMeant: (connection: AgentConnection) => boolean): void;
}

/** No connections yet. */
export function createConnections(): Connections {
  const byTenant = new Map<string, Set<AgentConnection>>();
  const of = (tenant: string): Set<AgentConnection> => {
    const known = byTenant.get(tenant) ?? new Set();
    byTenant.set(tenant, known);
    return known;
  };
  return {
    of,
    add: (connection) => void of(connection.identity.scope.tenant).add(connection),
    delete: (connection) => void of(connection.identity.scope.tenant).delete(connection),
    send(tenant, frame, isMeant) {
      let text: string | undefined;
      for (const connection of of(tenant)) if (isMeant(connection)) connection.send((text ??= encodeFrame(frame)));
    },
  };
}
