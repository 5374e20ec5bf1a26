import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headOf, message } from '../client/facts.test-support.js';
import type { Conversation } from '../conversation/conversation.js';
import type { ConversationEvent } from '../conversation/event.js';
import type { ServerFrame } from '../wire/frames.js';
import type { ConnectorUnderTest } from './connector-under-test.test-support.js';
import { connectorUnderTest } from './connector-under-test.test-support.js';
import type { FakeSocket } from './fake-socket.test-support.js';

/** A gateway with one conversation, whose log is as long as `seq` says. */
class ModelGateway {
  seq = 1;
  readonly #under: ConnectorUnderTest;
  readonly #parts: number;
  #incarnation = 1;
  #socket: FakeSocket | undefined;
  #heard = 0;
  #isFollowed = false;
  #queue: ServerFrame[] = [];

  constructor(under: ConnectorUnderTest, parts: number) {
    this.#under = under;
    this.#parts = parts;
  }

  /** Takes what the client said on its newest socket, and queues the answers. */
  listen(): void {
    const socket = this.#under.sockets.all.at(-1);
    if (socket !== this.#socket) {
      this.#socket = socket;
      this.#heard = 0;
      this.#isFollowed = false;
      this.#queue = [];
      socket?.accept();
    }
    for (const frame of socket?.frames.slice(this.#heard) ?? []) {
      if (frame.type === 'hello') this.#welcome(frame.cursor);
      else if (frame.type === 'ping') this.#queue.push(this.#under.ping());
    }
    this.#heard = socket?.frames.length ?? 0;
  }

  append(): void {
    this.seq += 1;
    if (this.#isFollowed) this.#queue.push(this.#delta(this.seq));
  }

  deliver(count: number): void {
    for (const frame of this.#queue.splice(0, count)) if (this.#socket?.closedWith === undefined) this.#socket?.say(frame);
  }

  /** Loses the oldest delta under way, as no gateway should. */
  lose(): void {
    const index = this.#queue.findIndex(({ type }) => type === 'delta');
    if (index >= 0) this.#queue.splice(index, 1);
  }

  drop(): void {
    if (this.#socket?.closedWith === undefined) this.#socket?.drop();
  }

  /** Starts from a backup that lacks the last events: its cursors are void. */
  restore(): void {
    this.#incarnation += 1;
    this.seq = Math.max(1, this.seq - 2);
    this.drop();
  }

  #welcome(cursor: string | undefined): void {
    const [incarnation, seq] = (cursor ?? '0:0').split(':').map(Number);
    const isResumed = incarnation === this.#incarnation;
    this.#isFollowed = true;
    this.#queue.push(this.#under.welcome(isResumed));
    if (isResumed) for (let next = (seq ?? 0) + 1; next <= this.seq; next += 1) this.#queue.push(this.#delta(next));
    else for (let part = 1; part <= this.#parts; part += 1) this.#queue.push(this.#snapshot(part));
  }

  #snapshot(part: number): ServerFrame {
    const heads = part === 1 ? [headOf('c1', this.seq)] : [];
    return { type: 'snapshot', cursor: `${this.#incarnation}:${this.seq}`, part, parts: this.#parts, heads };
  }

  #delta(seq: number): ServerFrame {
    const cursorAt = (position: number): string => `${this.#incarnation}:${position}`;
    return { type: 'delta', prev: cursorAt(seq - 1), cursor: cursorAt(seq), events: [message('c1', seq)] };
  }
}

/** What a reader of the sink knows: the last seq, and that it never missed one. */
function seqOf({ calls }: ConnectorUnderTest['sink']): number {
  let seq = 0;
  for (const [name, argument] of calls) {
    if (name === 'snapshot') for (const head of (argument as { heads: readonly Conversation[] }).heads) seq = head.seq;
    if (name !== 'events') continue;
    for (const event of argument as readonly ConversationEvent[]) {
      expect(event.seq).toBe(seq + 1);
      seq = event.seq;
    }
  }
  return seq;
}

const step = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ what: 'append' as const, count: 1 }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constant('deliver' as const), count: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('wait' as const), count: fc.integer({ min: 0, max: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('drop' as const, 'lose' as const, 'restore' as const, 'wake' as const), count: fc.constant(1) }) },
);

test('through drops, losses, restores and sleep no event is missed or applied twice, and in the end all are there', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 50 }), fc.integer({ min: 1, max: 3 }), async (steps, parts) => {
      const under = connectorUnderTest();
      const gateway = new ModelGateway(under, parts);
      under.connector.open(under.scope, under.sink, under.closing.signal);
      await under.settle();
      for (const { what, count } of steps) {
        gateway.listen();
        if (what === 'wait') await under.clock.pass(count * 1_000);
        else if (what === 'wake') under.page.wake();
        else gateway[what](count);
        seqOf(under.sink);
      }
      for (let round = 0; round < 200; round += 1) {
        gateway.listen();
        if (round === 0) gateway.append();
        gateway.deliver(100);
        if (under.sink.state === 'up-to-date' && seqOf(under.sink) === gateway.seq) break;
        await under.clock.pass(1_000);
      }
      expect(under.sink.state).toBe('up-to-date');
      expect(seqOf(under.sink)).toBe(gateway.seq);
      under.closing.abort();
      expect(under.clock.pending).toBe(0);
    }),
    { numRuns: 150 },
  );
});
