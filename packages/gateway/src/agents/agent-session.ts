import type { AgentIdentity } from './authenticate.js';

/** A session, as the gateway that opened it sees it. */
export interface AgentSession {
  /** Asks the client to go elsewhere, at a moment of its choice within this range. */
  drain(afterMs: readonly [number, number]): void;
  /** Closes, once the commands it took are answered. */
  leave(): Promise<void>;
  /** Closes, whatever is on its way. */
  leaveNow(): void;
  /** Closes because the same client has come back on another socket. */
  replace(): void;
  /** Tells the client whether this node can read its store. */
  tellStanding(): void;
  /**
   * Tells the client what another configuration changes for it.
   *
   * @param framesFor - what is another thing now for who sees what this agent sees, as frames
   */
  configured(framesFor: (identity: AgentIdentity) => readonly string[]): void;
}

/** What a session tells its gateway. */
export interface AgentSessionListener {
  /** The client named itself; another session of the same name is over. */
  onWelcome(clientKey: string, session: AgentSession): void;
  onEnd(session: AgentSession): void;
}
