import { expect } from '@open-wc/testing';
import { fakeNow } from '../client-source/fake-client.test-support.js';
import type { LiveTakeoverTable } from './live-takeover-table.js';
import { mixed, tableBench, type TableBench } from './table.test-support.js';

customElements.define('test-settings', class extends HTMLElement {});
(customElements.get('test-table') as typeof LiveTakeoverTable).settingsTag = 'test-settings';

const busy = mixed.map((row) => (row.isMine ? { ...row, isUnread: true, waitingSince: fakeNow - 60_000 } : row));
const actions = (bench: TableBench): readonly string[] =>
  [...bench.table.shadowRoot!.querySelectorAll<HTMLElement>('.menu-item')].map((item) => item.dataset['action'] ?? '');

async function press(bench: TableBench, selector: string): Promise<void> {
  bench.find(selector).click();
  await bench.settle();
}

const openMenu = (bench: TableBench): Promise<void> => press(bench, '.tools > .menu-place > button');

afterEach(() => localStorage.clear());

describe('the menu of <live-takeover-table>', () => {
  it('holds what is not needed all day, and only what can be done', async () => {
    const bench = await tableBench(busy);
    await openMenu(bench);
    expect(actions(bench)).to.deep.equal(['columns', 'save-view', 'export-csv', 'export-json', 'bulk-transfer', 'print', 'report', 'shortcuts']);
    await press(bench, '[data-action="report"]');
    await openMenu(bench);
    expect(actions(bench)).to.deep.equal(['print', 'report', 'shortcuts']);
  });

  it('prints the page', async () => {
    const bench = await tableBench(busy);
    const real = window.print;
    let printed = 0;
    window.print = () => void (printed += 1);
    try {
      await openMenu(bench);
      await press(bench, '[data-action="print"]');
      expect(printed).to.equal(1);
    } finally {
      window.print = real;
    }
  });

  it('leads supervisors to the settings, which keep what was typed while they look at the rows', async () => {
    const bench = await tableBench(busy);
    bench.fake.me.set({ id: 'ana', name: 'Ana', role: 'supervisor' });
    await bench.settle();
    await openMenu(bench);
    await press(bench, '[data-action="settings"]');
    const panel = bench.find<HTMLElement & { client: unknown }>('test-settings');
    expect(panel.checkVisibility()).to.equal(true);
    expect(panel.client).to.equal(bench.table.client);
    expect(bench.find('.list').checkVisibility()).to.equal(false);
    await press(bench, '[part="back"]');
    expect(bench.seen()).to.have.length(6);
    expect([panel.isConnected, panel.checkVisibility()]).to.deep.equal([true, false]);
  });

  it('leaves the settings when the agent is no supervisor any more', async () => {
    const bench = await tableBench(busy);
    bench.fake.me.set({ id: 'ana', name: 'Ana', role: 'supervisor' });
    await bench.settle();
    await openMenu(bench);
    await press(bench, '[data-action="settings"]');
    bench.fake.me.set({ id: 'ana', name: 'Ana', role: 'agent' });
    await bench.settle();
    expect(bench.seen()).to.have.length(6);
  });
});

describe('around the rows', () => {
  it('freshness stays in sight whatever stands in the place of the rows', async () => {
    const bench = await tableBench(busy);
    await press(bench, '[data-view="history"]');
    const connection = { state: 'not-updating', since: fakeNow, retryAt: null } as const;
    bench.fake.freshness.set({ state: 'not-updating', since: fakeNow, connection });
    await bench.settle();
    expect(bench.text('.freshness')).to.match(/^Not updating since/u);
    expect(bench.text('.banner')).to.contain('What you see may be out of date.');
  });

  it('presence is asked for as long as the table is there, where the backend tells it', async () => {
    const bench = await tableBench(busy);
    expect(bench.fake.attachments.count).to.equal(1);
    bench.table.remove();
    expect(bench.fake.attachments.count).to.equal(0);
  });

  it('the search field stays where a shortcut finds it, and is out of reach while it is hidden', async () => {
    const bench = await tableBench(busy);
    await press(bench, '[data-view="history"]');
    expect(bench.find('input[type="search"]').checkVisibility()).to.equal(false);
  });

  for (const width of [1400, 700, 400, 320])
    it(`nothing sticks out and nothing violates accessibility at ${width} px, the filter open and all that can be shown`, async () => {
      const bench = await tableBench(busy, { width, height: 800, hasSummary: true });
      bench.fake.agents.set([{ id: 'ana', name: 'Ana', availability: 'online', isReachable: true }]);
      await press(bench, '.filter-button');
      const outer = bench.table.getBoundingClientRect();
      for (const selector of ['.summary', '.bars', '.views', '.counts', '.mine', '.filter-panel', '.toolbar']) {
        const box = bench.find(selector).getBoundingClientRect();
        expect(box.width, selector).to.be.greaterThan(0);
        expect(box.right, selector).to.be.at.most(outer.right + 0.5);
        expect(box.left, selector).to.be.at.least(outer.left - 0.5);
      }
      await expect(bench.table).to.be.accessible();
    });
});
