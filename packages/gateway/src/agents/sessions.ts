import type { AgentServices } from './agent-services.js';
import type { AgentSession, AgentSessionListener } from './session.js';
import { startAgentSession } from './session.js';
import type { Socket } from './socket.js';

/** All agents' sessions of this node. */
export interface Sessions {
  accept(socket: Socket): void;
  /** Sends every client elsewhere. */
  drain(): void;
}

/** No sessions yet. */
export function createSessions(services: AgentServices): Sessions {
  /** Each with what its client calls itself, once it said. */
  const open = new Map<AgentSession, string | undefined>();
  const byClient = new Map<string, AgentSession>();
  const listener: AgentSessionListener = {
    onWelcome(clientKey, session) {
      const before = byClient.get(clientKey);
      byClient.set(clientKey, session);
      open.set(session, clientKey);
      before?.replace();
    },
    onEnd(session) {
      const clientKey = open.get(session);
      open.delete(session);
      if (clientKey !== undefined && byClient.get(clientKey) === session) byClient.delete(clientKey);
    },
  };
  return {
    accept: (socket) => void open.set(startAgentSession(socket, services, listener), undefined),
    drain() {
      for (const session of [...open.keys()]) session.drain();
    },
  };
}
