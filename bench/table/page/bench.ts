/** What `measures.mjs` calls in a page that holds one peer. Preparing is apart from doing, so that only doing is measured. */
import { fold, type Conversation, type ConversationEvent } from '@live-takeover/sdk';
import { conversationsOf } from '../../engine/workload.mjs';
import type { Peer } from '../peers/peer.js';
import type { Column, PlainRow } from '../rows/plain-row.js';
import { directed } from '../rows/row-order.js';
import { RowStore } from '../rows/row-store.js';
import { frame, framesUntil, painted } from './frames.js';
import { isFilled, showsFirst, textAt } from './on-screen.js';

/** Rows that must be right on screen before something counts as painted. */
const rowsLookedAt = 8;
/** Every how many frames of a stream its delay is probed. */
const probeFrames = 6;

/** How conversations stand when the measure begins. */
export interface Preparation {
  readonly conversations: number;
  readonly seed: number;
  /** Nothing has happened in any yet, and nothing will change by itself for minutes. */
  readonly isFresh: boolean;
}

export class Bench {
  readonly #peer: Peer;
  readonly #place = document.querySelector('main') as HTMLElement;
  #heads: readonly Conversation[] = [];
  #source!: ReturnType<typeof conversationsOf>;
  /** Kept up to date beside the peer, and never shown: tells what should be on screen. */
  #reference: RowStore | undefined;
  #column: Column = 'status';
  #isDescending = false;
  #events: readonly ConversationEvent[] = [];
  #expected: readonly PlainRow[] = [];

  constructor(peer: Peer) {
    this.#peer = peer;
  }

  prepare({ conversations, seed, isFresh }: Preparation): void {
    const startAt = Date.now() - 20_000;
    const spreadMs = isFresh ? 10_000 : 40 * 60_000;
    this.#source = conversationsOf({ conversations, seed, startAt, spreadMs, reserved: 1 });
    const byId = new Map<string, Conversation>();
    const take = (event: ConversationEvent): void => void byId.set(event.conversationId, fold(byId.get(event.conversationId), event));
    for (const event of this.#source.starts as readonly ConversationEvent[]) take(event);
    take(this.#source.asked(0, startAt) as ConversationEvent);
    const warmUpEvents = isFresh ? 0 : 2 * conversations;
    for (let index = 0; index < warmUpEvents; index += 1) take(this.#source.next(Math.floor(startAt + (index * 20_000) / warmUpEvents)) as ConversationEvent);
    this.#heads = [...byId.values()];
    if (!isFresh) this.#reference = new RowStore(this.#heads, Date.now());
    this.#expect();
  }

  hold(): void {
    this.#peer.hold(this.#heads);
  }

  async show(): Promise<void> {
    await this.#peer.show(this.#place);
    await framesUntil(() => this.#isFilled());
  }

  /** @returns frames until the right rows were on screen, −1 for never */
  async mount(): Promise<number> {
    await this.#peer.mount(this.#place, this.#heads);
    return framesUntil(() => this.#isRight());
  }

  /** Where nothing says what should be on screen. @returns frames until rows were, −1 for never */
  async mountUnseen(): Promise<number> {
    await this.#peer.mount(this.#place, this.#heads);
    return framesUntil(() => this.#isFilled());
  }

  /** Makes the next events, among them one that is seen: the customer in the first row writes. */
  prepareBurst(size: number): void {
    const now = Date.now();
    const first = this.#expected[0];
    const events = Array.from({ length: size - 1 }, () => this.#source.next(now) as ConversationEvent);
    if (first !== undefined) events.push(this.#source.said(this.#source.indexOf(first.id), now, `Burst at ${now}: are you still there?`) as ConversationEvent);
    this.#reference?.apply(events, now);
    this.#events = events;
    this.#expect();
  }

  /** @returns frames until what it changed was on screen, −1 for never */
  burst(): Promise<number> {
    this.#peer.apply(this.#events);
    return framesUntil(() => this.#isRight());
  }

  prepareSort(column: Column, isDescending: boolean): void {
    this.#column = column;
    this.#isDescending = isDescending;
    this.#expect();
  }

  sort(): Promise<number> {
    this.#peer.sort(this.#column, this.#isDescending);
    return framesUntil(() => this.#isRight());
  }

  prepareStream(eventsPerSecond: number, durationMs: number): void {
    const startAt = Date.now();
    const count = Math.ceil((eventsPerSecond * durationMs) / 1000);
    this.#events = Array.from({ length: count }, (_, index) => this.#source.next(startAt + Math.floor((index * 1000) / eventsPerSecond)) as ConversationEvent);
  }

  /**
   * Gives each frame the events that are due, and now and then one that is seen.
   *
   * @returns how long each frame took, and how many frames each probe needed to be on screen
   */
  async stream(eventsPerSecond: number, durationMs: number): Promise<{ readonly lengths: readonly number[]; readonly delays: readonly number[] }> {
    const lengths: number[] = [];
    const delays: number[] = [];
    let probe: { readonly text: string; readonly frame: number } | undefined;
    let sent = 0;
    const startedAt = performance.now();
    for (let last = await frame(); performance.now() - startedAt < durationMs; ) {
      const count = lengths.length;
      if (probe !== undefined && this.#firstRowShows(probe.text)) {
        delays.push(count - probe.frame);
        probe = undefined;
      }
      const due = Math.min(this.#events.length, Math.floor(((performance.now() - startedAt) / 1000) * eventsPerSecond));
      const events = this.#events.slice(sent, due);
      sent = due;
      if (probe === undefined && count % probeFrames === 0) {
        probe = { text: `Probe ${count}`, frame: count };
        events.push(this.#source.said(0, Date.now(), probe.text) as ConversationEvent);
      }
      if (events.length > 0) this.#peer.apply(events);
      const now = await frame();
      lengths.push(now - last);
      last = now;
    }
    return { lengths, delays };
  }

  /** From the first row to the last. @returns how long each frame took, and how many showed a gap */
  async scroll(frames: number): Promise<{ readonly lengths: readonly number[]; readonly blank: number }> {
    const scroller = this.#peer.scroller();
    const lengths: number[] = [];
    let blank = 0;
    const height = scroller.scrollHeight - scroller.clientHeight;
    let last = await frame();
    for (let step = 1; step <= frames; step += 1) {
      scroller.scrollTop = (height * step) / frames;
      await painted();
      if (!isFilled(this.#peer)) blank += 1;
      const now = performance.now();
      lengths.push(now - last);
      last = now;
    }
    return { lengths, blank };
  }

  /** What a person would see in the first rows, for looking at when something is wrong. */
  firstRows(): readonly (readonly [wanted: string, shown: string])[] {
    const top = this.#peer.bodyTop();
    const x = this.#peer.columnX('id');
    return this.#expected.map((row, index) => [`${row.label} ${row.lastText?.slice(0, 24) ?? '–'}`, textAt(x, top + (index + 0.5) * 44)]);
  }

  #firstRowShows(text: string): boolean {
    return textAt(this.#peer.columnX('last-message'), this.#peer.bodyTop() + 20).includes(text);
  }

  #isRight(): boolean {
    return this.#isFilled() && showsFirst(this.#peer, this.#expected);
  }

  #isFilled(): boolean {
    return Boolean(this.#peer.scroller()) && isFilled(this.#peer);
  }

  /** The first rows of the present order, found by looking at all. */
  #expect(): void {
    const compare = directed(this.#column, this.#isDescending);
    const first: PlainRow[] = [];
    for (const row of this.#reference?.rows ?? []) {
      const worst = first[rowsLookedAt - 1];
      if (worst !== undefined && compare(worst, row) < 0) continue;
      first.push(row);
      first.sort(compare);
      first.length = Math.min(first.length, rowsLookedAt);
    }
    this.#expected = first;
  }
}
