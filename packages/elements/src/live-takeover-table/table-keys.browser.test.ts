import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { asked, fakeRow } from './fake-rows.test-support.js';
import { crowd, tableBench, type TableBench } from './table.test-support.js';

const dialog = (bench: TableBench): HTMLDialogElement | null => bench.table.shadowRoot!.querySelector('dialog');
/** What has the focus: the pane, the search, or a row by its id. */
const focused = (bench: TableBench): string | undefined => {
  const element = bench.table.shadowRoot!.activeElement as HTMLElement | null;
  return element?.closest<HTMLElement>('.row')?.dataset['id'] ?? element?.getAttribute('part') ?? element?.localName;
};

async function press(bench: TableBench, key: string): Promise<void> {
  await sendKeys({ press: key });
  await bench.settle();
}

async function inRow(id: string, rows = crowd(10)): Promise<TableBench> {
  const bench = await tableBench(rows);
  bench.row(id).focus();
  return bench;
}

describe('the keys of the table', () => {
  beforeEach(() => localStorage.clear());

  it('n opens the next most urgent conversation, under whatever filter, and the next by another press', async () => {
    const bench = await inRow('c2', [...crowd(5), fakeRow(7, asked(3)), fakeRow(8, asked(2))]);
    await press(bench, 'n');
    expect(bench.table.conversationId).to.equal('c7');
    expect(focused(bench)).to.equal('test-pane');
    await press(bench, 'n');
    expect(bench.table.conversationId).to.equal('c8');
  });

  it('n says so when nobody is waiting', async () => {
    const bench = await inRow('c2');
    await press(bench, 'n');
    expect(bench.table.conversationId).to.equal(null);
    expect(bench.text('.announcements')).to.equal('No conversation is waiting for an agent.');
  });

  it('/ goes to the search, and what is typed there is text', async () => {
    const bench = await inRow('c2', [...crowd(5), fakeRow(7, asked(3))]);
    await press(bench, '/');
    expect(focused(bench)).to.equal('search');
    await sendKeys({ type: 'nth?' });
    await bench.settle();
    expect(bench.find<HTMLInputElement>('[part="search"]').value).to.equal('nth?');
    expect(bench.table.conversationId).to.equal(null);
    expect(dialog(bench) === null).to.equal(true);
  });

  it('t takes the row’s conversation over as the pane would: the page is asked first', async () => {
    const bench = await inRow('c2');
    const asks: string[] = [];
    bench.table.addEventListener('takeover-request', (event) => {
      asks.push((event as CustomEvent<{ conversationId: string }>).detail.conversationId);
    });
    await press(bench, 't');
    expect(bench.table.conversationId).to.equal('c2');
    expect(asks).to.deep.equal(['c2']);
    expect(bench.fake.last('take-over').body).to.include({ conversationId: 'c2' });
  });

  it('t does nothing where the page says no, nor on what somebody holds', async () => {
    const ben = { kind: 'agent', id: 'ben', name: 'Ben' } as const;
    const bench = await inRow('c2', [fakeRow(1, { operator: ben }), fakeRow(2)]);
    bench.table.addEventListener('takeover-request', (event) => event.preventDefault(), { once: true });
    await press(bench, 't');
    bench.row('c1').focus();
    await press(bench, 't');
    expect(bench.fake.commands).to.deep.equal([]);
  });

  it('h holds the order, and lets it follow again', async () => {
    const bench = await inRow('c2');
    const isHeld = (): string | null => bench.find('[part="hold"]').getAttribute('aria-pressed');
    await press(bench, 'h');
    expect(isHeld()).to.equal('true');
    await press(bench, 'h');
    expect(isHeld()).to.equal('false');
  });

  it('o opens the row’s conversation and closes it', async () => {
    const bench = await inRow('c3');
    await press(bench, 'o');
    expect(bench.table.conversationId).to.equal('c3');
    await press(bench, 'o');
    expect(bench.table.conversationId).to.equal(null);
    expect(focused(bench)).to.equal('c3');
  });

  it('F6 goes from the table to the conversation and back, also with single keys turned off', async () => {
    const bench = await inRow('c3');
    bench.table.shortcuts = 'off';
    await press(bench, 'Enter');
    expect(focused(bench)).to.equal('test-pane');
    await press(bench, 'F6');
    expect(focused(bench)).to.equal('c3');
    await press(bench, 'F6');
    expect(focused(bench)).to.equal('test-pane');
  });

  it('do nothing with Ctrl, nor where the page or the agent turned them off', async () => {
    const bench = await inRow('c3');
    const isOpened = async (): Promise<boolean> => {
      await press(bench, 'o');
      return bench.table.conversationId !== null;
    };
    await sendKeys({ down: 'Control' });
    expect(await isOpened()).to.equal(false);
    await sendKeys({ up: 'Control' });
    bench.table.parentElement!.setAttribute('shortcuts', 'off');
    expect(await isOpened()).to.equal(false);
    bench.table.parentElement!.removeAttribute('shortcuts');
    await press(bench, '?');
    bench.find('dialog input[type="checkbox"]').click();
    await press(bench, 'Escape');
    expect(focused(bench)).to.equal('c3');
    expect(await isOpened()).to.equal(false);
  });

  it('? lists them all, in a dialog in which they do nothing', async () => {
    const bench = await inRow('c3');
    await press(bench, '?');
    expect(dialog(bench)!.open).to.equal(true);
    expect(bench.text('dialog h2')).to.equal('Keyboard shortcuts');
    const lines = [...dialog(bench)!.querySelectorAll('dl > div')].map((line) => line.textContent.replace(/\s+/gu, ' ').trim());
    expect(lines).to.include('Search /');
    expect(lines).to.include('Choose a view 12345');
    expect(lines).to.include('Go from the table to the conversation and back F6');
    await press(bench, 'o');
    expect(bench.table.conversationId).to.equal(null);
  });
});
