import { openingQuery, type Filter, type Query } from '@live-takeover/sdk';
import { expect } from '@open-wc/testing';
import { decodeLastView, decodeSavedViews, savedViewLimit } from './stored-views.js';
import { filterOf, isSameQuery, toggled, viewOf, withAttribute, withoutAttribute, withStatus, type ViewKey } from './table-views.js';

const views: readonly ViewKey[] = ['awaiting', 'all', 'mine', 'operator:ben'];

describe('views', () => {
  for (const view of views)
    it(`${view} is recognised by its filter`, () => {
      expect(viewOf(filterOf(view, 'ana'), 'ana')).to.equal(view);
    });

  it('stay what they are under further filters, and are none of several operators’', () => {
    expect(viewOf({ ...filterOf('mine', 'ana'), botIds: ['bank'], channels: ['sms'] }, 'ana')).to.equal('mine');
    expect(viewOf({ operatorIds: ['ana', 'ben'] }, 'ana')).to.equal(undefined);
  });

  it('are left for a status, whose count is that of everybody', () => {
    expect(withStatus({ operatorIds: ['ana'], botIds: ['bank'] }, 'live')).to.deep.equal({ botIds: ['bank'], statuses: ['live'] });
    expect(withStatus({ isAwaitingAgent: true, statuses: ['live', 'action'] }, 'live')).to.deep.equal({ statuses: ['live'] });
    expect(withStatus({ statuses: ['live'], botIds: ['bank'] }, 'live')).to.deep.equal({ botIds: ['bank'] });
  });
});

describe('filters', () => {
  it('gain and lose values, and are gone with the last', () => {
    const one = toggled({}, 'botIds', 'bank');
    const two = toggled(one, 'botIds', 'telecom');
    expect(two).to.deep.equal({ botIds: ['bank', 'telecom'] });
    expect(toggled(toggled(two, 'botIds', 'bank'), 'botIds', 'telecom')).to.deep.equal({});
  });

  it('tell values of attributes apart by their type', () => {
    const text = withAttribute({}, 'plan', '1');
    const both = withAttribute(text, 'plan', 1);
    expect(both).to.deep.equal({ attributes: { plan: ['1', 1] } });
    expect(withAttribute(both, 'plan', 1)).to.equal(both);
    expect(withoutAttribute(both, 'plan', '1')).to.deep.equal({ attributes: { plan: [1] } });
    expect(withoutAttribute(withoutAttribute(both, 'plan', '1'), 'plan', 1)).to.deep.equal({});
  });

  it('know attributes of any name', () => {
    const named = withAttribute(withAttribute({ attributes: { plan: [1] } }, 'constructor', 'x'), '__proto__', 'y');
    expect(Object.entries(named.attributes!)).to.deep.equal([['plan', [1]], ['constructor', ['x']], ['__proto__', ['y']]]);
    expect(Object.keys(withoutAttribute(named, '__proto__', 'y').attributes!)).to.deep.equal(['plan', 'constructor']);
  });

  const same: readonly (readonly [Filter, Filter, boolean])[] = [
    [{ botIds: ['a', 'b'] }, { botIds: ['b', 'a'] }, true],
    [{ botIds: ['a'] }, { channels: ['a'] }, false],
    [{ attributes: { plan: [1] } }, { attributes: { plan: ['1'] } }, false],
    [{ attributes: { a: [1], b: [2] } }, { attributes: { b: [2], a: [1] } }, true],
    [{ isAwaitingAgent: true }, {}, false],
  ];
  for (const [one, other, isSame] of same)
    it(`${JSON.stringify(one)} and ${JSON.stringify(other)} are ${isSame ? 'the same' : 'different'}`, () => {
      expect(isSameQuery({ ...openingQuery, filter: one }, { ...openingQuery, filter: other })).to.equal(isSame);
    });

  it('are not the whole query: order and search count too', () => {
    expect(isSameQuery(openingQuery, { ...openingQuery, search: 'card' })).to.equal(false);
    expect(isSameQuery(openingQuery, { ...openingQuery, thenBy: [{ column: 'bot', isDescending: false }] })).to.equal(false);
    expect(isSameQuery(openingQuery, { ...openingQuery, thenBy: [] })).to.equal(true);
  });
});

describe('what was kept of views', () => {
  const query: Query = {
    sort: { column: 'attribute:plan', isDescending: true },
    thenBy: [{ column: 'bot', isDescending: false }],
    filter: { statuses: ['live'], botIds: ['bank'], channels: ['sms'], operatorIds: ['ana'], isAwaitingAgent: true, attributes: { plan: ['gold', 1, true] } },
    search: 'card',
  };
  const view = { id: '1', name: 'Gold', query, columns: '[]', isDefault: true };

  it('comes back as it was', () => {
    expect(decodeSavedViews(JSON.parse(JSON.stringify([view])))).to.deep.equal([view]);
    expect(decodeLastView(JSON.parse(JSON.stringify({ place: 'history', query })))).to.deep.equal({ place: 'history', query });
  });

  const nonsense: readonly unknown[] = [null, 3, 'x', {}, [null], [[]], [{ ...view, name: ' ' }], [{ ...view, query: null }], [{ ...view, id: 7 }], [{ ...view, query: { sort: { column: 'salary' } } }]];
  for (const value of nonsense)
    it(`${JSON.stringify(value)?.slice(0, 60)} is nothing`, () => {
      expect(decodeSavedViews(value) ?? []).to.deep.equal([]);
      expect(decodeLastView(value)).to.equal(undefined);
    });

  it('loses what makes no sense and keeps the rest', () => {
    const filter = { statuses: ['live', 'burning', 7], botIds: 'bank', operatorIds: [{}], attributes: { plan: [{}, 'gold', null], __proto__: ['x'], none: [] } };
    const [decoded] = decodeSavedViews([{ ...view, columns: 7, isDefault: 'yes', query: { ...query, thenBy: 'bot', filter, search: 5 } }]) ?? [];
    expect(decoded).to.deep.equal({
      ...view,
      columns: null,
      isDefault: false,
      query: { sort: query.sort, filter: { statuses: ['live'], attributes: { plan: ['gold'] } }, search: '' },
    });
  });

  it('is bounded, and every id stands for one view', () => {
    const many = Array.from({ length: 500 }, (_, index) => ({ ...view, id: String(index), name: 'n'.repeat(190) }));
    const decoded = decodeSavedViews(many) ?? [];
    expect(decoded).to.have.length(savedViewLimit);
    expect(decoded[0]!.name).to.have.length(60);
    expect(decodeSavedViews([view, { ...view, name: 'Again' }])).to.have.length(1);
  });
});
