import type { FakeClock } from '@live-takeover/testing';
import { fakeClock } from '@live-takeover/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import { TakeoverError } from '../base/errors.js';
import type { ConversationEvent } from '../conversation/event.js';
import type { Command, CommandBody, CommandResult, CommandState } from './command.js';
import { Outbox } from './outbox.js';

interface Attempt {
  readonly command: Command;
  readonly signal: AbortSignal;
  readonly answer: (result: CommandResult) => void;
  readonly lose: () => void;
}

let clock: FakeClock;
let attempts: Attempt[];
let changes: string[];
let outbox: Outbox;

const settle = (): Promise<void> => clock.pass(0);
const attempt = (index: number): Attempt => attempts[index] as Attempt;

beforeEach(() => {
  clock = fakeClock();
  attempts = [];
  changes = [];
  let count = 0;
  outbox = new Outbox({
    clock,
    newId: () => `k${(count += 1)}`,
    send: (command, signal) =>
      new Promise((answer, reject) => {
        const lose = (): void => reject(new TakeoverError('connection-lost', 'The socket was closed.', { retry: true }));
        signal.addEventListener('abort', lose);
        attempts.push({ command, signal, answer, lose });
      }),
    onChange: (command, state) => changes.push(`${command.id} ${state.state}`),
  });
  outbox.setReady(true);
});

const takeOver: CommandBody = { name: 'take-over', conversationId: 'c1', seenTerm: 0 };
const say = (conversationId: string, text = 'Hello!'): CommandBody => ({ name: 'send', conversationId, term: 1, text });

function echoOf(commandId: string, seq = 7): ConversationEvent {
  return {
    id: `${commandId}:0`,
    conversationId: 'c1',
    seq,
    at: 0,
    type: 'takeover-started',
    operator: { kind: 'agent', id: 'ana', name: 'Ana' },
    term: 1,
    causedBy: commandId,
  };
}

const taken = new TakeoverError('already-taken', 'c1 is held by Ben. Wait for its release.', { holder: 'Ben' });
const codeOf = (state: CommandState): string | undefined => (state.state === 'failed' ? state.error.code : undefined);

describe('a command settles by whichever comes first', () => {
  test('its acknowledgement', async () => {
    const handle = outbox.submit(takeOver);
    expect(handle.state.value).toEqual({ state: 'sent', sentAt: clock.now() });
    attempt(0).answer({ ok: true, seq: 7 });
    await handle.settled;
    expect(handle.state.value).toEqual({ state: 'acknowledged', seq: 7 });
    expect(clock.pending).toBe(0);
  });

  test('its refusal', async () => {
    const handle = outbox.submit(takeOver);
    attempt(0).answer({ ok: false, error: taken });
    await expect(handle.settled).rejects.toMatchObject({ code: 'already-taken', holder: 'Ben' });
    expect(handle.state.value).toEqual({ state: 'failed', error: taken });
    expect(clock.pending).toBe(0);
  });

  test('its echo, of which the last event counts', async () => {
    const handle = outbox.submit(takeOver);
    outbox.onEvents([echoOf('k1', 7), { ...echoOf('k1', 8), id: 'k1:1' }]);
    await handle.settled;
    expect(handle.state.value).toEqual({ state: 'acknowledged', seq: 8 });
    expect(attempt(0).signal.aborted).toBe(true);
  });

  test('and once: what comes later changes nothing', async () => {
    const handle = outbox.submit(takeOver);
    outbox.onEvents([echoOf('k1')]);
    attempt(0).answer({ ok: false, error: taken });
    await settle();
    expect(handle.state.value).toEqual({ state: 'acknowledged', seq: 7 });
    expect(changes).toEqual(['k1 queued', 'k1 sent', 'k1 acknowledged']);
  });
});

describe('when the connection drops before the answer', () => {
  test('the command is uncertain, and sent again under the same id once there is a connection', async () => {
    const handle = outbox.submit(takeOver);
    outbox.setReady(false);
    attempt(0).lose();
    await settle();
    expect(handle.state.value).toEqual({ state: 'uncertain', sentAt: clock.now() });
    await clock.pass(10_000);
    expect(attempts).toHaveLength(1);
    outbox.setReady(true);
    expect(attempts).toHaveLength(2);
    expect(attempt(0).command).not.toHaveProperty('isRepeat');
    expect(attempt(1).command).toEqual({ ...attempt(0).command, isRepeat: true });
    attempt(1).answer({ ok: true, seq: 7 });
    await handle.settled;
  });

  test('an echo that comes before the retry acknowledges it, and nothing is sent again', async () => {
    const handle = outbox.submit(takeOver);
    outbox.setReady(false);
    attempt(0).lose();
    await settle();
    outbox.onEvents([echoOf('k1')]);
    outbox.setReady(true);
    await handle.settled;
    expect(attempts).toHaveLength(1);
  });

  test('a retry that fails while connected waits longer each time', async () => {
    outbox.submit(takeOver, { deadlineMs: 60_000 });
    const gaps: number[] = [];
    for (let index = 0; index < 7; index += 1) {
      const lostAt = clock.now();
      attempt(index).lose();
      while (attempts.length === index + 1) await clock.pass(500);
      gaps.push(clock.now() - lostAt);
    }
    expect(gaps).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
  });

  test('a refusal that says retry is retried', async () => {
    const handle = outbox.submit(takeOver);
    attempt(0).answer({ ok: false, error: new TakeoverError('store-unavailable', 'In doubt.', { retry: true }) });
    await settle();
    expect(handle.state.value.state).toBe('uncertain');
    await clock.pass(500);
    attempt(1).answer({ ok: true, seq: 7 });
    await handle.settled;
  });
});

describe('at its deadline', () => {
  test('a command without an answer fails as outcome-unknown', async () => {
    const handle = outbox.submit(takeOver);
    await clock.pass(29_999);
    expect(handle.state.value.state).toBe('sent');
    await clock.pass(1);
    await expect(handle.settled).rejects.toMatchObject({ code: 'outcome-unknown' });
    expect(attempt(0).signal.aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('a command that was never sent fails as gateway-unreachable, to be tried again', async () => {
    outbox.setReady(false);
    const handle = outbox.submit(takeOver, { deadlineMs: 1_000 });
    await clock.pass(1_000);
    await expect(handle.settled).rejects.toMatchObject({ code: 'gateway-unreachable', retry: true });
    outbox.setReady(true);
    expect(attempts).toHaveLength(0);
  });

  test('an echo still acknowledges it afterwards', async () => {
    const handle = outbox.submit(takeOver);
    await clock.pass(30_000);
    outbox.onEvents([echoOf('k1')]);
    expect(handle.state.value).toEqual({ state: 'acknowledged', seq: 7 });
    await expect(handle.settled).rejects.toMatchObject({ code: 'outcome-unknown' });
  });

  test('the same command may be submitted again at once under its id, and its answer counts for both', async () => {
    const first = outbox.submit(takeOver);
    let second = first;
    const unsubscribe = first.state.subscribe(() => {
      unsubscribe();
      second = outbox.submit(takeOver, { id: first.id });
    });
    await clock.pass(30_000);
    expect(codeOf(first.state.value)).toBe('outcome-unknown');
    expect(second.state.value.state).toBe('sent');
    attempt(1).answer({ ok: true, seq: 7 });
    await second.settled;
    expect(first.state.value).toEqual({ state: 'acknowledged', seq: 7 });
  });
});

describe("the caller's signal", () => {
  test('withdraws a command that is not sent', async () => {
    outbox.setReady(false);
    const caller = new AbortController();
    const handle = outbox.submit(takeOver, { signal: caller.signal });
    caller.abort();
    await expect(handle.settled).rejects.toMatchObject({ code: 'aborted' });
    outbox.setReady(true);
    expect(attempts).toHaveLength(0);
  });

  test('that is aborted already keeps a command from being sent', () => {
    const handle = outbox.submit(takeOver, { signal: AbortSignal.abort() });
    expect(codeOf(handle.state.value)).toBe('aborted');
    expect(attempts).toHaveLength(0);
    expect(clock.pending).toBe(0);
  });

  test('cannot call back a command that is sent: its outcome is unknown', () => {
    const caller = new AbortController();
    const handle = outbox.submit(takeOver, { signal: caller.signal });
    caller.abort();
    expect(codeOf(handle.state.value)).toBe('outcome-unknown');
    outbox.onEvents([echoOf('k1')]);
    expect(handle.state.value.state).toBe('acknowledged');
  });
});

describe('order', () => {
  test('commands of one conversation go one after the other, others beside them', async () => {
    outbox.submit(say('c1', 'one'));
    outbox.submit(say('c1', 'two'));
    outbox.submit(say('c2', 'other'));
    expect(attempts.map(({ command }) => command.id)).toEqual(['k1', 'k3']);
    attempt(0).answer({ ok: true, seq: 4 });
    await settle();
    expect(attempts.map(({ command }) => command.id)).toEqual(['k1', 'k3', 'k2']);
  });

  test('a command whose outcome is uncertain is repeated before the next one is sent', async () => {
    outbox.submit(say('c1', 'one'));
    outbox.submit(say('c1', 'two'));
    outbox.setReady(false);
    attempt(0).lose();
    await settle();
    outbox.setReady(true);
    expect(attempts.map(({ command }) => command.id)).toEqual(['k1', 'k1']);
  });
});

test('a command submitted under an id that is on its way is that command', () => {
  const first = outbox.submit(say('c1'));
  expect(outbox.submit(say('c1'), { id: first.id })).toBe(first);
  expect(attempts).toHaveLength(1);
});

test('closing gives up everything and leaves no timer', async () => {
  const sent = outbox.submit(takeOver);
  const waiting = outbox.submit(say('c1'));
  outbox.close();
  await expect(sent.settled).rejects.toMatchObject({ code: 'outcome-unknown' });
  await expect(waiting.settled).rejects.toMatchObject({ code: 'aborted' });
  await expect(outbox.submit(takeOver).settled).rejects.toMatchObject({ code: 'aborted' });
  expect(clock.pending).toBe(0);
  expect(attempts).toHaveLength(1);
});

test('a command whose outcome is not known can be repeated under the id it had', async () => {
  const first = outbox.submit(takeOver, { deadlineMs: 1_000 });
  await clock.pass(1_000);
  expect(codeOf(first.state.value)).toBe('outcome-unknown');
  const again = outbox.submit(takeOver, { id: first.id });
  expect(attempts.map(({ command }) => command)).toEqual([attempt(0).command, { ...attempt(0).command, isRepeat: true }]);
  outbox.onEvents([echoOf(first.id)]);
  expect(again.state.value).toEqual({ state: 'acknowledged', seq: 7 });
});
