import { TakeoverError } from '@live-takeover/sdk';
import { expect, oneEvent } from '@open-wc/testing';
import { fakeNow } from '../client-source/fake-client.test-support.js';
import { requestOpen } from '../client-source/open-conversation.js';
import { tickMs } from '../words/ticker.js';
import { asked, fakeRow } from './fake-rows.test-support.js';
import { LiveTakeoverTable, type LiveTakeoverTableEventMap } from './live-takeover-table.js';
import { mixed, tableBench, type TableBench } from './table.test-support.js';

const minute = 60_000;

const cells = (bench: TableBench, id: string): readonly string[] =>
  [...bench.row(id).querySelectorAll('[role="gridcell"]')].map((cell) => cell.textContent ?? '');

afterEach(() => localStorage.clear());

describe('<live-takeover-table> shows', () => {
  it('six columns in the words of the product', async () => {
    const bench = await tableBench(mixed);
    const headings = [...bench.table.shadowRoot!.querySelectorAll('[role="columnheader"]')].map((heading) => heading.textContent?.trim());
    expect(headings).to.deep.equal(['ID', 'Chatbot Name', 'Chat length', 'Status', 'Last message', 'Operator']);
    expect(cells(bench, 'c1')).to.deep.equal([
      '+14155550134', 'Telecom helper', '1 min', 'Waiting For Agent · asked 3 min ago', 'Message number 17 min ago', 'Bot',
    ]);
    expect(cells(bench, 'c2')[3]).to.equal('Waiting For Agent · with Ana (you)');
    expect(cells(bench, 'c2')[5]).to.equal('Ana (you)');
    expect(cells(bench, 'c3')[3]).to.equal('Action · default answer 3 of 3');
    expect(cells(bench, 'c6')[2]).to.equal('–');
    expect(cells(bench, 'c6')[4]).to.equal('–');
  });

  it('the most urgent first, and each status as icon, word, reason and part', async () => {
    const bench = await tableBench(mixed);
    expect(bench.seen()).to.deep.equal(['c1', 'c2', 'c3', 'c4', 'c5', 'c6']);
    const parts = bench.shown().map((row) => row.getAttribute('part'));
    expect(parts).to.deep.equal(['row waiting', 'row held', 'row action', 'row live', 'row stalled', 'row abandoned']);
    const drawings = bench.shown().map((row) => row.querySelector('.status .icon path')!.getAttribute('d'));
    expect(new Set(drawings).size).to.equal(6);
  });

  it('intent beside the facts', async () => {
    const bench = await tableBench(mixed);
    bench.rows.put({ ...mixed[2]!, intent: { name: 'take-over', state: { state: 'sent', sentAt: 0 } } });
    await bench.settle();
    expect(cells(bench, 'c3')[3]).to.equal('Action · taking over …');
  });

  it('how long ago, as the store’s clock goes on', async () => {
    const bench = await tableBench(mixed);
    bench.fake.state.now += 2 * minute;
    bench.rows.put({ ...mixed[0]! });
    await bench.settle();
    expect(cells(bench, 'c1')[3]).to.equal('Waiting For Agent · asked 5 min ago');
  });

  it('how long ago, at each tick, though no row changed', async () => {
    const real = window.setTimeout;
    let tick = (): void => undefined;
    window.setTimeout = ((callback: () => void, delayMs?: number) => {
      if (delayMs !== tickMs) return real(callback, delayMs);
      tick = callback;
      return 0;
    }) as typeof window.setTimeout;
    const bench = await tableBench(mixed);
    bench.fake.state.now += 4 * minute;
    tick();
    window.setTimeout = real;
    await bench.settle();
    expect(cells(bench, 'c1')[3]).to.equal('Waiting For Agent · asked 7 min ago');
  });

  it('a status that changes by time alone, in the row that has it', async () => {
    const bench = await tableBench([fakeRow(4)]);
    const row = bench.row('c4');
    bench.fake.state.now += 5 * minute;
    bench.rows.put(fakeRow(4, { status: 'stalled', reason: { code: 'silent', idleSince: bench.fake.state.now - 5 * minute } }));
    await bench.settle();
    expect(bench.row('c4')).to.equal(row);
    expect(cells(bench, 'c4')[3]).to.equal('Stalled · silent for 5 min');
  });

  it('how many have each status, and only those when the count is pressed', async () => {
    const bench = await tableBench(mixed);
    const counts = [...bench.table.shadowRoot!.querySelectorAll<HTMLElement>('.counts button')];
    expect(counts.map((count) => count.textContent?.replace(/\s+/gu, ''))).to.deep.equal([
      'WaitingForAgent2', 'Action1', 'Live1', 'Stalled1', 'Abandoned1',
    ]);
    counts[1]!.click();
    await bench.settle();
    expect(bench.seen()).to.deep.equal(['c3']);
    expect(counts[1]!.getAttribute('aria-pressed')).to.equal('true');
    counts[1]!.click();
    await bench.settle();
    expect(bench.seen()).to.have.length(6);
  });
});

describe('<live-takeover-table> sorts and searches', () => {
  for (const column of ['id', 'bot', 'chat-length', 'status', 'last-message', 'operator'] as const)
    it(`by ${column}, both ways, and says which`, async () => {
      const bench = await tableBench(mixed);
      const heading = bench.find(`.heading.${column}`);
      const press = async (): Promise<readonly string[]> => {
        heading.querySelector('button')!.click();
        await bench.settle();
        return bench.seen();
      };
      const isOpening = column === 'status';
      expect(heading.getAttribute('aria-sort')).to.equal(isOpening ? 'ascending' : 'none');
      const one = await press();
      expect(heading.getAttribute('aria-sort')).to.equal(isOpening ? 'descending' : 'ascending');
      const other = await press();
      expect(heading.getAttribute('aria-sort')).to.equal(isOpening ? 'ascending' : 'descending');
      expect(other).to.deep.equal([...one].reverse());
    });

  const search = async (bench: TableBench, text: string): Promise<void> => {
    const field = bench.find<HTMLInputElement>('input');
    field.value = text;
    field.dispatchEvent(new Event('input'));
    await bench.settle();
  };

  it('by any text shown', async () => {
    const bench = await tableBench(mixed);
    await search(bench, 'card');
    expect(bench.seen()).to.deep.equal(['c4']);
  });

  it('and offers to show all again when nothing matches', async () => {
    const bench = await tableBench(mixed);
    await search(bench, 'zebra <b>');
    expect(bench.text('.panel')).to.contain('No conversation contains “zebra <b>”.');
    bench.find('.panel button').click();
    await bench.settle();
    expect(bench.seen()).to.have.length(6);
    expect(bench.find<HTMLInputElement>('input').value).to.equal('');
  });

  it('at once, even while the order is held', async () => {
    const bench = await tableBench(mixed);
    bench.find('.button[part="hold"]').click();
    await search(bench, 'card');
    expect(bench.seen()).to.deep.equal(['c4']);
    expect(bench.rows.view.isHeld).to.equal(true);
  });
});

describe('<live-takeover-table> opens', () => {
  const opened = (bench: TableBench): Promise<LiveTakeoverTableEventMap['conversation-opened']> =>
    oneEvent(bench.table, 'conversation-opened');
  const start = (bench: TableBench, id: string): void =>
    bench.fake.append(id, {
      id: 's',
      type: 'conversation-started',
      bot: { id: 'bank', name: 'Bank helper' },
      channel: 'web',
      contact: { id: 'customer-7', verified: true },
      attributes: { plan: 'gold' },
      reference: 'REF00004',
      thread: 't',
    });

  it('a conversation by a click, tells the page whose it is, and hands it to the pane', async () => {
    const bench = await tableBench(mixed);
    start(bench, 'c4');
    setTimeout(() => bench.row('c4').click());
    const { detail, bubbles } = await opened(bench);
    expect(detail).to.deep.equal({ conversationId: 'c4', contactId: 'customer-7', attributes: { plan: 'gold' } });
    expect(bubbles).to.equal(false);
    const pane = bench.find<HTMLElement & { conversationId: string; client: unknown }>('test-pane');
    expect(pane.conversationId).to.equal('c4');
    expect(pane.client).to.equal(bench.table.client);
    expect(bench.row('c4').getAttribute('aria-selected')).to.equal('true');
    expect(bench.fake.conversation('c4').openViews).to.equal(0);
  });

  it('a conversation that is not known yet, and tells once it is', async () => {
    const bench = await tableBench(mixed);
    bench.table.open('later');
    await bench.settle();
    setTimeout(() => start(bench, 'later'));
    expect((await opened(bench)).detail.conversationId).to.equal('later');
  });

  it('what an alert beside it asks for', async () => {
    const bench = await tableBench(mixed);
    expect(requestOpen(bench.table.client!, 'c5')).to.equal(true);
    await bench.settle();
    expect(bench.table.conversationId).to.equal('c5');
  });

  it('and closes, giving the focus back to the row', async () => {
    const bench = await tableBench(mixed, { width: 500 });
    bench.table.open('c5');
    await bench.settle();
    expect(bench.find('.main').inert).to.equal(true);
    expect(bench.table.shadowRoot!.activeElement).to.equal(bench.find('.close'));
    bench.find('.close').click();
    await bench.settle();
    expect(bench.table.conversationId).to.equal(null);
    expect(bench.table.shadowRoot!.activeElement).to.equal(bench.row('c5'));
  });
});

describe('<live-takeover-table> is honest about', () => {
  const lost = { state: 'not-updating', since: fakeNow, retryAt: null } as const;
  const refused = { state: 'refused', error: new TakeoverError('unauthorized', 'The token was refused.') } as const;

  it('being up to date, catching up and not updating, since when', async () => {
    const bench = await tableBench(mixed);
    expect(bench.text('.freshness')).to.equal('Up to date');
    bench.fake.freshness.set({ state: 'catching-up' });
    await bench.settle();
    expect(bench.text('.freshness')).to.equal('Catching up');
    bench.fake.connection.set(lost);
    bench.fake.freshness.set({ state: 'not-updating', since: fakeNow, connection: lost });
    await bench.settle();
    expect(bench.text('.freshness')).to.match(/^Not updating since \d/u);
    expect(bench.text('[role="alert"]')).to.match(/^Not updating since .* What you see may be out of date\. Trying again by itself\.$/u);
    expect(bench.seen()).to.have.length(6);
  });

  it('having been refused, with what to do, over rows and without', async () => {
    const bench = await tableBench(mixed);
    bench.fake.connection.set(refused);
    bench.fake.freshness.set({ state: 'not-updating', since: fakeNow, connection: refused });
    await bench.settle();
    expect(bench.text('.banner.danger')).to.contain('Sign in again');
    bench.rows.set([]);
    await bench.settle();
    expect(bench.text('.panel')).to.contain('Connection refused');
    expect(bench.text('.panel')).to.contain('Sign in again');
  });

  it('having been refused, and tries again when told to', async () => {
    const bench = await tableBench(mixed);
    bench.fake.connection.set(refused);
    bench.fake.freshness.set({ state: 'not-updating', since: fakeNow, connection: refused });
    await bench.settle();
    bench.find('.banner [part="retry"]').click();
    bench.rows.set([]);
    await bench.settle();
    bench.find('.panel [part="retry"]').click();
    expect(bench.fake.state.retries).to.equal(2);
  });

  it('a row that only the held order keeps', async () => {
    const bench = await tableBench(mixed);
    bench.rows.put({ ...mixed[3]!, hasLeft: true });
    await bench.settle();
    expect(cells(bench, 'c4')[3]).to.equal('Live · no longer on the page');
  });

  const states: readonly (readonly [string, string, (bench: TableBench) => void])[] = [
    ['loading', '.skeleton', (bench) => bench.fake.freshness.set({ state: 'catching-up' })],
    ['having no conversations', '.panel', () => undefined],
    ['not being connected', '.panel', (bench) => bench.fake.freshness.set({ state: 'not-updating', since: fakeNow, connection: lost })],
  ];
  const said = ['Loading conversations', 'No conversations', 'Not connected'];
  states.forEach(([title, selector, prepare], index) =>
    it(title, async () => {
      const bench = await tableBench([]);
      prepare(bench);
      await bench.settle();
      expect(bench.text(selector)).to.contain(said[index]!);
    }),
  );

  it('having no connection configured', async () => {
    const bench = await tableBench(mixed);
    bench.table.client = undefined;
    await bench.settle();
    expect(bench.text('.panel')).to.contain('Not set up yet');
    expect(bench.shown()).to.have.length(0);
  });
});

describe('<live-takeover-table> behaves', () => {
  it('registers nothing when imported, and can be registered under another name', () => {
    expect(customElements.getName(LiveTakeoverTable)).to.equal(null);
    expect(customElements.get('test-table')).not.to.equal(undefined);
  });

  it('gives back its view and its listeners when it leaves the page, and takes them again when it returns', async () => {
    const bench = await tableBench(mixed);
    const parent = bench.table.parentElement!;
    bench.table.remove();
    expect(bench.rows.view.isClosed).to.equal(true);
    expect(bench.rows.listenerCount).to.equal(0);
    parent.append(bench.table);
    await bench.settle();
    expect(bench.rows.listenerCount).to.equal(1);
    expect(bench.seen()).to.have.length(6);
  });

  it('takes a catalogue of its own', async () => {
    const bench = await tableBench(mixed);
    bench.table.catalogue = { language: 'de', messages: { 'column.operator': 'Bearbeiter' } };
    await bench.settle();
    expect(bench.text('.heading.operator')).to.equal('Bearbeiter');
    expect(bench.text('.heading.id')).to.equal('ID');
  });

  it('speaks the language it is given in code, and so does its pane', async () => {
    const bench = await tableBench(mixed);
    bench.table.open('c4');
    bench.table.lang = 'de';
    await bench.settle();
    expect(bench.table.getAttribute('lang')).to.equal('de');
    expect(bench.find('test-pane').lang).to.equal('de');
    bench.table.removeAttribute('lang');
    await bench.settle();
    expect(bench.find('test-pane').hasAttribute('lang')).to.equal(false);
  });

  it('takes its theme by attribute or property, and its pane with it', async () => {
    const bench = await tableBench(mixed);
    bench.table.open('c4');
    for (const set of [(): void => void (bench.table.theme = 'dark'), (): void => bench.table.setAttribute('theme', 'light')]) {
      set();
      await bench.settle();
      const { theme } = bench.table;
      expect([bench.table.getAttribute('theme'), getComputedStyle(bench.find('test-pane')).colorScheme]).to.deep.equal([theme, theme]);
    }
  });

  it('announces that an agent is needed, once for all that come together', async () => {
    const bench = await tableBench(mixed);
    bench.rows.put(fakeRow(30, asked(0)));
    bench.rows.put(fakeRow(31, asked(0)));
    await bench.settle();
    expect(bench.text('.announcements')).to.equal('4 conversations need an agent.');
  });
});
