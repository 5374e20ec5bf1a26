import type { ServerFrame } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { makeScope } from '../agents/scope.js';
import { always } from './asking.test-support.js';
import type { QuestionServices } from './question.js';
import { createQuestionLine } from './question-line.js';

const identity = { agent: { id: 'ana', name: 'Ana', role: 'supervisor' as const }, scope: makeScope('default', 'all'), claims: {}, expiresAt: 0 };
const idsOf = (frames: readonly ServerFrame[]): readonly unknown[] => frames.map((frame) => ('id' in frame ? frame.id : undefined));
const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Stage {
  readonly sent: readonly ServerFrame[];
  readonly reads: readonly number[];
  /** Answers the question that is being answered. */
  readonly release: () => Promise<void>;
  readonly line: ReturnType<typeof createQuestionLine>;
}

function stage(): Stage {
  const store = createMemoryStore();
  const sent: ServerFrame[] = [];
  const reads: number[] = [];
  let release = (): void => {};
  store.closedHeads = () => {
    reads.push(reads.length);
    return new Promise((resolve) => (release = () => resolve([])));
  };
  const services = { store, audit: () => {}, runtime: createFakeRuntime(), botSettings: { read: () => ({}) } } as unknown as QuestionServices;
  const releaseNext = async (): Promise<void> => {
    await turnOfTheLoop();
    release();
    await turnOfTheLoop();
  };
  return { sent, reads, release: releaseNext, line: createQuestionLine(services, { identity }, (frame) => void sent.push(frame)) };
}

test('one question is answered after the other', async () => {
  const { line, sent, reads, release } = stage();
  line.ask({ type: 'history', id: 'a', query: always });
  line.ask({ type: 'history', id: 'b', query: always });
  line.ask({ type: 'settings', id: 'c' });
  await turnOfTheLoop();
  expect([reads.length, sent]).toEqual([1, []]);
  await release();
  expect([reads.length, idsOf(sent)]).toEqual([2, ['a']]);
  await release();
  expect(idsOf(sent)).toEqual(['a', 'b', 'c']);
});

test('more than eight that wait are refused at once, and may be asked again', async () => {
  const { line, sent, release } = stage();
  for (let index = 0; index < 9; index += 1) line.ask({ type: 'history', id: `q${index}`, query: always });
  expect(sent).toMatchObject([{ type: 'request-failed', id: 'q8', error: { code: 'rate-limited', retry: true } }]);
  await release();
  line.ask({ type: 'history', id: 'again', query: always });
  for (let index = 0; index < 8; index += 1) await release();
  expect(idsOf(sent)).toEqual(['q8', 'q0', 'q1', 'q2', 'q3', 'q4', 'q5', 'q6', 'q7', 'again']);
});

test('for a client that is gone nothing more is read', async () => {
  const { line, reads, release } = stage();
  line.ask({ type: 'history', id: 'a', query: always });
  line.ask({ type: 'history', id: 'b', query: always });
  await turnOfTheLoop();
  line.end();
  await release();
  expect(reads.length).toBe(1);
});
