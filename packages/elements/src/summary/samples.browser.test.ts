import { expect } from '@open-wc/testing';
import { Samples } from './samples.js';
import { sparklinePath } from './sparkline.js';

const figures = (waiting: number): { readonly waiting: number } => ({ waiting });

describe('samples', () => {
  it('stand at a steady pace, with gaps where nothing was known or nobody looked', () => {
    const samples = new Samples(['waiting'], 10, 8);
    samples.add(1_000, figures(1));
    samples.add(1_010, null);
    samples.add(1_041, figures(4));
    expect(samples.of('waiting')).to.deep.equal([1, null, null, null, 4]);
    expect([samples.startedAt, samples.gapMs]).to.deep.equal([1_000, 30]);
  });

  it('count one moment once, and fill a gap that turns out to be known', () => {
    const samples = new Samples(['waiting'], 10, 8);
    samples.add(1_000, null);
    samples.add(1_001, figures(2));
    samples.add(1_003, figures(9));
    expect(samples.of('waiting')).to.deep.equal([2]);
  });

  it('stay within their bounds: every two become one, the higher of them', () => {
    const samples = new Samples(['waiting'], 10, 4);
    [1, 5, 2, 3].forEach((count, index) => samples.add(index * 10, figures(count)));
    samples.add(40, figures(7));
    expect(samples.of('waiting')).to.deep.equal([5, 3, 7]);
    expect([samples.stepMs, samples.startedAt]).to.deep.equal([20, 0]);
    for (let at = 50; at < 100_000; at += 10) samples.add(at, figures(1));
    expect(samples.length).to.be.at.most(4);
    expect(Math.max(...samples.of('waiting').map(Number))).to.equal(7);
  });

  it('outlast a long sleep and a clock that is set back', () => {
    const samples = new Samples(['waiting'], 10, 4);
    samples.add(1_000, figures(1));
    samples.add(1_000_000, figures(2));
    expect(samples.length).to.be.at.most(4);
    expect(samples.of('waiting').at(-1)).to.equal(2);
    samples.add(500, figures(3));
    expect(samples.of('waiting')).not.to.include(3);
  });
});

describe('the path of a sparkline', () => {
  const paths: readonly (readonly [readonly (number | null)[], string])[] = [
    [[], ''],
    [[null, null], ''],
    [[0, 2, 4], 'M0 23l0 0L50 12L100 1'],
    [[3, null, 3], 'M0 1l0 0M100 1l0 0'],
    [[0, 0], 'M0 23l0 0L100 23'],
  ];
  for (const [values, path] of paths)
    it(`of ${JSON.stringify(values)} is “${path}”`, () => {
      expect(sparklinePath(values)).to.equal(path);
    });
});
