import { expect, test } from 'vitest';
import { createMemoryStore } from '../memory-store.js';
import { customerSays, started, tenant } from './events.js';
import { followAll } from './follow.js';
import { judgeHistory, recordHistory } from './history.js';
import type { Operation } from './history.js';
import { runOperators } from './operators.js';
import { sabotages } from './sabotage.js';

const plan = { operators: 20, conversations: 8, actions: 30, seed: 1 };

for (const partitions of [1, 4]) {
  test.each(sabotages.filter(({ isOfPartitions = false }) => partitions > 1 || !isOfPartitions))(
    `the judge notices when $bug (partitions: ${partitions})`,
    async ({ caughtAs, spoil }) => {
      const store = spoil(createMemoryStore({ now: () => 1, partitions }));
      const history = recordHistory(store);
      await runOperators(store, history, plan);
      const kinds = new Set(judgeHistory(history.operations, await followAll(store)).map(({ kind }) => kind));
      expect([...kinds]).toEqual(expect.arrayContaining([...caughtAs]));
    },
  );

  test(`the judge has nothing to say about a sound store (partitions: ${partitions})`, async () => {
    const store = createMemoryStore({ now: () => 1, partitions });
    const history = recordHistory(store);
    await runOperators(store, history, plan);
    expect(judgeHistory(history.operations, await followAll(store))).toEqual([]);
  });
}

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
  expect(judgeHistory(operations, await followAll(store))).toEqual([
    { kind: 'reordered', what: 'late was sent after early was answered, and stands before it' },
  ]);
});
