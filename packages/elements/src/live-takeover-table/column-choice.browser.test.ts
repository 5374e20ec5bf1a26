import type { ColumnKey, Query } from '@live-takeover/sdk';
import { expect } from '@open-wc/testing';
import { columnChoice, decodeColumnChoice, shownColumns, withColumn, withMoved, withOffered } from './column-choice.js';
import { columnTracks } from './column-tracks.js';
import { sortedBy } from './sort-choice.js';

const usual = columnChoice(undefined, []);
const keys = (choice: typeof usual): readonly ColumnKey[] => choice.map(({ column }) => column);

describe('a choice of columns', () => {
  it('is all six until the agent chooses, and the attributes that the page names', () => {
    expect(shownColumns(columnChoice(undefined, ['attribute:plan']))).to.deep.equal([
      'id', 'bot', 'chat-length', 'status', 'last-message', 'operator', 'attribute:plan',
    ]);
  });

  it('never hides ID or status', () => {
    const hidden = (['id', 'bot', 'status'] as const).reduce((choice, column) => withColumn(choice, column, { isShown: false }), usual);
    expect(shownColumns(hidden)).to.deep.equal(['id', 'chat-length', 'status', 'last-message', 'operator']);
  });

  it('moves a column by one place, not beyond the ends', () => {
    expect(keys(withMoved(usual, 'status', -1)).slice(1, 4)).to.deep.equal(['bot', 'status', 'chat-length']);
    expect(keys(withMoved(usual, 'id', -1))).to.deep.equal(keys(usual));
    expect(keys(withMoved(usual, 'operator', 1))).to.deep.equal(keys(usual));
  });

  it('keeps widths within reason', () => {
    const widths = [-5, 10, 123.4, 99_999].map((width) => withColumn(usual, 'bot', { width })[1]!.width);
    expect(widths).to.deep.equal([48, 48, 123, 1_000]);
  });

  it('offers what the rows hold, hidden, and each once', () => {
    const offered = withOffered(columnChoice(undefined, ['attribute:plan']), ['attribute:city', 'attribute:plan', 'attribute:city']);
    expect(offered.slice(6)).to.deep.equal([
      { column: 'attribute:plan', isShown: true, width: null },
      { column: 'attribute:city', isShown: false, width: null },
    ]);
  });

  it('that was kept is completed by columns that have come since', () => {
    const kept = decodeColumnChoice([{ column: 'status', isShown: true, width: 200 }, { column: 'bot', isShown: false, width: null }]);
    expect(keys(columnChoice(kept, ['attribute:plan']))).to.deep.equal([
      'status', 'bot', 'id', 'chat-length', 'last-message', 'operator', 'attribute:plan',
    ]);
  });

  const nonsense: readonly unknown[] = [null, 7, 'x', {}, [null], [{ column: 'salary' }], [{ column: 7 }], [{ column: 'attribute:' }], [{ column: 'bot', width: 'wide' }]];
  for (const value of nonsense)
    it(`that was kept and makes no sense harms nothing: ${JSON.stringify(value)}`, () => {
      expect(new Set(shownColumns(columnChoice(decodeColumnChoice(value), [])))).to.include.all.keys('id', 'status');
    });

  it('may have an attribute of any name', () => {
    const names = ['attribute:__proto__', 'attribute:toString', 'attribute:a:b', 'attribute:"><x y'] as const;
    const choice = columnChoice(undefined, names);
    expect(shownColumns(decodeColumnChoice(JSON.parse(JSON.stringify(choice)))!).slice(6)).to.deep.equal(names);
    expect(columnTracks(choice)['--_columns']).not.to.contain('x y');
  });
});

describe('sorting', () => {
  const by = (...columns: readonly string[]): Pick<Query, 'sort' | 'thenBy'> => {
    const [sort, ...thenBy] = columns.map((name) => ({ column: name.replace('-', '') as ColumnKey, isDescending: name.startsWith('-') }));
    return { sort: sort!, thenBy };
  };
  const cases: readonly (readonly [string, readonly string[], ColumnKey, boolean, readonly string[]])[] = [
    ['by a column alone', ['status', 'bot'], 'id', false, ['id']],
    ['by the same once more, the other way round', ['id'], 'id', false, ['-id']],
    ['by the second of several, by it alone', ['status', 'id'], 'id', false, ['id']],
    ['by one more', ['status'], 'bot', true, ['status', 'bot']],
    ['by a third', ['status', 'bot'], 'id', true, ['status', 'bot', 'id']],
    ['by a fourth, in the place of the third', ['status', 'bot', 'id'], 'operator', true, ['status', 'bot', 'operator']],
    ['by one of several, the other way round', ['status', 'bot'], 'bot', true, ['status', '-bot']],
    ['by one of several no more', ['status', '-bot', 'id'], 'bot', true, ['status', 'id']],
    ['by the first no more', ['-status', 'bot'], 'status', true, ['bot']],
    ['by the only one, the other way round and back', ['-status'], 'status', true, ['status']],
  ];
  for (const [title, before, column, isAdded, after] of cases)
    it(title, () => expect(sortedBy(by(...before), column, isAdded)).to.deep.equal(by(...after)));
});
