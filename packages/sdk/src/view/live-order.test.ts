import { expect, test } from 'vitest';
import { plainText } from '../base/plain-text.js';
import { startAt, Story } from '../conversation/history.test-support.js';
import { LoggedConversation } from '../conversation/logged-conversation.js';
import { change } from './changes.js';
import { columnOrder } from './compare.js';
import { LiveOrder } from './live-order.js';
import type { OrderTerms } from './live-order.js';
import { englishWords } from './predicate.js';
import { openingQuery } from './query.js';
import { ruleAt, Standings } from './standings.js';

test('an order by texts tells when most of them belong to nobody any more', () => {
  const standings = new Standings();
  const conversation = new LoggedConversation(new Story().takeOver().conversation, 0);
  standings.add(conversation);
  const withAgent = Array.from({ length: 12 }, (_, place) => place).find((place) => ruleAt(place).code === 'with-agent') ?? 0;
  standings.set(conversation.slot, withAgent, startAt);
  const terms: OrderTerms = {
    query: { ...openingQuery, sort: { column: 'operator', isDescending: false } },
    words: englishWords,
    columnOf: (column) => columnOrder(column, englishWords, new Intl.Collator('en')),
    agentId: undefined,
    plainOf: plainText,
  };
  const order = new LiveOrder(standings, terms);
  for (let number = 0; number < 2_000; number += 1) {
    conversation.operator = { kind: 'agent', id: `agent-${number}`, name: `Agent ${number}` };
    order.update(conversation.slot, change.standing);
  }
  expect(order.isOvergrown).toBe(true);
  expect(new LiveOrder(standings, terms).isOvergrown).toBe(false);
});
