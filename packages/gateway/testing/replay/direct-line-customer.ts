import type { WebSocket as Socket } from 'ws';
import { WebSocket } from 'ws';

/** A customer in a Direct Line conversation. */
export interface Customer {
  /** The Direct Line conversation, which the gateway knows as the thread. */
  readonly thread: string;
  /** Messages received so far, the customer's own echoes too. */
  readonly received: number;
  /** Answers received so far: messages that are not the customer's own. */
  readonly answers: number;
  /** Resolves when the message is stored. @throws when it could not be */
  say(text: string, signal: AbortSignal): Promise<void>;
  /** Resolves true at the next answer after `count` of them, false when the time is up or the stream is gone. */
  untilAnswered(count: number, timeoutMs: number): Promise<boolean>;
  /** Ends the chat, as a customer does who closes it. */
  end(signal: AbortSignal): Promise<void>;
  /** Goes without a word. */
  close(): void;
}

/** Where tokens come from: the demo's door, or one's own secret. */
export interface DirectLineAccess {
  readonly url: string;
  readonly secret?: string;
  readonly botId?: string;
}

interface Activity {
  readonly type?: string;
  readonly from?: { readonly role?: string };
}

const attempts = 3;

/**
 * Opens a Direct Line 3.0 conversation, as Web Chat would.
 *
 * @throws Error whose message says which call failed, and how
 */
export async function openCustomer(access: DirectLineAccess, signal: AbortSignal): Promise<Customer> {
  const { token } = await tokenFor(access, signal);
  const started = await post(access.url, '/v3/directline/conversations', token, {}, signal);
  const { conversationId, streamUrl } = started as { readonly conversationId: string; readonly streamUrl: string };
  const stream = await openStream(streamUrl);
  return new DirectLineCustomer(access.url, conversationId, token, stream);
}

class DirectLineCustomer implements Customer {
  readonly thread: string;
  received = 0;
  answers = 0;
  readonly #url: string;
  readonly #token: string;
  readonly #stream: Socket;
  readonly #listeners = new Set<() => void>();
  #said = 0;

  constructor(url: string, thread: string, token: string, stream: Socket) {
    this.thread = thread;
    this.#url = url;
    this.#token = token;
    this.#stream = stream;
    stream.on('message', (data) => this.#receive(String(data)));
    stream.on('close', () => this.#wake());
  }

  async say(text: string, signal: AbortSignal): Promise<void> {
    this.#said += 1;
    // Both together tell the gateway that a retry is one.
    const identity = { channelData: { clientActivityID: `${this.thread}-${this.#said}` }, localTimestamp: new Date().toISOString() };
    await this.#post({ type: 'message', from: { id: 'customer' }, text, ...identity }, signal);
  }

  untilAnswered(count: number, timeoutMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (isAnswered: boolean): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        resolve(isAnswered);
      };
      const look = (): void => {
        if (this.answers > count) finish(true);
        else if (this.#stream.readyState !== WebSocket.OPEN) finish(false);
      };
      const timer = setTimeout(() => finish(false), timeoutMs);
      this.#listeners.add(look);
      look();
    });
  }

  async end(signal: AbortSignal): Promise<void> {
    await this.#post({ type: 'endOfConversation', from: { id: 'customer' } }, signal);
  }

  close(): void {
    this.#stream.terminate();
  }

  async #post(activity: object, signal: AbortSignal): Promise<void> {
    await post(this.#url, `/v3/directline/conversations/${encodeURIComponent(this.thread)}/activities`, this.#token, activity, signal);
  }

  #receive(frame: string): void {
    if (frame === '') return;
    const { activities = [] } = JSON.parse(frame) as { readonly activities?: readonly Activity[] };
    for (const { type, from } of activities) {
      if (type !== 'message') continue;
      this.received += 1;
      if (from?.role !== 'user') this.answers += 1;
    }
    this.#wake();
  }

  #wake(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

async function tokenFor({ url, secret, botId }: DirectLineAccess, signal: AbortSignal): Promise<{ readonly token: string }> {
  const query = botId === undefined ? '' : `?bot=${encodeURIComponent(botId)}`;
  const answer =
    secret === undefined
      ? await post(url, `/demo/direct-line-token${query}`, undefined, {}, signal)
      : await post(url, '/v3/directline/tokens/generate', secret, botId === undefined ? {} : { bot: botId }, signal);
  return answer as { readonly token: string };
}

/** Posts JSON; tries again where the same call may succeed, which the gateway answers once. */
async function post(url: string, path: string, token: string | undefined, body: object, signal: AbortSignal): Promise<unknown> {
  const call = path.replace(/\/conversations\/[^/]+/, '/conversations/…').replace(/\?.*/, '');
  const headers = { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body), signal }).catch((error: Error) => error);
    if (response instanceof Response && response.ok) return response.json();
    const isLasting = response instanceof Response ? response.status < 500 : signal.aborted;
    if (!isLasting && attempt < attempts) continue;
    if (response instanceof Response) throw new Error(`POST ${call} was answered ${response.status}${await saidBy(response)}`);
    throw new Error(`POST ${call} got no answer (${response.cause instanceof Error ? response.cause.message : response.message})`);
  }
}

async function saidBy(response: Response): Promise<string> {
  const body = (await response.json().catch(() => ({}))) as { readonly error?: { readonly message?: string } };
  return body.error?.message === undefined ? '' : `: ${body.error.message}`;
}

function openStream(streamUrl: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const stream = new WebSocket(streamUrl);
    stream.once('open', () => resolve(stream));
    stream.once('error', (error) => reject(new Error(`The stream could not be opened (${error.message})`)));
    // After the opening an error is followed by a close, which is what counts.
    stream.on('error', () => stream.terminate());
  });
}
