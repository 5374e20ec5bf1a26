import { fakeClock } from '@live-takeover/testing';
import { expect, test } from 'vitest';
import { startAt, Story } from '../conversation/history.test-support.js';
import { openingQuery } from './query.js';
import { createConversationSet } from './tracked-conversations.js';

const started = (id: string, start: ConstructorParameters<typeof Story>[2]): Story => new Story(id, startAt, start);
const bank = { id: 'bank', name: 'Bank helper' };
const phone = { id: 'phone', name: 'Phone helper' };

function facetsOf(stories: readonly Story[], search = ''): ReturnType<ReturnType<ReturnType<typeof createConversationSet>['view']>['facets']> {
  const set = createConversationSet({ clock: fakeClock(startAt), resync: () => undefined });
  set.applySnapshot({ heads: stories.map((story) => story.conversation), isFirst: true, isLast: true });
  const view = set.view({ ...openingQuery, search });
  const facets = view.facets();
  view.close();
  set.close();
  return facets;
}

test('facets count bots, channels and who holds, the most frequent first, whatever the query shows', () => {
  const stories = [started('c1', { bot: phone }), started('c2', { bot: bank, channel: 'sms' }), started('c3', { bot: bank })];
  for (const story of stories.slice(1)) story.add({ type: 'takeover-started', operator: { kind: 'agent', id: 'ana', name: 'Ana' }, term: 1 });
  const { operators, bots, channels } = facetsOf(stories, 'nothing like it');
  expect(operators).toEqual([{ id: 'ana', name: 'Ana', count: 2 }]);
  expect(bots).toEqual([{ ...bank, count: 2 }, { ...phone, count: 1 }]);
  expect(channels).toEqual([{ id: 'web', name: 'web', count: 2 }, { id: 'sms', name: 'sms', count: 1 }]);
});

test('facets know each value of an attribute once, by its type, under any name', () => {
  const { attributes } = facetsOf([
    started('c1', { attributes: { plan: 'gold', constructor: 1 } }),
    started('c2', { attributes: { plan: 'gold', seats: 3 } }),
    started('c3', { attributes: { plan: '3', seats: '3' } }),
  ]);
  expect([...attributes]).toEqual([['plan', ['gold', '3']], ['constructor', [1]], ['seats', [3, '3']]]);
});

test('facets are bounded, however many names and values there are', () => {
  const stories = Array.from({ length: 120 }, (_, index) => started(`c${index}`, { attributes: { [`name ${index}`]: 1, id: index } }));
  const { attributes } = facetsOf(stories);
  expect(attributes.size).toBe(50);
  expect(attributes.get('id')).toHaveLength(50);
});

test('facets leave out what is off the page', () => {
  const over = started('c1', { bot: bank });
  over.add({ type: 'conversation-closed', why: 'ended' });
  expect(facetsOf([over]).bots).toEqual([]);
});
