import { describe, expect, test } from 'vitest';
import { startAt, Story } from '../conversation/history.test-support.js';
import { defaultBotRules, ruleOf } from '../conversation/status.js';
import { predicateOf, relationOf } from './predicate.js';
import type { SearchWords } from './predicate.js';
import type { Filter } from './query.js';

const story = new Story('c1', startAt, {
  channel: 'messenger',
  contact: { verified: false, name: 'Zoë Müller', phone: '+48123' },
  reference: '7KQ2M9XZ',
  bot: { id: 'bank', name: 'Bank Helper' },
  attributes: { plan: 'Größe XL', seats: 12, isVip: true },
}).customer('My crédit card\nwas charged TWICE');

function passes(told: Story, filter: Filter, search: string, agentId?: string, words?: SearchWords): boolean {
  const rule = ruleOf(told.conversation, defaultBotRules, told.now);
  return predicateOf({ filter, search }, words, agentId)(told.conversation, rule);
}

describe('a search', () => {
  test.each([
    ['zoe', true],
    ['MULLER zoë', true],
    ['7kq2', true],
    ['bank live', true],
    ['credit twice', true],
    ['ｂａｎｋ', true],
    ['  ', true],
    ['bot', true],
    ['+48123', false],
    ['zoe stalled', false],
    ['helperlive', false],
    ['card was', true],
    ['grosse 12', true],
    ['true', true],
    ['plan', false],
  ])('for %j in a row of Zoë Müller: %s', (search, isFound) => {
    expect(passes(story, {}, search)).toBe(isFound);
  });

  test('finds the words that the interface shows for status and operator', () => {
    const held = new Story().takeOver({ kind: 'agent', id: 'ana', name: 'Ana' });
    const words: SearchWords = { status: () => 'wartet', operator: ({ kind }, isMine) => `${kind}${isMine ? ' (du)' : ''}` };
    expect(passes(held, {}, 'wartet (du)', 'ana', words)).toBe(true);
    expect(passes(held, {}, '(du)', 'ben', words)).toBe(false);
    expect(passes(held, {}, 'ana (you)', 'ana')).toBe(true);
    const named: SearchWords = { ...words, attribute: (value) => (value === true ? 'ja' : String(value)) };
    expect([passes(story, {}, 'ja xl', undefined, named), passes(story, {}, 'true', undefined, named)]).toEqual([true, false]);
  });
});

describe('a filter', () => {
  const asked = new Story().request();
  const held = new Story().takeOver({ kind: 'agent', id: 'ana', name: 'Ana' });

  test.each<[what: string, told: Story, filter: Filter, passes: boolean]>([
    ['by its status', story, { statuses: ['live', 'stalled'] }, true],
    ['by another status', story, { statuses: ['stalled'] }, false],
    ['by no status at all', story, { statuses: [] }, false],
    ['by its bot', story, { botIds: ['bank'] }, true],
    ['by another bot', story, { botIds: ['shop'] }, false],
    ['by its channel', story, { channels: ['messenger'] }, true],
    ['by another channel', story, { channels: ['web'] }, false],
    ['by the bot as operator', story, { operatorIds: ['bot'] }, true],
    ['by the agent as operator', held, { operatorIds: ['ana'] }, true],
    ['by another operator', held, { operatorIds: ['bot', 'ben'] }, false],
    ['for what awaits an agent, asked for', asked, { isAwaitingAgent: true }, true],
    ['for what awaits an agent, held', held, { isAwaitingAgent: true }, false],
    ['for what awaits none, live', story, { isAwaitingAgent: false }, true],
    ['by one of some values of an attribute', story, { attributes: { plan: ['S', 'Größe XL'] } }, true],
    ['by attributes of which one is another', story, { attributes: { plan: ['Größe XL'], seats: [11, '12'] } }, false],
    ['by an attribute that it does not have', story, { attributes: { constructor: ['x'] } }, false],
    ['by no value of an attribute at all', story, { attributes: { plan: [] } }, false],
    ['by all parts, one of which fails', story, { statuses: ['live'], botIds: ['shop'] }, false],
  ])('%s', (_what, told, filter, doesPass) => {
    expect(passes(told, filter, '')).toBe(doesPass);
  });

  test('never passes what is off the page', () => {
    const closed = new Story().add({ type: 'conversation-closed', why: 'ended' });
    expect(passes(closed, {}, '')).toBe(false);
  });
});

test.each<[search: string, filter: Filter, before: string, filterBefore: Filter, relation: string]>([
  ['inv', {}, 'in', {}, 'some'],
  ['card in', {}, 'in', {}, 'some'],
  ['in', {}, 'inv', {}, 'other'],
  ['In ', {}, ' ín', {}, 'same'],
  ['x', {}, '', {}, 'some'],
  ['', {}, 'x', {}, 'other'],
  ['x', { statuses: ['live'] }, 'x', { statuses: [], operatorIds: ['bot'] }, 'same'],
  ['x', { botIds: ['b'] }, 'x', { botIds: ['b'] }, 'same'],
  ['x', { botIds: ['b'] }, 'x', {}, 'other'],
  ['x', { attributes: { plan: [1] } }, 'x', { attributes: { plan: ['1'] } }, 'other'],
])('a search for %j by %j matches, of what %j by %j does: %s', (search, filter, before, filterBefore, relation) => {
  expect(relationOf({ search, filter }, { search: before, filter: filterBefore })).toBe(relation);
});
