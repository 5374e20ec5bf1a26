/** A gateway as the server of a bot with its own widget sees it: it refuses what the real one refuses, and keeps what it was given. */
import { z } from 'zod';
import { isSignatureOf, signatureHeader, signatureOf } from './signed-body.js';

/** What a simulated gateway is made from. */
export interface GatewaySimulatorOptions {
  readonly botId: string;
  readonly secret: string;
  readonly now: () => number;
  /** Brings news to the bot's server. */
  readonly deliver: (request: Request) => Promise<Response>;
  /** Where the bot's server takes news. */
  readonly url: string;
}

/** Something that was posted and taken, or refused. */
export interface PostedLine {
  readonly threadId: string;
  readonly id: string;
  readonly from: string;
  readonly text: string;
  readonly status: number;
}

/** A gateway of which a test owns the agents. */
export interface GatewaySimulator {
  /** Answers what the bot's server calls. */
  fetch(request: Request): Promise<Response>;
  /** What it posted so far, repeats left out. */
  readonly posted: readonly PostedLine[];
  /** Why calls were refused that a correct server does not make. */
  readonly mistakes: readonly string[];
  /** The next calls are answered with 503, so many of them. */
  failNext(count: number): void;
  /** An agent takes a thread over, and the server is told. */
  takeOver(threadId: string, agent: string): Promise<Response>;
  /** The agent writes. */
  agentWrites(threadId: string, text: string, id: string): Promise<Response>;
  handBack(threadId: string): Promise<Response>;
  /** Posts any news of a thread, signed. */
  tell(threadId: string, news: Readonly<Record<string, unknown>>): Promise<Response>;
}

interface Thread {
  term: number;
  agent: string | undefined;
}

const message = z.looseObject({
  threadId: z.string().min(1).max(200),
  id: z.string().min(1).max(200),
  from: z.enum(['customer', 'bot']),
  text: z.string().min(1),
  term: z.int().min(0).optional(),
});

const actions = z.discriminatedUnion('action', [
  z.looseObject({ action: z.literal('typing'), threadId: z.string(), isActive: z.boolean() }),
  z.looseObject({ action: z.literal('end'), threadId: z.string(), id: z.string().min(1).max(200) }),
  z.looseObject({ action: z.literal('request-agent'), threadId: z.string(), id: z.string().min(1).max(200) }),
]);

/** A gateway that knows one bot. */
export function createGatewaySimulator(options: GatewaySimulatorOptions): GatewaySimulator {
  return new SimulatedGateway(options);
}

class SimulatedGateway implements GatewaySimulator {
  readonly posted: PostedLine[] = [];
  readonly mistakes: string[] = [];
  readonly #options: GatewaySimulatorOptions;
  readonly #threads = new Map<string, Thread>();
  #failures = 0;
  #told = 0;

  constructor(options: GatewaySimulatorOptions) {
    this.#options = options;
  }

  failNext(count: number): void {
    this.#failures = count;
  }

  async fetch(request: Request): Promise<Response> {
    const { botId, secret, now } = this.#options;
    const { pathname } = new URL(request.url);
    const body = await request.text();
    if (this.#failures > 0) {
      this.#failures -= 1;
      return new Response(null, { status: 503 });
    }
    const called = `${request.method} ${pathname}`;
    if (!isSignatureOf(secret, body, request.headers.get(signatureHeader), now())) return this.#refuse(401, `${called} was not signed as it should be`);
    if (called === `POST /channels/webhook/${botId}/messages`) return this.#takeMessage(body);
    const [, threadId, action] = new RegExp(`^/channels/webhook/${botId}/threads/([^/]+)(?:/(typing|end|request-agent))?$`).exec(pathname) ?? [];
    if (threadId === undefined || request.method !== (action === undefined ? 'GET' : 'POST')) return this.#refuse(404, `${called} is no call of the channel`);
    const name = decodeURIComponent(threadId);
    const given = actions.safeParse(parsed(body));
    const isFitting = action === undefined || (given.success && given.data.action === action && given.data.threadId === name);
    return isFitting ? Response.json(this.#stateOf(name)) : this.#refuse(400, `the body of ${called} does not fit`);
  }

  takeOver(threadId: string, agent: string): Promise<Response> {
    this.#change(threadId, agent);
    return this.tell(threadId, { event: 'takeover-started' });
  }

  agentWrites(threadId: string, text: string, id: string): Promise<Response> {
    const author = this.#threadOf(threadId).agent ?? 'Ana';
    return this.tell(threadId, { id: `c-${threadId}/${id}`, event: 'message', message: { id, from: 'agent', author, text } });
  }

  handBack(threadId: string): Promise<Response> {
    this.#change(threadId, undefined);
    return this.tell(threadId, { event: 'takeover-ended', why: 'handed-back' });
  }

  tell(threadId: string, news: Readonly<Record<string, unknown>>): Promise<Response> {
    const { secret, now, url, deliver } = this.#options;
    const id = typeof news['id'] === 'string' ? news['id'] : `c-${threadId}/${String((this.#told += 1))}`;
    const body = JSON.stringify({ version: 1, at: now(), thread: this.#stateOf(threadId), ...news, id });
    const headers = { 'content-type': 'application/json', 'x-live-takeover-id': encodeURIComponent(id), [signatureHeader]: signatureOf(secret, body, now()) };
    return deliver(new Request(url, { method: 'POST', headers, body }));
  }

  #takeMessage(body: string): Response {
    const given = message.safeParse(parsed(body));
    if (!given.success) return this.#refuse(400, `a message is malformed: ${given.error.issues.map(({ path, message: what }) => `${path.join('.')} ${what}`).join('; ')}`);
    const { threadId, id, from, text, term } = given.data;
    const known = this.posted.find((line) => line.threadId === threadId && line.from === from && line.id === id);
    const thread = this.#threadOf(threadId);
    const isStale = from === 'bot' && (thread.agent !== undefined || (term !== undefined && term !== thread.term));
    const status = known?.status ?? (isStale ? 409 : 200);
    if (known === undefined) this.posted.push({ threadId, id, from, text, status });
    const refusal = status === 409 ? { ok: false, error: { code: 'stale-term', message: 'Somebody else answers.', retry: false } } : {};
    return Response.json({ ...refusal, ...this.#stateOf(threadId) }, { status });
  }

  #refuse(status: number, mistake: string): Response {
    this.mistakes.push(mistake);
    return Response.json({ ok: false, error: { code: 'bad-request', message: mistake, retry: false } }, { status });
  }

  #threadOf(threadId: string): Thread {
    const thread = this.#threads.get(threadId) ?? { term: 0, agent: undefined };
    this.#threads.set(threadId, thread);
    return thread;
  }

  #change(threadId: string, agent: string | undefined): void {
    const thread = this.#threadOf(threadId);
    thread.term += 1;
    thread.agent = agent;
  }

  #stateOf(threadId: string): Record<string, unknown> {
    const { term, agent } = this.#threadOf(threadId);
    const operator = agent === undefined ? { kind: 'bot' } : { kind: 'agent', id: agent, name: agent };
    return { threadId, conversationId: `c-${threadId}`, reference: 'SIMULATE', mayBotReply: agent === undefined, term, operator, isWaitingForAgent: false, isClosed: false };
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // No JSON: whoever looks finds nothing in it.
    return undefined;
  }
}
