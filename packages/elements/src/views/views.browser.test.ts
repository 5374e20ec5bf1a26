import type { Row } from '@live-takeover/sdk';
import { expect } from '@open-wc/testing';
import { isolated } from '../language/isolate.js';
import { fakeRow } from '../live-takeover-table/fake-rows.test-support.js';
import { mixed, tableBench, type TableBench } from '../live-takeover-table/table.test-support.js';

const ben = { kind: 'agent', id: 'ben', name: 'Ben' } as const;
const withBen = (index: number): Row => fakeRow(index, { status: 'waiting-for-agent', reason: { code: 'with-agent', operator: ben }, operator: ben });
const busy: readonly Row[] = [...mixed, withBen(7), withBen(8), fakeRow(9, { channel: 'sms', attributes: { plan: 'gold', seats: 3 } })];

const all = (bench: TableBench, selector: string): readonly HTMLElement[] => [...bench.table.shadowRoot!.querySelectorAll<HTMLElement>(selector)];
const said = (element: Element): string => element.textContent?.replaceAll(/\s+/gu, ' ').trim() ?? '';
const pressed = (bench: TableBench, selector: string): readonly string[] => all(bench, `${selector}[aria-pressed="true"]`).map(said);
const view = (bench: TableBench, name: string): HTMLElement => all(bench, '.view').find((one) => said(one).startsWith(name))!;

async function press(bench: TableBench, target: HTMLElement | string): Promise<void> {
  const element = typeof target === 'string' ? bench.find(target) : target;
  element.focus();
  element.click();
  await bench.settle();
}

async function search(bench: TableBench, text: string): Promise<void> {
  const field = bench.find<HTMLInputElement>('input[type="search"]');
  field.value = text;
  field.dispatchEvent(new Event('input'));
  await bench.settle();
}

async function fill(bench: TableBench, selector: string, value: string): Promise<void> {
  const field = bench.find<HTMLInputElement | HTMLSelectElement>(selector);
  field.value = value;
  field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input'));
  await bench.settle();
}

const more = async (bench: TableBench, action: string): Promise<void> => {
  await press(bench, '.tools > .menu-place > button');
  await press(bench, `[data-action="${action}"]`);
};

afterEach(() => localStorage.clear());

describe('the views of <live-takeover-table>', () => {
  it('count the whole set, whatever is shown, and show just what they count', async () => {
    const bench = await tableBench(busy);
    await search(bench, 'nothing like it');
    expect(all(bench, '.view').map(said)).to.deep.equal(['Awaiting agent 2', 'All 9', 'Mine 1', 'History']);
    for (const [name, seen] of [['Awaiting agent', ['c1', 'c3']], ['Mine', ['c2']]] as const) {
      await press(bench, view(bench, name));
      expect(bench.seen()).to.deep.equal(seen);
      expect(pressed(bench, '.view')).to.deep.equal([said(view(bench, name))]);
    }
    await press(bench, view(bench, 'All'));
    expect(bench.rows.view.total).to.equal(9);
  });

  it('of colleagues are a menu with how many each holds, those who hold none included', async () => {
    const bench = await tableBench(busy);
    bench.fake.agents.set([
      { id: 'ana', name: 'Ana', availability: 'online', isReachable: true },
      { id: 'chloe', name: 'Chloé', availability: 'online', isReachable: true },
    ]);
    await bench.settle();
    await press(bench, '.colleagues button');
    expect(all(bench, '.colleagues .menu-item').map(said)).to.deep.equal(['Ben (2)', 'Chloé (0)']);
    await press(bench, all(bench, '.colleagues .menu-item')[0]!);
    expect(bench.seen()).to.deep.equal(['c7', 'c8']);
    expect(bench.text('.colleagues button')).to.equal('Ben');
    expect(pressed(bench, '.view')).to.deep.equal([]);
  });

  it('are chosen by number too', async () => {
    const bench = await tableBench(busy);
    bench.row('c1').focus();
    for (const [key, name] of [['3', 'Mine'], ['1', 'Awaiting agent'], ['2', 'All']] as const) {
      bench.table.shadowRoot!.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
      await bench.settle();
      expect(pressed(bench, '.view')[0]).to.contain(name);
    }
  });

  it('survive a reload, without the search, and not into another agent’s day', async () => {
    const first = await tableBench(busy);
    await press(first, view(first, 'Mine'));
    await search(first, 'card');
    const second = await tableBench(busy);
    expect(pressed(second, '.view')).to.deep.equal(['Mine 1']);
    expect(second.find<HTMLInputElement>('input[type="search"]').value).to.equal('');
    second.fake.me.set({ id: 'ben', name: 'Ben', role: 'agent' });
    await second.settle();
    expect(pressed(second, '.view')).to.deep.equal(['All 9']);
    second.fake.me.set({ id: 'ana', name: 'Ana', role: 'agent' });
    await second.settle();
    expect(pressed(second, '.view')).to.deep.equal(['Mine 1']);
  });

  it('that were kept do not take away what the agent has chosen before they came', async () => {
    const bench = await tableBench(busy);
    let answer = (_value: string | null): void => undefined;
    bench.fake.me.set(undefined);
    bench.table.preferences = { read: () => new Promise((resolve) => (answer = resolve)), write: () => undefined };
    await bench.settle();
    await press(bench, view(bench, 'Awaiting'));
    bench.fake.me.set({ id: 'ben', name: 'Ben', role: 'agent' });
    await bench.settle();
    answer(null);
    await bench.settle();
    expect(pressed(bench, '.view')).to.deep.equal(['Awaiting agent 2']);
  });

  it('hide history where the backend has none', async () => {
    const bench = await tableBench(busy);
    bench.table.client = { ...bench.table.client!, capabilities: { ...bench.table.client!.capabilities, history: false } };
    await bench.settle();
    expect(all(bench, '.view').map(said)).not.to.include('History');
  });
});

describe('statuses', () => {
  it('say what pressing them shows, under search and filter, and never go away', async () => {
    const bench = await tableBench(busy);
    await search(bench, 'Telecom');
    expect(all(bench, '.counts .chip').map(said)).to.deep.equal(['Waiting For Agent 2', 'Action 1', 'Live 1', 'Stalled 1', 'Abandoned 0']);
    await press(bench, view(bench, 'Mine'));
    await press(bench, all(bench, '.counts .chip')[0]!);
    expect(bench.seen()).to.deep.equal(['c1', 'c7', 'c2', 'c8']);
    expect(pressed(bench, '.view')).to.deep.equal(['All 9']);
    expect(pressed(bench, '.counts .chip')).to.deep.equal(['Waiting For Agent 4']);
  });
});

describe('the filter', () => {
  const choose = async (bench: TableBench, name: string): Promise<void> => {
    await press(bench, all(bench, '.filter-panel .choice').find((choice) => said(choice) === name)!.querySelector('input')!);
  };

  it('offers what there is, takes several of a kind, and shows each choice as a chip that takes it back', async () => {
    const bench = await tableBench(busy);
    await press(bench, '.filter-button');
    expect(all(bench, '.filter-panel legend').map(said)).to.deep.equal(['Status', 'Chatbot', 'Channel', 'Operator', 'Attribute']);
    await choose(bench, 'SMS');
    await choose(bench, 'Bank helper');
    expect(bench.rows.view.query.filter).to.deep.equal({ channels: ['sms'], botIds: ['Bank helper'] });
    await choose(bench, 'Telecom helper');
    expect(bench.seen()).to.deep.equal(['c1', 'c9']);
    expect(all(bench, '.active-filter').map(said)).to.deep.equal(['Bank helper', 'Telecom helper', 'SMS']);
    expect(bench.find('.filter-button').getAttribute('aria-label')).to.equal('Filter, 3 active');
    await press(bench, all(bench, '.active-filter')[2]!);
    expect(bench.rows.view.query.filter).to.deep.equal({ botIds: ['Bank helper', 'Telecom helper'] });
    expect(all(bench, '.choice input:checked')).to.have.length(2);
    await press(bench, '.filter-panel header .button');
    expect(bench.rows.view.query.filter).to.deep.equal({});
  });

  it('takes two choices made before the table has rendered', async () => {
    const bench = await tableBench(busy);
    await press(bench, '.filter-button');
    const [one, two] = all(bench, '.filter-panel .choice input');
    one!.click();
    two!.click();
    await bench.settle();
    expect(bench.rows.view.query.filter.statuses).to.deep.equal(['waiting-for-agent', 'action']);
  });

  it('filters by an attribute, numbers as numbers', async () => {
    const bench = await tableBench(busy);
    await press(bench, '.filter-button');
    await fill(bench, '.attributes select', 'seats');
    await fill(bench, '.attributes select + select', '0');
    expect(bench.rows.view.query.filter.attributes).to.deep.equal({ seats: [3] });
    expect(bench.seen()).to.deep.equal(['c9']);
    expect(all(bench, '.active-filter').map(said)).to.deep.equal(['seats: 3']);
  });

  it('takes the focus, and Escape gives it back without closing anything else', async () => {
    const bench = await tableBench(busy);
    bench.table.open('c4');
    await bench.settle();
    await press(bench, '.filter-button');
    expect(bench.find('.filter-panel h3').matches(':focus')).to.equal(true);
    bench.find('.filter-panel input').focus();
    bench.find('.filter-panel input').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }));
    await bench.settle();
    expect(bench.table.shadowRoot!.querySelector('.filter-panel')).to.equal(null);
    expect(bench.find('.filter-button').matches(':focus')).to.equal(true);
    expect(bench.table.conversationId).to.equal('c4');
  });

  it('keeps what is chosen in sight though no conversation has it now', async () => {
    const bench = await tableBench(busy);
    await press(bench, '.filter-button');
    await choose(bench, 'SMS');
    expect(all(bench, '.active-filter').map(said)).to.deep.equal(['SMS']);
    await press(bench, '.filter-button');
    bench.rows.set(mixed.slice(1));
    bench.fake.state.now += 60_000;
    await bench.settle();
    await press(bench, '.filter-button');
    expect(all(bench, '.choice').filter((choice) => choice.querySelector('input')!.checked).map(said)).to.deep.equal(['SMS']);
    expect(bench.text('.panel')).to.contain('Nothing matches');
  });

  it('says hostile names as they are', async () => {
    const hostile = '<img src=x onerror=alert(1)>\u202e';
    const bench = await tableBench([...mixed, fakeRow(9, { botName: hostile, attributes: { [hostile]: hostile } })]);
    await press(bench, '.filter-button');
    await choose(bench, hostile);
    await fill(bench, '.attributes select + select', '0');
    const chips = all(bench, '.active-filter').map((chip) => chip.textContent!.trim());
    expect(chips).to.deep.equal([hostile, `${isolated(hostile)}: ${isolated(hostile)}`]);
    expect(bench.table.shadowRoot!.querySelector('img')).to.equal(null);
  });
});

describe('saved views', () => {
  const save = async (bench: TableBench, name: string): Promise<void> => {
    await more(bench, 'save-view');
    await fill(bench, 'input[name="view-name"]', name);
    await press(bench, 'dialog [part~="submit"]');
  };
  const savedViews = (bench: TableBench): readonly string[] => all(bench, '[data-view="saved"]').map(said);

  it('keep filter, search, order and columns under a name, beyond the page', async () => {
    const bench = await tableBench(busy);
    await press(bench, all(bench, '.counts .chip')[0]!);
    await search(bench, 'helper');
    await press(bench, '.heading.bot button');
    await save(bench, '  Mine to watch ');
    bench.clock.advance(5_000);
    expect(bench.text('.announcements')).to.contain('The view Mine to watch is saved.');
    expect(pressed(bench, '.view')).to.deep.equal(['Mine to watch']);
    const later = await tableBench(busy);
    await press(later, view(later, 'All'));
    expect(pressed(later, '.view')).to.deep.equal(['All 9']);
    await press(later, view(later, 'Mine to watch'));
    const { filter, search: text, sort } = later.rows.view.query;
    expect([filter, text, sort.column]).to.deep.equal([{ statuses: ['waiting-for-agent'] }, 'helper', 'bot']);
  });

  it('are no longer shown as themselves once something differs, and are replaced under the same name', async () => {
    const bench = await tableBench(busy);
    await press(bench, all(bench, '.counts .chip')[0]!);
    await save(bench, 'Waiting');
    await search(bench, 'helper');
    expect(pressed(bench, '.view')).to.deep.equal(['All 9']);
    await more(bench, 'save-view');
    expect(bench.find<HTMLInputElement>('input[name="view-name"]').value).to.equal('Waiting');
    expect(bench.text('dialog [role="status"]')).to.contain('will be replaced');
    await press(bench, 'dialog [part~="submit"]');
    expect(savedViews(bench)).to.deep.equal(['Waiting']);
    expect(pressed(bench, '.view')).to.deep.equal(['Waiting']);
  });

  it('are renamed and deleted, and one of them opens the table', async () => {
    const bench = await tableBench(busy);
    await press(bench, all(bench, '.counts .chip')[0]!);
    await save(bench, 'One');
    await press(bench, view(bench, 'Mine'));
    await save(bench, 'Two');
    await more(bench, 'edit-views');
    const field = bench.find<HTMLInputElement>('.saved-views .field');
    field.value = 'Eins';
    field.dispatchEvent(new Event('change'));
    await bench.settle();
    await fill(bench, '.dialog select', '1');
    await press(bench, all(bench, '.saved-views .button')[1]!);
    expect(savedViews(bench)).to.deep.equal(['Eins']);
    expect(pressed(await tableBench(busy), '.view')).to.deep.equal(['Eins']);
  });

  it('want a name', async () => {
    const bench = await tableBench(busy);
    await more(bench, 'save-view');
    await fill(bench, 'input[name="view-name"]', '  ');
    await press(bench, 'dialog [part~="submit"]');
    expect(bench.find<HTMLDialogElement>('dialog').open).to.equal(true);
    expect(savedViews(bench)).to.deep.equal([]);
  });

  it('that make no sense are as good as none', async () => {
    localStorage.setItem('live-takeover//ana/table.views', '[{"id":"1","name":"x","query":{"sort":{"column":"salary"}}}]');
    localStorage.setItem('live-takeover//ana/table.view', '{"place":"moon"');
    const bench = await tableBench(busy);
    expect(savedViews(bench)).to.deep.equal([]);
    expect(bench.seen()[0]).to.equal('c1');
  });
});
