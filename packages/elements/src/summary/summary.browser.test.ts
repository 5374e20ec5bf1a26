import type { AgentPresence } from '@live-takeover/sdk';
import { expect } from '@open-wc/testing';
import { asked, fakeRow } from '../live-takeover-table/fake-rows.test-support.js';
import { mixed, tableBench, type TableBench } from '../live-takeover-table/table.test-support.js';
import { tickMs } from '../words/ticker.js';

const minute = 60_000;
const agent = (id: string, changed: Partial<AgentPresence> = {}): AgentPresence => ({ id, name: id, availability: 'online', isReachable: true, ...changed });

/** Tables made in it tick when told to. */
async function withTicks(act: (tick: (bench: TableBench) => Promise<void>) => Promise<void>): Promise<void> {
  const real = window.setTimeout;
  let run = (): void => undefined;
  window.setTimeout = ((callback: () => void, delayMs?: number) => {
    if (delayMs !== tickMs) return real(callback, delayMs);
    run = callback;
    return 0;
  }) as typeof window.setTimeout;
  try {
    await act(async (bench) => {
      bench.clock.advance(tickMs);
      bench.fake.state.now += tickMs;
      run();
      await bench.settle();
    });
  } finally {
    window.setTimeout = real;
  }
}

const tiles = (bench: TableBench): readonly string[] =>
  [...bench.table.shadowRoot!.querySelectorAll('.tile')].map((tile) =>
    [...tile.querySelectorAll('.tile-label, .tile-count, .tile-aside')].map((part) => part.textContent).join(' ').trim(),
  );
const sentences = (bench: TableBench): readonly string[] =>
  [...bench.table.shadowRoot!.querySelectorAll('.tile .visually-hidden')].map((sentence) => sentence.textContent?.replaceAll(/[\u202f\s]+/gu, ' ') ?? '');
const lines = (bench: TableBench): number => bench.table.shadowRoot!.querySelectorAll('.sparkline').length;

afterEach(() => localStorage.clear());

describe('the summary', () => {
  it('says how many wait and how long the longest, the statuses, and who is available', async () => {
    const bench = await tableBench(mixed, { hasSummary: true });
    bench.fake.desk.set({ ...bench.fake.desk.value, reasons: [{ id: 'focus', label: 'Focus', receivesRequests: true }] });
    bench.fake.agents.set([
      agent('ana'),
      agent('ben', { availability: 'offline' }),
      agent('chloe', { isReachable: false }),
      agent('dov', { availability: 'focus' }),
      agent('eve', { holding: 3, capacity: 3 }),
    ]);
    await bench.settle();
    expect(tiles(bench)).to.deep.equal([
      'Waiting 1 longest 3 min', 'Action 1', 'Live 1', 'Stalled 1', 'Abandoned 1', 'Agents available 2 of 5',
    ]);
  });

  it('is of everybody, whatever the table shows, and says that nobody waits', async () => {
    const bench = await tableBench(mixed, { hasSummary: true });
    const before = tiles(bench);
    bench.find('.counts .chip[data-tone="live"]').click();
    await bench.settle();
    expect(tiles(bench)).to.deep.equal(before);
    bench.rows.set([mixed[2]!]);
    await bench.settle();
    expect(tiles(bench)[0]).to.equal('Waiting 0 nobody waits');
  });

  it('draws what it has sampled since the page was opened, says since when, and says it in a sentence', async () =>
    withTicks(async (tick) => {
      const bench = await tableBench(mixed, { hasSummary: true });
      expect([lines(bench), sentences(bench)[0]]).to.deep.equal([0, '']);
      bench.rows.put(fakeRow(20, asked(5)));
      await tick(bench);
      bench.rows.put(fakeRow(21, asked(1)));
      await tick(bench);
      expect(lines(bench)).to.equal(6);
      expect(sentences(bench)[0]).to.match(/^Waiting: 3 now, between 1 and 3 since \d{1,2}:02.*\.$/u);
      expect(bench.text('.summary-since')).to.match(/^since \d{1,2}:02/u);
      expect(tiles(bench)[0]).to.equal('Waiting 3 longest 5 min');
    }));

  it('leaves a gap for the time in which it was not up to date, and says how long', async () =>
    withTicks(async (tick) => {
      const bench = await tableBench(mixed, { hasSummary: true });
      await tick(bench);
      bench.fake.freshness.set({ state: 'catching-up' });
      await tick(bench);
      await tick(bench);
      bench.fake.freshness.set({ state: 'up-to-date' });
      await tick(bench);
      expect(sentences(bench)[0]).to.contain('Not known for 20 s of that.');
      expect(bench.find('.sparkline path').getAttribute('d')!.match(/M/gu)).to.have.length(2);
    }));

  it('is hidden when the agent says so, comes back from the menu, and stays as they had it', async () => {
    const bench = await tableBench(mixed, { hasSummary: true });
    bench.find('[part="summary-hide"]').click();
    await bench.settle();
    expect(tiles(bench)).to.deep.equal([]);
    const later = await tableBench(mixed, { hasSummary: true });
    expect(tiles(later)).to.deep.equal([]);
    later.find('.tools > .menu-place > button').click();
    await later.settle();
    expect(later.find('[data-action="summary"]').getAttribute('aria-checked')).to.equal('false');
    later.find('[data-action="summary"]').click();
    await later.settle();
    expect(tiles(later)).to.have.length(6);
  });

  it('is not there, nor in the menu, where the page says so; nor agents where the backend tells of none', async () => {
    const bench = await tableBench(mixed);
    bench.find('.tools > .menu-place > button').click();
    await bench.settle();
    expect([tiles(bench).length, bench.table.shadowRoot!.querySelector('[data-action="summary"]')]).to.deep.equal([0, null]);
    const other = await tableBench(mixed, { hasSummary: true });
    other.table.client = { ...other.table.client!, capabilities: { ...other.table.client!.capabilities, presence: false } };
    await other.settle();
    expect(tiles(other)).to.have.length(5);
  });

  it('does not take what has not come yet for none', async () => {
    const bench = await tableBench([], { hasSummary: true });
    bench.fake.freshness.set({ state: 'catching-up' });
    await bench.settle();
    expect(tiles(bench)[1]).to.equal('Action –');
  });

  it('grows by a minute a minute', async () =>
    withTicks(async (tick) => {
      const bench = await tableBench(mixed, { hasSummary: true });
      bench.fake.state.now += 2 * minute;
      await tick(bench);
      expect(tiles(bench)[0]).to.equal('Waiting 1 longest 5 min');
    }));
});
