import { TakeoverError, type Conversation, type HistoryPage, type HistoryQuery } from '@live-takeover/sdk';
import { expect } from '@open-wc/testing';
import { fakeNow } from '../client-source/fake-client.test-support.js';
import { mixed, tableBench, type TableBench } from '../live-takeover-table/table.test-support.js';
import { instantsOf, lastDays } from './date-range.js';

const day = 24 * 60 * 60_000;
const closed = (index: number, changed: Partial<Conversation> = {}): Conversation =>
  ({
    id: `h${index}`,
    channel: 'sms',
    reference: `REF0000${index}`,
    bot: { id: 'bank', name: 'Bank helper' },
    contact: { phone: `+49 30 ${index}`, verified: false },
    closed: { why: 'ended', at: fakeNow - index * day },
    at: fakeNow,
    lastCustomerText: `Message ${index}`,
    ...changed,
  }) as Conversation;

const all = (bench: TableBench, selector: string): readonly HTMLElement[] => [...bench.table.shadowRoot!.querySelectorAll<HTMLElement>(selector)];
const said = (element: Element): string => element.textContent?.replaceAll(/\s+/gu, ' ').trim() ?? '';
const results = (bench: TableBench): readonly string[] => all(bench, '.result').map((result) => result.dataset['id'] ?? '');
const status = (bench: TableBench): string => bench.text('.page-status [role="status"]');
const asked = (bench: TableBench): HistoryQuery => bench.fake.questions.at(-1)!.about as HistoryQuery;

async function press(bench: TableBench, selector: string): Promise<void> {
  bench.find(selector).click();
  await bench.settle();
}

async function answer(bench: TableBench, page: Partial<HistoryPage>): Promise<void> {
  bench.fake.questions.at(-1)!.resolve({ conversations: [], next: null, searchedTo: fakeNow - 3 * day, ...page });
  await bench.settle();
}

async function open(): Promise<TableBench> {
  const bench = await tableBench(mixed);
  bench.fake.desk.set({ ...bench.fake.desk.value, bots: { bank: { name: 'Bank helper', preparedReplies: [], wrapUp: null }, tele: { name: 'Tele', preparedReplies: [], wrapUp: null } } });
  bench.fake.agents.set([{ id: 'ben', name: 'Ben', availability: 'online', isReachable: true }]);
  await press(bench, '[data-view="history"]');
  return bench;
}

async function searched(page: Partial<HistoryPage> = {}): Promise<TableBench> {
  const bench = await open();
  await press(bench, '[part="search-button"]');
  await answer(bench, page);
  return bench;
}

afterEach(() => localStorage.clear());

describe('history', () => {
  it('takes the place of the rows, says what it is for, and asks nothing by itself', async () => {
    const bench = await open();
    expect(bench.find('.list').checkVisibility()).to.equal(false);
    expect(bench.text('.page')).to.contain('Closed conversations of the last 45 days.').and.to.contain('Search closed conversations');
    expect(bench.fake.questions).to.deep.equal([]);
    await press(bench, '[part="back"]');
    expect(bench.seen()).to.have.length(6);
  });

  it('is asked for days, chatbot, agent and words, and only for what was given', async () => {
    const bench = await open();
    await press(bench, '[part="search-button"]');
    const { from, to, ...rest } = asked(bench);
    expect(rest).to.deep.equal({ after: null, limit: 50 });
    expect(Math.round((to - from) / day)).to.equal(7);
    const [bot, agent] = all(bench, '.page-form select') as HTMLSelectElement[];
    for (const [field, value] of [[bot!, 'tele'], [agent!, 'ben']] as const) {
      field.value = value;
      field.dispatchEvent(new Event('change'));
    }
    const text = bench.find<HTMLInputElement>('.page-form input[type="text"]');
    text.value = '  form 14 b ';
    text.dispatchEvent(new Event('input'));
    await press(bench, '[part="search-button"]');
    const { botIds, agentIds, text: words } = asked(bench);
    expect([botIds, agentIds, words]).to.deep.equal([['tele'], ['ben'], 'form 14 b']);
  });

  it('marks in the results what it was searched by', async () => {
    const bench = await open();
    const text = bench.find<HTMLInputElement>('.page-form input[type="text"]');
    text.value = 'CAFE';
    text.dispatchEvent(new Event('input'));
    await press(bench, '[part="search-button"]');
    await answer(bench, { conversations: [closed(1, { lastCustomerText: 'A <b>café</b>, please' })] });
    expect(all(bench, '.result mark').map(said)).to.deep.equal(['café']);
    expect(bench.text('.result-text')).to.equal('A <b>café</b>, please');
  });

  it('refuses days the wrong way round, in words', async () => {
    const bench = await open();
    const [from] = all(bench, 'input[type="date"]') as HTMLInputElement[];
    from!.value = '2030-01-01';
    from!.dispatchEvent(new Event('change'));
    await press(bench, '[part="search-button"]');
    expect(bench.text('.field-error')).to.equal('The first day must not be after the last.');
    expect(bench.fake.questions).to.have.length(0);
  });

  it('shows what was found, and opens it beside the list', async () => {
    const bench = await searched({ conversations: [closed(1), closed(2, { channel: 'messenger', contact: { name: '<b>Zoë</b>', verified: true } })] });
    expect(status(bench)).to.equal('2 conversations found. Searched to the end.');
    expect(all(bench, '.result').map(said)[1]).to.match(/^Messenger <b>Zoë<\/b> REF00002 Message 2 Bank helper closed /u);
    all(bench, '.result')[0]!.focus();
    all(bench, '.result')[0]!.click();
    await bench.settle();
    expect(bench.table.conversationId).to.equal('h1');
    expect(all(bench, '.result').map((result) => result.getAttribute('aria-current'))).to.deep.equal(['true', null]);
    bench.table.close();
    await bench.settle();
    expect(all(bench, '.result')[0]!.matches(':focus')).to.equal(true);
  });

  it('goes on page by page by itself until there is enough, then when told to, and says how far it came', async () => {
    const bench = await searched({ next: 'p2' });
    expect(status(bench)).to.match(/^Searching … Searched back to .*17/u);
    expect(asked(bench).after).to.equal('p2');
    await answer(bench, { conversations: Array.from({ length: 50 }, (_, index) => closed(index)), next: 'p3', searchedTo: fakeNow - 5 * day });
    expect(status(bench)).to.match(/^50 conversations found\. Searched back to .*15/u);
    expect(bench.fake.questions).to.have.length(2);
    await press(bench, '[part="continue"]');
    expect(asked(bench).after).to.equal('p3');
    await answer(bench, { conversations: [closed(77)] });
    expect(status(bench)).to.equal('51 conversations found. Searched to the end.');
  });

  it('can be stopped, and taken up again where it was', async () => {
    const bench = await searched({ next: 'p2', conversations: [closed(1)] });
    await press(bench, '[part="stop"]');
    await answer(bench, { conversations: [closed(2)] });
    expect(results(bench)).to.deep.equal(['h1']);
    await press(bench, '[part="continue"]');
    expect(asked(bench).after).to.equal('p2');
    await answer(bench, { conversations: [closed(2)] });
    expect(results(bench)).to.deep.equal(['h1', 'h2']);
  });

  it('says what went wrong, keeps what it has, and tries again from there', async () => {
    const bench = await searched({ next: 'p2', conversations: [closed(1)] });
    bench.fake.questions.at(-1)!.reject(new TakeoverError('store-unavailable', 'Later.'));
    await bench.settle();
    expect(status(bench)).to.equal('The gateway cannot be reached. Try again in a moment.');
    expect(results(bench)).to.deep.equal(['h1']);
    await press(bench, '[part="continue"]');
    expect(asked(bench).after).to.equal('p2');
  });

  it('says that nothing was found', async () => {
    const bench = await searched();
    expect(bench.text('.page-body')).to.contain('Nothing found');
  });

  it('a new search forgets the old one, whose late answer is ignored', async () => {
    const bench = await open();
    await press(bench, '[part="search-button"]');
    const late = bench.fake.questions.at(-1)!;
    await press(bench, '[part="search-button"]');
    await answer(bench, { conversations: [closed(2)] });
    late.resolve({ conversations: [closed(1)], next: null, searchedTo: 0 });
    await bench.settle();
    expect(results(bench)).to.deep.equal(['h2']);
  });

  it('is walked by arrow keys, one stop of Tab', async () => {
    const bench = await searched({ conversations: [closed(1), closed(2), closed(3)] });
    const list = all(bench, '.result');
    list[0]!.focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown'])
      bench.table.shadowRoot!.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
    expect(list[2]!.matches(':focus')).to.equal(true);
    expect(list.map((result) => result.tabIndex)).to.deep.equal([-1, -1, 0]);
  });

  it('has no accessibility violation', async () => {
    const bench = await searched({ next: 'p2', conversations: [closed(1), closed(2)] });
    await expect(bench.table).to.be.accessible();
  });
});

describe('a range of days', () => {
  it('is whole days of the agent’s calendar', () => {
    const now = new Date(2026, 10, 20, 14, 2).getTime();
    const range = lastDays(3, now);
    expect(range).to.deep.equal({ fromDay: '2026-11-18', toDay: '2026-11-20' });
    expect(instantsOf(range)).to.deep.equal({ from: new Date(2026, 10, 18).getTime(), to: new Date(2026, 10, 21).getTime() });
  });

  for (const range of [{ fromDay: '', toDay: '2026-11-20' }, { fromDay: '2026-11-21', toDay: '2026-11-20' }, { fromDay: 'x', toDay: 'y' }])
    it(`${range.fromDay || 'nothing'} to ${range.toDay} is none`, () => {
      expect(instantsOf(range)).to.equal(undefined);
    });
});
