import { expect } from '@open-wc/testing';
import { createFakeRows, fakeRow } from './fake-rows.test-support.js';
import { fakeClock, type FakeClock } from '@live-takeover/testing';
import { createOrderHold, type OrderHold } from './order-hold.js';
import { RowPress } from './row-press.js';

describe('the hold on the order', () => {
  const clockOf = (): { clock: FakeClock; hold: OrderHold; isHeld: () => boolean } => {
    const clock = fakeClock();
    const { view } = createFakeRows([fakeRow(1)]);
    return { clock, hold: createOrderHold(() => view, clock), isHeld: () => view.isHeld };
  };

  it('lasts until the hand has rested for five seconds', () => {
    const { clock, hold, isHeld } = clockOf();
    hold.touch();
    clock.advance(4_000);
    hold.touch();
    clock.advance(4_999);
    expect(isHeld()).to.equal(true);
    clock.advance(1);
    expect(isHeld()).to.equal(false);
  });

  it('lasts until pressed again when it was made on purpose, whatever the hand does', () => {
    const { clock, hold, isHeld } = clockOf();
    hold.setPinned(true);
    hold.touch();
    clock.advance(60_000);
    expect(isHeld()).to.equal(true);
    hold.setPinned(false);
    expect(isHeld()).to.equal(false);
  });

  it('outlasts the end of a hold on purpose while the hand is still there', () => {
    const { clock, hold, isHeld } = clockOf();
    hold.setPinned(true);
    hold.touch();
    hold.setPinned(false);
    expect(isHeld()).to.equal(true);
    clock.advance(5_000);
    expect(isHeld()).to.equal(false);
  });

  it('lets everything into place on demand, and holds on only if made on purpose', () => {
    const { hold, isHeld } = clockOf();
    hold.touch();
    hold.follow();
    expect(isHeld()).to.equal(false);
    hold.setPinned(true);
    let wasHeldMeanwhile = true;
    hold.follow(() => (wasHeldMeanwhile = isHeld()));
    expect(wasHeldMeanwhile).to.equal(false);
    expect(isHeld()).to.equal(true);
  });

  it('is not stuck when the machine’s clock jumps back', () => {
    const { view } = createFakeRows([fakeRow(1)]);
    const clock = fakeClock();
    let offset = 0;
    const hold = createOrderHold(() => view, { now: () => clock.now() + offset, schedule: clock.schedule.bind(clock) });
    hold.touch();
    offset = -3_600_000;
    clock.advance(10_000);
    expect(view.isHeld).to.equal(false);
  });
});

describe('a press', () => {
  const row = { conversationId: 'c1', isReference: false };
  const icon = { conversationId: 'c2', isReference: true };
  const at = (x: number, y: number): PointerEvent & MouseEvent => new PointerEvent('pointerdown', { clientX: x, clientY: y });

  it('means the row under the pointer when it went down', () => {
    const press = new RowPress();
    press.down(icon, at(5, 5), 0);
    expect(press.click(row, at(6, 6))).to.equal(icon);
  });

  const surprises: readonly (readonly [string, number, boolean, typeof row])[] = [
    ['what the hand aimed at, when a row appeared over it a moment ago', 699, false, row],
    ['what appeared, once the hand has had time to see it', 700, false, icon],
    ['what appeared, once the pointer was moved onto it', 1, true, icon],
  ];
  for (const [title, afterMs, isMoved, meant] of surprises)
    it(`means ${title}`, () => {
      const press = new RowPress();
      press.move(row, at(5, 5));
      press.cover(1_000);
      if (isMoved) press.move(icon, at(5, 6));
      press.down(icon, at(5, 6), 1_000 + afterMs);
      expect(press.click(icon, at(5, 6))).to.equal(meant);
    });

  it('means none after the pointer was dragged', () => {
    const press = new RowPress();
    press.down(row, at(5, 5), 0);
    expect(press.click(row, at(5, 40))).to.equal(undefined);
  });

  it('means the row it names when assistive technology clicks without a pointer', () => {
    expect(new RowPress().click(row, new MouseEvent('click', { detail: 0 }))).to.equal(row);
  });
});
