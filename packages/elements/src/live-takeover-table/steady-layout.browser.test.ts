/** Whatever comes and goes around the rows, they stay where the hand has them. */
import { TakeoverError } from '@live-takeover/sdk';
import { expect } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import { fakeNow } from '../client-source/fake-client.test-support.js';
import { asked, fakeRow } from './fake-rows.test-support.js';
import { crowd, middleOf, tableBench, type TableBench } from './table.test-support.js';

afterEach(async () => sendMouse({ type: 'move', position: [0, 0] }));

const lost = { state: 'not-updating', since: fakeNow, retryAt: null } as const;
const refused = { state: 'refused', error: new TakeoverError('unauthorized', 'The token was refused.') } as const;
const taken = new TakeoverError('already-taken', 'Ben holds it.', { holder: 'Ben' });

const happenings: readonly (readonly [string, string, (bench: TableBench) => void])[] = [
  ['a change waits', '.changes:not([hidden])', (bench) => bench.rows.put(fakeRow(30, { since: -1 }))],
  ['hundreds of changes wait', '.changes:not([hidden])', (bench) => bench.rows.set(crowd(300).map((row) => ({ ...row, since: -row.since })))],
  ['a row appears in the band', '.band .row', (bench) => bench.rows.put(fakeRow(70, asked(0)))],
  ['rows beyond the band are counted', '.more:not([hidden])', (bench) => [70, 71, 72, 73].forEach((index) => bench.rows.put(fakeRow(index, asked(0))))],
  ['the table catches up', '[data-state="catching-up"]', (bench) => bench.fake.freshness.set({ state: 'catching-up' })],
  ['the table is not updating', '.banner', (bench) => bench.fake.freshness.set({ state: 'not-updating', since: fakeNow, connection: lost })],
  ['the connection is refused', '.banner.danger .button', (bench) => {
    bench.fake.connection.set(refused);
    bench.fake.freshness.set({ state: 'not-updating', since: fakeNow, connection: refused });
  }],
  ['a command is under way', '.intent', (bench) => bench.rows.put({ ...fakeRow(2, { since: 2 }), intent: { name: 'take-over', state: { state: 'sent', sentAt: 0 } } })],
  ['a command failed', '.failed', (bench) => bench.rows.put({ ...fakeRow(2, { since: 2 }), intent: { name: 'take-over', state: { state: 'failed', error: taken } } })],
];

for (const width of [320, 400, 600, 730, 1_150])
  describe(`at ${width} px, a row under the pointer stays where it is`, () => {
    for (const [title, sign, happen] of happenings)
      it(`when ${title}, and when that is over`, async () => {
        const bench = await tableBench(crowd(40), { width, height: 700 });
        const { view } = bench.rows;
        await sendMouse({ type: 'move', position: middleOf(bench.row('c2')) });
        const before = bench.row('c2').getBoundingClientRect();
        happen(bench);
        await bench.settle();
        expect(bench.table.shadowRoot!.querySelector(sign), sign).not.to.equal(null);
        const now = bench.row('c2').getBoundingClientRect();
        expect([now.top, now.height]).to.deep.equal([before.top, before.height]);
        bench.rows.set(crowd(40));
        bench.fake.freshness.set({ state: 'up-to-date' });
        bench.fake.connection.set({ state: 'up-to-date' });
        await bench.settle();
        expect(view.isHeld).to.equal(true);
        expect(bench.row('c2').getBoundingClientRect().top).to.equal(before.top);
        expect(bench.find('.grid').scrollTop).to.equal(0);
      });
  });

describe('the columns', () => {
  for (const [width, isCards] of [[598, true], [602, false], [730, false], [960, false]] as const)
    it(`${isCards ? 'become cards' : 'stay six columns, and need no sideways scroll,'} at ${width} px`, async () => {
      const bench = await tableBench([fakeRow(1, { ...asked(3), channel: 'sms', label: '+14155550134' }), ...crowd(60).slice(2)], { width });
      const grid = bench.find('.grid');
      expect(grid.scrollWidth).to.be.at.most(grid.clientWidth);
      if (!isCards) expect(bench.row('c1').scrollWidth).to.be.at.most(bench.row('c1').clientWidth);
      const tops = [...bench.row('c1').querySelectorAll('.cell')].map((cell) => middleOf(cell)[1]);
      expect(Math.max(...tops) - Math.min(...tops) > 20).to.equal(isCards);
      for (const whole of ['.id .label', '.pill', '.status-word'])
        expect(bench.row('c1').querySelector(whole)!.scrollWidth, whole).to.be.at.most(bench.row('c1').querySelector(whole)!.clientWidth || Infinity);
      const [cell, pill] = ['.cell.status', '.pill'].map((part) => bench.row('c1').querySelector(part)!.getBoundingClientRect());
      expect(pill!.right).to.be.at.most(cell!.right);
    });
});
