import { expect, test } from 'vitest';
import { splitLines } from '../../src/import/lines.js';
import type { Customer } from './direct-line-customer.js';
import { replay } from './replay.js';
import type { ReplayDependencies, ReplayOptions } from './replay.js';
import { replayReport } from './report.js';

const options: ReplayOptions = { seed: 1, speed: 1, limit: Infinity, concurrency: 2, answerTimeoutMs: 10, signal: new AbortController().signal };
const user = (text: string, at = 0) => ({ from: 'user', text, at_ms_offset: at });
const lines = (...records: readonly (object | string)[]) =>
  splitLines([records.map((record) => (typeof record === 'string' ? record : JSON.stringify({ time_resolution_ms: 1_000, ...record }))).join('\n')]);

/** A gateway that answers everything but "silence", and breaks at "break". */
function fakeGateway(): ReplayDependencies & { readonly diary: string[]; openNow: number; openMost: number } {
  let opened = 0;
  const gateway = {
    diary: [] as string[],
    openNow: 0,
    openMost: 0,
    async openCustomer(): Promise<Customer> {
      opened += 1;
      gateway.openMost = Math.max(gateway.openMost, ++gateway.openNow);
      const thread = `thread-${opened}`;
      let answers = 0;
      let received = 0;
      return {
        thread,
        get answers() {
          return answers;
        },
        get received() {
          return received;
        },
        async say(text) {
          if (text === 'break') throw new Error('POST was answered 413');
          gateway.diary.push(text);
          received += 1;
          if (text === 'silence') return;
          answers += 1;
          received += 1;
        },
        untilAnswered: async (count) => answers > count,
        end: async () => void gateway.diary.push('end'),
        close: () => void (gateway.openNow -= 1),
      };
    },
    async wait(durationMs: number) {
      if (durationMs > 0) gateway.diary.push(`wait ${durationMs}`);
    },
  };
  return gateway;
}

test("a customer says their turns with the recorded gaps, waits for answers, and goes as they went", async () => {
  const gateway = fakeGateway();
  const record = { id: 'a', turns: [user('one'), user('two', 3_000)], outcome: 'complete', end_at_ms_offset: 5_000 };
  const tally = await replay(lines(record), options, gateway);
  expect(gateway.diary).toEqual(['one', 'wait 3000', 'two', 'wait 2000', 'end']);
  expect(tally).toMatchObject({ conversations: 1, finished: 1, messagesSent: 2, answers: 2, answersMissed: 0 });
  expect(tally.threads).toEqual(new Map([['thread-1', 4]]));
});

test('a record that fails is counted by what went wrong, and the others are played', async () => {
  const gateway = fakeGateway();
  const tally = await replay(
    lines({ id: 'a', turns: [user('break')] }, 'no json', { id: 'b', turns: [user('break')] }, { id: 'c', turns: [user('silence')] }, { id: 'd', turns: [{ from: 'bot', text: 'x' }] }),
    options,
    gateway,
  );
  expect(tally).toMatchObject({ conversations: 3, finished: 1, messagesSent: 1, answersMissed: 1, skipped: 1 });
  expect(tally.errors.get('POST was answered 413')).toBe(2);
  expect([...tally.errors.keys()].some((message) => message.startsWith('Line 2:'))).toBe(true);
  expect(gateway.openNow).toBe(0);
});

test('a file that breaks off is an error of its next line, and what came before is played', async () => {
  const breaksOff = async function* () {
    yield* lines({ id: 'a', turns: [user('one')] });
    throw new Error('unexpected end of file');
  };
  const tally = await replay(breaksOff(), options, fakeGateway());
  expect(tally).toMatchObject({ conversations: 1, finished: 1, messagesSent: 1 });
  expect([...tally.errors]).toEqual([['Line 2: The file cannot be read from here on (unexpected end of file).', 1]]);
});

test('progress is told after each message, so that a long conversation does not look stuck', async () => {
  const told: number[] = [];
  await replay(lines({ id: 'a', turns: [user('one'), user('two', 60_000)] }), options, { ...fakeGateway(), progress: ({ messagesSent }) => void told.push(messagesSent) });
  expect(told).toEqual([1, 2, 2]);
});

test('no more conversations than asked for are opened, and no more at once', async () => {
  const gateway = fakeGateway();
  const records = Array.from({ length: 9 }, (_, index) => ({ id: `r${index}`, turns: [user('hi'), user('bye', 1)] }));
  expect(await replay(lines(...records), { ...options, limit: 5 }, gateway)).toMatchObject({ conversations: 5, finished: 5 });
  expect(gateway.openMost).toBe(2);
});

test('an interrupted replay stops where it is and still tells what it did', async () => {
  const gateway = fakeGateway();
  const interruption = new AbortController();
  const dependencies = { ...gateway, wait: async () => interruption.abort() };
  const tally = await replay(lines({ id: 'a', turns: [user('one')] }, { id: 'b', turns: [user('two')] }), { ...options, concurrency: 1, signal: interruption.signal }, dependencies);
  expect(tally).toMatchObject({ conversations: 1, finished: 0, messagesSent: 0, errors: new Map() });
});

test('the report names conversations, messages, default answers, statuses, made-up times and errors', async () => {
  const tally = await replay(lines({ id: 'a', turns: [{ from: 'user', text: 'hi' }, { from: 'user', text: 'break' }] }), options, fakeGateway());
  const observed = { reached: new Map([['live', 1], ['action', 1]] as const), defaultAnswers: 3 };
  expect(replayReport(tally, observed, 1_500)).toEqual([
    'Conversations:    1 (0 played to the end) in 1.5 s',
    'Messages sent:    1, answered by 1 messages',
    'Default answers:  3',
    'Statuses reached: Live 1, Action 1, Waiting For Agent 0, Stalled 0, Abandoned 0',
    'Times:            1 records have none; the timing model made them up (docs/record-format.md)',
    'Errors:           1',
    '  1 × POST was answered 413',
  ]);
  expect(replayReport(tally, undefined, 0).join('\n')).toMatch(/Default answers: {2}not known/);
});
