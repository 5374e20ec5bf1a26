/**
 * One agent's client on one socket: says who it is, stays as long as it is
 * heard of, and gets what it subscribed to.
 */
import type { ClientFrame, CloseReason, Command, ServerFrame } from '@live-takeover/sdk/core';
import { TakeoverError, closeCodes, decodeClientFrame, encodeFrame, toWireError } from '@live-takeover/sdk/core';
import type { QuestionLine } from '../questions/question-line.js';
import { createQuestionLine } from '../questions/question-line.js';
import { Allowance } from '../rate-limit.js';
import type { AgentServices } from './agent-services.js';
import type { AgentSession, AgentSessionListener } from './agent-session.js';
import type { AgentIdentity } from './authenticate.js';
import type { AgentConnection } from './connections.js';
import { deskOf } from './desk-of.js';
import { Feed } from './feed.js';
import type { PresenceLease } from './presence.js';
import { readHead, readTranscript } from './reads.js';
import { rulesIn, scopeOf } from './scope.js';
import type { SessionDue, SessionTimers } from './session-timers.js';
import { createSessionTimers } from './session-timers.js';
import type { Socket } from './socket.js';
import type { FrameSink } from './subscription.js';
import { welcomeFrame } from './welcome.js';

const slowAboveBytes = 16_000_000;
/** Heartbeats without a word from the client, after which it is gone. */
const silentBeatsLimit = 3;
/** Closed on purpose or by going to another page (RFC 6455 §7.4.1), or for another socket whose goodbye will count. */
const deliberateCodes: readonly number[] = [1000, 1001, closeCodes.replaced.code];

/**
 * Serves a socket until it ends.
 *
 * @param isAllowed - whether the page it comes from may still talk to the gateway
 */
export function startAgentSession(socket: Socket, services: AgentServices, listener: AgentSessionListener, isAllowed: () => boolean): AgentSession {
  return new Session(socket, services, listener, isAllowed);
}

interface Welcomed {
  identity: AgentIdentity;
  readonly lease: PresenceLease;
  readonly feed: Feed;
  readonly questions: QuestionLine;
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
  readonly #isAllowed: () => boolean;
  readonly #allowance = new Allowance();
  /** Counted, not measured: a process that was stopped for a while has heard nobody, and that proves nothing. */
  #silentBeats = 0;

  constructor(socket: Socket, services: AgentServices, listener: AgentSessionListener, isAllowed: () => boolean) {
    this.#socket = socket;
    this.#services = services;
    this.#listener = listener;
    this.#isAllowed = isAllowed;
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
    if (this.#socket.bufferedAmount > slowAboveBytes) return this.#refuse('slow-consumer');
    this.#socket.send(text, isCompressible);
  }

  tooSlow(): void {
    this.#refuse('slow-consumer');
  }

  drain(afterMs: readonly [number, number]): void {
    this.#sendFrame({ type: 'reconnect', afterMs });
  }

  async leave(): Promise<void> {
    await this.#welcomed?.commands;
    this.leaveNow();
  }

  leaveNow(): void {
    this.#close('draining');
  }

  replace(): void {
    this.#close('replaced');
  }

  tellStanding(): void {
    if (this.#welcomed !== undefined) this.#ping(this.#welcomed);
  }

  configured(framesFor: (identity: AgentIdentity) => readonly string[]): void {
    if (!this.#isAllowed()) return this.#refuse('revoked', new TakeoverError('forbidden', 'This page may no longer talk to the gateway. Ask who runs it.'));
    const welcomed = this.#welcomed;
    if (welcomed === undefined) return;
    const { identity } = welcomed;
    const scope = scopeOf(identity.scope.tenant, identity.agent.role, identity.claims, this.#services.settings.config);
    if (scope.key !== identity.scope.key) return this.#identify(welcomed, { ...identity, scope });
    for (const frame of framesFor(identity)) this.send(frame);
  }

  #sendFrame(frame: ServerFrame): void {
    this.send(encodeFrame(frame));
  }

  #receive(text: string): void {
    if (this.#state === 'over') return;
    this.#silentBeats = 0;
    this.#welcomed?.lease.heard();
    const { limits } = this.#services.settings.config;
    if (this.#allowance.take(this.#services.runtime.now(), limits.framesPerSecond) > 0) return this.#refuse('rate-limited');
    const decoded = decodeClientFrame(text, limits);
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
        return welcomed.feed.subscribe(frame.topics);
      case 'command':
        return this.#command(welcomed, frame.command);
      case 'transcript':
        signals.open(this, frame.conversationId);
        return void readTranscript(this.#services, welcomed.identity, frame).then((answer) => this.#sendFrame(answer));
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
      default:
        return welcomed.questions.ask(frame);
    }
  }

  async #hello({ token, topics, cursor, clientId }: Extract<ClientFrame, { type: 'hello' }>): Promise<void> {
    const { authenticate, projection, presence, connections, audit, settings } = this.#services;
    this.#state = 'authenticating';
    this.#timers.greet();
    const [authenticated] = await Promise.all([authenticate(token), projection.ready]);
    if (!authenticated.ok) return this.#isOver() ? undefined : this.#refuseToken(authenticated.error);
    if (cursor !== undefined) await this.#services.hub.reached(cursor);
    if (this.#isOver()) return;
    const given = authenticated.identity;
    // Made anew: the bots may have become others while it waited.
    const identity = { ...given, scope: scopeOf(given.scope.tenant, given.agent.role, given.claims, settings.config) };
    const { agent, scope } = identity;
    this.#state = 'welcome';
    this.#timers.watchToken(identity.expiresAt);
    this.#listener.onWelcome(JSON.stringify([scope.tenant, agent.id, clientId]), this);
    const feed = new Feed(this.#services, this, topics);
    const questions = createQuestionLine(this.#services, this, (frame) => this.#sendFrame(frame));
    this.#welcomed = { identity, feed, questions, lease: presence.connect(identity), commands: Promise.resolve() };
    const resumed = feed.join(cursor);
    this.#sendFrame(welcomeFrame(this.#services, identity, resumed));
    if (this.#services.storeWatch.behindSince !== null) this.tellStanding();
    feed.begin();
    connections.add(this);
    this.#sendFrame({ type: 'presence', agents: presence.agents(scope.tenant) });
    feed.attachAlerts();
    audit(scope.tenant, { actor: agent.id, action: 'signed-in', subject: agent.id });
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
    this.#timers.watchToken(identity.expiresAt);
    this.#identify(welcomed, identity);
  }

  /** The same agent, perhaps with another name, scope or capacity. */
  #identify(welcomed: Welcomed, identity: AgentIdentity): void {
    const before = welcomed.identity;
    welcomed.identity = identity;
    welcomed.lease.update(identity);
    const hasScopeChanged = identity.scope.key !== before.scope.key;
    if (hasScopeChanged || identity.capacity !== before.capacity) this.#sendFrame({ type: 'desk', desk: deskOf(identity, this.#services.settings.config) });
    if (!hasScopeChanged) return;
    this.#sendFrame({ type: 'bot-rules-changed', rules: rulesIn(identity.scope, this.#services.settings.config.bots) });
    welcomed.feed.restart('Your scope changed.');
  }

  #due(due: SessionDue): void {
    switch (due) {
      case 'hello':
        return this.#refuse('hello-timeout');
      case 'heartbeat':
        this.#silentBeats += 1;
        if (this.#silentBeats >= silentBeatsLimit) return this.#refuse('no-pong');
        return this.#welcomed === undefined ? undefined : this.#ping(this.#welcomed);
      case 'token-expiring':
        return this.#sendFrame({ type: 'auth-expiring', at: this.identity.expiresAt });
      case 'token-expired':
        return this.#refuse('token-expired');
    }
  }

  /** A ping says "nothing is missing": it waits for whatever is due before it. While the store is away it says so, at once. */
  #ping({ feed }: Welcomed): void {
    const { runtime, storeWatch } = this.#services;
    const { behindSince } = storeWatch;
    if (behindSince !== null) return this.#sendFrame({ type: 'ping', serverTime: runtime.now(), behindSince });
    feed.afterDue(() => {
      if (storeWatch.behindSince === null) this.#sendFrame({ type: 'ping', serverTime: runtime.now() });
    });
  }

  #refuseToken(error: TakeoverError): void {
    this.#refuse(error.retry ? 'token-expired' : 'unauthorized', error);
  }

  /** Closes for a reason worth a line in the log. */
  #refuse(reason: CloseReason, error?: TakeoverError): void {
    if (this.#isOver()) return;
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
      if (deliberateCodes.includes(code)) welcomed.lease.goodbye();
      this.#services.connections.delete(this);
      welcomed.feed.leave();
      welcomed.questions.end();
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
