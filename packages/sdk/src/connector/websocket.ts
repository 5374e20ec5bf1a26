import type { Clock } from '../base/clock.js';
import { TakeoverError } from '../base/errors.js';
import { machineClock } from '../base/machine-clock.js';
import type { Readable } from '../base/observable.js';
import { randomId } from '../base/random-id.js';
import type { Command, CommandResult } from '../command/command.js';
import type { Conversation } from '../conversation/conversation.js';
import type { Attachment } from '../conversation/event.js';
import type { BotSettings } from '../desk/bot-settings.js';
import type { HistoryPage, HistoryQuery, HistoryRange, UnansweredPage } from '../history/history.js';
import type { ClientFrame, ServerFrame } from '../wire/frames.js';
import { fromWireError } from '../wire/wire-error.js';
import { allCapabilities } from './all-capabilities.js';
import type { Capabilities, Connector, ConnectorScope, ConnectorSink, TranscriptPage, UploadOptions } from './connector.js';
import { Connection } from './connection.js';
import type { Page } from './page.js';
import { Pending } from './pending.js';
import type { SocketConstructor } from './socket-session.js';
import { uploadFile } from './upload.js';

/** A token, and until when it is good. */
export interface Token {
  readonly token: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** What {@link websocketConnector} is given. */
export interface WebsocketConnectorOptions {
  /** Of the gateway's socket; `https:` is read as `wss:`. */
  readonly url: string;
  /**
   * Fetches a token: before each connection, and when one is about to expire.
   * Reject with a {@link TakeoverError} `unauthorized` when the agent must sign in
   * again; any other rejection is tried again.
   */
  readonly getToken: () => Promise<Token>;
  /** Default: the platform's. */
  readonly WebSocket?: SocketConstructor;
  readonly clock?: Clock;
  /** Returns a number in [0, 1). */
  readonly random?: () => number;
  /** Names this tab, the same at each reconnect. Default: random. */
  readonly clientId?: string;
  /** The page this runs in, if there is one. */
  readonly page?: Page;
}

/** Which frame answers which question. */
const answerTo = {
  transcript: 'transcript-page',
  head: 'head',
  history: 'history-page',
  contact: 'contact-conversations',
  unanswered: 'unanswered-page',
  settings: 'settings',
} as const;

type AskType = keyof typeof answerTo;
type Ask = Extract<ClientFrame, { type: AskType }>;
type Answer<Type extends AskType = AskType> = Extract<ServerFrame, { type: (typeof answerTo)[Type] }>;
/** A question without the id it is asked under. */
type Question<Type extends AskType> = Omit<Extract<ClientFrame, { type: Type }>, 'id'> & { readonly type: Type };

/**
 * A connector to our own gateway, over one WebSocket that speaks
 * `live-takeover.v1`. Reads that a drop interrupts are asked again on the next
 * socket; commands are not, for the client's outbox does that.
 *
 * @see docs/protocol.md
 */
export function websocketConnector(options: WebsocketConnectorOptions): Connector {
  return new WebsocketConnector(options);
}

class WebsocketConnector implements Connector {
  readonly capabilities: Capabilities = allCapabilities;
  readonly isChecked: boolean = true;
  readonly #options: WebsocketConnectorOptions;
  readonly #commands = new Pending<Command, CommandResult>();
  readonly #asks = new Pending<Ask, Answer>();
  #connection: Connection | null = null;
  #askCount = 0;

  constructor(options: WebsocketConnectorOptions) {
    this.#options = options;
  }

  open(scope: Readable<ConnectorScope>, sink: ConnectorSink, signal: AbortSignal): void {
    if (this.#connection !== null) throw new TakeoverError('bad-request', 'This connector is open. Make one per client.');
    if (signal.aborted) return;
    const { url, getToken, WebSocket: Socket, clock = machineClock, random = Math.random, clientId = randomId(), page } = this.#options;
    const connection = new Connection({ url, getToken, Socket, clock, random, clientId, scope, sink }, {
      onReady: () => this.#asks.questions.forEach((ask) => connection.send(ask)),
      onLost: (error) => this.#commands.rejectAll(error),
      onRefused: (error) => this.#asks.rejectAll(error),
      onFrame: (frame) => this.#receive(frame, sink),
    });
    this.#connection = connection;
    const subscriptions = [
      scope.subscribe(() => connection.follow()),
      page?.onWake(() => connection.wake()),
      page?.onGoodbye?.(() => connection.goodbye()),
    ];
    signal.addEventListener('abort', () => {
      for (const unsubscribe of subscriptions) unsubscribe?.();
      this.#connection = null;
      connection.close();
      this.#asks.rejectAll(new TakeoverError('aborted', 'The connector was closed.'));
    });
    connection.follow();
  }

  async send(command: Command, signal: AbortSignal): Promise<CommandResult> {
    const answer = this.#commands.wait(command.id, command, signal);
    if (!signal.aborted && this.#connection?.send({ type: 'command', command }) !== true)
      this.#commands.reject(command.id, new TakeoverError('connection-lost', 'There is no connection.', { retry: true }));
    return answer;
  }

  async transcript(
    conversationId: string,
    before: number | null,
    limit: number,
    signal: AbortSignal,
  ): Promise<TranscriptPage> {
    const { events, hasMore } = await this.#ask({ type: 'transcript', conversationId, before, limit }, signal);
    return { events, hasMore };
  }

  async head(conversationId: string, signal: AbortSignal): Promise<Conversation> {
    return (await this.#ask({ type: 'head', conversationId }, signal)).head;
  }

  async history(query: HistoryQuery, signal: AbortSignal): Promise<HistoryPage> {
    return (await this.#ask({ type: 'history', query }, signal)).page;
  }

  async contactConversations(contactId: string, signal: AbortSignal): Promise<readonly Conversation[]> {
    return (await this.#ask({ type: 'contact', contactId }, signal)).conversations;
  }

  async unanswered(range: HistoryRange, signal: AbortSignal): Promise<UnansweredPage> {
    return (await this.#ask({ type: 'unanswered', range }, signal)).page;
  }

  async settings(signal: AbortSignal): Promise<Readonly<Record<string, BotSettings>>> {
    return (await this.#ask({ type: 'settings' }, signal)).bots;
  }

  async upload(conversationId: string, file: Blob & { readonly name?: string }, options: UploadOptions): Promise<Attachment> {
    const { token } = await this.#options.getToken();
    return uploadFile({ socketUrl: this.#options.url, conversationId, file, token, options });
  }

  signal(conversationId: string, signal: 'typing' | 'viewing', isActive: boolean): void {
    this.#connection?.send({ type: 'signal', signal, conversationId, isActive });
  }

  alertSeen(alertId: string): void {
    this.#connection?.send({ type: 'alert-seen', alertId });
  }

  retry(): void {
    this.#connection?.retry();
  }

  async #ask<Type extends AskType>(question: Question<Type>, signal: AbortSignal): Promise<Answer<Type>> {
    this.#askCount += 1;
    const ask = { ...question, id: `r${this.#askCount}` } as unknown as Ask;
    const answered = this.#asks.wait(ask.id, ask, signal);
    // Without a connection it is sent as soon as there is one.
    if (!signal.aborted) this.#connection?.send(ask);
    const answer = await answered;
    if (answer.type !== answerTo[question.type]) throw unfitting(answer);
    return answer as Answer<Type>;
  }

  #receive(frame: ServerFrame, sink: ConnectorSink): void {
    switch (frame.type) {
      case 'transcript-page':
      case 'head':
      case 'history-page':
      case 'contact-conversations':
      case 'unanswered-page':
      case 'settings':
        return this.#asks.resolve(frame.id, frame);
      case 'request-failed':
        return this.#asks.reject(frame.id, fromWireError(frame.error));
      case 'result':
        return this.#commands.resolve(
          frame.id,
          frame.ok ? { ok: true, seq: frame.seq } : { ok: false, error: fromWireError(frame.error) },
        );
      case 'desk':
        return sink.desk?.(frame.desk);
      case 'bot-rules-changed':
        return sink.rules(frame.rules);
      case 'alert':
        return sink.alert(frame.alert);
      case 'alert-ended':
        return sink.alertEnded(frame.alertId);
      case 'presence':
        return sink.presence(frame.agents);
      case 'signal': {
        const { type: _type, ...signal } = frame;
        return sink.signal(signal);
      }
      default:
        return;
    }
  }
}

function unfitting(answer: Answer): TakeoverError {
  return new TakeoverError('bad-frame', `The gateway answered with a ${answer.type} frame.`);
}
