/** All rows by id, kept up to date by events and by time: a map and deadlines in buckets of a second. */
import type { Conversation, ConversationEvent } from '@live-takeover/sdk';
import { change, changesAt, plainRowFrom, rerank, type PlainRow } from './plain-row.js';

/** The data under every peer. */
export class RowStore {
  readonly rows: PlainRow[];
  readonly #byId = new Map<string, PlainRow>();
  /** Rows that time alone changes, by the second in which it does; looked at then, and put further on if they are not due. */
  readonly #due = new Map<number, PlainRow[]>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #onDue: ((changed: ReadonlySet<PlainRow>) => void) | undefined;

  constructor(heads: readonly Conversation[], now: number) {
    this.rows = heads.map((head) => plainRowFrom(head, now));
    for (const row of this.rows) {
      this.#byId.set(row.id, row);
      this.#arm(row);
    }
  }

  row(id: string): PlainRow | undefined {
    return this.#byId.get(id);
  }

  /** Puts events into their rows. Returns the rows that differ now, each once. */
  apply(events: readonly ConversationEvent[], now: number): Set<PlainRow> {
    const changed = new Set<PlainRow>();
    for (const event of events) {
      const row = this.#byId.get(event.conversationId);
      if (row === undefined) continue;
      change(row, event);
      changed.add(row);
    }
    for (const row of changed) rerank(row, now);
    return changed;
  }

  /** Calls back with the rows that time has changed, in the second in which it does. */
  watchTime(onDue: (changed: ReadonlySet<PlainRow>) => void): void {
    this.#onDue = onDue;
    this.#wait();
  }

  #wait(): void {
    if (this.#due.size === 0) return;
    const next = Math.min(...this.#due.keys());
    this.#timer = setTimeout(() => this.#bringUp(next), Math.max(0, next * 1000 - Date.now()));
  }

  #bringUp(second: number): void {
    const now = Date.now();
    const changed = new Set<PlainRow>();
    const rows = this.#due.get(second) ?? [];
    this.#due.delete(second);
    for (const row of rows) {
      if (rerank(row, now)) changed.add(row);
      this.#arm(row);
    }
    if (changed.size > 0) this.#onDue?.(changed);
    clearTimeout(this.#timer);
    this.#wait();
  }

  #arm(row: PlainRow): void {
    const at = changesAt(row);
    if (at === null) return;
    const second = Math.ceil(at / 1000);
    const rows = this.#due.get(second);
    if (rows === undefined) this.#due.set(second, [row]);
    else rows.push(row);
  }
}
