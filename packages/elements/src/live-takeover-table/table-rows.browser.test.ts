import { expect } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { asked, fakeRow } from './fake-rows.test-support.js';
import { crowd, middleOf, tableBench, type TableBench } from './table.test-support.js';

const focused = (bench: TableBench): string | undefined =>
  (bench.table.shadowRoot!.activeElement as HTMLElement | null)?.closest<HTMLElement>('.row')?.dataset['id'];
const idsInOrder = (bench: TableBench): readonly (string | undefined)[] => bench.shown().map((row) => row.dataset['id']);

/** Presses a key, with those before a `+` held down. */
async function pressTogether(keys: string): Promise<void> {
  const [key, ...held] = keys.split('+').reverse();
  for (const down of held) await sendKeys({ down });
  await sendKeys({ press: key! });
  for (const up of held) await sendKeys({ up });
}

afterEach(async () => sendMouse({ type: 'move', position: [0, 0] }));

describe('the keyboard', () => {
  const keys: readonly (readonly [string, number, string])[] = [
    ['ArrowDown', 3, 'c3'],
    ['End', 1, 'c199'],
  ];
  for (const [key, times, expected] of keys)
    it(`goes to ${expected} by ${key}`, async () => {
      const bench = await tableBench(crowd(200));
      bench.row('c0').focus();
      for (let time = 0; time < times; time += 1) await sendKeys({ press: key });
      expect(focused(bench)).to.equal(expected);
      expect(bench.seen()).to.include(expected);
    });

  it('goes by pages and home, and never beyond the ends', async () => {
    const bench = await tableBench(crowd(200));
    bench.row('c0').focus();
    await sendKeys({ press: 'PageUp' });
    expect(focused(bench)).to.equal('c0');
    await sendKeys({ press: 'PageDown' });
    const page = Number(focused(bench)?.slice(1));
    expect(page).to.be.within(5, 11);
    await sendKeys({ press: 'PageDown' });
    expect(focused(bench)).to.equal(`c${2 * page}`);
    await sendKeys({ press: 'PageUp' });
    expect(focused(bench)).to.equal(`c${page}`);
    await sendKeys({ press: 'Home' });
    expect(focused(bench)).to.equal('c0');
  });

  for (const key of ['Enter', ' '])
    it(`opens the focused row by "${key}"`, async () => {
      const bench = await tableBench(crowd(5));
      bench.row('c2').focus();
      await sendKeys({ press: key === ' ' ? 'Space' : key });
      expect(bench.table.conversationId).to.equal('c2');
    });

  it('reaches the rows by one Tab stop, and the information icon after it', async () => {
    const bench = await tableBench(crowd(5));
    const stops = [...bench.table.shadowRoot!.querySelectorAll<HTMLElement>('.rows [tabindex="0"]')];
    expect(stops.map((stop) => stop.className)).to.deep.equal(['row', 'reference']);
  });

  it('goes into the cells of a row and along them, down a column, and out again', async () => {
    const bench = await tableBench(crowd(5));
    const at = (): string => {
      const { className } = bench.table.shadowRoot!.activeElement!;
      return `${focused(bench)} ${className.replace('cell ', '')}`;
    };
    const places: readonly (readonly [string, string])[] = [
      ['ArrowRight', 'c1 id'],
      ['ArrowRight', 'c1 bot'],
      ['ArrowDown', 'c2 bot'],
      ['End', 'c2 operator'],
      ['ArrowRight', 'c2 operator'],
      ['Home', 'c2 id'],
      ['Control+End', 'c4 id'],
      ['F2', 'c4 reference'],
      ['F2', 'c4 id'],
      ['ArrowLeft', 'c4 row'],
      ['Home', 'c0 row'],
      ['ArrowRight', 'c0 id'],
      ['Escape', 'c0 id'],
      ['Escape', 'c0 row'],
    ];
    bench.row('c1').focus();
    for (const [keys, place] of places) {
      await pressTogether(keys);
      expect(at(), `after ${keys}`).to.equal(place);
    }
    await pressTogether('ArrowRight');
    await pressTogether('Enter');
    expect(bench.table.conversationId).to.equal('c0');
  });

  it('reaches the headings by one Tab stop, and goes along them and to the rows', async () => {
    const bench = await tableBench(crowd(5));
    const heading = (): string | undefined => bench.table.shadowRoot!.activeElement?.closest('.heading')?.getAttribute('part')?.replace('heading ', '');
    const stops = (): number => bench.table.shadowRoot!.querySelectorAll('.heading [tabindex="0"]').length;
    bench.row('c0').focus();
    await pressTogether('ArrowUp');
    expect([heading(), stops()]).to.deep.equal(['id', 1]);
    await pressTogether('ArrowRight');
    await pressTogether('ArrowRight');
    await bench.settle();
    expect([heading(), stops()]).to.deep.equal(['chat-length', 1]);
    expect(bench.find('.heading [tabindex="0"]').textContent?.trim()).to.equal('Chat length');
    await pressTogether('End');
    expect(heading()).to.equal('operator');
    await pressTogether('ArrowDown');
    expect(focused(bench)).to.equal('c0');
  });
});

describe('the focus follows the row', () => {
  it('by its id, when the order changes', async () => {
    const bench = await tableBench(crowd(50));
    const row = bench.row('c3');
    row.focus();
    bench.rows.put(fakeRow(3, { since: 45.5 }));
    await bench.settle();
    expect(focused(bench)).to.equal('c3');
    expect(bench.table.shadowRoot!.activeElement).to.equal(row);
    expect(idsInOrder(bench).indexOf('c3')).to.equal(idsInOrder(bench).indexOf('c45') + 1);
  });

  it('out of sight, when the hand scrolls away, and back by the next key', async () => {
    const bench = await tableBench(crowd(500));
    bench.row('c3').focus();
    bench.find('.grid').scrollTop = 44 * 300;
    await bench.settle();
    bench.clock.advance(1_000);
    await bench.settle();
    expect(focused(bench)).to.equal('c3');
    expect(idsInOrder(bench)[0]).to.equal('c3');
    await sendKeys({ press: 'ArrowDown' });
    expect(focused(bench)).to.equal('c4');
    expect(bench.seen()).to.include('c4');
  });

  it('to the next row, and says so, when the row leaves the page', async () => {
    const bench = await tableBench(crowd(10));
    bench.row('c3').focus();
    bench.rows.set(crowd(10).filter((row) => row.id !== 'c3'));
    await bench.settle();
    expect(focused(bench)).to.equal('c4');
    expect(bench.text('.announcements')).to.contain('no longer on the page');
  });

  it('and the document has the order in which rows are seen, as soon as the hand rests from scrolling', async () => {
    const bench = await tableBench(crowd(1_000));
    const grid = bench.find('.grid');
    for (const scrollTop of [300, 9_000, 8_700, 100, 20_000, 19_900]) {
      grid.scrollTop = scrollTop;
      await bench.settle();
    }
    bench.clock.advance(1_000);
    await bench.settle();
    const tops = bench.shown().map((row) => row.getBoundingClientRect().top);
    expect(tops).to.deep.equal([...tops].sort((one, other) => one - other));
  });

  it('and the document keeps the order in which rows are seen', async () => {
    const bench = await tableBench(crowd(200));
    bench.row('c5').focus();
    for (const index of [9, 2, 7, 5]) {
      bench.rows.put(fakeRow(index, { since: (index * 37) % 20 }));
      await bench.settle();
      const tops = bench.shown().map((row) => row.getBoundingClientRect().top);
      expect(tops).to.deep.equal([...tops].sort((one, other) => one - other));
    }
    expect(focused(bench)).to.equal('c5');
  });
});

describe('rows never move under the hand', () => {
  const reverse = (bench: TableBench): void => {
    for (let index = bench.rows.view.total - 1; index >= 0; index -= 1) bench.rows.put(fakeRow(index, { since: 100 - index }));
  };

  it('while the pointer is in them, and follow five seconds after it rested', async () => {
    const bench = await tableBench(crowd(8));
    await sendMouse({ type: 'move', position: middleOf(bench.row('c4')) });
    const before = bench.seen();
    reverse(bench);
    await bench.settle();
    expect(bench.seen()).to.deep.equal(before);
    expect(bench.text('.changes .words')).to.equal('8 changes waiting');
    bench.clock.advance(5_000);
    await bench.settle();
    expect(bench.seen()).to.deep.equal([...before].reverse());
    expect(bench.find('.changes').hidden).to.equal(true);
  });

  const hands: readonly (readonly [string, (bench: TableBench) => Promise<void>])[] = [
    ['a key', async (bench) => {
      bench.row('c0').focus();
      await sendKeys({ press: 'ArrowDown' });
    }],
    ['a scroll', async (bench) => {
      bench.find('.grid').scrollTop = 30;
      await bench.settle();
    }],
  ];
  for (const [hand, act] of hands)
    it(`after ${hand}`, async () => {
      const bench = await tableBench(crowd(40));
      await act(bench);
      expect(bench.rows.view.isHeld).to.equal(true);
    });

  it('but cells update', async () => {
    const bench = await tableBench(crowd(10));
    await sendMouse({ type: 'move', position: middleOf(bench.row('c4')) });
    bench.rows.put(fakeRow(4, { since: 4, botName: 'Renamed' }));
    await bench.settle();
    expect(bench.row('c4').querySelector('.bot')?.textContent).to.equal('Renamed');
  });

  it('until the chip that counts the waiting changes is pressed', async () => {
    const bench = await tableBench(crowd(10));
    await sendMouse({ type: 'move', position: middleOf(bench.row('c4')) });
    reverse(bench);
    await bench.settle();
    bench.find('.changes').click();
    await bench.settle();
    expect(bench.seen()[0]).to.equal('c9');
  });

  it('as long as Hold order is pressed', async () => {
    const bench = await tableBench(crowd(10));
    const button = bench.find('[part="hold"]');
    button.click();
    await bench.settle();
    expect(button.getAttribute('aria-pressed')).to.equal('true');
    reverse(bench);
    bench.clock.advance(60_000);
    await bench.settle();
    expect(bench.seen()[0]).to.equal('c0');
    button.click();
    await bench.settle();
    expect(bench.seen()[0]).to.equal('c9');
  });

  it('and who needs an agent shows at once in a band, without moving a row by a pixel', async () => {
    for (const length of [4, 60]) {
      const bench = await tableBench(crowd(length));
      await sendMouse({ type: 'move', position: middleOf(bench.row('c3')) });
      const before = bench.row('c3').getBoundingClientRect().top;
      for (let index = 70; index < 75; index += 1) bench.rows.put(fakeRow(index, asked(0)));
      await bench.settle();
      const band = [...bench.table.shadowRoot!.querySelectorAll<HTMLElement>('.band .row')];
      expect(band.map((row) => row.dataset['id'])).to.deep.equal(['c70', 'c71', 'c72']);
      expect(bench.text('.more')).to.equal('2 more conversations need an agent');
      expect(bench.row('c3').getBoundingClientRect().top).to.equal(before);
      band[1]!.click();
      expect(bench.table.conversationId).to.equal('c71');
      bench.clock.advance(5_000);
      await bench.settle();
      expect(bench.find('.band').hidden).to.equal(true);
      expect(bench.find('.grid').scrollTop).to.equal(0);
      bench.table.remove();
    }
  });

  it('and a press on what appeared under a resting pointer counts for the row that it covers', async () => {
    const bench = await tableBench(crowd(10));
    await sendMouse({ type: 'move', position: middleOf(bench.row('c0')) });
    bench.rows.put(fakeRow(70, asked(0)));
    await bench.settle();
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'up' });
    expect(bench.table.conversationId).to.equal('c0');
  });

  it('and where there is little height the band leaves most of it to the rows', async () => {
    const bench = await tableBench(crowd(40), { width: 400, height: 560 });
    await sendMouse({ type: 'move', position: middleOf(bench.row('c1')) });
    for (let index = 70; index < 74; index += 1) bench.rows.put(fakeRow(index, asked(0)));
    await bench.settle();
    expect(bench.table.shadowRoot!.querySelectorAll('.band .row')).to.have.length(1);
    expect(bench.text('.more')).to.equal('3 more conversations need an agent');
  });

  it('and a press counts for the row that lay under the pointer when it went down', async () => {
    const bench = await tableBench(crowd(10));
    await sendMouse({ type: 'move', position: middleOf(bench.row('c4')) });
    await sendMouse({ type: 'down' });
    reverse(bench);
    bench.rows.view.release();
    await bench.settle();
    expect(bench.seen()[4]).not.to.equal('c4');
    await sendMouse({ type: 'up' });
    expect(bench.table.conversationId).to.equal('c4');
  });
});
