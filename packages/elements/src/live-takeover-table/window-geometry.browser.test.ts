import { expect } from '@open-wc/testing';
import { heightLimit, overscanRows, scrollTopFor, windowGeometry } from './window-geometry.js';

const view = { viewHeight: 440, rowHeight: 44 };

describe('the window', () => {
  it('holds the same number of rows at every scroll position', () => {
    const counts = new Set<number>();
    for (let scrollTop = 0; scrollTop <= 44_000 - 440; scrollTop += 37) {
      const { first, last } = windowGeometry({ ...view, scrollTop, total: 1_000 });
      counts.add(last - first);
    }
    expect([...counts]).to.deep.equal([10 + 1 + 2 * overscanRows]);
  });

  it('covers everything that can be seen, at every scroll position', () => {
    for (let scrollTop = 0; scrollTop <= 44_000 - 440; scrollTop += 37) {
      const { first, last } = windowGeometry({ ...view, scrollTop, total: 1_000 });
      expect(first * 44).to.be.at.most(scrollTop);
      expect(last * 44).to.be.at.least(scrollTop + 440);
    }
  });

  const fewRows: readonly (readonly [number, number])[] = [
    [0, 0],
    [1, 1],
    [12, 12],
  ];
  for (const [total, drawn] of fewRows)
    it(`draws ${drawn} of ${total} rows`, () => {
      const { first, last } = windowGeometry({ ...view, scrollTop: 0, total });
      expect([first, last]).to.deep.equal([0, drawn]);
    });

  it('stays below the browsers’ limit and reaches the last of a million rows', () => {
    const total = 1_000_000;
    const { height } = windowGeometry({ ...view, scrollTop: 0, total });
    expect(height).to.equal(heightLimit);
    const end = height - view.viewHeight;
    const { last, shift } = windowGeometry({ ...view, scrollTop: end, total });
    expect(last).to.equal(total);
    expect((last * 44 + shift) - end).to.be.closeTo(view.viewHeight, 1);
  });

  const moves: readonly (readonly [string, number, number, number])[] = [
    ['does not move for a row in view', 12, 440, 440],
    ['moves up to a row above', 5, 440, 220],
    ['moves down to a row below', 30, 440, 31 * 44 - 440],
  ];
  for (const [title, index, scrollTop, expected] of moves)
    it(title, () => expect(scrollTopFor(index, { ...view, scrollTop, total: 1_000 })).to.equal(expected));
});
