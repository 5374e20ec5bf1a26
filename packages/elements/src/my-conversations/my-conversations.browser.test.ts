import { expect } from '@open-wc/testing';
import { fakeNow } from '../client-source/fake-client.test-support.js';
import { fakeRow } from '../live-takeover-table/fake-rows.test-support.js';
import { crowd, mixed, tableBench, type TableBench } from '../live-takeover-table/table.test-support.js';

const ana = { kind: 'agent', id: 'ana', name: 'Ana' } as const;
const minute = 60_000;
const held = (index: number, changed = {}): ReturnType<typeof fakeRow> =>
  fakeRow(index, { status: 'waiting-for-agent', reason: { code: 'with-agent', operator: ana }, operator: ana, isMine: true, ...changed });
const three = [
  ...mixed.filter((row) => !row.isMine),
  held(11, { label: 'Maria', isUnread: true, waitingSince: fakeNow - 4 * minute }),
  held(12, { label: 'Noor' }),
  held(13, { label: 'دب', waitingSince: fakeNow - minute }),
];

const items = (bench: TableBench): readonly HTMLElement[] => [...bench.table.shadowRoot!.querySelectorAll<HTMLElement>('.mine-item')];
const said = (bench: TableBench): readonly string[] => items(bench).map((item) => item.textContent?.replaceAll(/\s+/gu, ' ').trim() ?? '');
const press = (element: Element, key: string): boolean => element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));

afterEach(() => localStorage.clear());

describe('the strip of my conversations', () => {
  it('shows mine under any filter, with what is unread and how long each customer waits', async () => {
    const bench = await tableBench(three);
    bench.find('.counts .chip[data-tone="live"]').click();
    await bench.settle();
    expect(bench.seen()).to.deep.equal(['c4']);
    expect(said(bench)).to.deep.equal(['unread Maria waiting 4 min', 'Noor answered', 'دب waiting 1 min']);
    bench.fake.state.now += minute;
    bench.rows.put(held(12, { label: 'Noor', isUnread: true }));
    await bench.settle();
    expect(said(bench).slice(0, 2)).to.deep.equal(['unread Maria waiting 5 min', 'unread Noor answered']);
  });

  it('opens one by a press, by key with the focus, and shows which is open', async () => {
    const bench = await tableBench(three);
    items(bench)[1]!.click();
    await bench.settle();
    expect(bench.table.conversationId).to.equal('c12');
    expect(items(bench).map((item) => item.getAttribute('aria-pressed'))).to.deep.equal(['false', 'true', 'false']);
    expect(bench.find('test-pane').matches(':focus')).to.equal(true);
  });

  it('is one stop of Tab, with arrows, Home and End inside, the other way round right to left', async () => {
    const bench = await tableBench(three);
    const active = (): number => items(bench).indexOf(bench.table.shadowRoot!.activeElement as HTMLElement);
    expect(items(bench).map((item) => item.tabIndex)).to.deep.equal([0, -1, -1]);
    items(bench)[0]!.focus();
    for (const [key, at] of [['ArrowRight', 1], ['End', 2], ['ArrowRight', 2], ['ArrowLeft', 1], ['Home', 0]] as const) {
      press(items(bench)[active()]!, key);
      expect([key, active()]).to.deep.equal([key, at]);
    }
    bench.table.dir = 'rtl';
    press(items(bench)[0]!, 'ArrowLeft');
    expect(active()).to.equal(1);
    await bench.settle();
    expect(items(bench).map((item) => item.tabIndex)).to.deep.equal([-1, 0, -1]);
  });

  it('comes and goes without moving a row', async () => {
    const bench = await tableBench(crowd(40));
    const places = (): readonly number[] => bench.shown().slice(0, 4).map((row) => row.getBoundingClientRect().top);
    const before = places();
    bench.find('.button[part="hold"]').click();
    bench.rows.put(held(50));
    await bench.settle();
    expect(items(bench)).to.have.length(1);
    expect(places()).to.deep.equal(before);
    bench.rows.set(crowd(40));
    await bench.settle();
    expect(items(bench)).to.have.length(0);
    expect(places()).to.deep.equal(before);
  });
});
