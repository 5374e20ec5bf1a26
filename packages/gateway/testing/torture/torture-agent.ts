import { createTakeoverClient } from '@live-takeover/sdk';
import type { CommandBody, CommandState, Row, RowView, TakeoverClient } from '@live-takeover/sdk';
import { websocketConnector } from '@live-takeover/sdk/websocket';
import type { SocketConstructor, Token } from '@live-takeover/sdk/websocket';
import { WebSocket } from 'ws';
import type { Action, Actor, Outcome } from './history.js';
import type { Recorder } from './recorder.js';

/** What an agent works with. */
export interface TortureAgentOptions {
  readonly url: string;
  readonly actor: Actor;
  readonly getToken: () => Promise<Token>;
  readonly recorder: Recorder;
  /** After this a command without an answer is of unknown outcome. */
  readonly deadlineMs: number;
}

/** The shipped client, with a hand that does what a squad agrees on. */
export class TortureAgent {
  readonly actor: Actor;
  readonly client: TakeoverClient;
  readonly #options: TortureAgentOptions;
  readonly #rows: RowView;
  readonly #waiting = new Set<Promise<void>>();
  #sent = 0;

  constructor(options: TortureAgentOptions) {
    const { url, actor, getToken } = options;
    this.actor = actor;
    this.#options = options;
    const connector = websocketConnector({ url: `${url}/v1/agents`, getToken, WebSocket: WebSocket as unknown as SocketConstructor });
    this.client = createTakeoverClient({ connector, newId: () => this.#nextId() });
    this.#rows = this.client.rows();
  }

  /** Waits for no answer. */
  get isFree(): boolean {
    return this.#waiting.size === 0;
  }

  /** A conversation as this agent sees it. */
  see(conversationId: string): Row | undefined {
    return this.#rows.row(conversationId);
  }

  /** Gives a command; resolves with its outcome. */
  async give(conversationId: string, action: Exclude<Action, { name: 'say' | 'release' }>): Promise<Outcome | undefined> {
    const { recorder, deadlineMs } = this.#options;
    // Noted before it is sent: nothing may come of it earlier.
    const settle = recorder.begin(this.#nextId(), conversationId, this.actor, action);
    const handle = this.client.command(bodyOf(conversationId, action), { deadlineMs });
    this.#sent += 1;
    // An echo may still tell, after the deadline, what became of it.
    handle.state.subscribe((state) => isSettled(state) && settle(outcomeOf(state)));
    if (isSettled(handle.state.value)) settle(outcomeOf(handle.state.value));
    const waiting = handle.settled.catch(() => undefined);
    this.#waiting.add(waiting);
    await waiting;
    this.#waiting.delete(waiting);
    return outcomeOf(handle.state.value);
  }

  /** Resolves once this agent's view fits. @throws when aborted first */
  until(fits: () => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (end: () => void): void => {
        unsubscribe();
        signal.removeEventListener('abort', onAbort);
        end();
      };
      const onAbort = (): void => finish(() => reject(signal.reason as Error));
      const unsubscribe = this.#rows.subscribe(() => fits() && finish(resolve));
      signal.addEventListener('abort', onAbort);
      if (fits()) finish(resolve);
      else if (signal.aborted) onAbort();
    });
  }

  /** Resolves when this agent waits for no answer. */
  async settled(): Promise<void> {
    while (this.#waiting.size > 0) await Promise.all(this.#waiting);
  }

  #nextId(): string {
    return `${this.actor.id}-${this.#sent + 1}`;
  }

  close(): void {
    this.client.close();
  }
}

function bodyOf(conversationId: string, action: Exclude<Action, { name: 'say' | 'release' }>): CommandBody {
  if (action.name === 'transfer') return { ...action, conversationId, to: action.to?.id ?? null };
  return { ...action, conversationId };
}

function isSettled({ state }: CommandState): boolean {
  return state === 'acknowledged' || state === 'failed';
}

/** Undefined if it was never sent. */
function outcomeOf(state: CommandState): Outcome | undefined {
  if (state.state === 'acknowledged') return { kind: 'ok', seq: state.seq };
  if (state.state !== 'failed') return { kind: 'unknown' };
  const { code, holder } = state.error;
  if (code === 'gateway-unreachable' || code === 'aborted') return undefined;
  return code === 'outcome-unknown' ? { kind: 'unknown' } : { kind: 'refused', code, holder };
}
