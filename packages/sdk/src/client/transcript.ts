import type { TranscriptPage } from '../connector/connector.js';
import { withoutContent } from '../conversation/erasure.js';
import type { ConversationEvent } from '../conversation/event.js';

/** Events that came before the one they follow, at most; a page brings what is dropped. */
const earlyLimit = 64;

/** The newest events of one conversation, dense from the first one held; grows at both ends. */
export class Transcript {
  #events: readonly ConversationEvent[] = [];
  #hasOlder = false;
  #isLoaded = false;
  readonly #early = new Map<number, ConversationEvent>();
  /** Up to where the content was erased: a page read before that still has it. */
  #erasedSeq = 0;

  /** Oldest first. The same list until something is added. */
  get events(): readonly ConversationEvent[] {
    return this.#events;
  }

  get hasOlder(): boolean {
    return this.#hasOlder;
  }

  /** Whether a first page came. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  get lastSeq(): number {
    return this.#events.at(-1)?.seq ?? 0;
  }

  /** Whether events are missing before some that came. */
  get isBehind(): boolean {
    return this.#isLoaded && this.#early.size > 0;
  }

  /** Events as they happen: any order, repeated or late. */
  applyLive(events: readonly ConversationEvent[]): void {
    for (const event of events) if (!this.#isLoaded || event.seq > this.lastSeq) this.#early.set(event.seq, this.#permitted(event));
    this.#joinEarly();
    this.#eraseAsTold(events);
    for (const seq of this.#early.keys()) if (this.#early.size > earlyLimit) this.#early.delete(seq);
  }

  /** The newest page: continues what is held, or replaces it where something between is missing. */
  applyNewest(page: TranscriptPage): void {
    const events = denseTail(page.events).map((event) => this.#permitted(event));
    const first = events[0]?.seq ?? 0;
    if (this.#isLoaded && first <= this.lastSeq + 1 && this.#events.length > 0) {
      const newer = events.filter(({ seq }) => seq > this.lastSeq);
      if (newer.length > 0) this.#events = [...this.#events, ...newer];
    } else {
      this.#events = events;
      this.#hasOlder = page.hasMore || events.length < page.events.length;
    }
    this.#isLoaded = true;
    this.#joinEarly();
    this.#eraseAsTold(events);
  }

  /** The page before the first event held. */
  applyOlder(page: TranscriptPage): void {
    const first = this.#events[0]?.seq ?? 0;
    const older = denseTail(page.events.filter(({ seq }) => seq < first)).map((event) => this.#permitted(event));
    if (older.length > 0 && older.at(-1)?.seq === first - 1) this.#events = [...older, ...this.#events];
    this.#hasOlder = page.hasMore && older.length > 0;
  }

  /** What is held may be wrong: the next page replaces it. What is shown stays until then. */
  doubt(): void {
    this.#isLoaded = false;
    this.#early.clear();
    this.#erasedSeq = 0;
  }

  /** Drops what anybody wrote up to an event, from what is held and from pages still to come. */
  erase(upToSeq: number): void {
    if (upToSeq <= this.#erasedSeq) return;
    this.#erasedSeq = upToSeq;
    this.#events = this.#events.map((event) => this.#permitted(event));
    for (const [seq, event] of this.#early) this.#early.set(seq, this.#permitted(event));
  }

  #eraseAsTold(events: readonly ConversationEvent[]): void {
    const last = events.findLast(({ type }) => type === 'conversation-erased');
    if (last !== undefined) this.erase(last.seq);
  }

  #permitted(event: ConversationEvent): ConversationEvent {
    return event.seq <= this.#erasedSeq ? withoutContent(event) : event;
  }

  #joinEarly(): void {
    if (!this.#isLoaded) return;
    const joined: ConversationEvent[] = [];
    for (const seq of this.#early.keys()) if (seq <= this.lastSeq) this.#early.delete(seq);
    for (let seq = this.lastSeq + 1; this.#early.has(seq); seq += 1) {
      joined.push(this.#early.get(seq) as ConversationEvent);
      this.#early.delete(seq);
    }
    if (joined.length > 0) this.#events = [...this.#events, ...joined];
  }
}

/** The longest run without a gap at the end of `events`. */
function denseTail(events: readonly ConversationEvent[]): readonly ConversationEvent[] {
  let first = events.length - 1;
  while (first > 0 && events[first - 1]?.seq === (events[first]?.seq ?? 0) - 1) first -= 1;
  return first > 0 ? events.slice(first) : events;
}
