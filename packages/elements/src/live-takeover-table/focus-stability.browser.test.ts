/** The focus stays on its row whatever happens around it. */
import type { Row } from '@live-takeover/sdk';
import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { fakeNow } from '../client-source/fake-client.test-support.js';
import { wordsFor } from '../language/words.js';
import { asked, createFakeRows, fakeRow } from './fake-rows.test-support.js';
import { tableParts } from './table-parts.js';
import { TableRows } from './table-rows.js';
import { crowd, tableBench } from './table.test-support.js';

/** The same numbers in every run (mulberry32). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const look = { words: wordsFor('en'), now: fakeNow, columns: ['id', 'bot', 'status', 'operator'], search: '', selectedId: null, tick: 0 } as const;

/** Ten thousand changes in four runs, for one alone may take a slow machine more than a minute. */
for (const seed of [1, 2, 3, 4])
  it(`the focus is on its row after each of 2,500 random reorders, insertions and removals, and on the next one when it leaves (seed ${seed})`, async () => {
    const bench = await tableBench(crowd(60));
    const parts = tableParts(bench.table.shadowRoot!);
    const random = randomNumbers(seed);
    const fake = createFakeRows(crowd(60));
    const { view } = fake;
    let left = 0;
    let bandsGrown = 0;
    // The table's own rows go, and it draws no more: what is looked at are the rows drawn here, each change at once.
    bench.rows.set([]);
    await bench.settle();
    bench.table.clock = { now: () => fakeNow, schedule: () => () => undefined };
    const rows = new TableRows(parts, { onFocusedRowLeft: () => (left += 1), onBandGrew: () => (bandsGrown += 1) });
    rows.paint(view, look);
    rows.focus('c30');
    const focusedRow = (): HTMLElement | null | undefined => (bench.table.shadowRoot!.activeElement as HTMLElement | null)?.closest<HTMLElement>('.row');
    let id = 'c30';
    let column: string | undefined;
    let count = 60;
    for (let step = 0; step < 2_500; step += 1) {
      const orderBefore = view.rows(0, view.total).map((row) => row.id);
      const chance = random(100);
      const known = orderBefore.length === 0 ? 'c30' : orderBefore[random(orderBefore.length)]!;
      const index = Number(known.slice(1));
      const since = random(1_000);
      const changed: Row = random(5) === 0 ? fakeRow(index, { ...asked(random(60)), since }) : fakeRow(index, { since });
      const removed = random(20) === 0 ? id : known;
      if (chance < 3) view.hold();
      else if (chance < 8) view.release();
      else if (chance < 10) {
        parts.scroller.scrollTop = random(parts.scroller.scrollHeight);
        column = look.columns[random(5)];
        rows.paint(view, look);
        rows.focusCell(column as (typeof look.columns)[number] | undefined);
      } else if (chance < 60) fake.put(changed);
      else if (view.total < 20 || (chance < 80 && view.total < 80)) fake.put(fakeRow((count += 1), { since }));
      else fake.set(view.rows(0, view.total).filter((row) => row.id !== removed));
      const isGone = view.indexOf(id) < 0 && !view.band.slice(0, rows.bandLimit).some((row) => row.id === id);
      const leftBefore = left;
      rows.paint(view, look);
      if (isGone) {
        const next = view.rows(0, view.total)[Math.min(orderBefore.indexOf(id), view.total - 1)]!;
        expect(left, `step ${step}: it is said that ${id} left`).to.equal(leftBefore + 1);
        expect(focusedRow()?.dataset['id'], `step ${step}: the focus goes to the next`).to.equal(next.id);
        id = next.id;
      } else expect(left, `step ${step}`).to.equal(leftBefore);
      if (focusedRow()?.dataset['id'] !== id) expect(focusedRow()?.dataset['id'], `step ${step}`).to.equal(id);
      if (rows.activeColumn !== column) expect(rows.activeColumn, `step ${step}`).to.equal(column);
    }
    expect(left).to.be.above(15);
    expect(bandsGrown).to.be.above(5);
  });

it('the focus stays in its cell while the table itself sorts, and its row can be gone on from', async () => {
  const bench = await tableBench(crowd(40));
  bench.row('c5').focus();
  for (const key of ['ArrowRight', 'ArrowRight']) await sendKeys({ press: key });
  // Scrolling holds the order too, and is heard of a frame later.
  await bench.settle();
  bench.rows.put(fakeRow(5, { since: 30.5 }));
  bench.clock.advance(10_000);
  await bench.settle();
  const focused = bench.table.shadowRoot!.activeElement as HTMLElement;
  expect([focused.className, focused.closest<HTMLElement>('.row')!.dataset['id']]).to.deep.equal(['cell bot', 'c5']);
  await sendKeys({ press: 'ArrowDown' });
  expect(bench.table.shadowRoot!.activeElement!.closest<HTMLElement>('.row')!.dataset['id']).to.equal('c31');
});
