import { expect, test } from 'vitest';
import { createMemoryStore } from '../memory-store.js';
import { customerSays, started, tenant } from './events.js';
import { judgeHistory, recordHistory } from './history.js';
import type { Operation } from './history.js';
import { runOperators } from './operators.js';
import { sabotages } from './sabotage.js';
import { follow } from './tail-group.js';

test.each(sabotages)('the judge notices when $bug', async ({ caughtAs, spoil }) => {
  const store = spoil(createMemoryStore({ now: () => 1 }));
  const history = recordHistory(store);
  await runOperators(store, history, { operators: 20, conversations: 4, actions: 30, seed: 1 });
  const last = (await store.heads({ activeSince: 0 })).atPositions[0] ?? 0;
  const kinds = new Set(judgeHistory(history.operations, await follow(store, 0, last)).map(({ kind }) => kind));
  expect([...kinds]).toEqual(expect.arrayContaining([...caughtAs]));
});

test('the judge notices when what was sent later stands earlier', async () => {
  const store = createMemoryStore({ now: () => 1 });
  await store.append(tenant, 'c1', [started('c1')]);
  await store.append(tenant, 'c1', [customerSays('late')]);
  await store.append(tenant, 'c1', [customerSays('early')]);
  const operation = (id: string, version: number, sentAt: number): Operation => ({
    conversationId: 'c1',
    events: [id === 'start' ? started('c1') : customerSays(id)],
    expectedTerm: undefined,
    sentAt,
    answeredAt: sentAt + 1,
    outcome: { kind: 'acknowledged', version, position: version },
  });
  const operations = [operation('start', 1, 1), operation('early', 3, 3), operation('late', 2, 5)];
  expect(judgeHistory(operations, await follow(store, 0, 3))).toEqual([
    { kind: 'reordered', what: 'late was sent after early was answered, and stands before it' },
  ]);
});
