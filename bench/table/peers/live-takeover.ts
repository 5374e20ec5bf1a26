/** Our element, on a connector that has nothing to wait for. */
import '@live-takeover/elements/define';
import { createTakeoverClient, type Connector, type ConnectorSink, type Conversation, type ConversationEvent, type TakeoverClient } from '@live-takeover/sdk';
import type { Column } from '../rows/plain-row.js';
import type { Peer } from './peer.js';

/** Heads in one part of a snapshot, as the gateway sends them. */
const partSize = 1000;

type TableElement = HTMLElement & { client: TakeoverClient | undefined };

export class LiveTakeover implements Peer {
  #sink: ConnectorSink | undefined;
  #client: TakeoverClient | undefined;
  #table!: TableElement;
  #sorted: { column: Column; isDescending: boolean } = { column: 'status', isDescending: false };

  hold(heads: readonly Conversation[]): void {
    this.#client ??= this.#connect();
    const sink = this.#sink as ConnectorSink;
    sink.connection({ state: 'catching-up' });
    sink.serverTime(Date.now());
    for (let first = 0; first < heads.length; first += partSize)
      sink.snapshot({ heads: heads.slice(first, first + partSize), isFirst: first === 0, isLast: first + partSize >= heads.length });
    sink.connection({ state: 'up-to-date' });
  }

  show(place: HTMLElement): void {
    this.#client ??= this.#connect();
    this.#table = document.createElement('live-takeover-table') as TableElement;
    this.#table.client = this.#client;
    place.append(this.#table);
  }

  mount(place: HTMLElement, heads: readonly Conversation[]): void {
    this.show(place);
    this.hold(heads);
  }

  apply(events: readonly ConversationEvent[]): void {
    this.#sink?.events(events);
  }

  sort(column: Column, isDescending: boolean): void {
    const before = this.#sorted;
    this.#sorted = { column, isDescending };
    const presses = before.column === column ? (before.isDescending === isDescending ? 0 : 1) : isDescending ? 2 : 1;
    for (let press = 0; press < presses; press += 1) this.#heading(column).querySelector('button')?.click();
  }

  scroller(): HTMLElement {
    return this.#part('grid');
  }

  bodyTop(): number {
    const band = this.#part('band').getBoundingClientRect();
    return Math.max(this.#part('headings').getBoundingClientRect().bottom, band.bottom);
  }

  columnX(column: Column): number {
    const box = this.#heading(column).getBoundingClientRect();
    return (box.left + box.right) / 2;
  }

  #heading(column: Column): HTMLElement {
    return this.#part('heading', column);
  }

  #part(...names: readonly string[]): HTMLElement {
    const selector = names.map((name) => `[part~="${name}"]`).join('');
    return this.#table.shadowRoot?.querySelector<HTMLElement>(selector) as HTMLElement;
  }

  #connect(): TakeoverClient {
    const connector: Connector = {
      isChecked: true,
      capabilities: { sequence: true, fencing: true, resume: true, presence: false, alerts: false, typing: false, attachments: false, notes: false, transfer: false, viewing: false, history: false, settings: false },
      open: (_scope, sink) => void (this.#sink = sink),
      send: () => Promise.reject(new Error('The bench sends nothing.')),
      transcript: () => Promise.resolve({ events: [], hasMore: false }),
      head: () => Promise.reject(new Error('The bench leaves no gaps.')),
    };
    return createTakeoverClient({ connector, locale: 'en' });
  }
}
