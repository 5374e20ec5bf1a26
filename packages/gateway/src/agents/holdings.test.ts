import { expect, test } from 'vitest';
import { conversationId, started } from '../../testing/dispatcher-harness.js';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { createProjection } from '../conversations/projection.js';
import { createHoldings } from './holdings.js';

const takenBy = (id: string, term: number) => ({ type: 'takeover-started', id: `t${String(term)}`, operator: { kind: 'agent', id, name: id }, term }) as const;

test('what agents hold is counted from the log, and told as it changes', async () => {
  const runtime = createFakeRuntime();
  const store = createMemoryStore({ now: () => runtime.now() });
  await store.append('default', conversationId, [started, takenBy('ana', 1)]);
  const projection = createProjection(store, runtime);
  const holdings = createHoldings(projection);
  const told: string[] = [];
  holdings.subscribe((tenant, agentId, { before, after }) => told.push(`${tenant} ${agentId} ${String(before)}→${String(after)}`));
  expect(holdings.of('default', 'ana')).toBe(0);
  await projection.ready;
  expect([holdings.of('default', 'ana'), holdings.of('other', 'ana'), holdings.of('default', 'ben')]).toEqual([1, 0, 0]);
  await projection.append('default', conversationId, [{ type: 'takeover-ended', id: 'e1', term: 1, endedInto: 2, why: 'transferred' }, takenBy('ben', 2)]);
  expect([holdings.of('default', 'ana'), holdings.of('default', 'ben')]).toEqual([0, 1]);
  await projection.append('default', conversationId, [{ type: 'takeover-ended', id: 'e2', term: 2, endedInto: 3, why: 'closed' }, { type: 'conversation-closed', id: 'x', why: 'closed-by-agent' }]);
  expect(holdings.of('default', 'ben')).toBe(0);
  expect(told).toEqual(['default ana 1→0', 'default ben 0→1', 'default ben 1→0']);
  await projection.stop();
});

test('after commits were missed only what differs is told', () => {
  const heads = new Map([['c1', 'ana'], ['c2', 'ben']]);
  let reload = (): void => {};
  const holdings = createHoldings({
    isReady: true,
    tenants: () => ['default'],
    heads: () => [...heads].map(([id, agent]) => ({ id, closed: null, operator: { kind: 'agent', id: agent, name: agent } })) as never,
    subscribe: () => () => {},
    onReload: (listener) => {
      reload = listener;
      return () => {};
    },
  });
  const told: string[] = [];
  holdings.subscribe((_tenant, agentId, { after }) => told.push(`${agentId} ${String(after)}`));
  expect(holdings.of('default', 'ana')).toBe(1);
  heads.set('c1', 'ben');
  reload();
  expect(told.sort()).toEqual(['ana 0', 'ben 2']);
});
