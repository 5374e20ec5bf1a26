import type { GatewayConfig } from '../config/config.js';
import { pause } from '../pause.js';
import type { AgentServices } from './agent-services.js';
import type { AgentSession, AgentSessionListener } from './agent-session.js';
import { changedFrames } from './changed-frames.js';
import { sliceEveryMs, slicesOf, spreadMs } from './herd.js';
import { startAgentSession } from './session.js';
import type { Socket } from './socket.js';

/** All agents' sessions of this node. */
export interface Sessions {
  /** @param isAllowed - whether the page it comes from may still talk to the gateway; by default it may */
  accept(socket: Socket, isAllowed?: () => boolean): void;
  /** Sends every client elsewhere, some at a time, and resolves when they are gone or have had their time. */
  drain(): Promise<void>;
  /** The same at once. */
  stop(): void;
}

/** How long a command that is on its way may keep its socket open. */
const lastAnswerMs = 1_500;
/** How long clients stay with a node that cannot read the store, when there are others. */
const behindLimitMs = 30_000;

/** No sessions yet. */
export function createSessions(services: AgentServices): Sessions {
  return new NodeSessions(services);
}

class NodeSessions implements Sessions {
  readonly #services: AgentServices;
  /** Each with what its client calls itself, once it said. */
  readonly #open = new Map<AgentSession, string | undefined>();
  readonly #byClient = new Map<string, AgentSession>();
  readonly #ends: readonly (() => void)[];
  #isDraining = false;
  #cancelMove = (): void => {};

  constructor(services: AgentServices) {
    this.#services = services;
    const { settings, storeWatch } = services;
    this.#ends = [settings.onChange((before) => this.#configure(before)), storeWatch.subscribe(() => this.#tellStanding())];
  }

  accept(socket: Socket, isAllowed: () => boolean = () => true): void {
    const session = startAgentSession(socket, this.#services, this.#listener, isAllowed);
    this.#open.set(session, undefined);
    this.#services.storeWatch.wake();
    if (!this.#isDraining) return;
    session.drain([0, spreadMs(this.#open.size)]);
    session.leaveNow();
  }

  async drain(): Promise<void> {
    this.#isDraining = true;
    await this.#sendAway();
  }

  stop(): void {
    this.#isDraining = true;
    this.#cancelMove();
    for (const end of this.#ends) end();
    for (const session of this.#sendElsewhere()) session.leaveNow();
  }

  readonly #listener: AgentSessionListener = {
    onWelcome: (clientKey, session) => {
      const before = this.#byClient.get(clientKey);
      this.#byClient.set(clientKey, session);
      this.#open.set(session, clientKey);
      before?.replace();
    },
    onEnd: (session) => {
      const clientKey = this.#open.get(session);
      this.#open.delete(session);
      if (this.#open.size === 0) this.#services.storeWatch.rest();
      if (clientKey !== undefined && this.#byClient.get(clientKey) === session) this.#byClient.delete(clientKey);
    },
  };

  #sendElsewhere(): readonly AgentSession[] {
    const sessions = [...this.#open.keys()];
    for (const session of sessions) session.drain([0, spreadMs(sessions.length)]);
    return sessions;
  }

  async #sendAway(): Promise<void> {
    const { runtime } = this.#services;
    const leaves: Promise<void>[] = [];
    for (const [index, slice] of slicesOf(this.#sendElsewhere()).entries()) {
      if (index > 0) await pause(runtime, sliceEveryMs);
      for (const session of slice) leaves.push(session.leave());
    }
    const given = new AbortController();
    await Promise.race([Promise.all(leaves), pause(runtime, lastAnswerMs, given.signal)]);
    given.abort();
  }

  #configure(before: GatewayConfig): void {
    const framesFor = changedFrames(before, this.#services.settings.config);
    for (const session of [...this.#open.keys()]) session.configured(framesFor);
  }

  /** Clients keep their sockets while the store is away; but if it is only this node that cannot read it, another serves them better. */
  #tellStanding(): void {
    const { storeWatch, store, runtime } = this.#services;
    for (const session of [...this.#open.keys()]) session.tellStanding();
    this.#cancelMove();
    if (storeWatch.behindSince !== null && store.isShared) this.#cancelMove = runtime.schedule(behindLimitMs, () => this.#move());
  }

  #move(): void {
    this.#services.runtime.log('warn', 'clients-sent-elsewhere', { clients: this.#open.size });
    void this.#sendAway();
    this.#cancelMove = this.#services.runtime.schedule(behindLimitMs, () => this.#move());
  }
}
