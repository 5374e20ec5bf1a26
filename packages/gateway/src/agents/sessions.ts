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
  const open = new Set<AgentSession>();
  const byClient = new Map<string, AgentSession>();
  const listener: AgentSessionListener = {
    onWelcome(clientKey, session) {
      const before = byClient.get(clientKey);
      byClient.set(clientKey, session);
      before?.replace();
    },
    onEnd(session) {
      open.delete(session);
      for (const [clientKey, other] of byClient) if (other === session) byClient.delete(clientKey);
    },
  };
  return {
    accept: (socket) => void open.add(startAgentSession(socket, services, listener)),
    drain() {
      for (const session of [...open]) session.drain();
    },
  };
}
