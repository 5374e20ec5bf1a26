/** A table in the page, driven by a fake client and looked at as an agent sees it. */
import type { Row, RowView, TakeoverClient } from '@live-takeover/sdk';
import { fixture, html } from '@open-wc/testing';
import { createFakeClient, fakeNow, type FakeClient } from '../client-source/fake-client.test-support.js';
import { asked, createFakeRows, fakeRow, type FakeRows } from './fake-rows.test-support.js';
import { LiveTakeoverTable } from './live-takeover-table.js';
import { fakeClock, type FakeClock } from '@live-takeover/testing';

/** Stands for the pane; the table's tests look only at what it is given. */
class TestPane extends HTMLElement {
  client: TakeoverClient | undefined;
  conversationId: string | undefined;

  connectedCallback(): void {
    this.tabIndex = -1;
  }
}
if (customElements.get('test-pane') === undefined) {
  customElements.define('test-pane', TestPane);
  customElements.define(
    'test-table',
    class extends LiveTakeoverTable {
      static override conversationTag = 'test-pane';
    },
  );
}

const minute = 60_000;
const ana = { kind: 'agent', id: 'ana', name: 'Ana' } as const;

/** One row of each status, most urgent first. */
export const mixed: readonly Row[] = [
  fakeRow(1, { ...asked(3), channel: 'sms', label: '+14155550134' }),
  fakeRow(2, { status: 'waiting-for-agent', reason: { code: 'with-agent', operator: ana }, operator: ana, isMine: true }),
  fakeRow(3, { status: 'action', reason: { code: 'default-answers', count: 3, threshold: 3 } }),
  fakeRow(4, { lastMessage: { text: 'Where is my card?', at: fakeNow - minute } }),
  fakeRow(5, { status: 'stalled', reason: { code: 'silent', idleSince: fakeNow - 6 * minute } }),
  fakeRow(6, { status: 'abandoned', reason: { code: 'customer-ended', at: fakeNow - 9 * minute }, lastMessage: null, chatLengthMs: 0 }),
];

/** So many live rows, in the order of their numbers. */
export function crowd(length: number): readonly Row[] {
  return Array.from({ length }, (_, index) => fakeRow(index, { since: index }));
}

/** Where to point at an element. */
export function middleOf(element: Element): [number, number] {
  const box = element.getBoundingClientRect();
  return [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)];
}

/** What a test holds in its hands. */
export interface TableBench {
  readonly table: LiveTakeoverTable;
  readonly fake: FakeClient;
  readonly rows: FakeRows;
  readonly clock: FakeClock;
  /** Waits until what was changed is on screen. */
  settle(): Promise<void>;
  /** The row elements, in the order of the document. */
  shown(): readonly HTMLElement[];
  /** The ids of the rows that can be seen, from top to bottom. */
  seen(): readonly string[];
  row(id: string): HTMLElement;
  find<Found extends HTMLElement>(selector: string): Found;
  text(selector: string): string;
}

/** How a bench is to be, where not as usual. */
export interface BenchOptions {
  readonly width?: number;
  readonly height?: number;
  readonly hasSummary?: boolean;
  /** Instead of one over an array, for very many rows. */
  readonly view?: RowView;
}

/** A table of 1000 × 545 px, or as told, that shows `initial`; without the summary, which moves with time, unless it is asked for. */
export async function tableBench(initial: readonly Row[], size: BenchOptions = {}): Promise<TableBench> {
  const fake = createFakeClient();
  const rows = createFakeRows(initial);
  const clock = fakeClock(fakeNow);
  const client: TakeoverClient = { ...fake.client, rows: () => size.view ?? rows.view };
  const table = await fixture<LiveTakeoverTable>(html`<test-table lang="en" .summary=${size.hasSummary === true ? undefined : 'off'} .client=${client} .clock=${clock}></test-table>`);
  table.style.setProperty('inline-size', `${size.width ?? 1000}px`);
  table.style.setProperty('block-size', `${size.height ?? 545}px`);
  const root = table.shadowRoot!;
  const find = <Found extends HTMLElement>(selector: string): Found => {
    const found = root.querySelector<Found>(selector);
    if (found === null) throw new Error(`The table shows no ${selector}.`);
    return found;
  };
  const shown = (): readonly HTMLElement[] => [...root.querySelectorAll<HTMLElement>('.rows > .row')];
  const bench: TableBench = {
    table,
    fake,
    rows,
    clock,
    async settle() {
      for (let frame = 0; frame < 3; frame += 1) {
        await new Promise(requestAnimationFrame);
        await table.updateComplete;
      }
    },
    shown,
    seen: () => seenIn(find('.grid'), find('.head'), shown()),
    row: (id) => find(`.rows > .row[data-id="${id}"]`),
    find,
    text: (selector) => find(selector).textContent?.replace(/\s+/gu, ' ').trim() ?? '',
  };
  await bench.settle();
  return bench;
}

function seenIn(grid: HTMLElement, head: HTMLElement, rows: readonly HTMLElement[]): readonly string[] {
  const bottom = grid.getBoundingClientRect().bottom;
  const top = head.getBoundingClientRect().bottom;
  return rows
    .map((row) => ({ id: row.dataset['id'] ?? '', box: row.getBoundingClientRect() }))
    .filter(({ box }) => box.bottom > top + 1 && box.top < bottom - 1)
    .sort((one, other) => one.box.top - other.box.top)
    .map(({ id }) => id);
}
