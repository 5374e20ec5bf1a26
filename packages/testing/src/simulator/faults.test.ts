import { TakeoverError } from '@live-takeover/sdk';
import { createSimulator, fakeClock } from '@live-takeover/testing';
import type { FakeClock, Simulator } from '@live-takeover/testing';
import { record } from '@live-takeover/testing/conformance';
import type { Recorder } from '@live-takeover/testing/conformance';
import { expect, onTestFinished, test } from 'vitest';

interface Stage {
  readonly clock: FakeClock;
  readonly simulator: Simulator;
  readonly seen: Recorder;
  write(...texts: readonly string[]): void;
  /** Texts of the messages that arrived, in order. */
  arrived(): readonly string[];
}

async function stage(): Promise<Stage> {
  const clock = fakeClock();
  const simulator = createSimulator({ clock, conversations: 1 });
  const seen = record(simulator, 5_000);
  onTestFinished(() => {
    seen.close();
    simulator.close();
  });
  await seen.until('connected', () => seen.states.at(-1) === 'up-to-date');
  return {
    clock,
    simulator,
    seen,
    write: (...texts) => texts.forEach((text) => simulator.customer('c1').write(text, 'silence')),
    arrived: () => seen.events.flatMap((event) => (event.type === 'message-sent' ? [event.text] : [])),
  };
}

const takeOver = { name: 'take-over', conversationId: 'c1', seenTerm: 0, id: 'k1' } as const;
const { signal } = new AbortController();

test.each([
  ['duplicated', (simulator: Simulator) => simulator.faults.duplicateNext(), ['a', 'a', 'b', 'c']],
  ['reordered', (simulator: Simulator) => simulator.faults.reorderNext(2), ['b', 'a', 'c']],
  ['dropped, which leaves a gap', (simulator: Simulator) => simulator.faults.dropNext(2), ['c']],
] as const)('events are %s on demand, and right again after', async (_how, disturb, expected) => {
  const { simulator, write, arrived } = await stage();
  disturb(simulator);
  write('a', 'b', 'c');
  expect(arrived()).toEqual(expected);
});

test('a cut connection comes back after the given time and catches up', async () => {
  const { clock, simulator, seen, write, arrived } = await stage();
  simulator.faults.cut(4_000);
  expect(seen.states.at(-1)).toBe('not-updating');
  write('missed');
  clock.advance(3_999);
  expect(arrived()).toEqual([]);
  clock.advance(1);
  await seen.until('it is back', () => seen.states.at(-1) === 'up-to-date');
  expect(arrived()).toEqual(['missed']);
});

test('a backend that forgot the cursor resets and sends a new snapshot', async () => {
  const { simulator, seen, write, arrived } = await stage();
  simulator.faults.forgetCursor();
  simulator.faults.cut();
  write('missed');
  simulator.faults.restore();
  await seen.until('it is back', () => seen.states.at(-1) === 'up-to-date');
  expect([seen.resets.length, arrived()]).toEqual([1, []]);
  expect(seen.heads.get('c1')?.lastCustomerText).toBe('missed');
});

test('a reset without a cut brings a new snapshot', async () => {
  const { simulator, seen } = await stage();
  simulator.faults.reset('restored from a backup');
  expect(seen.resets).toEqual(['restored from a backup']);
  expect(seen.snapshots).toHaveLength(2);
});

test('a refused connection stays refused until it is tried again', async () => {
  const { clock, simulator, seen } = await stage();
  simulator.faults.refuse(new TakeoverError('unauthorized', 'Sign in again.'));
  clock.advance(3_600_000);
  expect(seen.states.at(-1)).toBe('refused');
  simulator.retry?.();
  await seen.until('it is back', () => seen.states.at(-1) === 'up-to-date');
});

test('answers are delayed while the facts arrive at once', async () => {
  const { clock, simulator, seen } = await stage();
  simulator.faults.delayAnswers(5_000);
  let isAnswered = false;
  const answer = simulator.send(takeOver, signal).then(() => (isAnswered = true));
  await seen.until('the echo is there', () => seen.heads.get('c1')?.term === 1);
  await clock.pass(4_999);
  expect(isAnswered).toBe(false);
  await clock.pass(1);
  await answer;
});

test('a lost answer leaves the deed done, and the retry gets its result', async () => {
  const { simulator } = await stage();
  simulator.faults.loseNextAnswer();
  await expect(simulator.send(takeOver, signal)).rejects.toMatchObject({ code: 'connection-lost' });
  expect(simulator.conversation('c1')?.term).toBe(1);
  await expect(simulator.send(takeOver, signal)).resolves.toMatchObject({ ok: true });
});

test('a refused command is not carried out', async () => {
  const { simulator } = await stage();
  simulator.faults.refuseNextCommand(new TakeoverError('rate-limited', 'Slow down.', { retry: true }));
  await expect(simulator.send(takeOver, signal)).resolves.toMatchObject({ ok: false, error: { code: 'rate-limited' } });
  expect(simulator.conversation('c1')?.term).toBe(0);
});

test('a transcript fails once', async () => {
  const { simulator } = await stage();
  simulator.faults.failNextTranscript(new TakeoverError('connection-lost', 'Gone.'));
  await expect(simulator.transcript('c1', null, 10, signal)).rejects.toMatchObject({ code: 'connection-lost' });
  await expect(simulator.transcript('c1', null, 10, signal)).resolves.toMatchObject({ hasMore: false });
});

test('a transcript asked for without a connection comes with the next one', async () => {
  const { simulator } = await stage();
  simulator.faults.cut();
  const page = simulator.transcript('c1', null, 10, signal);
  simulator.faults.restore();
  await expect(page).resolves.toMatchObject({ hasMore: false });
});

test('a wait for the next connection ends with its signal', async () => {
  const { simulator } = await stage();
  simulator.faults.cut();
  const controller = new AbortController();
  const head = simulator.head('c1', controller.signal);
  controller.abort();
  await expect(head).rejects.toMatchObject({ code: 'aborted' });
});
