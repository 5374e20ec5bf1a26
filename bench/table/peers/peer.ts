/** What the bench asks of a table, ours and others alike. */
import type { Conversation, ConversationEvent } from '@live-takeover/sdk';
import type { Column } from '../rows/plain-row.js';

/** Height of a row in every table, CSS pixels. */
export const rowHeight = 44;

/** The columns and their widths in every table but ours, which has its own. */
export const columns: readonly { readonly column: Column; readonly name: string; readonly width: number }[] = [
  { column: 'id', name: 'ID', width: 170 },
  { column: 'bot', name: 'Chatbot Name', width: 120 },
  { column: 'chat-length', name: 'Chat length', width: 110 },
  { column: 'status', name: 'Status', width: 240 },
  { column: 'last-message', name: 'Last message', width: 460 },
  { column: 'operator', name: 'Operator', width: 150 },
];

/** One table under measurement. */
export interface Peer {
  /** Takes the conversations in hand and makes what the table reads. */
  hold(heads: readonly Conversation[]): void;
  /** Makes the table, sorted by status. */
  show(place: HTMLElement): void | Promise<void>;
  /** Both at once, in the order in which that is done in life. */
  mount(place: HTMLElement, heads: readonly Conversation[]): void | Promise<void>;
  apply(events: readonly ConversationEvent[]): void;
  sort(column: Column, isDescending: boolean): void;
  /** The element whose `scrollTop` moves the rows. */
  scroller(): HTMLElement;
  /** Where the first row begins, from the top of the page. */
  bodyTop(): number;
  /** A place inside a column, from the left of the page. */
  columnX(column: Column): number;
}
