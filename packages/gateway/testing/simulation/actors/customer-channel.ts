/**
 * The gateway's side of the customers' channel: pushes what happens in a thread
 * to whoever listens, from where they left off.
 */
import type { Conversation, ConversationEvent, ConversationId } from '@live-takeover/sdk/core';
import type { Channel, ChannelSink } from '../../../src/channels/channel.js';
import type { EventStore } from '../../../src/store/event-store.js';
import type { End } from '../world/network.js';
import { tenant } from './configuration.js';

/** The name of the channel. */
export const channelName = 'web';

/** What a customer's page says first: its thread, and the last seq it has of each conversation. */
export interface Listening {
  readonly thread: string;
  readonly since: Readonly<Record<ConversationId, number>>;
}

interface Page {
  readonly end: End;
  readonly thread: string;
  /** The last seq pushed of each conversation. */
  readonly sent: Map<ConversationId, number>;
  /** What is read or pushed comes one after the other. */
  turn: Promise<void>;
}

/** The customers' channel on one node. */
export class CustomerChannel implements Channel {
  readonly name: string = channelName;
  readonly sink: ChannelSink;
  readonly #store: EventStore;
  readonly #onDisorder: (detail: string) => void;
  readonly #pages = new Set<Page>();
  readonly #delivered = new Map<ConversationId, number>();

  /** @param onDisorder - told when the gateway hands over facts in another order than the log's */
  constructor(store: EventStore, sink: ChannelSink, onDisorder: (detail: string) => void) {
    this.#store = store;
    this.sink = sink;
    this.#onDisorder = onDisorder;
  }

  async handle(): Promise<undefined> {
    return undefined;
  }

  signal(): void {}

  /** Serves a customer's page. */
  attach(end: End): void {
    end.onMessage = (text) => {
      const { thread, since } = JSON.parse(text) as Listening;
      const page: Page = { end, thread, sent: new Map(Object.entries(since)), turn: Promise.resolve() };
      this.#pages.add(page);
      end.onClose = () => void this.#pages.delete(page);
      this.#inTurn(page, async () => {
        for (const conversationId of await this.#store.threadConversations(tenant, thread)) await this.#catchUp(page, conversationId);
      });
    };
  }

  deliver(_tenant: string, conversation: Conversation, events: readonly ConversationEvent[]): void {
    const { id, thread } = conversation;
    const first = events[0]?.seq ?? 0;
    const last = this.#delivered.get(id);
    if (last !== undefined && first !== last + 1) this.#onDisorder(`${id}: ${first} delivered after ${last}`);
    this.#delivered.set(id, events.at(-1)?.seq ?? first);
    for (const page of this.#pages)
      if (page.thread === thread)
        this.#inTurn(page, async () => {
          if (first > (page.sent.get(id) ?? 0) + 1) await this.#catchUp(page, id);
          push(page, events);
        });
  }

  #inTurn(page: Page, action: () => Promise<void>): void {
    page.turn = page.turn.then(action).catch(() => {
      // It comes back, and asks again for what it lacks.
      this.#pages.delete(page);
      page.end.close(1011);
    });
  }

  async #catchUp(page: Page, conversationId: ConversationId): Promise<void> {
    push(page, await this.#store.read(tenant, conversationId, page.sent.get(conversationId) ?? 0));
  }
}

function push(page: Page, events: readonly ConversationEvent[]): void {
  for (const event of events) {
    if (event.seq <= (page.sent.get(event.conversationId) ?? 0)) continue;
    page.sent.set(event.conversationId, event.seq);
    page.end.send(JSON.stringify(event));
  }
}
