import { expect } from '@open-wc/testing';
import { fakeNow } from '../client-source/fake-client.test-support.js';
import { takeTimers, type TakenTimers } from '../words/taken-timers.test-support.js';
import { tickMs } from '../words/ticker.js';
import { fakeRow } from './fake-rows.test-support.js';
import { createManyRows } from './many-rows.test-support.js';
import { tableBench } from './table.test-support.js';

const minute = 60_000;

describe('ages', () => {
  let timers: TakenTimers;
  beforeEach(() => (timers = takeTimers()));
  afterEach(() => timers.giveBack());

  it('tick in the rows drawn alone, and only where their words differ', async () => {
    const view = createManyRows(100_000);
    const bench = await tableBench([], { view });
    const texts = new Set<Node>();
    const observer = new MutationObserver((records) => records.forEach(({ target }) => texts.add(target)));
    observer.observe(bench.find('.rows'), { subtree: true, childList: true, characterData: true, attributes: true });
    bench.fake.state.now += minute;
    let read = 0;
    const { rows } = view;
    view.rows = (first, last) => {
      read += Math.max(0, last - first);
      return rows(first, last);
    };
    timers.run();
    await bench.settle();
    expect(texts.size).to.be.within(1, 2 * bench.shown().length);
    expect([...texts].every((node) => node instanceof Text)).to.equal(true);
    expect(read).to.be.below(100);
  });

  it('let an idle table sleep until the next of them is another', async () => {
    const old = (index: number, minutes: number): ReturnType<typeof fakeRow> =>
      fakeRow(index, { since: index, lastMessage: { text: 'x', at: fakeNow - minutes * minute } });
    const bench = await tableBench([old(1, 135), old(2, 170), old(3, 3_000)]);
    expect(timers.delays()).to.deep.equal([tickMs]);
    timers.run();
    await bench.settle();
    expect(timers.delays()).to.deep.equal([10 * minute]);
    bench.rows.put(old(4, 1));
    await bench.settle();
    expect(timers.delays()).to.deep.equal([tickMs]);
    timers.run();
    expect(timers.delays()).to.deep.equal([minute]);
  });
});
