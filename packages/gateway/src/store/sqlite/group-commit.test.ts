import { expect, test } from 'vitest';
import { StoreError } from '../event-store.js';
import type { StoredEvent } from '../event-store.js';
import { performTogether } from './group-commit.js';
import type { TransactionEngine } from './group-commit.js';
import type { CallMessage, StoreCallName } from './protocol.js';

interface Fake extends TransactionEngine<StoredEvent> {
  /** What happened, in order. */
  readonly steps: string[];
}

const event = (position: number): StoredEvent => ({ tenant: 't', position, event: { id: `e${position}` } as StoredEvent['event'] });

/** An engine whose calls do as their first parameter says. */
function fakeEngine(failing: { commit?: boolean; begin?: boolean } = {}): Fake {
  const steps: string[] = [];
  let written: StoredEvent[] = [];
  let position = 0;
  return {
    steps,
    begin() {
      steps.push('begin');
      if (failing.begin === true) throw new Error('disk full');
    },
    commit() {
      steps.push('commit');
      if (failing.commit === true) throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' });
      const stored = written;
      written = [];
      return stored;
    },
    rollBack() {
      steps.push('roll back');
      position -= written.length;
      written = [];
    },
    perform({ id, parameters: [what] }) {
      steps.push(`${String(what)} ${id}`);
      if (what === 'refuse') throw new StoreError('conflict', 'No.');
      if (what === 'break') throw new TypeError('broken');
      if (what === 'write') written.push(event(++position));
      return `done ${id}`;
    },
  };
}

function calls(...whats: readonly string[]): readonly CallMessage[] {
  return whats.map((what, index) => ({ id: index, name: (what === 'read' ? 'head' : 'append') as StoreCallName, parameters: [what] }));
}

const outcomes = (answers: ReturnType<typeof performTogether>['answers']): readonly unknown[] =>
  answers.map((answer) => (answer.isOk ? answer.value : answer.error.code));

test('calls that wait together share one commit, and a refused one takes nobody with it', () => {
  const engine = fakeEngine();
  const { answers, stored } = performTogether(calls('write', 'refuse', 'read', 'write'), engine);
  expect(engine.steps).toEqual(['begin', 'write 0', 'refuse 1', 'read 2', 'write 3', 'commit']);
  expect(outcomes(answers)).toEqual(['done 0', 'conflict', 'done 2', 'done 3']);
  expect(stored.map(({ position }) => position)).toEqual([1, 2]);
});

test('reads alone need no transaction', () => {
  const engine = fakeEngine();
  expect(outcomes(performTogether(calls('read', 'read'), engine).answers)).toEqual(['done 0', 'done 1']);
  expect(engine.steps).toEqual(['read 0', 'read 1']);
});

test('a call that breaks breaks alone: the others are performed again without it', () => {
  const engine = fakeEngine();
  const { answers, stored } = performTogether(calls('write', 'break', 'write'), engine);
  expect(outcomes(answers)).toEqual(['done 0', 'unavailable', 'done 2']);
  expect(stored.map(({ position }) => position)).toEqual([1, 2]);
});

test('when the commit fails every call is in doubt, reads and refusals too', () => {
  const engine = fakeEngine({ commit: true });
  const { answers, stored } = performTogether(calls('write', 'refuse', 'read'), engine);
  expect(outcomes(answers)).toEqual(['unavailable', 'unavailable', 'unavailable']);
  expect(stored).toEqual([]);
  expect(engine.steps.at(-1)).toBe('roll back');
  expect(answers[0]).toMatchObject({ error: { message: expect.stringContaining('SQLITE_IOERR_FSYNC') as string } });
});

test('when no transaction can begin, nothing is tried', () => {
  const engine = fakeEngine({ begin: true });
  expect(outcomes(performTogether(calls('write', 'write'), engine).answers)).toEqual(['unavailable', 'unavailable']);
  expect(engine.steps).toEqual(['begin']);
});
