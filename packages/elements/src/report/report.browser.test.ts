import { TakeoverError, type UnansweredMessage, type UnansweredPage } from '@live-takeover/sdk';
import { expect } from '@open-wc/testing';
import { fakeNow } from '../client-source/fake-client.test-support.js';
import { takeFiles } from '../export/take-files.test-support.js';
import { mixed, tableBench, type TableBench } from '../live-takeover-table/table.test-support.js';

const asked = (index: number, text: string): UnansweredMessage => ({ conversationId: `c${index}`, messageId: `m${index}`, botId: 'bank', at: fakeNow - index * 60_000, text });
const cancel = [1, 2, 3].map((index) => asked(index, ['How do I cancel my card?', 'how do I cancel my CARD', 'How do i cancel my card'][index - 1]!));
const router = asked(9, 'The router blinks red');

const all = (bench: TableBench, selector: string): readonly HTMLElement[] => [...bench.table.shadowRoot!.querySelectorAll<HTMLElement>(selector)];
const said = (element: Element | null): string => element?.textContent?.replaceAll(/\s+/gu, ' ').trim() ?? '';

async function press(bench: TableBench, selector: string): Promise<void> {
  bench.find(selector).click();
  await bench.settle();
}

async function answer(bench: TableBench, page: Partial<UnansweredPage>): Promise<void> {
  bench.fake.questions.at(-1)!.resolve({ messages: [], next: null, searchedTo: fakeNow, ...page });
  await bench.settle();
}

async function made(page: Partial<UnansweredPage>): Promise<TableBench> {
  const bench = await tableBench(mixed);
  await press(bench, '.tools > .menu-place > button');
  await press(bench, '[data-action="report"]');
  await press(bench, '[part="search-button"]');
  await answer(bench, page);
  return bench;
}

afterEach(() => localStorage.clear());

describe('the report of what the bot could not answer', () => {
  it('puts alike questions together, the most frequent first, with how many in words and as a bar', async () => {
    const bench = await made({ messages: [router, ...cancel] });
    const groups = all(bench, '.group summary');
    expect(groups.map((group) => said(group.querySelector('.group-text')))).to.deep.equal(['How do I cancel my card?', 'The router blinks red']);
    expect(groups.map((group) => said(group.querySelector('.group-count')))).to.deep.equal(['3 messages, 75%', '1 message, 25%']);
    expect(groups.map((group) => group.querySelector('rect')!.getAttribute('width'))).to.deep.equal(['75', '25']);
    expect(bench.text('.page-status')).to.contain('4 messages read. Searched to the end.');
  });

  it('unfolds what was said, and opens the conversation it was said in', async () => {
    const bench = await made({ messages: [...cancel, router] });
    await press(bench, '.group summary');
    const examples = all(bench, '.group[open] .example');
    expect(examples).to.have.length(3);
    examples[1]!.focus();
    examples[1]!.click();
    await bench.settle();
    expect(bench.table.conversationId).to.equal('c2');
    bench.table.close();
    await bench.settle();
    expect(examples[1]!.matches(':focus')).to.equal(true);
  });

  it('reads page by page, says how far it is, and can be stopped and taken up again', async () => {
    const bench = await made({ messages: cancel, next: 'p2' });
    expect(bench.text('.page-status')).to.contain('Searching …');
    await press(bench, '[part="stop"]');
    expect(all(bench, '.group')).to.have.length(1);
    await press(bench, '[part="continue"]');
    await answer(bench, { messages: [router] });
    expect(all(bench, '.group')).to.have.length(2);
  });

  it('says what went wrong, and that nothing is unanswered', async () => {
    const bench = await made({});
    expect(bench.text('.page-body')).to.contain('Nothing unanswered');
    await press(bench, '[part="search-button"]');
    bench.fake.questions.at(-1)!.reject(new TakeoverError('forbidden', 'No.'));
    await bench.settle();
    expect(bench.text('.page-status')).to.contain('Your account may not do this.');
  });

  it('is exported, safe against formulas, unless the page cancels', async () => {
    const bench = await made({ messages: [asked(5, '=HYPERLINK("http://x")')] });
    const files = takeFiles();
    try {
      await press(bench, '[part="export csv"]');
      expect((await files.next()).split('\r\n')[1]).to.match(/^"'=HYPERLINK\(""http:\/\/x""\)",1,2026-11-20T13:57:00\.000Z,c5$/u);
      await press(bench, '[part="export json"]');
      expect(JSON.parse(await files.next())).to.deep.equal([{ question: '=HYPERLINK("http://x")', count: 1, lastAskedAt: '2026-11-20T13:57:00.000Z', conversationId: 'c5' }]);
      bench.table.addEventListener('export-request', (event) => event.preventDefault());
      await press(bench, '[part="export json"]');
      expect(files.count).to.equal(2);
    } finally {
      files.end();
    }
  });

  it('is not offered where the backend keeps no history', async () => {
    const bench = await tableBench(mixed);
    bench.table.client = { ...bench.table.client!, capabilities: { ...bench.table.client!.capabilities, history: false } };
    await bench.settle();
    await press(bench, '.tools > .menu-place > button');
    expect(bench.table.shadowRoot!.querySelector('[data-action="report"]')).to.equal(null);
  });

  it('has no accessibility violation', async () => {
    const bench = await made({ messages: [router, ...cancel] });
    await press(bench, '.group summary');
    await expect(bench.table).to.be.accessible();
  });
});
