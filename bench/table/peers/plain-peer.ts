/** What all tables but ours have in common: plain rows in a store, columns of set widths. */
import type { Conversation, ConversationEvent } from '@live-takeover/sdk';
import type { Column, PlainRow } from '../rows/plain-row.js';
import { directed, type RowCompare } from '../rows/row-order.js';
import { RowStore } from '../rows/row-store.js';
import { columns, type Peer } from './peer.js';

/** A table that is told which rows changed. */
export abstract class PlainPeer implements Peer {
  protected store!: RowStore;
  protected column: Column = 'status';
  protected isDescending = false;

  hold(heads: readonly Conversation[]): void {
    this.store = new RowStore(heads, Date.now());
    this.store.watchTime((changed) => this.update(changed));
  }

  mount(place: HTMLElement, heads: readonly Conversation[]): void | Promise<void> {
    this.hold(heads);
    return this.show(place);
  }

  apply(events: readonly ConversationEvent[]): void {
    this.update(this.store.apply(events, Date.now()));
  }

  sort(column: Column, isDescending: boolean): void {
    this.column = column;
    this.isDescending = isDescending;
    this.resort();
  }

  bodyTop(): number {
    return this.scroller().getBoundingClientRect().top;
  }

  columnX(wanted: Column): number {
    let left = this.scroller().getBoundingClientRect().left;
    for (const { column, width } of columns) {
      if (column === wanted) break;
      left += width;
    }
    return left + 30;
  }

  abstract show(place: HTMLElement): void | Promise<void>;
  abstract scroller(): HTMLElement;
  /** Shows what changed of these, and puts them where they belong. */
  protected abstract update(changed: ReadonlySet<PlainRow>): void;
  /** Puts all rows in the order of `column`. */
  protected abstract resort(): void;

  /** The present order. */
  protected get compare(): RowCompare {
    return directed(this.column, this.isDescending);
  }
}

/** The headings of a table that draws none itself. */
export function headings(): HTMLElement {
  const head = document.createElement('div');
  head.className = 'headings';
  for (const { name, width } of columns) {
    const heading = document.createElement('div');
    heading.textContent = name;
    heading.style.width = `${width}px`;
    head.append(heading);
  }
  return head;
}

/** One change a frame, however often it is asked for. */
export function perFrame(run: () => void): () => void {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      run();
    });
  };
}
