/**
 * One conversation at Salesforce, from the asking to the end: what Salesforce is
 * to have goes there in the order of the log until it has it; what it says comes
 * by the stream meanwhile.
 */
import type { Conversation } from '@live-takeover/sdk/core';
import type { SalesforceConfig } from '../../config/channels-config.js';
import type { Runtime } from '../../runtime.js';
import type { EventStore } from '../../store/event-store.js';
import { untilDefinite } from '../../store/until-definite.js';
import type { DeskProblem, DeskSink } from '../desk.js';
import type { DeskEntry } from './desk-entry.js';
import { entriesOfList } from './desk-entry.js';
import type { DeskSenderOptions } from './desk-sender.js';
import { sendNext } from './desk-sender.js';
import type { DeskVoice } from './desk-voice.js';
import { createDeskVoice, salesforceDeskId } from './desk-voice.js';
import { listen } from './event-listener.js';
import type { MiawClient } from './miaw-client.js';
import type { PersistentCalls } from './persistent-calls.js';
import { createPersistentCalls } from './persistent-calls.js';
import type { KeptRecord, SessionRecord, SessionRecords } from './session-record.js';
import { tellEnd } from './tell-end.js';
import { deskId } from './transcript.js';

/** What a session works with. */
export interface SessionOptions {
  readonly config: SalesforceConfig;
  readonly client: MiawClient;
  readonly records: SessionRecords;
  readonly sink: DeskSink;
  readonly store: Pick<EventStore, 'read'>;
  readonly runtime: Runtime;
  /** The session is over, or was let go. */
  readonly onEnd: () => void;
}

/** A session in progress. */
export interface SalesforceSession {
  readonly requestSeq: number;
  /** The conversation as it stands now. */
  follow(head: Conversation): void;
  /** The customer types, or stops. */
  type(isActive: boolean): void;
  /** Leaves everything as it is, for whoever goes on with it. */
  letGo(): void;
}

/** How long Salesforce may not answer, once it has accepted, before our agents are asked. */
const patienceMs = 5 * 60_000;
/** As many pages of entries are looked at as could come of a gap that anybody waits through. */
const pagesLookedAt = 20;
const eventsAtOnce = 200;

/** Whether a conversation is asked of Salesforce by that request, or held by it. */
export function isWanted({ closed, operator, request, left }: Conversation, requestSeq: number): boolean {
  if (closed !== null || left?.why === 'ended') return false;
  if (operator.kind === 'desk') return operator.id === salesforceDeskId;
  return operator.kind === 'bot' && request?.target === salesforceDeskId && request.seq === requestSeq;
}

/** What a session begins with of which nothing was kept. */
export function newRecord(tenant: string, { id }: Conversation, requestSeq: number): KeptRecord {
  const deskConversationId = deskId('conversation', tenant, id, requestSeq);
  const record = { requestSeq, deskConversationId, token: '', lastEventId: null, lastEntryAt: 0, sentSeq: 0, isCreated: false, agents: {} };
  return { conversationId: id, version: 0, record };
}

/** Takes up a session where it was left. */
export function startSession(options: SessionOptions, tenant: string, head: Conversation, kept: KeptRecord): SalesforceSession {
  const session = new Session(options, tenant, head, kept);
  session.start();
  return session;
}

class Session implements SalesforceSession {
  readonly #options: SessionOptions;
  readonly #tenant: string;
  /** Ends everything. */
  readonly #ending = new AbortController();
  /** Ends what is done for a conversation that Salesforce has, or is to have. */
  readonly #serving = new AbortController();
  readonly #voice: DeskVoice;
  readonly #calls: PersistentCalls;
  readonly #sending: DeskSenderOptions;
  #head: Conversation;
  #record: SessionRecord;
  #version: number;
  #writing: Promise<void> = Promise.resolve();
  /** Whether Salesforce itself has ended it. */
  #isOverThere = false;
  #isListening = false;
  #wake = (): void => {};
  #cancelDeadline = (): void => {};
  /** When it stopped answering, epoch ms; undefined while it answers. */
  #troubledSince: number | undefined;

  constructor(options: SessionOptions, tenant: string, head: Conversation, { record, version }: KeptRecord) {
    this.#options = options;
    this.#tenant = tenant;
    this.#head = head;
    this.#record = record;
    this.#version = version;
    this.#calls = createPersistentCalls({
      ...options,
      token: () => this.#record.token,
      keepToken: (token) => this.#keep({ token }),
      onHealth: (isHealthy) => this.#noteHealth(isHealthy),
      onRefused: (status) => this.#refused(status),
      ending: this.#ending.signal,
    });
    this.#voice = createDeskVoice({
      ...options,
      tenant,
      head: () => this.#head,
      agents: () => this.#record.agents,
      keepAgents: (agents) => this.#keep({ agents }),
      definitely: (attempt) => this.#definitely(attempt),
      fail: (problem) => this.#fail(problem),
      onClosed: () => (this.#isOverThere = true),
    });
    this.#sending = {
      client: options.client,
      calls: this.#calls,
      head: () => this.#head,
      record: () => this.#record,
      keep: (change) => this.#keep(change),
      read: (after) => this.#definitely(() => options.store.read(tenant, head.id, after, eventsAtOnce)),
      listen: (isResumed) => this.#listen(isResumed),
      signal: this.#serving.signal,
    };
  }

  get requestSeq(): number {
    return this.#record.requestSeq;
  }

  start(): void {
    this.#run().catch((error: unknown) => this.#giveUp(error));
  }

  follow(head: Conversation): void {
    if (head.seq < this.#head.seq) return;
    this.#head = head;
    if (this.#isWanted()) this.#armDeadline();
    else this.#serving.abort();
    this.#wake();
  }

  type(isActive: boolean): void {
    const { deskConversationId, token, isCreated } = this.#record;
    if (!isCreated || this.#head.operator.kind !== 'desk') return;
    const id = deskId('typing', deskConversationId, this.#options.runtime.newId());
    // Worth nothing a moment later: it is not attempted again.
    void this.#options.client.type(token, deskConversationId, { id, isActive }, this.#serving.signal);
  }

  letGo(): void {
    this.#ending.abort();
    this.#serving.abort();
    this.#cancelDeadline();
    this.#voice.stop();
    this.#wake();
    this.#options.onEnd();
  }

  async #run(): Promise<void> {
    this.follow(this.#head);
    this.#calls.renewInTime();
    while (!this.#ending.signal.aborted) {
      if (!this.#isWanted()) return this.#finish();
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      if (!(await sendNext(this.#sending))) await woken;
    }
  }

  #listen(isResumed: boolean): void {
    if (this.#isListening) return;
    this.#isListening = true;
    const { client, runtime } = this.#options;
    const options = {
      runtime,
      open: (signal: AbortSignal) => client.stream(this.#record.token, this.#record.lastEventId, signal),
      catchUp: () => this.#catchUp(),
      take: (entries: readonly DeskEntry[], lastEventId: string | undefined) => this.#take(entries, lastEventId),
      renew: () => this.#calls.renew(),
      onHealth: (isHealthy: boolean) => this.#noteHealth(isHealthy),
      onUnreadable: (event: string) => runtime.log('warn', 'desk-event-unreadable', { ...this.#names(), event: event.slice(0, 100) }),
      onRefused: () => void this.#refused(undefined).catch((error: unknown) => this.#giveUp(error)),
    };
    void listen(options, isResumed, this.#serving.signal);
  }

  async #catchUp(): Promise<void> {
    const { client } = this.#options;
    for (let page = 0; page < pagesLookedAt && this.#record.isCreated; page += 1) {
      const { token, deskConversationId, lastEntryAt } = this.#record;
      const outcome = await client.entries(token, deskConversationId, lastEntryAt, this.#serving.signal);
      const entries = outcome.kind === 'done' ? entriesOfList(outcome.value) : [];
      await this.#take(entries, undefined);
      // Where there is nothing more, or nothing to be had: the stream repeats what it still knows.
      if (this.#record.lastEntryAt === lastEntryAt) return;
    }
  }

  async #take(entries: readonly DeskEntry[], lastEventId: string | undefined): Promise<void> {
    const { deskConversationId } = this.#record;
    for (const entry of entries) {
      if (this.#serving.signal.aborted) return;
      if (entry.conversationId === undefined || entry.conversationId === deskConversationId) await this.#voice.hear(entry);
    }
    const lastEntryAt = Math.max(this.#record.lastEntryAt, ...entries.map(({ at }) => at));
    await this.#keep({ lastEntryAt, ...(lastEventId === undefined ? {} : { lastEventId }) });
  }

  #noteHealth(isHealthy: boolean): void {
    if (isHealthy) this.#troubledSince = undefined;
    else this.#troubledSince ??= this.#options.runtime.now();
    this.#armDeadline();
  }

  /** One deadline at a time: until somebody accepts, for as long as nobody answers, or until somebody else comes. */
  #armDeadline(): void {
    const { runtime, config } = this.#options;
    this.#cancelDeadline();
    if (!this.#isWanted() || this.#serving.signal.aborted) return;
    const arm = (at: number, problem: DeskProblem): void => {
      this.#cancelDeadline = runtime.schedule(Math.max(0, at - runtime.now()), () => void this.#fail(problem).catch((error: unknown) => this.#giveUp(error)));
    };
    const { request, operator } = this.#head;
    if (operator.kind === 'bot' && request !== null) arm(request.at + config.acceptWithinMs, this.#record.isCreated ? 'not-accepted' : 'unreachable');
    else if (this.#troubledSince !== undefined) arm(this.#troubledSince + patienceMs, 'unreachable');
    else if (this.#voice.aloneSince !== undefined) arm(this.#voice.aloneSince + config.acceptWithinMs, 'not-accepted');
  }

  async #refused(status: number | undefined): Promise<void> {
    this.#options.runtime.log('error', 'desk-refused', { ...this.#names(), status: status ?? 401 });
    await this.#fail('refused');
  }

  #fail(problem: DeskProblem): Promise<void> {
    return this.#definitely(() => this.#options.sink.failed(this.#tenant, this.#head.id, salesforceDeskId, problem, `${this.#record.deskConversationId}:failed`));
  }

  /** Salesforce is told that it is over, and what was kept is forgotten. */
  async #finish(): Promise<void> {
    const { records, sink, runtime, client } = this.#options;
    const { deskConversationId, requestSeq, token } = this.#record;
    this.#cancelDeadline();
    this.#voice.stop();
    if (this.#head.left?.why === 'ended') await this.#definitely(() => sink.ended(this.#tenant, this.#head.id, salesforceDeskId, `${deskConversationId}:left`));
    const telling = { client, runtime, calls: this.#calls, token: () => this.#record.token };
    const isTold = this.#isOverThere || token === '' || (await tellEnd(telling, deskConversationId, this.#ending.signal));
    if (this.#ending.signal.aborted) return;
    if (!isTold) runtime.log('warn', 'desk-not-told-of-end', this.#names());
    await this.#writing;
    await this.#definitely(() => records.remove(this.#tenant, this.#head.id, requestSeq));
    this.letGo();
  }

  /** One after the other, so that the newest is what is kept in the end. */
  #keep(change: Partial<SessionRecord>): Promise<void> {
    this.#record = { ...this.#record, ...change };
    if (change.token !== undefined) this.#calls.renewInTime();
    const write = async (): Promise<void> => {
      if (this.#ending.signal.aborted) return;
      const kept = { conversationId: this.#head.id, version: this.#version, record: this.#record };
      this.#version = await this.#definitely(() => this.#options.records.put(this.#tenant, kept));
      this.#armDeadline();
    };
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }

  #giveUp(error: unknown): void {
    if (this.#ending.signal.aborted) return;
    this.#options.runtime.log('error', 'desk-session-failed', { ...this.#names(), error: error instanceof Error ? error.name : 'unknown' });
    this.letGo();
  }

  #definitely<Result>(attempt: () => Promise<Result>): Promise<Result> {
    return untilDefinite({ runtime: this.#options.runtime, signal: this.#ending.signal }, attempt);
  }

  #isWanted(): boolean {
    return isWanted(this.#head, this.#record.requestSeq);
  }

  #names(): { readonly desk: string; readonly conversation: string; readonly reference: string } {
    return { desk: salesforceDeskId, conversation: this.#head.id, reference: this.#head.reference };
  }
}
