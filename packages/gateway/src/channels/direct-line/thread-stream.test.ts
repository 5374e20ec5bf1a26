import type { Conversation, ConversationEvent } from '@live-takeover/sdk/core';
import { fold } from '@live-takeover/sdk/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCustomerSocket } from '../../../testing/customer-socket.js';
import type { CustomerSocket } from '../../../testing/customer-socket.js';
import { settled } from '../../../testing/fake-runtime.js';
import { readThread } from './thread-reader.js';
import { ThreadStream } from './thread-stream.js';
import { positionOf } from './watermark.js';

interface Frame {
  readonly activities: readonly { readonly text?: string }[];
  readonly watermark?: string;
}

/** A thread whose store is always up to date and whose news lags behind, as a test wants it. */
class Thread {
  readonly texts: string[] = [];
  readonly undelivered: { readonly head: Conversation; readonly event: ConversationEvent }[] = [];
  readonly #logs: ConversationEvent[][] = [];
  readonly #heads: Conversation[] = [];

  readonly store = {
    threadConversations: async () => this.#heads.map(({ id }) => id),
    head: async (_tenant: string, id: string) => this.#heads.find((head) => head.id === id),
    read: async (_tenant: string, id: string, after: number, limit = 500) =>
      (this.#logs[this.#heads.findIndex((head) => head.id === id)] ?? []).slice(after, after + limit),
  };

  say(text: string, from: 'customer' | 'bot'): void {
    this.texts.push(text);
    this.#append({ type: 'message-sent', id: text, from, text });
  }

  note(text: string): void {
    this.#append({ type: 'note-added', id: text, by: { id: '7', name: 'Ana' }, text });
  }

  begin(): void {
    const id = `c${String(this.#heads.length)}`;
    this.#logs.push([]);
    this.#append({ type: 'conversation-started', id: 'started', bot: { id: 'b', name: 'B' }, channel: 'web', contact: { verified: false }, attributes: {}, reference: id, thread: 't' }, id);
  }

  #append(event: object, newId?: string): void {
    const log = this.#logs.at(-1) ?? [];
    const conversationId = newId ?? this.#heads.at(-1)?.id ?? '';
    const stored = { ...event, conversationId, seq: log.length + 1, at: 0 } as ConversationEvent;
    log.push(stored);
    const head = fold(newId === undefined ? this.#heads.pop() : undefined, stored);
    this.#heads.push(head);
    this.undelivered.push({ head, event: stored });
  }
}

/** A client that counts on the stream alone, and comes back with the last watermark it saw. */
class Client {
  readonly seen: string[] = [];
  #socket: CustomerSocket = createCustomerSocket();
  #stream: ThreadStream | undefined;
  #taken = 0;
  #watermark = '';

  connect(thread: Thread): void {
    this.#drop();
    this.#socket = createCustomerSocket();
    this.#taken = 0;
    this.#stream = new ThreadStream({
      socket: this.#socket,
      customer: { thread: 't', userId: 'u' },
      position: positionOf(this.#watermark),
      readAfter: (position) => readThread(thread.store, { tenant: 'default', thread: 't', userId: 'u' }, position),
      onFailure: (error) => {
        throw error;
      },
    });
    void this.#stream.catchUp();
  }

  deliver(head: Conversation, event: ConversationEvent): void {
    this.#stream?.deliver(head, [event]);
  }

  take(): void {
    for (const frame of this.#socket.frames.slice(this.#taken) as readonly Frame[]) {
      this.#watermark = frame.watermark ?? this.#watermark;
      this.seen.push(...frame.activities.map(({ text }) => text ?? ''));
    }
    this.#taken = this.#socket.frames.length;
  }

  #drop(): void {
    this.take();
    this.#stream?.closed();
  }
}

const step = fc.constantFrom('customer', 'bot', 'note', 'begin', 'deliver', 'deliver', 'connect-first', 'connect-second', 'settle');

test('whatever comes in between, every page of a customer sees every message of the thread once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const thread = new Thread();
      const [first, second] = [new Client(), new Client()];
      thread.begin();
      for (const [index, name] of steps.entries()) {
        if (name === 'customer' || name === 'bot') thread.say(`text-${String(index)}`, name);
        else if (name === 'note') thread.note(`note-${String(index)}`);
        else if (name === 'begin') thread.begin();
        else if (name === 'connect-first') first.connect(thread);
        else if (name === 'connect-second') second.connect(thread);
        else if (name === 'settle') await settled(3);
        else deliverOne(thread, first, second);
      }
      first.connect(thread);
      while (thread.undelivered.length > 0) deliverOne(thread, first, second);
      second.connect(thread);
      await settled();
      for (const client of [first, second]) {
        client.take();
        expect(client.seen).toEqual(thread.texts);
      }
    }),
    { numRuns: 200 },
  );
});

function deliverOne(thread: Thread, ...clients: readonly Client[]): void {
  const next = thread.undelivered.shift();
  if (next !== undefined) for (const client of clients) client.deliver(next.head, next.event);
}
