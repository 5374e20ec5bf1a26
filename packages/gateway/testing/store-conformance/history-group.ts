import assert from 'node:assert/strict';
import { followAll } from './follow.js';
import { judgeHistory, recordHistory } from './history.js';
import { runOperators } from './operators.js';
import type { ConformanceGroup } from './subject.js';
import { withStore } from './subject.js';

const seeds = [1, 2, 3];

/** Random operators, judged by the history of what they were told. */
export const historyGroup: ConformanceGroup = (subject, { test }) => {
  for (const seed of seeds)
    test(`20 operators at random never hold one term twice, and nothing is lost, forked, ghostly or stale (seed ${seed})`, () =>
      withStore(subject, async ({ store, reopen }) => {
        const history = recordHistory(store);
        await runOperators(store, history, { operators: 20, conversations: 4, actions: 60, seed });
        const outcomes = new Set(history.operations.map(({ outcome }) => outcome.kind));
        assert.deepEqual([...outcomes].sort(), ['acknowledged', 'refused']);
        const kept = (await reopen?.()) ?? store;
        assert.deepEqual(judgeHistory(history.operations, await followAll(kept)), []);
        for (const { head } of (await kept.heads({ activeSince: 0 })).heads) assert.ok(head.term > 10, 'The operators hardly met.');
      }));
};
