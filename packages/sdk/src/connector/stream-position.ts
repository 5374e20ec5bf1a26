import type { Cursor, ServerFrame, WireTopics } from '../wire/frames.js';

type Snapshot = Extract<ServerFrame, { type: 'snapshot' }>;
type Delta = Extract<ServerFrame, { type: 'delta' }>;
type Conversations = WireTopics['conversations'];

/**
 * Where the client stands in the gateway's stream of deltas: what may be applied,
 * and from where a reconnect resumes.
 */
export class StreamPosition {
  #cursor: Cursor | undefined;
  #isWhole = false;
  /** Whose deltas the cursor counts, and what the socket is subscribed to. */
  #cursorTopic = '';
  #topic = '';

  /** Whether a snapshot is due or under way. */
  get isBehind(): boolean {
    return this.#topic !== '' && !this.#isWhole;
  }

  /** From where `conversations` can be resumed, if from anywhere. */
  cursorFor(conversations: Conversations): Cursor | undefined {
    return this.#isWhole && topicOf(conversations) === this.#cursorTopic ? this.#cursor : undefined;
  }

  /**
   * The socket is now subscribed to `conversations`.
   *
   * @param isResumed - deltas go on from the cursor, without a snapshot
   */
  subscribe(conversations: Conversations, isResumed: boolean): void {
    this.#topic = topicOf(conversations);
    if (!isResumed && this.#topic !== '') this.reset();
  }

  /** What is held may be wrong: only a snapshot helps. */
  reset(): void {
    this.#cursor = undefined;
    this.#isWhole = false;
  }

  /** Whether this part is the first and the last of its snapshot. */
  onSnapshot({ cursor, part, parts }: Snapshot): { readonly isFirst: boolean; readonly isLast: boolean } {
    if (part === 1) {
      this.#cursor = cursor;
      this.#cursorTopic = this.#topic;
    }
    this.#isWhole = part === parts;
    return { isFirst: part === 1, isLast: this.#isWhole };
  }

  /** Moves past a delta that follows; `ignored` when a snapshot will cover it, `gap` when something is missing. */
  onDelta({ prev, cursor }: Delta): 'applied' | 'ignored' | 'gap' {
    if (this.#topic !== this.#cursorTopic || this.#cursor === undefined) return 'ignored';
    if (prev !== this.#cursor) return 'gap';
    this.#cursor = cursor;
    return 'applied';
  }
}

/** A name for a set of conversations, the same in whatever order they stand; empty for none. */
function topicOf(conversations: Conversations): string {
  return conversations === 'all' ? '*' : [...conversations].sort().join(' ');
}

/** Whether both name the same conversations. */
export function isSameTopic(one: Conversations, other: Conversations): boolean {
  return topicOf(one) === topicOf(other);
}
