import type { ConversationEvent } from '@live-takeover/sdk';
import { dayOf } from './day-words.js';
import type { Missed } from './missed-messages.js';
import { transcriptFacts, transcriptItems, type TranscriptFacts, type TranscriptItem } from './transcript-items.js';
import { windowAround, windowAtEnd, windowDown, windowLimit, windowRange, windowUp, type TranscriptWindow } from './transcript-window.js';

/** What is shown of a transcript at one moment. Unchanged input gives the identical object. */
export interface ShownTranscript {
  readonly items: readonly TranscriptItem[];
  /** Whether older messages are held that are not shown. */
  readonly hasOlderHeld: boolean;
  /** Whether the newest message is shown. */
  readonly hasNewest: boolean;
}

/** The part of one conversation's transcript that is in the DOM, and what of it is new to the reader. */
export class Transcript {
  #events: readonly ConversationEvent[] = [];
  #facts: TranscriptFacts = transcriptFacts([]);
  #window: TranscriptWindow = windowAtEnd;
  #shown: ShownTranscript | undefined;
  #missed: Missed | undefined;
  #readSeq = 0;
  #spokenSeq = 0;

  /**
   * Takes in the events as they now are.
   *
   * @param isAtEnd - the reader is at the end: the window follows, and everything counts as read
   */
  follow(events: readonly ConversationEvent[], isAtEnd: boolean): void {
    if (events !== this.#events) this.#read(events, isAtEnd);
    if (isAtEnd && this.shown.hasNewest) this.#readSeq = events.at(-1)?.seq ?? this.#readSeq;
  }

  /** Marks what the agent missed, or nothing. */
  mark(missed: Missed | undefined): void {
    if (missed?.afterSeq === this.#missed?.afterSeq && missed?.count === this.#missed?.count) return;
    this.#missed = missed;
    this.#shown = undefined;
  }

  get shown(): ShownTranscript {
    if (this.#shown !== undefined) return this.#shown;
    const { visible } = this.#facts;
    const { first, last } = windowRange(this.#window, visible);
    this.#shown = {
      items: transcriptItems(this.#facts, first, last, dayOf, this.#missed),
      hasOlderHeld: first > 0,
      hasNewest: last >= visible.length,
    };
    return this.#shown;
  }

  /** The reasons that agents gave when a takeover ended, by id. */
  get wrapUps(): readonly string[] {
    return this.#facts.wrapUps;
  }

  /** Messages since the reader left the end, their own agent's side excepted. */
  get unreadCount(): number {
    let count = 0;
    const { visible } = this.#facts;
    for (let index = visible.length - 1; index >= 0; index -= 1) {
      const event = visible[index];
      if (event === undefined || event.seq <= this.#readSeq) break;
      if (event.type === 'message-sent' && event.from !== 'agent') count += 1;
    }
    return count;
  }

  /** Brings older held messages in. @returns whether there were any */
  showOlder(): boolean {
    if (!this.shown.hasOlderHeld) return false;
    this.#show(windowUp(this.#window, this.#facts.visible));
    return true;
  }

  /** Brings newer messages back in. @returns whether there were any */
  showNewer(): boolean {
    if (this.shown.hasNewest) return false;
    this.#show(windowDown(this.#window, this.#facts.visible));
    return true;
  }

  showEnd(): void {
    this.#show(windowAtEnd);
  }

  /** Brings the part around an event in. */
  showAround(seq: number): void {
    this.#show(windowAround(seq, this.#facts.visible));
  }

  /** Events that arrived since the last call, to be spoken; none for what was there from the start. */
  takeUnspoken(): readonly ConversationEvent[] {
    const newest = this.#events.at(-1)?.seq ?? 0;
    const isFirst = this.#spokenSeq === 0;
    const unspoken = isFirst ? [] : this.#events.slice(-20).filter(({ seq }) => seq > this.#spokenSeq);
    this.#spokenSeq = Math.max(this.#spokenSeq, newest);
    return unspoken;
  }

  #read(events: readonly ConversationEvent[], isAtEnd: boolean): void {
    const followed = this.shown.hasNewest;
    this.#events = events;
    this.#facts = transcriptFacts(events, this.#facts);
    this.#shown = undefined;
    const { first, last } = windowRange(this.#window, this.#facts.visible);
    const isFull = last < this.#facts.visible.length || last - first >= windowLimit;
    if (isAtEnd && followed && isFull) this.#show(windowAtEnd);
  }

  #show(window: TranscriptWindow): void {
    this.#window = window;
    this.#shown = undefined;
  }
}
