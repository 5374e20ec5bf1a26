import { expect } from '@open-wc/testing';
import { fakeRow } from './fake-rows.test-support.js';
import { crowd, tableBench } from './table.test-support.js';

describe('a hundred thousand rows', () => {
  it('are scrolled through with the same nodes, and never a blank', async () => {
    const bench = await tableBench(crowd(100_000));
    const grid = bench.find('.grid');
    const nodes = new Set(bench.shown());
    const elements = bench.table.shadowRoot!.querySelectorAll('*').length;
    const limit = grid.scrollHeight - grid.clientHeight;
    for (let step = 0; step <= 40; step += 1) {
      grid.scrollTop = (limit * step) / 40;
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      for (const node of bench.shown()) nodes.add(node);
      expect(bench.shown()).to.have.length(nodes.size);
      const seen = bench.seen();
      expect(seen.length).to.be.at.least(Math.floor((grid.clientHeight - 36) / 44));
      const indexes = seen.map((id) => bench.rows.view.indexOf(id));
      expect(indexes).to.deep.equal(indexes.map((_, offset) => indexes[0]! + offset));
    }
    expect(bench.seen().at(-1)).to.equal('c99999');
    expect(bench.table.shadowRoot!.querySelectorAll('*').length).to.equal(elements);
  });

  it('change without a write where nothing differs', async () => {
    const bench = await tableBench(crowd(1_000));
    const records: MutationRecord[] = [];
    const observer = new MutationObserver((found) => void records.push(...found));
    observer.observe(bench.find('.rows'), { subtree: true, childList: true, characterData: true, attributes: true });
    bench.rows.put(fakeRow(3, { since: 3, botName: 'Renamed' }));
    await bench.settle();
    records.push(...observer.takeRecords());
    expect(records.map((record) => record.type)).to.deep.equal(['characterData']);
  });
});
