import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { misdeeds, smallHistory } from './bad-histories.js';
import type { History, Operation } from './history.js';
import type { IdealPlan } from './ideal-gateway.js';
import { idealHistory } from './ideal-gateway.js';
import { judge } from './judge.js';
import { linearize } from './linearize.js';

const bigPlan: IdealPlan = { seed: 5, agents: 12, customers: 12, conversations: 6, operations: 3_000, unknownShare: 0.05 };

describe('good histories', () => {
  test('the small one is good', () => {
    expect(judge(smallHistory())).toEqual([]);
  });

  test('whatever clients do at a gateway that can do no wrong, and however many answers are lost, is good', () => {
    const plans = fc.record<IdealPlan>({
      seed: fc.nat(),
      agents: fc.integer({ min: 1, max: 12 }),
      customers: fc.nat(6),
      conversations: fc.integer({ min: 1, max: 3 }),
      operations: fc.nat(300),
      unknownShare: fc.constantFrom(0, 0.02, 0.1, 0.5),
    });
    fc.assert(
      fc.property(plans, (plan) => {
        const history = idealHistory(plan);
        expect(judge(history)).toEqual([]);
        // The answers alone suffice: the log only says more.
        for (const id of history.logs.keys()) expect(linearize(of(history, id)).found).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('twenty thousand operations on one conversation, a third of them unknown, are judged in seconds', () => {
    const history = idealHistory({ ...bigPlan, agents: 30, conversations: 1, operations: 20_000, unknownShare: 0.33 });
    const before = process.cpuUsage().user;
    expect(judge(history)).toEqual([]);
    expect(linearize(of(history, 'c0')).found).toBe(true);
    expect((process.cpuUsage().user - before) / 1e6).toBeLessThan(10);
  });
});

describe('bad histories', () => {
  test('there are at least twenty', () => {
    expect(new Set(misdeeds.map(({ what }) => what)).size).toBeGreaterThanOrEqual(20);
  });

  test.each(misdeeds)('is noticed in a small history: $what', ({ caughtAs, commit }) => {
    const offences = judge(commit(smallHistory()));
    expect(offences.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...caughtAs]));
  });

  test.each(misdeeds)('is noticed in a big one: $what', ({ caughtAs, commit }) => {
    const offences = judge(commit(idealHistory(bigPlan)));
    expect(offences.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...caughtAs]));
  });

  test.each(misdeeds.filter(({ caughtAs }) => caughtAs.includes('impossible')))('is shown by few operations that are wrong by themselves: $what', ({ commit }) => {
    const shown = judge(commit(idealHistory(bigPlan))).find(({ kind }) => kind === 'impossible')?.operations ?? [];
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.length).toBeLessThanOrEqual(6);
  });
});

function of({ operations }: History, conversationId: string): readonly Operation[] {
  return operations.filter((operation) => operation.conversationId === conversationId);
}
