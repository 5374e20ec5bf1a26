import type { Clock } from '../base/clock.js';
import { TakeoverError } from '../base/errors.js';
import type { Readable } from '../base/observable.js';
import { isRetryable } from '../wire/close-codes.js';
import type { ClientFrame, ServerFrame, WireTopics } from '../wire/frames.js';
import { fromWireError } from '../wire/wire-error.js';
import type { ConnectionState, ConnectorScope, ConnectorSink } from './connector.js';
import { refusal, storeIsAway } from './connection-errors.js';
import { Reconnect } from './reconnect.js';
import type { SocketConstructor } from './socket-session.js';
import { SocketSession, closedAs } from './socket-session.js';
import { StreamPosition, isSameTopic } from './stream-position.js';
import { tellWelcome } from './tell-welcome.js';

/** From fetching the token to the gateway's welcome. */
const attemptLimitMs = 20_000;
const renewalRetryMs = 5_000;

/** What a {@link Connection} works with. */
export interface ConnectionOptions {
  readonly url: string;
  readonly getToken: () => Promise<{ readonly token: string }>;
  readonly Socket: SocketConstructor | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly clientId: string;
  readonly scope: Readable<ConnectorScope>;
  readonly sink: ConnectorSink;
}

/** What a {@link Connection} tells. */
export interface ConnectionListener {
  /** Frames can be sent, on a new socket. */
  onReady(): void;
  /** The socket is gone, and with it every answer. */
  onLost(error: TakeoverError): void;
  /** It will not come back by itself. */
  onRefused(error: TakeoverError): void;
  /** Any frame that is not about the connection or the stream. */
  onFrame(frame: ServerFrame): void;
}

/**
 * Keeps one socket after another alive for as long as something is wanted, and
 * knows at each moment whether what it delivered is up to date.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #reconnect: Reconnect;
  readonly #stream = new StreamPosition();
  #state: ConnectionState = { state: 'idle' };
  #session: SocketSession | null = null;
  #isWelcome = false;
  /** Names the present attempt; what an older one brings is ignored. */
  #attempt = 0;
  #cancelAttempt: () => void = () => {};
  #cancelRenewal: () => void = () => {};
  #topics: WireTopics = { alerts: false, conversations: [] };
  #lastHeardAt: number | null = null;
  /** Since when the gateway says that it is behind itself, on this machine's clock. */
  #behindSince: number | null = null;
  #lastError: TakeoverError | undefined;

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#reconnect = new Reconnect(options.clock, options.random);
  }

  /** Brings the connection in line with the scope. */
  follow(): void {
    const { alerts, conversations } = this.#options.scope.value;
    const isWanted = alerts || conversations === 'all' || conversations.length > 0;
    if (!isWanted) {
      this.close();
      this.#say({ state: 'idle' });
    } else if (this.#isWelcome) this.#subscribe();
    else if (this.#state.state === 'idle') this.#connect();
  }

  /** Sends, if the gateway has said welcome; whether it was sent. */
  send(frame: ClientFrame): boolean {
    return this.#isWelcome && this.#session?.send(frame) === true;
  }

  /** A socket that looks open may be dead, and a wait may have become pointless. */
  wake(): void {
    if (this.#isWelcome) this.#doubt();
    else if (this.#reconnect.isWaiting || (this.#state.state === 'not-updating' && this.#session === null)) this.#connect();
  }

  /** Tries again after a refusal, from the beginning: with a new token. */
  retry(): void {
    if (this.#state.state === 'refused') this.#connect();
  }

  /** The page is being left; {@link wake} comes back. */
  goodbye(): void {
    if (this.#state.state === 'idle' || this.#state.state === 'refused') return;
    this.close();
    this.#say({ state: 'not-updating', since: this.#lastHeardAt ?? this.#options.clock.now(), retryAt: null });
  }

  /** Ends everything; leaves no timer behind. */
  close(): void {
    this.send({ type: 'bye' });
    this.#drop(new TakeoverError('connection-lost', 'The connection was closed.', { retry: true }));
    this.#reconnect.cancel();
  }

  #say(state: ConnectionState): void {
    if (state.state === this.#state.state && state.state !== 'not-updating') return;
    this.#state = state;
    this.#options.sink.connection(state);
  }

  #connect(): void {
    const { clock, getToken } = this.#options;
    this.#reconnect.cancel();
    this.#drop();
    const attempt = this.#attempt;
    this.#lastHeardAt ??= clock.now();
    this.#cancelAttempt = clock.schedule(attemptLimitMs, () =>
      this.#onEnd(0, new TakeoverError('gateway-unreachable', 'The gateway did not answer in time.', { retry: true })),
    );
    this.#say({ state: 'connecting' });
    // Called inside a promise, so that what it throws is a rejection.
    Promise.resolve()
      .then(getToken)
      .then(
        ({ token }) => {
          if (attempt === this.#attempt) this.#openSocket(token);
        },
        (cause: unknown) => {
          if (attempt === this.#attempt) this.#onTokenFailed(cause);
        },
      );
  }

  #openSocket(token: string): void {
    const { url, clock, clientId, scope, Socket = globalThis.WebSocket } = this.#options;
    const topics = scope.value;
    const cursor = this.#stream.cursorFor(topics.conversations);
    const hello: ClientFrame = { type: 'hello', token, topics, clientId, ...(cursor === undefined ? {} : { cursor }) };
    this.#topics = topics;
    try {
      this.#session = new SocketSession(Socket, url.replace(/^http/, 'ws'), clock, hello, {
        onFrame: (frame) => this.#receive(frame, cursor !== undefined),
        onDoubt: () => this.#doubt(),
        onEnd: (code, error) => this.#onEnd(code, error),
      });
    } catch (cause) {
      this.#refuse(new TakeoverError('bad-request', `No socket can be opened to ${url}. Check the address.`, { cause }));
    }
  }

  #receive(frame: ServerFrame, isResuming: boolean): void {
    const { sink } = this.#options;
    switch (frame.type) {
      case 'welcome':
        return this.#onWelcome(frame, frame.resumed && isResuming);
      case 'ping':
        sink.serverTime(frame.serverTime);
        return this.#onPing(frame);
      case 'snapshot': {
        const place = this.#stream.onSnapshot(frame);
        if (place.isFirst) this.#say({ state: 'catching-up' });
        sink.snapshot({ heads: frame.heads, ...place });
        return place.isLast ? this.#sayWhole() : undefined;
      }
      case 'delta': {
        const step = this.#stream.onDelta(frame);
        if (step === 'applied') sink.events(frame.events);
        return step === 'gap' ? this.#startOver(frame.prev) : undefined;
      }
      case 'reset':
        this.#stream.reset();
        this.#say({ state: 'catching-up' });
        return sink.reset(frame.why);
      case 'auth-expiring':
        return void this.#renew();
      case 'reconnect':
        return this.#reconnect.after(this.#reconnect.spread(frame.afterMs), () => this.#connect());
      case 'error':
        this.#lastError = fromWireError(frame.error);
        return;
      default:
        return this.#listener.onFrame(frame);
    }
  }

  /** A ping says that nothing is missing, unless it says that the gateway does not know. */
  #onPing({ serverTime, behindSince }: Extract<ServerFrame, { type: 'ping' }>): void {
    const wasBehind = this.#behindSince !== null;
    this.#behindSince = behindSince === undefined ? null : this.#options.clock.now() - (serverTime - behindSince);
    if (!this.#stream.isBehind || behindSince !== undefined) this.#sayWhole();
    else if (wasBehind) this.#say({ state: 'catching-up' });
  }

  /** Everything that was sent has come. */
  #sayWhole(): void {
    const since = this.#behindSince;
    if (since === null) this.#say({ state: 'up-to-date' });
    else this.#say({ state: 'not-updating', since, retryAt: null, error: storeIsAway() });
  }

  #onWelcome(frame: Extract<ServerFrame, { type: 'welcome' }>, isResumed: boolean): void {
    this.#isWelcome = true;
    this.#behindSince = null;
    this.#lastError = undefined;
    this.#cancelAttempt();
    this.#reconnect.connected();
    this.#stream.subscribe(this.#topics.conversations, isResumed);
    tellWelcome(frame, this.#options.sink);
    this.#say({ state: 'catching-up' });
    this.#askForPing();
    this.#listener.onReady();
    this.#subscribe();
  }

  #subscribe(): void {
    const topics = this.#options.scope.value;
    const before = this.#topics;
    const isSame = isSameTopic(topics.conversations, before.conversations);
    if (isSame && topics.alerts === before.alerts) return;
    this.#topics = topics;
    this.#session?.send({ type: 'subscribe', topics });
    if (isSame) return;
    this.#stream.subscribe(topics.conversations, false);
    this.#say({ state: 'catching-up' });
    this.#askForPing();
  }

  /** What was sent before the answer has then arrived: with nothing else due, this is up to date. */
  #askForPing(): void {
    if (!this.#stream.isBehind) this.#session?.send({ type: 'ping' });
  }

  #doubt(): void {
    this.#say({ state: 'catching-up' });
    this.#session?.send({ type: 'ping' });
    this.#session?.doubt();
  }

  /** A delta does not follow what is known: only a snapshot helps, and a new socket brings one. */
  #startOver(prev: string): void {
    this.#stream.reset();
    this.#options.sink.reset(`A change is missing before ${prev}.`);
    this.#session?.fail(closedAs.outOfStep, 'A change was missing.');
  }

  async #renew(): Promise<void> {
    const attempt = this.#attempt;
    try {
      const { token } = await this.#options.getToken();
      if (attempt === this.#attempt) this.send({ type: 'auth', token });
    } catch {
      // The token in use is still good for a while; the gateway says when it is not.
      if (attempt === this.#attempt) this.#cancelRenewal = this.#options.clock.schedule(renewalRetryMs, () => void this.#renew());
    }
  }

  #onTokenFailed(cause: unknown): void {
    if (cause instanceof TakeoverError && (cause.code === 'unauthorized' || cause.code === 'forbidden')) return this.#refuse(cause);
    const said = cause instanceof Error ? `: ${cause.message}` : '';
    this.#onEnd(0, new TakeoverError('gateway-unreachable', `No token could be had${said}.`, { cause, retry: true }));
  }

  #onEnd(code: number, error: TakeoverError): void {
    if (!isRetryable(code)) return this.#refuse(this.#lastError ?? refusal(code));
    this.#drop(error);
    const retryAt = this.#reconnect.retry(() => this.#connect());
    const since = this.#lastHeardAt ?? this.#options.clock.now();
    this.#say({ state: 'not-updating', since, retryAt, error: this.#lastError ?? error });
  }

  #refuse(error: TakeoverError): void {
    this.#drop(error);
    this.#reconnect.cancel();
    this.#listener.onRefused(error);
    this.#say({ state: 'refused', error });
  }

  /** Forgets the present socket or attempt. */
  #drop(error: TakeoverError = new TakeoverError('connection-lost', 'The connection was replaced.', { retry: true })): void {
    if (this.#isWelcome) this.#lastHeardAt = this.#session?.heardAt ?? this.#lastHeardAt;
    this.#attempt += 1;
    this.#cancelAttempt();
    this.#cancelRenewal();
    this.#session?.leave();
    this.#session = null;
    this.#isWelcome = false;
    this.#listener.onLost(error);
  }
}
