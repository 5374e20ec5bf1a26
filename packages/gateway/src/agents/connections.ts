import type { ServerFrame } from '@live-takeover/sdk/core';
import { encodeFrame } from '@live-takeover/sdk/core';
import type { AgentIdentity } from './authenticate.js';

/** A welcomed client, as those see it who have something to tell it. */
export interface AgentConnection {
  readonly identity: AgentIdentity;
  readonly wantsAlerts: boolean;
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
  const of = (tenant: string): ReadonlySet<AgentConnection> => byTenant.get(tenant) ?? new Set();
  return {
    of,
    add(connection) {
      const { tenant } = connection.identity.scope;
      byTenant.set(tenant, new Set([...of(tenant), connection]));
    },
    delete(connection) {
      const { tenant } = connection.identity.scope;
      byTenant.set(tenant, new Set([...of(tenant)].filter((other) => other !== connection)));
    },
    send(tenant, frame, isMeant) {
      let text: string | undefined;
      for (const connection of of(tenant)) if (isMeant(connection)) connection.send((text ??= encodeFrame(frame)));
    },
  };
}
