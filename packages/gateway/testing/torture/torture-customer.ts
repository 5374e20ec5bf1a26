import { WebSocket } from 'ws';
import type { Outcome } from './history.js';
import type { Recorder } from './recorder.js';

/** What a customer works with. */
export interface TortureCustomerOptions {
  readonly url: string;
  /** With which tokens are asked for. */
  readonly secret: string;
  readonly name: string;
  readonly recorder: Recorder;
  /** After this a message without an answer is of unknown outcome. */
  readonly deadlineMs: number;
  readonly random: () => number;
  /** Part of the plan: how long a customer thinks, at most. */
  readonly thinkMs: number;
  readonly rest: (durationMs: number) => Promise<void>;
}

/** How long one call may take before it is made again. */
const callMs = 4_000;

interface Activity {
  readonly id?: string;
  readonly type?: string;
}

/** A customer in a Direct Line conversation: posts over HTTP, listens on a socket, and comes back whenever it breaks. */
export class TortureCustomer {
  conversationId = '';
  /** Seqs of the messages that came over the socket, as they came. */
  readonly received: number[] = [];
  /** What came in another order than it was written in. */
  readonly disorders: string[] = [];
  readonly #options: TortureCustomerOptions;
  readonly #listeners = new Set<() => void>();
  #thread = '';
  #token = '';
  #watermark = '';
  #socket: WebSocket | undefined;
  #isClosed = false;
  #said = 0;

  constructor(options: TortureCustomerOptions) {
    this.#options = options;
  }

  /** Begins the conversation with a first message. @throws when that cannot be done before the deadline */
  async begin(): Promise<void> {
    const { secret, name, recorder } = this.#options;
    const actor = { id: name, name };
    const activity = this.#activity('first words');
    ({ token: this.#token } = await this.#patiently(() => this.#call<{ readonly token: string }>('/tokens/generate', secret, { user: { id: `dl_${name}`, name } })));
    ({ conversationId: this.#thread } = await this.#patiently(() => this.#call<{ readonly conversationId: string }>('/conversations', this.#token, {})));
    const id = await this.#patiently(() => this.#post(activity));
    this.conversationId = id.slice(id.indexOf('|') + 1, id.lastIndexOf('-'));
    // Noted only now: the answer tells the id of the conversation.
    recorder.begin(`${name}-0`, this.conversationId, actor, { name: 'say', text: activity.text })({ kind: 'ok', seq: seqOf(id) });
    void this.#listen();
  }

  /** Goes on writing until told to stop. */
  async chat(signal: AbortSignal): Promise<void> {
    const { random, rest, thinkMs } = this.#options;
    while (!signal.aborted) {
      await this.#say();
      await rest(random() * thinkMs);
    }
  }

  /** Resolves once all these seqs have come. @throws when aborted first */
  untilReceived(seqs: readonly number[], signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const received = new Set(this.received);
        if (!seqs.every((seq) => received.has(seq))) return;
        this.#listeners.delete(look);
        resolve();
      };
      this.#listeners.add(look);
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      look();
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#socket?.terminate();
  }

  async #say(): Promise<void> {
    const { recorder, name } = this.#options;
    this.#said += 1;
    const activity = this.#activity(`message ${this.#said}`);
    const settle = recorder.begin(`${name}-${this.#said}`, this.conversationId, { id: name, name }, { name: 'say', text: activity.text });
    // The same activity each time: the gateway tells a repeat from a second message.
    settle(await this.#patiently(() => this.#post(activity)).then((id) => ({ kind: 'ok', seq: seqOf(id) }), outcomeOf));
  }

  /** Makes a call again until it is answered, for better or for worse. @throws the last failure when the deadline has passed */
  async #patiently<Result>(call: () => Promise<Result>): Promise<Result> {
    for (const until = performance.now() + this.#options.deadlineMs; ; )
      try {
        return await call();
      } catch (error) {
        if (isRefusal(error) || performance.now() >= until || this.#isClosed) throw error;
        await this.#options.rest(50 + this.#options.random() * 200);
      }
  }

  #activity(words: string): Readonly<Record<string, unknown>> & { readonly text: string } {
    const { name } = this.#options;
    const text = `${name}: ${words}`;
    return { type: 'message', from: { id: `dl_${name}` }, text, channelData: { clientActivityID: text }, localTimestamp: new Date().toISOString() };
  }

  async #post(activity: object): Promise<string> {
    return (await this.#call<{ readonly id: string }>(`/conversations/${this.#thread}/activities`, this.#token, activity)).id;
  }

  async #call<Answer>(path: string, bearer: string, body?: object): Promise<Answer> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${bearer}` };
    const request = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${this.#options.url}/v3/directline${path}`, { ...request, signal: AbortSignal.timeout(callMs) });
    if (!response.ok) throw new Refusal(response.status, await response.text());
    return (await response.json()) as Answer;
  }

  async #listen(): Promise<void> {
    while (!this.#isClosed) {
      try {
        const path = `/conversations/${this.#thread}?watermark=${encodeURIComponent(this.#watermark)}`;
        const { streamUrl } = await this.#call<{ readonly streamUrl: string }>(path, this.#token);
        await this.#hear(new WebSocket(streamUrl, { handshakeTimeout: callMs }));
      } catch {
        // A call that failed is made again like a socket that broke.
      }
      if (!this.#isClosed) await this.#options.rest(100 + this.#options.random() * 400);
    }
  }

  /** Resolves when the socket is gone. */
  #hear(socket: WebSocket): Promise<void> {
    this.#socket = socket;
    let last = 0;
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      if (text === '') return;
      const { activities = [], watermark } = JSON.parse(text) as { readonly activities?: readonly Activity[]; readonly watermark?: string };
      for (const { type, id = '' } of activities) {
        if (type !== 'message') continue;
        const seq = seqOf(id);
        if (seq <= last) this.disorders.push(`${this.conversationId}: seq ${seq} came after ${last}`);
        last = seq;
        this.received.push(seq);
      }
      this.#watermark = watermark ?? this.#watermark;
      for (const listener of [...this.#listeners]) listener();
    });
    return new Promise((resolve) => {
      // An error is followed by a close, which is what counts.
      socket.on('error', () => socket.terminate());
      socket.on('close', () => resolve());
      if (this.#isClosed) socket.terminate();
    });
  }
}

/** What came of a message that no call got stored. */
function outcomeOf(error: unknown): Outcome {
  return isRefusal(error) ? { kind: 'refused', code: String(error.status) } : { kind: 'unknown' };
}

/** Definite: neither overloaded nor broken. */
function isRefusal(error: unknown): error is Refusal {
  return error instanceof Refusal && error.status < 500 && error.status !== 429;
}

class Refusal extends Error {
  readonly status: number;

  constructor(status: number, text: string) {
    super(`Direct Line answered ${status}: ${text}`);
    this.status = status;
  }
}

/** The seq in an activity's id. */
function seqOf(activityId: string): number {
  return Number(activityId.slice(activityId.lastIndexOf('-') + 1));
}
