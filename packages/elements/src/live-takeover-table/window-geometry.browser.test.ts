import { expect } from '@open-wc/testing';
import { farthestTop, heightLimit, overscanRows, placeAt, placeToReveal, rowWindow, scrollHeightFor, scrollTopAt } from './window-geometry.js';

const view = { viewHeight: 440, rowHeight: 44 };
const thousand = { ...view, total: 1_000 };
const million = { ...view, total: 1_000_000 };

describe('the window', () => {
  it('holds the same number of rows at every place', () => {
    const counts = new Set<number>();
    for (let place = 0; place <= 44_000 - 440; place += 37) {
      const { first, last } = rowWindow(place, thousand);
      counts.add(last - first);
    }
    expect([...counts]).to.deep.equal([10 + 1 + 2 * overscanRows]);
  });

  it('covers everything that can be seen, at every place', () => {
    for (let place = 0; place <= 44_000 - 440; place += 37) {
      const { first, last } = rowWindow(place, thousand);
      expect(first * 44).to.be.at.most(place);
      expect(last * 44).to.be.at.least(place + 440);
    }
  });

  const fewRows: readonly (readonly [number, number])[] = [
    [0, 0],
    [1, 1],
    [12, 12],
  ];
  for (const [total, drawn] of fewRows)
    it(`draws ${drawn} of ${total} rows`, () => {
      const { first, last } = rowWindow(0, { ...view, total });
      expect([first, last]).to.deep.equal([0, drawn]);
    });

  const moves: readonly (readonly [string, number, number, number])[] = [
    ['does not move for a row in view', 12, 440, 440],
    ['moves up to a row above', 5, 440, 220],
    ['moves down to a row below', 30, 440, 31 * 44 - 440],
  ];
  for (const [title, index, place, expected] of moves)
    it(title, () => expect(placeToReveal(index, place, thousand)).to.equal(expected));
});

describe('the scroll bar', () => {
  it('is the place in the list itself where the browser can scroll over all rows', () => {
    for (const place of [0, 17, 43_560]) {
      expect(placeAt(place, thousand)).to.equal(place);
      expect(scrollTopAt(place, thousand)).to.equal(place);
    }
  });

  it('stays below the browsers’ limit with a million rows, and reaches both ends', () => {
    const travel = scrollHeightFor(million) - view.viewHeight;
    expect(scrollHeightFor(million)).to.equal(heightLimit);
    expect(placeAt(0, million)).to.equal(0);
    expect(placeAt(travel, million)).to.equal(farthestTop(million));
    expect(rowWindow(placeAt(travel, million), million).last).to.equal(1_000_000);
  });

  it('is exact near both ends, and never goes back', () => {
    const travel = scrollHeightFor(million) - view.viewHeight;
    expect(placeAt(1_000, million)).to.equal(1_000);
    expect(placeAt(travel - 1_000, million)).to.equal(farthestTop(million) - 1_000);
    let before = -1;
    for (let scrollTop = 0; scrollTop <= travel; scrollTop += travel / 10_000) {
      const place = placeAt(scrollTop, million);
      expect(place).to.be.above(before);
      expect(scrollTopAt(place, million)).to.be.closeTo(scrollTop, 0.001);
      before = place;
    }
  });
});
