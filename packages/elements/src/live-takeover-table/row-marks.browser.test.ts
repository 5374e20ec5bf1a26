import { expect } from '@open-wc/testing';
import { fakeNow } from '../client-source/fake-client.test-support.js';
import { fakeRow } from './fake-rows.test-support.js';
import { tableBench, type TableBench } from './table.test-support.js';

async function search(bench: TableBench, text: string): Promise<void> {
  const field = bench.find<HTMLInputElement>('input[type="search"]');
  field.value = text;
  field.dispatchEvent(new Event('input'));
  await bench.settle();
}

const marks = (bench: TableBench, id: string): readonly (readonly (string | null | undefined)[])[] =>
  [...bench.row(id).querySelectorAll('mark')].map((mark) => [mark.closest('.cell')?.className, mark.textContent]);

describe('what is searched for', () => {
  const rows = [
    fakeRow(1, { lastMessage: { text: 'Möchte meine KARTE, die Karte', at: fakeNow }, attributes: { plan: 'Karte Gold' } }),
    fakeRow(2, { botName: 'Kartenhelfer', lastMessage: null }),
  ];

  it('is marked in every cell that shows it, whatever its case and accents, and no more once nothing is searched', async () => {
    const bench = await tableBench(rows);
    bench.table.attributeColumns = ['plan'];
    bench.rows.view.setQuery = (query) => Object.defineProperty(bench.rows.view, 'query', { value: query, configurable: true });
    await search(bench, 'karte');
    expect(marks(bench, 'c1')).to.deep.equal([
      ['cell last-message', 'KARTE'], ['cell last-message', 'Karte'], ['cell attribute', 'Karte'],
    ]);
    expect(marks(bench, 'c2')).to.deep.equal([['cell bot', 'Karte']]);
    expect(bench.row('c1').querySelector('.message')!.textContent).to.equal('Möchte meine KARTE, die Karte');
    await search(bench, 'mochte');
    expect(marks(bench, 'c1')).to.deep.equal([['cell last-message', 'Möchte']]);
    await search(bench, '');
    expect(bench.table.shadowRoot!.querySelectorAll('mark')).to.have.length(0);
    expect(bench.row('c1').querySelector('.message')!.childNodes).to.have.length(1);
  });

  it('is marked at the information icon where only the reference behind it was found', async () => {
    const bench = await tableBench([fakeRow(1, { label: '+14155550134', reference: 'REF00001' }), fakeRow(2)]);
    bench.rows.view.setQuery = (query) => Object.defineProperty(bench.rows.view, 'query', { value: query, configurable: true });
    await search(bench, 'ref0000');
    const isMarked = (id: string): boolean => bench.row(id).querySelector('.reference')!.classList.contains('match');
    expect([isMarked('c1'), isMarked('c2')]).to.deep.equal([true, false]);
    expect(marks(bench, 'c2')).to.deep.equal([['cell id', 'REF0000']]);
  });

  it('stays marked as text, not as markup, and follows the text', async () => {
    const bench = await tableBench([fakeRow(1, { lastMessage: { text: '<b>card</b> & card', at: fakeNow } })]);
    await search(bench, 'card');
    expect(bench.row('c1').querySelector('.message')!.textContent).to.equal('<b>card</b> & card');
    expect(marks(bench, 'c1')).to.have.length(2);
    bench.rows.put(fakeRow(1, { lastMessage: { text: 'no card', at: fakeNow } }));
    await bench.settle();
    expect(bench.row('c1').querySelector('.message')!.innerHTML).to.equal('no <mark class="match" part="match">card</mark>');
  });
});

describe('an unread conversation', () => {
  it('is told apart by a dot, by weight and by a word, until it is read', async () => {
    const bench = await tableBench([fakeRow(1, { isUnread: true }), fakeRow(2)]);
    const dot = (id: string): HTMLElement => bench.row(id).querySelector<HTMLElement>('.unread-dot')!;
    const weight = (id: string): number => Number(getComputedStyle(bench.row(id).querySelector('.message')!).fontWeight);
    expect(dot('c1').checkVisibility()).to.equal(true);
    expect(dot('c1').textContent).to.equal('Unread ');
    expect(weight('c1')).to.be.above(weight('c2'));
    expect(dot('c2')).to.equal(null);
    bench.rows.put(fakeRow(1));
    await bench.settle();
    expect(dot('c1').checkVisibility()).to.equal(false);
  });
});

describe('a row of one’s own', () => {
  it('says how long its customer has been waiting', async () => {
    const ana = { kind: 'agent', id: 'ana', name: 'Ana' } as const;
    const mine = fakeRow(1, { status: 'waiting-for-agent', reason: { code: 'with-agent', operator: ana }, operator: ana, isMine: true });
    const bench = await tableBench([mine]);
    const reason = (): string | null => bench.row('c1').querySelector('.reason')!.textContent;
    expect(reason()).to.equal('with Ana (you)');
    bench.rows.put({ ...mine, waitingSince: fakeNow - 4 * 60_000 });
    await bench.settle();
    expect(reason()).to.equal('with you, waiting 4 min');
  });
});
