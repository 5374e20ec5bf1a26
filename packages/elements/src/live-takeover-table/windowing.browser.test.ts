import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { fakeRow } from './fake-rows.test-support.js';
import { createManyRows } from './many-rows.test-support.js';
import { crowd, tableBench, type TableBench } from './table.test-support.js';

const rowHeight = 44;

/** What an agent sees: the numbers of the rows that a pointer hits, from top to bottom, half a row apart. Fails where it hits none. */
function hits(bench: TableBench): readonly number[] {
  const root = bench.table.shadowRoot!;
  const grid = bench.find('.grid');
  const box = grid.getBoundingClientRect();
  const top = bench.find('.head').getBoundingClientRect().bottom;
  const found: number[] = [];
  for (let y = top + 2; y < box.top + grid.clientHeight - 2; y += rowHeight / 2) {
    const row = root.elementFromPoint(box.left + 60, y)?.closest<HTMLElement>('.row[data-id]');
    if (!row) throw new Error(`There is a blank at ${y - top} px, scrolled to ${grid.scrollTop}.`);
    found.push(Number(row.dataset['id']!.slice(1)));
  }
  return [...new Set(found)];
}

function expectInOrder(numbers: readonly number[]): void {
  expect(numbers).to.deep.equal(numbers.map((_, offset) => numbers[0]! + offset));
}

/** One frame is on screen: its callbacks, whoever asked for them, are done. */
function frame(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    requestAnimationFrame(() => port2.postMessage(undefined));
  });
}

/** Where a row is on screen. */
const topOf = (bench: TableBench, id: string): number => Math.round(bench.row(id).getBoundingClientRect().top);

async function rest(bench: TableBench): Promise<void> {
  bench.clock.advance(1_000);
  await bench.settle();
}

describe('a hundred thousand rows', () => {
  it('are drawn by the windowful too where the height is a share of nothing', async () => {
    const bench = await tableBench([], { view: createManyRows(100_000) });
    const { table } = bench;
    table.style.setProperty('height', '100%');
    table.parentElement?.style.setProperty('height', 'auto');
    await bench.settle();
    expect(table.offsetHeight).to.equal(window.innerHeight);
    expect(bench.shown().length).to.be.below(window.innerHeight / rowHeight + 20);
    expect(bench.find('.grid').clientHeight).to.be.below(window.innerHeight);
    table.style.setProperty('--takeover-max-height', '400px');
    await bench.settle();
    expect(table.offsetHeight).to.equal(400);
  });

  it('are scrolled through with the same nodes, and never a blank in any frame', async () => {
    const bench = await tableBench([], { view: createManyRows(100_000) });
    const grid = bench.find('.grid');
    const nodes = new Set(bench.shown());
    const elements = bench.table.shadowRoot!.querySelectorAll('*').length;
    const limit = grid.scrollHeight - grid.clientHeight;
    for (let step = 0; step <= 120; step += 1) {
      grid.scrollTop = (limit * step) / 120;
      await frame();
      expectInOrder(hits(bench));
      for (const node of bench.shown()) nodes.add(node);
      expect(bench.shown()).to.have.length(nodes.size);
    }
    expect(hits(bench).at(-1)).to.equal(99_999);
    expect(bench.table.shadowRoot!.querySelectorAll('*').length).to.equal(elements);
  });

  it('change without a write where nothing differs', async () => {
    const bench = await tableBench(crowd(1_000));
    const records: MutationRecord[] = [];
    const observer = new MutationObserver((found) => void records.push(...found));
    observer.observe(bench.find('.rows'), { subtree: true, childList: true, characterData: true, attributes: true });
    bench.rows.put(fakeRow(3, { since: 3, botName: 'Renamed' }));
    await bench.settle();
    records.push(...observer.takeRecords());
    expect(records.map((record) => record.type)).to.deep.equal(['characterData']);
  });
});

it('the rows in sight stay there when the table becomes so narrow that they are cards, and wide again', async () => {
  const bench = await tableBench(crowd(1_000));
  bench.find('.grid').scrollTop = 400 * rowHeight;
  await rest(bench);
  for (const width of [420, 1_000]) {
    bench.table.style.setProperty('inline-size', `${width}px`);
    await bench.settle();
    await bench.settle();
    expect(hits(bench)[0], `at ${width} px`).to.equal(400);
  }
});

describe('a million rows, which no browser can scroll over', () => {
  const million = (): Promise<TableBench> => tableBench([], { view: createManyRows(1_000_000) });

  it('are all reached by the scroll bar, and never a blank in any frame', async () => {
    const bench = await million();
    const grid = bench.find('.grid');
    const limit = grid.scrollHeight - grid.clientHeight;
    expect(limit).to.be.below(16_000_000);
    const firsts: number[] = [];
    for (let step = 0; step <= 200; step += 1) {
      grid.scrollTop = (limit * step) / 200;
      await frame();
      const numbers = hits(bench);
      expectInOrder(numbers);
      firsts.push(numbers[0]!);
    }
    expect(firsts).to.deep.equal([...firsts].sort((one, other) => one - other));
    expect(firsts[0]).to.equal(0);
    expect(hits(bench).at(-1)).to.equal(999_999);
    for (let index = 1; index < firsts.length; index += 1) expect(firsts[index]! - firsts[index - 1]!).to.be.below(10_000);
  });

  for (const share of [0, 0.05, 0.5, 0.95])
    it(`are moved by a wheel pixel for pixel, ${share * 100} % down, also across a rest`, async () => {
      const bench = await million();
      const grid = bench.find('.grid');
      grid.scrollTop = share * (grid.scrollHeight - grid.clientHeight);
      await rest(bench);
      const id = `c${hits(bench)[5]!}`;
      for (const by of [30, 100, -70, 90, -40]) {
        const before = topOf(bench, id);
        grid.scrollTop += by;
        await bench.settle();
        expect(before - topOf(bench, id), `scrolled by ${by}`).to.be.closeTo(by, 1);
        await rest(bench);
        expect(before - topOf(bench, id), `scrolled by ${by}, and rested`).to.be.closeTo(by, 1);
        expectInOrder(hits(bench));
      }
    });

  it('come to both ends by the wheel', async () => {
    const bench = await million();
    const grid = bench.find('.grid');
    grid.scrollTop = 4_000;
    await rest(bench);
    for (let times = 0; times < 50; times += 1) {
      grid.scrollTop -= 100;
      await frame();
    }
    await rest(bench);
    expect(hits(bench)[0]).to.equal(0);
    grid.scrollTop = grid.scrollHeight - grid.clientHeight - 4_000;
    await rest(bench);
    for (let times = 0; times < 50; times += 1) {
      grid.scrollTop += 100;
      await frame();
    }
    await rest(bench);
    expect(hits(bench).at(-1)).to.equal(999_999);
  });

  it('are gone through by keys, row by row and page by page, and say where they stand', async () => {
    const bench = await million();
    const focused = (): number => Number((bench.table.shadowRoot!.activeElement as HTMLElement).dataset['id']!.slice(1));
    bench.row('c0').focus();
    await sendKeys({ press: 'End' });
    expect(focused()).to.equal(999_999);
    expect(hits(bench).at(-1)).to.equal(999_999);
    expect(bench.find('.grid').getAttribute('aria-rowcount')).to.equal('1000001');
    expect(bench.row('c999999').getAttribute('aria-rowindex')).to.equal('1000001');
    await sendKeys({ press: 'PageUp' });
    const page = 999_999 - focused();
    expect(page).to.be.within(5, 12);
    bench.find('.grid').scrollTop = 7_000_000;
    await rest(bench);
    const middle = hits(bench)[4]!;
    bench.row(`c${middle}`).focus();
    for (const [key, moved] of [['ArrowDown', 1], ['PageDown', 1 + page], ['PageDown', 1 + 2 * page], ['ArrowUp', 2 * page], ['PageUp', page]] as const) {
      await sendKeys({ press: key });
      expect(focused() - middle, key).to.equal(moved);
      expect(hits(bench)).to.include(focused());
      expectInOrder(hits(bench));
    }
    await sendKeys({ press: 'Home' });
    expect(focused()).to.equal(0);
    expect(hits(bench)[0]).to.equal(0);
  });

  it('keep their thumb where it belongs, and no row moves for it', async () => {
    const bench = await million();
    const grid = bench.find('.grid');
    grid.scrollTop = 7_000_000;
    await rest(bench);
    for (let times = 0; times < 100; times += 1) {
      grid.scrollTop += 400;
      await frame();
    }
    const before = hits(bench);
    const top = topOf(bench, `c${before[3]!}`);
    const scrolled = grid.scrollTop;
    await rest(bench);
    expect(hits(bench)).to.deep.equal(before);
    expect(topOf(bench, `c${before[3]!}`)).to.be.closeTo(top, 1);
    expect(grid.scrollTop).to.be.below(scrolled - 1_000);
  });
});
