import type { Agent } from '@live-takeover/sdk';
import { TakeoverError } from '@live-takeover/sdk';
import type { ClientFrame, ServerFrame } from '@live-takeover/sdk/core';
import { closeCodes, decodeClientFrame, encodeFrame, toWireError } from '@live-takeover/sdk/core';
import type { WireClient } from './wire-client.js';

/** As much of a socket as a gateway needs. */
export interface SocketEnd {
  send(text: string): void;
  close(code: number): void;
}

/** Who may say hello. */
export interface Reception {
  /** The agent whom a token names; undefined if it is none of ours. */
  agentOf(token: string): Agent | undefined;
  /** The client of that id, made if new; another socket it had is closed. */
  clientOf(clientId: string, agent: Agent, socket: WireSocket): WireClient;
}

/** The gateway's end of one socket: hears frames, answers requests. */
export class WireSocket {
  readonly #end: SocketEnd;
  readonly #reception: Reception;
  #client: WireClient | undefined;
  readonly #abort = new AbortController();

  constructor(end: SocketEnd, reception: Reception) {
    this.#end = end;
    this.#reception = reception;
  }

  /** A text frame came. */
  receive(text: string): void {
    if (this.#abort.signal.aborted) return;
    const decoded = decodeClientFrame(text);
    if (decoded.ok) {
      if (decoded.frame !== null) this.#handle(decoded.frame);
    } else if (decoded.replyTo === undefined) {
      this.close(decoded.error.code === 'message-too-large' ? 'too-large' : 'bad-frame', decoded.error);
    } else this.#answerWith(decoded.error, decoded.replyTo, decoded.error.code === 'bad-frame' ? 'request-failed' : 'result');
  }

  /** Ends the socket from this side. */
  close(reason: keyof typeof closeCodes, error?: TakeoverError): void {
    if (error !== undefined) this.#send({ type: 'error', error: toWireError(error) });
    this.leave();
    this.#end.close(closeCodes[reason].code);
  }

  /** The other side is gone. */
  leave(): void {
    if (this.#abort.signal.aborted) return;
    this.#abort.abort();
    this.#client?.detach();
  }

  #handle(frame: ClientFrame): void {
    if (frame.type === 'hello') return this.#client === undefined ? this.#greet(frame) : this.close('state-invalid');
    const client = this.#client;
    if (client === undefined) return this.close('state-invalid');
    const { connector } = client;
    const { signal } = this.#abort;
    switch (frame.type) {
      case 'subscribe':
        return client.subscribe(frame.topics);
      case 'command':
        return this.#answer('result', frame.command.id, async () => {
          const result = await connector.send(frame.command, signal);
          if (!result.ok) throw result.error;
          return { type: 'result', id: frame.command.id, ok: true, seq: result.seq };
        });
      case 'transcript':
        return this.#answer('request-failed', frame.id, async () => {
          const page = await connector.transcript(frame.conversationId, frame.before, frame.limit, signal);
          return { type: 'transcript-page', id: frame.id, ...page };
        });
      case 'head':
        return this.#answer('request-failed', frame.id, async () => {
          return { type: 'head', id: frame.id, head: await connector.head(frame.conversationId, signal) };
        });
      case 'history':
        return this.#answer('request-failed', frame.id, async () => ({ type: 'history-page', id: frame.id, page: await answerOf(connector.history?.(frame.query, signal)) }));
      case 'contact':
        return this.#answer('request-failed', frame.id, async () => {
          const conversations = await answerOf(connector.contactConversations?.(frame.contactId, signal));
          return { type: 'contact-conversations', id: frame.id, conversations };
        });
      case 'unanswered':
        return this.#answer('request-failed', frame.id, async () => ({ type: 'unanswered-page', id: frame.id, page: await answerOf(connector.unanswered?.(frame.range, signal)) }));
      case 'settings':
        return this.#answer('request-failed', frame.id, async () => ({ type: 'settings', id: frame.id, bots: await answerOf(connector.settings?.(signal)) }));
      case 'signal':
        return connector.signal?.(frame.conversationId, frame.signal, frame.isActive);
      case 'alert-seen':
        return connector.alertSeen?.(frame.alertId);
      case 'ping':
        return client.ping();
      case 'auth':
      case 'pong':
      case 'bye':
        return;
    }
  }

  #greet(hello: Extract<ClientFrame, { type: 'hello' }>): void {
    const agent = this.#reception.agentOf(hello.token);
    if (agent === undefined) return this.close('unauthorized', new TakeoverError('unauthorized', 'The token is not one of this simulation.'));
    this.#client = this.#reception.clientOf(hello.clientId, agent, this);
    this.#client.attach(hello, (frame) => this.#send(frame));
  }

  #answer(kind: 'result' | 'request-failed', id: string, ask: () => Promise<ServerFrame>): void {
    ask().then(
      (frame) => this.#send(frame),
      (error: unknown) => {
        if (!(error instanceof TakeoverError)) throw error;
        // Like an answer that a broken socket swallowed: the client asks again.
        if (error.code !== 'aborted' && error.code !== 'connection-lost') this.#answerWith(error, id, kind);
      },
    );
  }

  #answerWith(error: TakeoverError, id: string, kind: 'result' | 'request-failed'): void {
    const refused = { id, error: toWireError(error) };
    this.#send(kind === 'result' ? { type: 'result', ok: false, ...refused } : { type: 'request-failed', ...refused });
  }

  #send(frame: ServerFrame): void {
    if (!this.#abort.signal.aborted) this.#end.send(encodeFrame(frame));
  }
}

/** @throws {TakeoverError} `not-supported`: the simulation was told to do without */
async function answerOf<Answer>(asked: Promise<Answer> | undefined): Promise<Answer> {
  if (asked === undefined) throw new TakeoverError('not-supported', 'This simulation does not answer that.');
  return asked;
}
