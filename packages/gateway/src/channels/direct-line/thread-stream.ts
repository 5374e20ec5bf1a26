import type { BotIdentity, Conversation, ConversationEvent } from '@live-takeover/sdk/core';
import type { Socket } from '../../agents/socket.js';
import type { Activity } from '../../activity/activity.js';
import type { Delivery } from './delivered-activity.js';
import { deliveredActivityOf } from './delivered-activity.js';
import type { ThreadPage } from './thread-reader.js';
import type { ThreadPosition } from './watermark.js';
import { watermarkOf } from './watermark.js';

/** What one socket needs from around it. */
export interface ThreadStreamOptions {
  readonly socket: Socket;
  readonly customer: Omit<Delivery, 'bot'>;
  /** Where the client says it has read to. */
  readonly position: ThreadPosition | undefined;
  readonly readAfter: (position: ThreadPosition | undefined) => Promise<ThreadPage>;
  readonly onFailure: (error: unknown) => void;
}

/** Beyond this a client is too slow to follow; it may come back and resume. */
const bufferedBytesLimit = 1_048_576;
/** RFC 6455 §7.4.1: the server meets an unexpected condition. directlinejs reconnects and resumes. */
const tryAgainCode = 1011;

/**
 * One customer's socket, kept at the end of its thread. Events that follow on
 * what was sent go straight out; anything else (a backlog, a gap, another
 * conversation of the thread) is read from the store, so that nothing is
 * missed or sent twice, whatever the order in which news arrives.
 */
export class ThreadStream {
  readonly #options: ThreadStreamOptions;
  #position: ThreadPosition | undefined;
  #isReading = false;
  #hasNews = false;
  #isClosed = false;

  constructor(options: ThreadStreamOptions) {
    this.#options = options;
    this.#position = options.position;
  }

  /** Sends what is stored after the client's position. Resolves when the client is at the end. */
  async catchUp(): Promise<void> {
    this.#hasNews = true;
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#hasNews && !this.#isClosed) await this.#readOn();
    } catch (error) {
      this.#options.onFailure(error);
      this.#end(tryAgainCode, 'temporarily unavailable');
    } finally {
      this.#isReading = false;
    }
  }

  /** Takes stored events of the thread, as they come. */
  deliver(conversation: Conversation, events: readonly ConversationEvent[]): void {
    const [first] = events;
    if (first === undefined || this.#isClosed) return;
    if (this.#isReading || !this.#isNext(conversation.id, first.seq)) {
      void this.catchUp();
      return;
    }
    this.#sendEvents(conversation.bot, events);
  }

  /** Sends what is not stored and has no place in the order. */
  signal(activity: Activity): void {
    if (!this.#isClosed) this.#options.socket.send(JSON.stringify({ activities: [activity] }));
  }

  /** The socket is gone. */
  closed(): void {
    this.#isClosed = true;
  }

  #isNext(conversationId: string, seq: number): boolean {
    return this.#position?.conversationId === conversationId && this.#position.seq + 1 === seq;
  }

  async #readOn(): Promise<void> {
    this.#hasNews = false;
    const page = await this.#options.readAfter(this.#position);
    if (this.#isClosed) return;
    this.#hasNews ||= page.hasMore;
    this.#position = page.position;
    this.#send(page.activities);
  }

  #sendEvents(bot: BotIdentity, events: readonly ConversationEvent[]): void {
    const delivery = { ...this.#options.customer, bot };
    const last = events.at(-1);
    if (last !== undefined) this.#position = { conversationId: last.conversationId, seq: last.seq };
    this.#send(events.map((event) => deliveredActivityOf(event, delivery)).filter((activity) => activity !== undefined));
  }

  #send(activities: readonly Activity[]): void {
    if (activities.length === 0) return;
    const { socket } = this.#options;
    socket.send(JSON.stringify({ activities, watermark: watermarkOf(this.#position) }));
    if (socket.bufferedAmount > bufferedBytesLimit) this.#end(tryAgainCode, 'too slow');
  }

  #end(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.socket.close(code, reason);
  }
}
