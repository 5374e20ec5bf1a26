/**
 * One client's place on a stream: first whatever brings it up to date (a
 * snapshot, or what it missed), then the deltas, and nothing in between lost.
 */
import type { Conversation, ConversationEvent, ConversationId, Cursor } from '@live-takeover/sdk/core';
import { encodeFrame } from '@live-takeover/sdk/core';
import type { Runtime } from '../runtime.js';
import type { EventStore, Position } from '../store/event-store.js';
import type { Snapshot } from './snapshot.js';
import type { EncodedDelta, Stream } from './stream.js';

/** Where a subscription's frames go. */
export interface FrameSink {
  readonly bufferedAmount: number;
  send(text: string, isCompressible?: boolean): void;
  /** The client does not keep up. */
  tooSlow(): void;
}

/** What a subscription works with. */
export interface SubscriptionOptions {
  readonly stream: Stream;
  readonly sink: FrameSink;
  readonly runtime: Runtime;
  readonly store: EventStore;
  readonly takeSnapshot: () => Snapshot | Promise<Snapshot>;
  readonly findHead: (tenant: string, conversationId: ConversationId) => Promise<Conversation | undefined>;
}

/** How a subscription begins. */
export type Beginning =
  | { readonly kind: 'snapshot' }
  /** From a cursor: `positions` are what it stands for, `until` what the stream stood for when it was accepted. */
  | { readonly kind: 'resume'; readonly cursor: Cursor; readonly positions: readonly Position[]; readonly until: readonly Position[] };

const pauseAboveBytes = 1_000_000;
const pauseMs = 20;
const waitingLimit = 20_000;
const eventsPerDelta = 500;

/** Follows a stream from its construction; sends nothing before {@link Subscription.begin}. */
export class Subscription {
  readonly #options: SubscriptionOptions;
  readonly #listener = (delta: EncodedDelta): void => this.#receive(delta);
  readonly #aborted = new AbortController();
  #waiting: EncodedDelta[] | undefined = [];
  /** Counts beginnings: what an earlier one still had to send is sent no more. */
  #round = 0;
  #whenCurrent: (() => void)[] = [];

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    options.stream.listeners.add(this.#listener);
  }

  /** Brings the client up to date, then lets the deltas through. */
  async begin(beginning: Beginning): Promise<void> {
    try {
      if (beginning.kind === 'resume') await this.#catchUp(beginning);
      else await this.#sendSnapshot();
    } catch (error) {
      if (this.#aborted.signal.aborted) return;
      this.#options.runtime.log('warn', 'subscription-restarted', { name: error instanceof Error ? error.name : 'unknown' });
      await this.restart('What was missed could not be read.');
    }
  }

  /** Tells the client that what it knows may be wrong, and sends everything anew. */
  async restart(why: string): Promise<void> {
    this.#round += 1;
    this.#waiting = [];
    this.#options.sink.send(encodeFrame({ type: 'reset', why }));
    try {
      await this.#sendSnapshot();
    } catch (error) {
      if (this.#aborted.signal.aborted) return;
      this.#options.runtime.log('error', 'snapshot-failed', { name: error instanceof Error ? error.name : 'unknown' });
      this.#options.sink.tooSlow();
    }
  }

  /** Calls back once everything due before now has been sent. */
  afterDue(callback: () => void): void {
    if (this.#waiting === undefined) callback();
    else this.#whenCurrent.push(callback);
  }

  close(): void {
    this.#aborted.abort();
    this.#options.stream.listeners.delete(this.#listener);
    this.#waiting = [];
    this.#whenCurrent = [];
  }

  #receive(delta: EncodedDelta): void {
    if (this.#waiting === undefined) return this.#send(delta);
    this.#waiting.push(delta);
    if (this.#waiting.length > waitingLimit) this.#options.sink.tooSlow();
  }

  async #sendSnapshot(): Promise<void> {
    const round = this.#round;
    const taken = this.#options.takeSnapshot();
    const snapshot = taken instanceof Promise ? await taken : taken;
    // Taken a moment ago for someone else, perhaps: what came between follows it.
    const between = this.#options.stream.deltasSince(snapshot.cursor);
    if (between !== undefined) this.#waiting = [...between];
    for (let index = 0; index < snapshot.partCount; index += 1) {
      if (this.#isOver(round)) return;
      this.#options.sink.send(snapshot.part(index), true);
      await this.#drained();
    }
    if (!this.#isOver(round)) this.#flow();
  }

  async #catchUp({ cursor, positions, until }: Extract<Beginning, { kind: 'resume' }>): Promise<void> {
    const { stream } = this.#options;
    const round = this.#round;
    const recent = stream.deltasSince(cursor);
    if (recent !== undefined) {
      // Everything since is in memory, including what came since the cursor was accepted.
      this.#waiting = [];
      for (const delta of recent) this.#send(delta);
      return this.#flow();
    }
    let place = [...positions];
    let prev = cursor;
    for (const [partition, end] of until.entries())
      for await (const { events, position } of this.#missed(partition, positions[partition] ?? 0, end)) {
        place = place.map((value, index) => (index === partition ? position : value));
        const delta = stream.encode(prev, stream.cursorAt(place), events);
        prev = delta.cursor;
        this.#send(delta);
        await this.#drained();
        if (this.#isOver(round)) return;
      }
    if (this.#isOver(round)) return;
    this.#join(prev);
    this.#flow();
  }

  /** What of a partition between two positions belongs to this stream. */
  async *#missed(partition: number, after: Position, until: Position): AsyncGenerator<{ readonly events: readonly ConversationEvent[]; readonly position: Position }> {
    if (after >= until) return;
    const ended = new AbortController();
    const signal = AbortSignal.any([ended.signal, this.#aborted.signal]);
    let events: ConversationEvent[] = [];
    try {
      for await (const batch of this.#options.store.tail(partition, after, signal))
        for (const { tenant, position, event } of batch) {
          if (await this.#covers(tenant, event)) events.push(event);
          if (events.length < eventsPerDelta && position < until) continue;
          if (events.length > 0) yield { events, position };
          if (position >= until) return;
          events = [];
        }
    } finally {
      ended.abort();
    }
    throw new Error('The log ended before the place to read up to.');
  }

  async #covers(tenant: string, event: ConversationEvent): Promise<boolean> {
    const { stream, findHead } = this.#options;
    if (tenant !== stream.scope.tenant) return false;
    if (event.type === 'conversation-started') return stream.covers(tenant, { id: event.conversationId, bot: event.bot });
    const head = await findHead(tenant, event.conversationId);
    return head !== undefined && stream.covers(tenant, head);
  }

  /** Makes the first delta that waits follow the last one sent: in between lies nothing of this stream. */
  #join(prev: Cursor): void {
    const { stream } = this.#options;
    const next = this.#waiting?.[0]?.prev ?? stream.cursor;
    if (prev !== next) this.#send(stream.encode(prev, next, []));
  }

  #isOver(round: number): boolean {
    return this.#aborted.signal.aborted || round !== this.#round;
  }

  #flow(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const delta of waiting) this.#send(delta);
    const callbacks = this.#whenCurrent;
    this.#whenCurrent = [];
    for (const callback of callbacks) callback();
  }

  #send({ frames }: EncodedDelta): void {
    for (const frame of frames) this.#options.sink.send(frame);
  }

  async #drained(): Promise<void> {
    while (this.#options.sink.bufferedAmount > pauseAboveBytes && !this.#aborted.signal.aborted)
      await new Promise<void>((resolve) => void this.#options.runtime.schedule(pauseMs, resolve));
  }
}
