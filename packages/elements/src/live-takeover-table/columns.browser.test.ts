import { expect } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { fakeRow } from './fake-rows.test-support.js';
import { crowd, mixed, middleOf, tableBench, type TableBench } from './table.test-support.js';

const headings = (bench: TableBench): readonly (string | undefined)[] =>
  [...bench.table.shadowRoot!.querySelectorAll('.heading bdi')].map((heading) => heading.textContent?.trim());
const line = (bench: TableBench, column: string): HTMLElement => bench.find(`.column-list > li[data-column="${column}"]`);
const widthOf = (bench: TableBench, column: string): number => Math.round(bench.find(`.heading.${column}`).getBoundingClientRect().width);

async function choose(bench: TableBench): Promise<void> {
  bench.row(bench.seen()[0]!).focus();
  await sendKeys({ press: 'c' });
  await bench.settle();
}

async function type(bench: TableBench, field: HTMLInputElement | HTMLSelectElement, value: string): Promise<void> {
  field.value = value;
  field.dispatchEvent(new Event('change'));
  await bench.settle();
}

beforeEach(() => localStorage.clear());
afterEach(async () => sendMouse({ type: 'move', position: [0, 0] }));

describe('the columns', () => {
  it('are hidden and shown, but for ID and status, and are the same at the next visit', async () => {
    const bench = await tableBench(mixed);
    await choose(bench);
    expect(line(bench, 'id').querySelector('input')!.disabled).to.equal(true);
    expect(line(bench, 'status').querySelector('input')!.disabled).to.equal(true);
    line(bench, 'bot').querySelector('input')!.click();
    line(bench, 'chat-length').querySelector('input')!.click();
    await bench.settle();
    const expected = ['ID', 'Status', 'Last message', 'Operator'];
    expect(headings(bench)).to.deep.equal(expected);
    expect([...bench.row('c1').children].map((cell) => [cell.className, cell.getAttribute('aria-colindex')])).to.deep.equal([
      ['cell id', '1'], ['cell status', '2'], ['cell last-message', '3'], ['cell operator', '4'],
    ]);
    expect(bench.find('.grid').getAttribute('aria-colcount')).to.equal('4');
    bench.table.remove();
    expect(headings(await tableBench(mixed))).to.deep.equal(expected);
  });

  it('are moved by the keyboard, which stays on the button, and that is said', async () => {
    const bench = await tableBench(mixed);
    await choose(bench);
    line(bench, 'status').querySelector<HTMLElement>('[data-by="-1"]')!.focus();
    await sendKeys({ press: 'Enter' });
    await bench.settle();
    expect(headings(bench).slice(0, 3)).to.deep.equal(['ID', 'Chatbot Name', 'Status']);
    expect(bench.text('dialog [role="status"]')).to.equal('Status is number 3 of 6.');
    await sendKeys({ press: 'Enter' });
    await bench.settle();
    expect(headings(bench).slice(0, 3)).to.deep.equal(['ID', 'Status', 'Chatbot Name']);
    const cells = [...bench.row('c1').children].map((cell) => cell.getBoundingClientRect().left);
    expect(cells).to.deep.equal([...cells].sort((one, other) => one - other));
  });

  it('are as wide as the agent says, and automatic again', async () => {
    const bench = await tableBench(mixed, { width: 1_300 });
    const before = widthOf(bench, 'bot');
    await choose(bench);
    const field = line(bench, 'bot').querySelector<HTMLInputElement>('.width')!;
    await type(bench, field, '260');
    expect(widthOf(bench, 'bot')).to.equal(260);
    expect(Math.round(bench.row('c1').querySelector('.bot')!.getBoundingClientRect().width)).to.equal(260);
    await type(bench, field, '');
    expect(widthOf(bench, 'bot')).to.equal(before);
  });

  for (const dir of ['ltr', 'rtl'])
    it(`are made wider by dragging the edge of a heading, and automatic by a double click, ${dir}`, async () => {
      const bench = await tableBench(mixed, { width: 1_300 });
      bench.table.dir = dir;
      await bench.settle();
      const before = widthOf(bench, 'bot');
      bench.find('.heading.bot').scrollIntoView({ inline: 'center' });
      const [x, y] = middleOf(bench.find('.heading.bot .resizer'));
      const by = dir === 'rtl' ? -60 : 60;
      await sendMouse({ type: 'move', position: [x, y] });
      await sendMouse({ type: 'down' });
      await sendMouse({ type: 'move', position: [x + by / 2, y] });
      await sendMouse({ type: 'move', position: [x + by, y] });
      await bench.settle();
      expect(widthOf(bench, 'bot')).to.equal(before + 60);
      await sendMouse({ type: 'up' });
      await bench.settle();
      expect(widthOf(bench, 'bot')).to.equal(before + 60);
      expect(bench.find('.heading.status').getAttribute('aria-sort')).to.equal('ascending');
      bench.find('.heading.bot .resizer').dispatchEvent(new MouseEvent('dblclick'));
      await bench.settle();
      expect(widthOf(bench, 'bot')).to.equal(before);
    });

  it('are offered for what the rows hold, shown for what the page names, and sort', async () => {
    const attributes = [{ plan: 'Gold', vip: true }, { plan: 'Basic', city: '' }, {}];
    const bench = await tableBench(crowd(3).map((row, index) => ({ ...row, attributes: attributes[index]! })));
    bench.table.attributeColumns = ['plan'];
    await bench.settle();
    expect(headings(bench).at(-1)).to.equal('plan');
    expect(['c0', 'c1', 'c2'].map((id) => bench.row(id).querySelector('.attribute > .label')!.textContent)).to.deep.equal(['Gold', 'Basic', '–']);
    await choose(bench);
    expect([...bench.table.shadowRoot!.querySelectorAll('.column-list > li')].map((item) => (item as HTMLElement).dataset['column']).slice(6)).to.deep.equal([
      'attribute:plan', 'attribute:vip', 'attribute:city',
    ]);
    line(bench, 'attribute:vip').querySelector('input')!.click();
    await bench.settle();
    expect(bench.row('c0').lastElementChild!.querySelector('.label')!.textContent).to.equal('yes');
  });

  it('are as they were from the start once they are reset', async () => {
    const bench = await tableBench(mixed);
    await choose(bench);
    line(bench, 'bot').querySelector('input')!.click();
    await bench.settle();
    const reset = [...bench.table.shadowRoot!.querySelectorAll<HTMLElement>('.dialog-body > .button')][0]!;
    reset.click();
    await bench.settle();
    expect(headings(bench)).to.have.length(6);
    expect(reset.getAttribute('aria-disabled')).to.equal('true');
    expect(Object.keys(localStorage).filter((key) => key.endsWith('/columns'))).to.deep.equal([]);
  });

  it('of an attribute stand on cards too, with their names, and every card keeps the same height', async () => {
    const bench = await tableBench(crowd(20).map((row, index) => (index % 2 === 0 ? { ...row, attributes: { plan: 'Gold' } } : row)), { width: 420, height: 700 });
    const before = bench.row('c0').getBoundingClientRect().height;
    bench.table.attributeColumns = ['plan'];
    await bench.settle();
    await bench.settle();
    expect(bench.row('c0').querySelector('.attribute')!.textContent).to.equal('planGold');
    expect(bench.row('c0').querySelector('.attribute-name')!.checkVisibility()).to.equal(true);
    expect(bench.row('c0').getBoundingClientRect().height).to.equal(before + 24);
    expect(bench.row('c1').getBoundingClientRect().top - bench.row('c0').getBoundingClientRect().top).to.equal(before + 24);
    const label = bench.row('c0').querySelector('.attribute > .label')!.getBoundingClientRect();
    expect(label.bottom).to.be.at.most(bench.row('c0').getBoundingClientRect().bottom);
    await choose(bench);
    line(bench, 'bot').querySelector('input')!.click();
    await bench.settle();
    expect(bench.row('c0').querySelector('.bot')).to.equal(null);
  });

  it('stay together with their headings when there are more of them than there is room', async () => {
    const names = Array.from({ length: 12 }, (_, index) => `attribute-${index}`);
    const bench = await tableBench([fakeRow(1, { attributes: Object.fromEntries(names.map((name) => [name, name])) })], { width: 900 });
    bench.table.attributeColumns = names;
    await bench.settle();
    const grid = bench.find('.grid');
    expect(grid.scrollWidth).to.be.above(grid.clientWidth + 500);
    const left = (selector: string): readonly number[] =>
      [...bench.table.shadowRoot!.querySelectorAll(selector)].map((cell) => Math.round(cell.getBoundingClientRect().left));
    expect(left('.rows > .row > .cell')).to.deep.equal(left('.headings > .cell'));
    bench.row('c1').focus();
    for (const key of ['ArrowRight', 'End']) await sendKeys({ press: key });
    await bench.settle();
    expect(bench.table.shadowRoot!.activeElement!.getBoundingClientRect().right).to.be.at.most(grid.getBoundingClientRect().right);
  });
});

describe('sorting by several columns', () => {
  const sorts = (bench: TableBench): readonly string[] =>
    [...bench.table.shadowRoot!.querySelectorAll('.heading[data-sorted]')].map((heading) => {
      const button = heading.querySelector('button')!;
      return [heading.getAttribute('part'), heading.getAttribute('aria-sort'), heading.querySelector('.sort-place')?.textContent, button.getAttribute('aria-description')].join(' | ');
    });

  it('adds a column by Shift and Enter, says so, and numbers them', async () => {
    const bench = await tableBench(mixed);
    bench.find<HTMLElement>('.heading.operator button').focus();
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ up: 'Shift' });
    await bench.settle();
    expect(bench.rows.view.query).to.deep.include({
      sort: { column: 'status', isDescending: false },
      thenBy: [{ column: 'operator', isDescending: false }],
    });
    expect(bench.text('.announcements')).to.equal('Sorted by Status, ascending and Operator, ascending.');
    expect(sorts(bench)).to.deep.equal([
      'heading status | ascending | 1 | Number 1 of the sort, ascending',
      'heading operator | none | 2 | Number 2 of the sort, ascending',
    ]);
  });

  it('adds a column by Shift and a click, and sorts by one alone by a plain one', async () => {
    const bench = await tableBench(mixed);
    const press = async (column: string, shiftKey: boolean): Promise<void> => {
      bench.find(`.heading.${column} button`).dispatchEvent(new MouseEvent('click', { shiftKey, bubbles: true }));
      await bench.settle();
    };
    await press('bot', true);
    await press('bot', true);
    expect(bench.rows.view.query.thenBy).to.deep.equal([{ column: 'bot', isDescending: true }]);
    await press('id', false);
    expect(bench.rows.view.query.thenBy).to.deep.equal([]);
    expect(sorts(bench)).to.deep.equal(['heading id | ascending |  | ']);
  });

  it('is chosen without Shift too, in the dialog', async () => {
    const bench = await tableBench(mixed);
    await choose(bench);
    const fields = (): readonly HTMLSelectElement[] => [...bench.table.shadowRoot!.querySelectorAll<HTMLSelectElement>('.sort-list select')];
    await type(bench, fields()[2]!, 'last-message');
    await type(bench, fields()[3]!, 'descending');
    await type(bench, fields()[4]!, 'id');
    expect(bench.rows.view.query.thenBy).to.deep.equal([
      { column: 'last-message', isDescending: true },
      { column: 'id', isDescending: false },
    ]);
    await type(bench, fields()[2]!, '');
    expect(bench.rows.view.query.thenBy).to.deep.equal([{ column: 'id', isDescending: false }]);
    await type(bench, fields()[0]!, 'id');
    expect(bench.rows.view.query).to.deep.include({ sort: { column: 'id', isDescending: false }, thenBy: [] });
  });
});
