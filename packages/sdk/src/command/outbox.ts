import type { Clock } from '../base/clock.js';
import { TakeoverError } from '../base/errors.js';
import type { Writable } from '../base/observable.js';
import { writable } from '../base/observable.js';
import type { ConversationEvent } from '../conversation/event.js';
import type { Command, CommandBody, CommandHandle, CommandOptions, CommandResult, CommandState } from './command.js';

/** What an {@link Outbox} is given. */
export interface OutboxOptions {
  readonly clock: Clock;
  readonly newId: () => string;
  /** Sends once; rejects when the outcome is not known. */
  readonly send: (command: Command, signal: AbortSignal) => Promise<CommandResult>;
  /** Told of every state a command comes into. */
  readonly onChange?: (command: Command, state: CommandState) => void;
}

interface Entry {
  readonly command: Command;
  readonly handle: CommandHandle;
  readonly state: Writable<CommandState>;
  readonly resolve: () => void;
  readonly reject: (error: TakeoverError) => void;
  /** Ends the deadline and the caller's signal. */
  release: () => void;
  /** Takes back a retry that waits for its time. */
  cancelRetry: (() => void) | null;
  /** The attempt on the wire. */
  attempt: AbortController | null;
  attempts: number;
  /** Whether it was on its way before it was submitted here. */
  readonly isKnown: boolean;
}

const defaultDeadlineMs = 30_000;
const longestRetryMs = 8_000;
/** Commands given up without an answer that an echo may still acknowledge. */
const rememberedLimit = 100;

/**
 * Commands on their way. Each settles once, by whichever comes first: the
 * answer, its echo among the events, its deadline, the caller's signal. One
 * whose answer was lost is sent again under its own id, which the backend takes
 * for the same command. Commands of one conversation are sent in the order in
 * which they were submitted, each after the one before it settled.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #entries = new Map<string, Entry>();
  /** Failed as `outcome-unknown`, oldest first. */
  readonly #unknown = new Map<string, Entry>();
  #isReady = false;
  #isClosed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Takes a command in, and sends it as soon as possible. One under an id that is still on its way is that one. */
  submit(body: CommandBody, { signal, deadlineMs = defaultDeadlineMs, id: knownId }: CommandOptions = {}): CommandHandle {
    if (this.#isClosed) return this.refuse(body, new TakeoverError('aborted', 'The client is closed. Make a new one.'));
    const id = knownId ?? this.#options.newId();
    const known = this.#entries.get(id);
    if (known !== undefined) return known.handle;
    const entry = newEntry({ ...body, id }, knownId !== undefined);
    this.#entries.set(id, entry);
    const onAbort = (): void => this.#giveUp(entry, 'aborted', 'The command was withdrawn before it was sent.');
    const cancelDeadline = this.#options.clock.schedule(deadlineMs, () =>
      this.#giveUp(entry, 'gateway-unreachable', 'The command was not sent, for there was no connection. Try again.'),
    );
    entry.release = () => {
      cancelDeadline();
      signal?.removeEventListener('abort', onAbort);
    };
    this.#options.onChange?.(entry.command, entry.state.value);
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted === true) onAbort();
    this.#sendDue();
    return entry.handle;
  }

  /** A command that fails before it is sent. */
  refuse(body: CommandBody, error: TakeoverError): CommandHandle {
    const state: CommandState = { state: 'failed', error };
    const entry = newEntry({ ...body, id: this.#options.newId() });
    entry.reject(error);
    entry.state.set(state);
    this.#options.onChange?.(entry.command, state);
    return entry.handle;
  }

  /** Whether commands can be sent now. On becoming ready, everything without an answer is sent. */
  setReady(isReady: boolean): void {
    if (isReady === this.#isReady || this.#isClosed) return;
    this.#isReady = isReady;
    for (const entry of this.#entries.values()) {
      entry.cancelRetry?.();
      entry.cancelRetry = null;
    }
    this.#sendDue();
  }

  /** Acknowledges what these events were caused by. */
  onEvents(events: readonly ConversationEvent[]): void {
    if (this.#entries.size + this.#unknown.size === 0) return;
    const seqs = new Map<string, number>();
    for (const { causedBy, seq } of events) if (causedBy !== undefined) seqs.set(causedBy, seq);
    for (const [id, seq] of seqs) {
      const entry = this.#entries.get(id) ?? this.#unknown.get(id);
      if (entry !== undefined) this.#settle(entry, { state: 'acknowledged', seq });
    }
  }

  /** Gives up everything; leaves no timer behind. */
  close(): void {
    this.#isClosed = true;
    this.#isReady = false;
    for (const entry of [...this.#entries.values()]) this.#giveUp(entry, 'aborted', 'The client was closed.');
    this.#unknown.clear();
  }

  #sendDue(): void {
    if (!this.#isReady) return;
    const busy = new Set<string>();
    for (const entry of this.#entries.values()) {
      const lane = 'conversationId' in entry.command ? entry.command.conversationId : '';
      if (busy.has(lane)) continue;
      busy.add(lane);
      if (entry.attempt === null && entry.cancelRetry === null) void this.#send(entry);
    }
  }

  async #send(entry: Entry): Promise<void> {
    const attempt = new AbortController();
    const sentAt = this.#options.clock.now();
    entry.attempt = attempt;
    entry.attempts += 1;
    this.#change(entry, { state: 'sent', sentAt });
    let result: CommandResult | undefined;
    try {
      const isRepeat = entry.isKnown || entry.attempts > 1;
      result = await this.#options.send(isRepeat ? { ...entry.command, isRepeat } : entry.command, attempt.signal);
    } catch {
      // The outcome is not known, whatever the reason: the same command is sent again.
    }
    if (this.#entries.get(entry.command.id) !== entry) return;
    entry.attempt = null;
    if (result === undefined || (!result.ok && result.error.retry)) this.#retryLater(entry, sentAt);
    else this.#settle(entry, result.ok ? { state: 'acknowledged', seq: result.seq } : { state: 'failed', error: result.error });
  }

  #retryLater(entry: Entry, sentAt: number): void {
    this.#change(entry, { state: 'uncertain', sentAt });
    if (!this.#isReady) return;
    const delayMs = Math.min(longestRetryMs, 250 * 2 ** entry.attempts);
    entry.cancelRetry = this.#options.clock.schedule(delayMs, () => {
      entry.cancelRetry = null;
      this.#sendDue();
    });
  }

  #giveUp(entry: Entry, code: 'aborted' | 'gateway-unreachable', whenUnsent: string): void {
    const error =
      entry.attempts === 0
        ? new TakeoverError(code, whenUnsent, { retry: code !== 'aborted' })
        : new TakeoverError('outcome-unknown', 'No answer came, so it may or may not have been done. Look before you repeat it.');
    this.#settle(entry, { state: 'failed', error });
    if (error.code !== 'outcome-unknown') return;
    this.#unknown.set(entry.command.id, entry);
    const [oldest] = this.#unknown.keys();
    if (this.#unknown.size > rememberedLimit && oldest !== undefined) this.#unknown.delete(oldest);
  }

  #settle(entry: Entry, state: Extract<CommandState, { state: 'acknowledged' | 'failed' }>): void {
    const { id } = entry.command;
    const earlier = this.#unknown.get(id);
    this.#entries.delete(id);
    this.#unknown.delete(id);
    // The same command, submitted again under its id after it had been given up.
    if (earlier !== undefined && earlier !== entry) earlier.state.set(state);
    entry.release();
    entry.cancelRetry?.();
    entry.attempt?.abort();
    if (state.state === 'acknowledged') entry.resolve();
    else entry.reject(state.error);
    this.#change(entry, state);
    this.#sendDue();
  }

  #change(entry: Entry, state: CommandState): void {
    entry.state.set(state);
    this.#options.onChange?.(entry.command, state);
  }
}

function newEntry(command: Command, isKnown = false): Entry {
  const state = writable<CommandState>({ state: 'queued' });
  let resolve = (): void => {};
  let reject = (_error: TakeoverError): void => {};
  const settled = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  // Whoever only watches the state must not be told again of an unhandled rejection.
  settled.catch(() => {});
  const handle: CommandHandle = { id: command.id, state, settled };
  return { command, handle, state, resolve, reject, release: () => {}, cancelRetry: null, attempt: null, attempts: 0, isKnown };
}
