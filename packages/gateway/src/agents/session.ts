/**
 * One agent's client on one socket: says who it is, stays as long as it is
 * heard of, and gets what it subscribed to.
 */
import type { ClientFrame, CloseReason, Command, ServerFrame, TakeoverError, WireTopics } from '@live-takeover/sdk/core';
import { closeCodes, decodeClientFrame, encodeFrame, toWireError } from '@live-takeover/sdk/core';
import type { AgentServices } from './agent-services.js';
import type { AgentIdentity } from './authenticate.js';
import type { AgentConnection } from './connections.js';
import { createFrameRate } from './frame-rate.js';
import type { JoinedStream } from './hub.js';
import type { PresenceLease } from './presence.js';
import { leaseMs } from './presence.js';
import { readHead, readTranscript } from './reads.js';
import type { SessionDue, SessionTimers } from './session-timers.js';
import { createSessionTimers, heartbeatMs } from './session-timers.js';
import type { Socket } from './socket.js';
import type { FollowedConversations } from './stream.js';
import { followsSame } from './stream.js';
import type { FrameSink } from './subscription.js';

const slowAboveBytes = 16_000_000;
/** Closed on purpose or by going to another page (RFC 6455 §7.4.1), or for another socket whose goodbye will count. */
const deliberateCodes: readonly number[] = [1000, 1001, closeCodes.replaced.code];

/** A session, as the gateway that opened it sees it. */
export interface AgentSession {
  /** Asks the client to come back elsewhere, then closes. */
  drain(): void;
  /** Closes because the same client has come back on another socket. */
  replace(): void;
}

/** What a session tells its gateway. */
export interface AgentSessionListener {
  /** The client named itself; another session of the same name is over. */
  onWelcome(clientKey: string, session: AgentSession): void;
  onEnd(session: AgentSession): void;
}

/** Serves a socket until it ends. */
export function startAgentSession(socket: Socket, services: AgentServices, listener: AgentSessionListener): AgentSession {
  return new Session(socket, services, listener);
}

interface Welcomed {
  identity: AgentIdentity;
  topics: WireTopics;
  readonly lease: PresenceLease;
  stream: JoinedStream | undefined;
  /** Commands of one client take effect in the order in which it gave them. */
  commands: Promise<void>;
}

class Session implements AgentSession, AgentConnection, FrameSink {
  readonly #socket: Socket;
  readonly #services: AgentServices;
  readonly #listener: AgentSessionListener;
  readonly #timers: SessionTimers;
  #state: 'new' | 'authenticating' | 'welcome' | 'over' = 'new';
  #welcomed: Welcomed | undefined;
  readonly #isWithinRate: (now: number) => boolean;
  #heardAt: number;

  constructor(socket: Socket, services: AgentServices, listener: AgentSessionListener) {
    this.#socket = socket;
    this.#services = services;
    this.#listener = listener;
    const now = services.runtime.now();
    this.#heardAt = now;
    this.#isWithinRate = createFrameRate(now);
    this.#timers = createSessionTimers(services.runtime, (due) => this.#due(due));
    socket.onMessage((text) => this.#receive(text));
    socket.onClose((code) => this.#end(code));
  }

  get identity(): AgentIdentity {
    return this.#here().identity;
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  send(text: string, isCompressible = false): void {
    if (this.#state === 'over') return;
    if (this.#socket.bufferedAmount > slowAboveBytes) return this.#close('slow-consumer');
    this.#socket.send(text, isCompressible);
  }

  tooSlow(): void {
    this.#close('slow-consumer');
  }

  drain(): void {
    this.#sendFrame({ type: 'reconnect', afterMs: [0, 5_000] });
    this.#close('draining');
  }

  replace(): void {
    this.#close('replaced');
  }

  #sendFrame(frame: ServerFrame): void {
    this.send(encodeFrame(frame));
  }

  #receive(text: string): void {
    if (this.#state === 'over') return;
    this.#heardAt = this.#services.runtime.now();
    this.#welcomed?.lease.heard();
    if (!this.#isWithinRate(this.#heardAt)) return this.#refuse('rate-limited');
    const decoded = decodeClientFrame(text, this.#services.limits);
    if (decoded.ok) {
      if (decoded.frame !== null) this.#handle(decoded.frame);
    } else if (decoded.replyTo !== undefined && this.#state === 'welcome') this.#answerBad(decoded.replyTo, decoded.error);
    else this.#refuse(decoded.error.code === 'message-too-large' ? 'too-large' : 'bad-frame', decoded.error);
  }

  #answerBad(id: string, error: TakeoverError): void {
    this.#services.runtime.log('info', 'request-refused', { code: error.code });
    if (error.code === 'bad-frame') this.#sendFrame({ type: 'request-failed', id, error: toWireError(error) });
    else this.#sendFrame({ type: 'result', id, ok: false, error: toWireError(error) });
  }

  #handle(frame: ClientFrame): void {
    if (frame.type === 'bye') return this.#welcomed?.lease.goodbye();
    if (frame.type === 'pong') return;
    if (this.#state === 'new' && frame.type === 'hello') return void this.#hello(frame);
    if (this.#state !== 'welcome' || frame.type === 'hello') return this.#refuse('state-invalid');
    const welcomed = this.#here();
    const { signals, alerts } = this.#services;
    const { scope } = welcomed.identity;
    switch (frame.type) {
      case 'subscribe':
        return this.#subscribe(welcomed, frame.topics);
      case 'command':
        return this.#command(welcomed, frame.command);
      case 'transcript':
        signals.open(this, frame.conversationId);
        return void readTranscript(this.#services, scope, frame).then((answer) => this.#sendFrame(answer));
      case 'head':
        return void readHead(this.#services, scope, frame).then((answer) => this.#sendFrame(answer));
      case 'signal':
        return signals.fromAgent(this, frame.signal, frame.conversationId, frame.isActive);
      case 'alert-seen':
        return alerts.seen(this, frame.alertId);
      case 'auth':
        return void this.#renew(welcomed, frame.token);
      case 'ping':
        return this.#ping(welcomed);
    }
  }

  async #hello({ token, topics, cursor, clientId }: Extract<ClientFrame, { type: 'hello' }>): Promise<void> {
    const { authenticate, projection, presence, connections, alerts, audit, runtime } = this.#services;
    this.#state = 'authenticating';
    this.#timers.greet();
    const [authenticated] = await Promise.all([authenticate(token), projection.ready]);
    if (this.#isOver()) return;
    if (!authenticated.ok) return this.#refuseToken(authenticated.error);
    const { identity } = authenticated;
    const { agent, scope } = identity;
    this.#state = 'welcome';
    this.#timers.watchToken(identity.expiresAt);
    this.#listener.onWelcome(JSON.stringify([scope.tenant, agent.id, clientId]), this);
    const welcomed: Welcomed = { identity, topics, lease: presence.connect(identity), stream: undefined, commands: Promise.resolve() };
    this.#welcomed = welcomed;
    const stream = this.#join(welcomed, topics.conversations, cursor);
    this.#sendFrame({
      type: 'welcome',
      serverTime: runtime.now(),
      heartbeatMs,
      agent,
      rules: this.#services.rulesOf(scope),
      limits: this.#services.limits,
      resumed: stream?.isResumed ?? false,
    });
    this.#begin(stream);
    connections.add(this);
    this.#sendFrame({ type: 'presence', agents: presence.agents(scope.tenant) });
    if (topics.alerts) alerts.attach(this);
    audit(scope.tenant, { actor: agent.id, action: 'signed-in', subject: agent.id });
  }

  #join({ identity }: Welcomed, followed: FollowedConversations, cursor: string | undefined): JoinedStream | undefined {
    if (followed !== 'all') for (const conversationId of followed) this.#services.signals.open(this, conversationId);
    if (followed !== 'all' && followed.length === 0) return undefined;
    return this.#services.hub.join(identity.scope, followed, cursor, this);
  }

  #begin(stream: JoinedStream | undefined): void {
    this.#here().stream = stream;
    if (stream?.refusal !== undefined) this.#sendFrame({ type: 'reset', why: stream.refusal });
    stream?.begin();
  }

  #subscribe(welcomed: Welcomed, topics: WireTopics): void {
    const before = welcomed.topics;
    welcomed.topics = topics;
    if (topics.alerts !== before.alerts) {
      if (topics.alerts) this.#services.alerts.attach(this);
      else this.#services.alerts.detach(this);
    }
    if (followsSame(topics.conversations, before.conversations)) return;
    welcomed.stream?.leave();
    this.#begin(this.#join(welcomed, topics.conversations, undefined));
  }

  #command(welcomed: Welcomed, command: Command): void {
    const { identity } = welcomed;
    welcomed.commands = welcomed.commands.then(async () => {
      const result = await this.#services.arbiter.execute(command, identity);
      if (result.ok) this.#sendFrame({ type: 'result', id: command.id, ok: true, seq: result.seq });
      else this.#sendFrame({ type: 'result', id: command.id, ok: false, error: toWireError(result.error) });
    });
  }

  async #renew(welcomed: Welcomed, token: string): Promise<void> {
    const authenticated = await this.#services.authenticate(token);
    if (this.#isOver()) return;
    if (!authenticated.ok) return this.#refuseToken(authenticated.error);
    const { identity } = authenticated;
    const before = welcomed.identity;
    if (identity.agent.id !== before.agent.id || identity.scope.tenant !== before.scope.tenant) return this.#refuse('unauthorized');
    welcomed.identity = identity;
    welcomed.lease.update(identity);
    this.#timers.watchToken(identity.expiresAt);
    if (identity.scope.key === before.scope.key) return;
    welcomed.stream?.leave();
    this.#sendFrame({ type: 'bot-rules-changed', rules: this.#services.rulesOf(identity.scope) });
    this.#sendFrame({ type: 'reset', why: 'Your scope changed.' });
    this.#begin(this.#join(welcomed, welcomed.topics.conversations, undefined));
    if (welcomed.topics.alerts) this.#services.alerts.attach(this);
  }

  #due(due: SessionDue): void {
    switch (due) {
      case 'hello':
        return this.#refuse('hello-timeout');
      case 'heartbeat':
        if (this.#services.runtime.now() - this.#heardAt >= leaseMs) return this.#refuse('no-pong');
        return this.#welcomed === undefined ? undefined : this.#ping(this.#welcomed);
      case 'token-expiring':
        return this.#sendFrame({ type: 'auth-expiring', at: this.identity.expiresAt });
      case 'token-expired':
        return this.#refuse('token-expired');
    }
  }

  /** A ping says "nothing is missing": it waits for whatever is due before it. */
  #ping({ stream }: Welcomed): void {
    const send = (): void => this.#sendFrame({ type: 'ping', serverTime: this.#services.runtime.now() });
    if (stream === undefined) send();
    else stream.afterDue(send);
  }

  #refuseToken(error: TakeoverError): void {
    this.#refuse(error.retry ? 'token-expired' : 'unauthorized', error);
  }

  /** Closes for a reason worth a line in the log. */
  #refuse(reason: CloseReason, error?: TakeoverError): void {
    this.#services.runtime.log('info', 'agent-socket-closed', { reason, ...(error === undefined ? {} : { code: error.code }) });
    if (error !== undefined) this.#sendFrame({ type: 'error', error: toWireError(error) });
    this.#close(reason);
  }

  #close(reason: CloseReason): void {
    if (this.#isOver()) return;
    const { code } = closeCodes[reason];
    this.#socket.close(code, reason);
    this.#end(code);
  }

  #end(code: number): void {
    if (this.#isOver()) return;
    this.#state = 'over';
    this.#timers.stop();
    const welcomed = this.#welcomed;
    if (welcomed !== undefined) {
      const { connections, alerts, signals } = this.#services;
      welcomed.stream?.leave();
      if (deliberateCodes.includes(code)) welcomed.lease.goodbye();
      connections.delete(this);
      alerts.detach(this);
      signals.detach(this);
    }
    this.#listener.onEnd(this);
  }

  #isOver(): boolean {
    return this.#state === 'over';
  }

  #here(): Welcomed {
    if (this.#welcomed === undefined) throw new Error('Nobody has said hello yet.');
    return this.#welcomed;
  }
}
