import type { Clock } from '../base/clock.js';
import type { Writable } from '../base/observable.js';
import { writable } from '../base/observable.js';
import type { Connector, Signal, TranscriptPage } from '../connector/connector.js';
import type { Conversation } from '../conversation/conversation.js';
import { isErased } from '../conversation/erasure.js';
import type { ConversationEvent, ConversationId } from '../conversation/event.js';
import type { StatusAt } from '../conversation/status.js';
import type { ConversationView } from '../takeover-client.js';
import type { ConversationSet } from '../view/conversation-set.js';
import type { Viewer } from '../view/row.js';
import { Transcript } from './transcript.js';
import { TypingBoard, typingSignal } from './typing.js';

/** Events fetched at once. */
export const pageSize = 50;

/** What an {@link OpenConversation} works with. */
export interface OpenConversationOptions {
  readonly id: ConversationId;
  readonly clock: Clock;
  readonly connector: Connector;
  readonly set: ConversationSet;
  /** The signed-in agent's id. */
  readonly me: () => string | undefined;
}

/** One conversation that somebody looks at; shared by everyone who does. */
export class OpenConversation {
  readonly conversation: Writable<Conversation | undefined> = writable<Conversation | undefined>(undefined);
  readonly status: Writable<StatusAt | undefined> = writable<StatusAt | undefined>(undefined);
  readonly events: Writable<readonly ConversationEvent[]> = writable<readonly ConversationEvent[]>([]);
  readonly hasOlder: Writable<boolean> = writable(false);
  readonly isLoading: Writable<boolean> = writable(false);
  readonly error: Writable<Error | undefined> = writable<Error | undefined>(undefined);
  readonly intent: Writable<ConversationView['intent']['value']>;
  readonly typing: TypingBoard;
  readonly viewers: Writable<readonly Viewer[]> = writable<readonly Viewer[]>([]);
  readonly setTyping: (isTyping: boolean) => void;
  readonly #options: OpenConversationOptions;
  readonly #transcript = new Transcript();
  readonly #closing = new AbortController();
  readonly #unwatch: () => void;
  #loading: Promise<void> | null = null;
  #isHeadAsked = false;

  constructor(options: OpenConversationOptions, intent: ConversationView['intent']['value']) {
    const { id, clock, connector, set } = options;
    this.#options = options;
    this.intent = writable(intent);
    this.typing = new TypingBoard(clock);
    this.setTyping = typingSignal(clock, (isActive) => connector.signal?.(id, 'typing', isActive));
    this.#unwatch = set.watch(id, () => this.#read());
    this.#read();
    this.readViewers();
    void this.#loadNewest();
  }

  /** Signals reach the backend again, and what could not be read may now be. */
  onReady(): void {
    const { id, connector } = this.#options;
    connector.signal?.(id, 'viewing', true);
    if (this.error.value !== undefined) void this.#loadNewest();
  }

  /** Nothing more is on its way. */
  onUpToDate(): void {
    this.#askForHead();
  }

  /** A snapshot is complete: whatever the conversation gained meanwhile came without events. */
  onSnapshot(): void {
    const head = this.#options.set.get(this.#options.id);
    if (head === undefined || !this.#transcript.isLoaded) return void this.#loadNewest();
    if (head.seq < this.#transcript.lastSeq) this.#transcript.doubt();
    if (head.seq !== this.#transcript.lastSeq) void this.#loadNewest();
  }

  /** What is known may be wrong. */
  onReset(): void {
    this.#transcript.doubt();
  }

  onEvents(events: readonly ConversationEvent[]): void {
    for (const event of events) if (event.type === 'message-sent') this.typing.endOf(event.from);
    this.#transcript.applyLive(events);
    this.#publish();
    if (this.#transcript.isBehind) void this.#loadNewest();
  }

  onTyping({ from, isActive }: Signal): void {
    if (from.kind !== 'agent' || from.id !== this.#options.me()) this.typing.follow(from, isActive);
  }

  /** Who looks at it may have changed. */
  readViewers(): void {
    this.viewers.set(this.#options.set.surroundings.viewersOf(this.#options.id));
  }

  async loadOlder(): Promise<void> {
    await this.#loading;
    const first = this.#transcript.events[0]?.seq;
    if (first === undefined || !this.#transcript.hasOlder) return;
    await this.#load(first, (page) => this.#transcript.applyOlder(page));
  }

  close(): void {
    const { id, connector } = this.#options;
    this.setTyping(false);
    connector.signal?.(id, 'viewing', false);
    this.#closing.abort();
    this.#unwatch();
    this.typing.close();
  }

  #read(): void {
    const { id, set } = this.#options;
    const head = set.get(id);
    this.conversation.set(head);
    this.status.set(set.statusOf(id));
    if (head === undefined || !isErased(head)) return;
    this.#transcript.erase(head.seq);
    this.#publish();
  }

  #publish(): void {
    this.events.set(this.#transcript.events);
    this.hasOlder.set(this.#transcript.hasOlder);
  }

  async #loadNewest(): Promise<void> {
    if (this.#loading !== null) return;
    const before = this.#transcript.lastSeq;
    await this.#load(null, (page) => this.#transcript.applyNewest(page));
    // Further events may have come before others while this page was on its way.
    if (this.#transcript.isBehind && this.#transcript.lastSeq > before) await this.#loadNewest();
  }

  /** One at a time; a second call waits for the first and asks for nothing. */
  #load(before: number | null, apply: (page: TranscriptPage) => void): Promise<void> {
    const { id, connector } = this.#options;
    this.isLoading.set(true);
    this.#loading ??= connector
      .transcript(id, before, pageSize, this.#closing.signal)
      .then(
        (page) => {
          apply(page);
          this.error.set(undefined);
        },
        (cause: unknown) => {
          if (!this.#closing.signal.aborted) this.error.set(cause instanceof Error ? cause : new Error(String(cause)));
        },
      )
      .then(() => {
        this.#loading = null;
        this.isLoading.set(false);
        if (!this.#closing.signal.aborted) this.#publish();
      });
    return this.#loading;
  }

  /** Conversations off the page are in no snapshot; this one is wanted all the same. */
  #askForHead(): void {
    const { id, connector, set } = this.#options;
    if (this.#isHeadAsked || set.get(id) !== undefined) return;
    this.#isHeadAsked = true;
    void connector
      .head(id, this.#closing.signal)
      .then(
        (head) => set.applyHead(head),
        (cause: unknown) => {
          if (!this.#closing.signal.aborted && cause instanceof Error) this.error.set(cause);
        },
      )
      .then(() => {
        this.#isHeadAsked = false;
      });
  }
}
