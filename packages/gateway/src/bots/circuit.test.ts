import { expect, test } from 'vitest';
import type { FakeRuntime } from '../../testing/fake-runtime.js';
import { createFakeRuntime } from '../../testing/fake-runtime.js';
import { createGatewayFixture } from '../../testing/gateway-fixture.js';
import type { CallBotResult } from './call-bot.js';
import { createCircuit } from './circuit.js';

const failure = (problem: 'unreachable' | 'timed-out' | 'refused' | 'bad-answer', detail = 'x'): CallBotResult => ({ ok: false, problem, detail });

interface Setup {
  readonly runtime: FakeRuntime;
  result: CallBotResult;
  /** How often the bot was really called. */
  calls: number;
  put(times?: number): Promise<readonly CallBotResult[]>;
}

function setUp(doesTimeoutCount = true): Setup {
  const runtime = createFakeRuntime();
  const call = createCircuit(
    () => {
      setup.calls += 1;
      return Promise.resolve(setup.result);
    },
    { botId: 'bank', runtime, doesTimeoutCount },
  );
  const setup: Setup = {
    runtime,
    result: failure('unreachable'),
    calls: 0,
    async put(times = 1) {
      const results: CallBotResult[] = [];
      for (let time = 0; time < times; time += 1) results.push(await call({ url: 'http://bot.test/', body: '{}' }, { timeoutMs: 1, signal: new AbortController().signal }));
      return results;
    },
  };
  return setup;
}

test('after five calls without an answer it is called no more, and everything fails at once', async () => {
  const setup = setUp();
  const results = await setup.put(20);
  expect(setup.calls).toBe(5);
  expect(results.at(-1)).toMatchObject({ ok: false, problem: 'unreachable' });
  expect(setup.runtime.lines).toMatchObject([{ level: 'error', event: 'bot-not-answering', fields: { bot: 'bank' } }]);
});

test('after 15 s one call finds out whether it is back, and while it does no other is made', async () => {
  const setup = setUp();
  await setup.put(5);
  await setup.runtime.advance(15_000);
  await setup.put(3);
  expect(setup.calls).toBe(6);
  await setup.runtime.advance(15_000);
  setup.result = { ok: true, text: '[]' };
  const results = await Promise.all([setup.put(), setup.put(), setup.put()]);
  expect(results.flat().map(({ ok }) => ok)).toEqual([true, false, false]);
  await setup.put(4);
  expect(setup.calls).toBe(11);
  expect(setup.runtime.lines.at(-1)?.event).toBe('bot-answers-again');
});

test.each<[string, CallBotResult]>([
  ['an answer that cannot be read', failure('bad-answer')],
  ['a refusal of what was asked', failure('refused', 'HTTP 400')],
])('%s says nothing of the next call', async (_name, result) => {
  const setup = setUp();
  setup.result = result;
  await setup.put(20);
  expect(setup.calls).toBe(20);
});

test.each<[boolean, number]>([[true, 5], [false, 20]])('silence counts (%s) only where the answer is the answer', async (doesTimeoutCount, calls) => {
  const setup = setUp(doesTimeoutCount);
  setup.result = failure('timed-out');
  await setup.put(20);
  expect(setup.calls).toBe(calls);
});

test('an answer between failures begins the count anew', async () => {
  const setup = setUp();
  await setup.put(4);
  setup.result = { ok: true, text: '[]' };
  await setup.put();
  setup.result = failure('refused', 'HTTP 503');
  await setup.put(4);
  expect(setup.calls).toBe(9);
});

test('a bot that is down turns each conversation to Action without anybody waiting for it, and answers again when it is back', async () => {
  const fixture = await createGatewayFixture();
  const { runtime } = fixture;
  let calls = 0;
  runtime.answerRequests(() => {
    calls += 1;
    return Promise.resolve(new Response(null, { status: 503 }));
  });
  for (let thread = 0; thread < 8; thread += 1) await fixture.write(`t${String(thread)}`, 'Hello');
  await runtime.advance(0);
  const failed = [...fixture.gateway.projection.heads('default')].filter(({ botFailedAt }) => botFailedAt !== null);
  expect([calls, failed.length]).toEqual([5, 8]);
  runtime.answerRequests(() => Promise.resolve(Response.json([{ text: 'Hi' }])));
  await runtime.advance(15_000);
  const { conversationId } = await fixture.write('t0', 'Still there?');
  await runtime.advance(0);
  expect((await fixture.events(conversationId)).map((event) => (event.type === 'message-sent' ? event.text : event.type))).toContain('Hi');
  await fixture.stop();
});
