import { expect } from '@open-wc/testing';
import { emulateMedia, sendKeys } from '@web/test-runner-commands';
import { fakeNow } from '../client-source/fake-client.test-support.js';
import { asked, fakeRow } from './fake-rows.test-support.js';
import { mixed, tableBench, type TableBench } from './table.test-support.js';

async function search(bench: TableBench, text: string): Promise<void> {
  const field = bench.find<HTMLInputElement>('input[type="search"]');
  field.value = text;
  field.dispatchEvent(new Event('input'));
  await bench.settle();
}

async function pressIn(bench: TableBench, key: string): Promise<void> {
  bench.row('c3').focus();
  await sendKeys({ press: key });
  await bench.settle();
  expect(bench.find<HTMLDialogElement>('dialog').open).to.equal(true);
}

describe('<live-takeover-table> is accessible', () => {
  const states: readonly (readonly [string, (bench: TableBench) => void | Promise<void>])[] = [
    ['with rows', () => undefined],
    ['with a conversation open', (bench) => bench.table.open('c4')],
    ['with a band', (bench) => {
      bench.rows.view.hold();
      for (let index = 20; index < 25; index += 1) bench.rows.put(fakeRow(index, asked(0)));
    }],
    ['empty', (bench) => bench.rows.set([])],
    ['with nothing that matches', (bench) => bench.rows.view.setQuery({ ...bench.rows.view.query, search: 'zebra' })],
    ['loading', (bench) => {
      bench.rows.set([]);
      bench.fake.freshness.set({ state: 'catching-up' });
    }],
    ['not updating', (bench) =>
      bench.fake.freshness.set({ state: 'not-updating', since: fakeNow, connection: { state: 'connecting' } })],
    ['in dark', (bench) => void (bench.table.theme = 'dark')],
    ['narrow', (bench) => bench.table.style.setProperty('inline-size', '320px')],
    ['with everything a row can show', (bench) => {
      bench.table.attributeColumns = ['plan'];
      bench.rows.put({ ...mixed[3]!, isUnread: true, viewers: [{ id: 'ben', name: 'Ben' }, { id: 'cara', name: 'Cara' }], attributes: { plan: 'Gold' } });
      bench.rows.put({ ...mixed[1]!, waitingSince: fakeNow - 60_000 });
    }],
    ['searched', (bench) => search(bench, 'e')],
    ['searched, in dark', async (bench) => {
      bench.table.theme = 'dark';
      await search(bench, 'e');
    }],
    ['sorted by several columns', (bench) => void bench.find('.heading.operator button').dispatchEvent(new MouseEvent('click', { shiftKey: true }))],
    ['with a status explained', async (bench) => {
      bench.row('c3').querySelector<HTMLElement>('.cell.status')!.focus();
      await bench.settle();
      expect(bench.find('.tip').matches(':popover-open')).to.equal(true);
    }],
    ['with its columns being chosen', (bench) => pressIn(bench, 'c')],
    ['with its shortcuts listed', (bench) => pressIn(bench, '?')],
    ['right to left', (bench) => void (bench.table.dir = 'rtl')],
  ];
  for (const [title, prepare] of states)
    it(title, async () => {
      const bench = await tableBench(mixed);
      await prepare(bench);
      await bench.settle();
      await expect(bench.table).to.be.accessible();
    });

  it('without motion for those who want none', async () => {
    const bench = await tableBench([]);
    bench.fake.freshness.set({ state: 'catching-up' });
    await bench.settle();
    await emulateMedia({ reducedMotion: 'reduce' });
    expect(getComputedStyle(bench.find('.skeleton i')).animationName).to.equal('none');
    await emulateMedia({ reducedMotion: 'no-preference' });
  });

  it('at 320 px without scrolling sideways', async () => {
    const bench = await tableBench(mixed, { width: 320 });
    const grid = bench.find('.grid');
    expect(grid.scrollWidth).to.equal(grid.clientWidth);
    for (const row of bench.shown()) expect(row.scrollWidth).to.be.at.most(row.clientWidth);
  });

  it('at 320 px with its dialogs, which need no scrolling sideways either', async () => {
    const bench = await tableBench(mixed, { width: 320 });
    for (const key of ['c', '?']) {
      await pressIn(bench, key);
      const body = bench.find('.dialog-body');
      body.style.setProperty('inline-size', '300px');
      expect(body.scrollWidth, key).to.be.at.most(body.clientWidth);
      await sendKeys({ press: 'Escape' });
      await bench.settle();
    }
  });

  it('with targets of at least 24 pixels in its dialogs', async () => {
    const bench = await tableBench(mixed);
    for (const key of ['c', '?']) {
      await pressIn(bench, key);
      for (const control of bench.table.shadowRoot!.querySelectorAll('dialog :is(button, select, label, .width)')) {
        const { width, height } = control.getBoundingClientRect();
        expect(Math.min(width, height), control.outerHTML).to.be.at.least(24);
      }
      await sendKeys({ press: 'Escape' });
      await bench.settle();
    }
  });

  it('with counts of rows that are true whatever part of them is drawn', async () => {
    const bench = await tableBench(Array.from({ length: 300 }, (_, index) => fakeRow(index)));
    expect(bench.find('.grid').getAttribute('aria-rowcount')).to.equal('301');
    expect(bench.find('.grid').getAttribute('aria-colcount')).to.equal('6');
    bench.find('.grid').scrollTop = 44 * 100;
    await bench.settle();
    for (const row of bench.shown()) {
      const index = bench.rows.view.indexOf(row.dataset['id']!);
      expect(row.getAttribute('aria-rowindex')).to.equal(String(index + 2));
    }
  });
});
