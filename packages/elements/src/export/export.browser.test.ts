import { expect } from '@open-wc/testing';
import { asked, fakeRow } from '../live-takeover-table/fake-rows.test-support.js';
import { crowd, mixed, tableBench, type TableBench } from '../live-takeover-table/table.test-support.js';
import { printLimit } from './print-table.js';
import { takeFiles, type TakenFiles } from './take-files.test-support.js';

let files: TakenFiles;
beforeEach(() => {
  files = takeFiles();
});
afterEach(() => {
  files.end();
  localStorage.clear();
});

async function press(bench: TableBench, selector: string): Promise<void> {
  bench.find(selector).click();
  await bench.settle();
}

async function more(bench: TableBench, action: string): Promise<void> {
  await press(bench, '.tools > .menu-place > button');
  await press(bench, `[data-action="${action}"]`);
}

describe('the export of the table', () => {
  it('holds all rows that match, in their order, and tells when it is done', async () => {
    const bench = await tableBench(mixed);
    await press(bench, '.counts .chip[data-tone="waiting"]');
    await more(bench, 'export-csv');
    const lines = (await files.next()).split('\r\n');
    expect(lines[0]).to.equal('\ufeffID,"Internal reference","Chatbot Name",Channel,"Chat length (s)",Status,Reason,"Status since","Last message","Last message at",Operator');
    expect(lines.slice(1).map((line) => line.split(',')[1])).to.deep.equal(['REF00001', 'REF00002', undefined]);
    expect(lines[1]).to.match(/^'\+14155550134,.*,SMS,61,"Waiting For Agent","asked 3 min ago",2026-11-20T13:59:00\.000Z,"Message number 1",2026-11-20T13:55:00\.000Z,Bot$/u);
    expect(files.names[0]).to.match(/^conversations-2026-11-20-\d{4}\.csv$/u);
    bench.clock.advance(5_000);
    expect(bench.text('.announcements')).to.equal('2 conversations exported.');
    expect(bench.rows.view.isHeld).to.equal(false);
  });

  it('is one list, though it is written in blocks', async () => {
    const bench = await tableBench(crowd(4_100));
    await more(bench, 'export-json');
    const rows = JSON.parse(await files.next()) as readonly { readonly reference: string }[];
    expect(rows.map(({ reference }) => reference)).to.deep.equal(crowd(4_100).map(({ reference }) => reference));
    await more(bench, 'export-csv');
    const lines = (await files.next()).trimEnd().split('\r\n');
    expect(lines).to.have.length(4_101);
    expect(lines.filter((line) => line.startsWith('ID,') || line.startsWith('\ufeff'))).to.have.length(1);
  });

  it('of nothing is a list of nothing', async () => {
    const bench = await tableBench([]);
    await more(bench, 'export-json');
    expect(JSON.parse(await files.next())).to.deep.equal([]);
  });

  it('asks the page first, which may do it itself', async () => {
    const bench = await tableBench(mixed);
    const details: unknown[] = [];
    bench.table.addEventListener('export-request', (event) => {
      const { what, format, count } = (event as CustomEvent<Record<string, unknown>>).detail;
      details.push([what, format, count]);
      event.preventDefault();
    });
    await more(bench, 'export-csv');
    expect([details, files.count]).to.deep.equal([[['conversations', 'csv', 6]], 0]);
  });

  it('never begins a cell with a formula, whoever wrote it', async () => {
    const bench = await tableBench([fakeRow(1, { ...asked(1), botName: '@SUM(A1)', lastMessage: { text: '=1+1', at: 0 }, label: '\t=2' })]);
    await more(bench, 'export-csv');
    for (const cell of (await files.next()).split('\r\n')[1]!.split(',')) expect(cell).not.to.match(/^"?[=+\-@\t]/u);
  });
});

describe('on paper', () => {
  const printed = (bench: TableBench): HTMLTableElement | null => bench.table.shadowRoot!.querySelector<HTMLTableElement>('.print table');

  it('stand all rows that match, not only those on screen, and are gone afterwards', async () => {
    const bench = await tableBench(crowd(300));
    expect(bench.shown().length).to.be.lessThan(60);
    dispatchEvent(new Event('beforeprint'));
    expect(printed(bench)!.tBodies[0]!.rows).to.have.length(300);
    expect([...printed(bench)!.tHead!.rows[0]!.cells].map((cell) => cell.textContent)).to.deep.equal(['ID', 'Chatbot Name', 'Chat length', 'Status', 'Last message', 'Operator']);
    expect(printed(bench)!.caption!.textContent).to.match(/300 conversations, /u);
    expect(printed(bench)!.checkVisibility()).to.equal(false);
    dispatchEvent(new Event('afterprint'));
    expect(printed(bench)).to.equal(null);
  });

  it('stands how many there are, where they are too many', async () => {
    const bench = await tableBench(crowd(printLimit + 5));
    dispatchEvent(new Event('beforeprint'));
    expect(printed(bench)!.tBodies[0]!.rows).to.have.length(printLimit);
    expect(printed(bench)!.caption!.textContent).to.contain('The first 1,000 of 1,005 conversations');
    dispatchEvent(new Event('afterprint'));
  });

  it('stands nothing of a table that has left the page', async () => {
    const bench = await tableBench(mixed);
    bench.table.remove();
    dispatchEvent(new Event('beforeprint'));
    expect(printed(bench)).to.equal(null);
  });
});
