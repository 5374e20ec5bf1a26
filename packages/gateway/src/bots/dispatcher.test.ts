import type { NewEvent } from '@live-takeover/sdk/core';
import { describe, expect, test } from 'vitest';
import { answering, conversationId, dispatcherHarness, echo, handedBack, reply, says, started, takenOver } from '../../testing/dispatcher-harness.js';
import { eventually, settled } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import { StoreError } from '../store/event-store.js';

/** Something that a test lets go when it wants to. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

describe('telling the bot', () => {
  test('it hears of the start and of each message, in order, and its answers name what they answer', async () => {
    const { append, inputs, log, brief } = await dispatcherHarness(echo);
    await append(started);
    await append(says('m1', 'one'), says('m2', 'two'));
    await eventually(() => inputs.length === 3);
    await settled();
    expect(inputs.map(({ kind, activityId }) => `${kind} ${activityId}`)).toEqual(['started started', 'message m1', 'message m2']);
    expect(inputs[1]).toMatchObject({ text: 'one', customer: { id: 'dl_ann', name: 'Ann' }, attachments: [] });
    expect(await brief()).toEqual(['customer: one', 'customer: two', 'bot: echo: one', 'bot: echo: two']);
    expect((await log()).at(-1)).toMatchObject({ id: 'm2:r0', causedBy: 'm2', term: 0, author: { id: 'bank', name: 'Bank Bot' } });
  });

  test('a second message waits until the first is answered', async () => {
    const slow = gate();
    const { append, inputs } = await dispatcherHarness(async (input) => (input.activityId === 'm1' ? slow.opened.then(() => answering()) : answering()));
    await append(started, says('m1'), says('m2'));
    await settled();
    expect(inputs.map(({ activityId }) => activityId)).toEqual(['started', 'm1']);
    slow.open();
    await eventually(() => inputs.length === 3);
  });

  test('while a human is operator it hears no message, and after the hand-back only the next one', async () => {
    const { append, inputs } = await dispatcherHarness(echo);
    await append(started, takenOver(1), says('m1'), handedBack(1));
    await append(says('m2'));
    await eventually(() => inputs.some(({ activityId }) => activityId === 'm2'));
    expect(inputs.filter(({ kind }) => kind === 'message').map(({ activityId }) => activityId)).toEqual(['m2']);
  });

  test('a message that a takeover and hand-back overtook is left to the humans', async () => {
    const slow = gate();
    const { append, inputs, brief } = await dispatcherHarness(async (input) => (input.kind === 'started' ? slow.opened.then(() => answering()) : echo(input, AbortSignal.abort(), undefined as never)));
    await append(started, says('m1'));
    await settled();
    await append(takenOver(1), handedBack(1));
    await settled();
    slow.open();
    await eventually(() => inputs.length === 3);
    await settled();
    expect(inputs.map(({ kind }) => kind)).toEqual(['started', 'handoff-status', 'handoff-status']);
    expect(await brief()).toEqual(['customer: m1']);
  });

  test.each<['answer' | 'silent', number]>([
    ['answer', 1],
    ['silent', 0],
  ])('with a request open, a bot set to %s hears %i message', async (whileWaiting, count) => {
    const { append, inputs } = await dispatcherHarness(echo, { whileWaiting });
    await append(started, { type: 'agent-requested', id: 'q', target: 'agents' });
    await append(says('m1'));
    await settled();
    expect(inputs.filter(({ kind }) => kind === 'message')).toHaveLength(count);
  });

  test.each<[string, readonly NewEvent[], readonly string[]]>([
    ['a takeover', [takenOver(1)], ['accepted']],
    ['a hand-back', [takenOver(1), handedBack(1)], ['accepted', 'completed']],
    [
      'a transfer',
      [takenOver(1), { type: 'takeover-ended', id: 'h1', term: 1, endedInto: 2, why: 'transferred' }, takenOver(2)],
      ['accepted'],
    ],
    ['a request nobody could take', [{ type: 'agent-requested', id: 'q', target: 'agents' }, { type: 'agent-request-ended', id: 'e', why: 'no-agents' }], ['failed']],
    ['a request taken back', [{ type: 'agent-requested', id: 'q', target: 'agents' }, { type: 'agent-request-ended', id: 'e', why: 'withdrawn' }], []],
  ])('%s is told as handoff status', async (_name, events, states) => {
    const { append, inputs } = await dispatcherHarness(echo);
    await append(started);
    await append(...events);
    await settled();
    expect(inputs.flatMap((input) => (input.kind === 'handoff-status' ? [input.state] : []))).toEqual(states);
  });

  test('recorded conversations are not put to the bot', async () => {
    const { append, inputs } = await dispatcherHarness(echo);
    await append({ ...started, thread: 'import:1' } as NewEvent, says('m1'));
    await settled();
    expect(inputs).toEqual([]);
  });
});

describe('what the bot says', () => {
  test('a reply that a takeover overtook is kept for agents and never sent', async () => {
    const slow = gate();
    const { append, inputs, log } = await dispatcherHarness(async (input, ...rest) => (input.kind === 'message' ? slow.opened.then(() => echo(input, ...rest)) : answering()));
    await append(started, says('m1'));
    await eventually(() => inputs.length === 2);
    await append(takenOver(1));
    slow.open();
    await settled();
    expect((await log()).at(-1)).toMatchObject({ type: 'bot-reply-suppressed', id: 'm1:r0:suppressed', text: 'echo: m1', term: 0, causedBy: 'm1' });
  });

  test('nothing it says in answer to a takeover reaches the customer; what it says to a hand-back does', async () => {
    const { append, brief } = await dispatcherHarness((input) => answering(...(input.kind === 'handoff-status' ? [reply(input.state)] : [])));
    await append(started, takenOver(1));
    await settled();
    await append(handedBack(1));
    await settled();
    expect(await brief()).toEqual(['suppressed: accepted', 'bot: completed']);
  });

  test('a reply by call-back has the term of what it answers, however late it comes', async () => {
    const { append, dispatcher, brief } = await dispatcherHarness(() => answering());
    await append(started, says('m1'));
    await settled();
    await append(takenOver(1));
    await append(handedBack(1));
    await settled();
    await dispatcher.act('bank', conversationId, reply('old'), 'm1');
    await dispatcher.act('bank', conversationId, reply('on its own account'), undefined);
    expect(await brief()).toEqual(['customer: m1', 'suppressed: old', 'bot: on its own account']);
  });

  test('replies by call-back are stored in the order in which they came, before the call ends', async () => {
    const { append, brief } = await dispatcherHarness(async (input, _signal, dispatcher) => {
      if (input.kind === 'message')
        await Promise.all(['1', '2', '3'].map((text) => dispatcher.act('bank', conversationId, reply(text), input.activityId)));
      return answering();
    });
    await append(started, says('m1'));
    await settled();
    expect(await brief()).toEqual(['customer: m1', 'bot: 1', 'bot: 2', 'bot: 3']);
  });

  test('the same activity called back twice is stored once', async () => {
    const { append, dispatcher, brief } = await dispatcherHarness(() => answering());
    await append(started);
    for (let times = 0; times < 2; times += 1) await dispatcher.act('bank', conversationId, reply('hello', 'own-1'), undefined);
    expect(await brief()).toEqual(['bot: hello']);
  });

  test.each([
    ['another bot', 'insurance', conversationId],
    ['an unknown conversation', 'bank', 'c9'],
  ])('%s is refused', async (_name, botId, id) => {
    const { append, dispatcher } = await dispatcherHarness(echo);
    await append(started);
    await expect(dispatcher.act(botId, id, reply('hello'), undefined)).rejects.toMatchObject({ code: 'conversation-unknown' });
  });

  test('default answers are marked, typing is shown and not stored, a wish for an agent is passed on', async () => {
    const { append, requests, signals, log } = await dispatcherHarness((input) =>
      input.kind === 'message'
        ? answering({ action: 'typing' }, { action: 'reply', reply: { text: 'Pardon?', isDefaultAnswer: true } }, { action: 'request-agent', reason: 'lost' })
        : answering(),
    );
    await append(started, says('m1'));
    await eventually(() => requests.length === 1);
    expect(requests).toMatchObject([{ reason: 'lost', target: 'agents', causedBy: 'm1', term: 0 }]);
    expect(signals).toEqual(['c1 typing']);
    expect((await log()).find(({ id }) => id === 'm1:r0')).toMatchObject({ defaultAnswer: true });
  });

  test('a failure is a fact caused by the message, logged once and without its text', async () => {
    const { append, log, runtime } = await dispatcherHarness((input) => (input.kind === 'message' ? { ok: false, problem: 'timed-out', detail: 'no answer' } : answering()));
    await append(started, says('m1', 'my secret'));
    await settled();
    expect((await log()).at(-1)).toMatchObject({ type: 'bot-failed', id: 'm1:failed', causedBy: 'm1', problem: 'timed-out' });
    expect(runtime.lines).toEqual([{ level: 'warn', event: 'bot-failed', fields: { bot: 'bank', conversation: 'c1', problem: 'timed-out', detail: 'no answer' } }]);
  });

  test('a failure after a takeover is nobody’s concern', async () => {
    const slow = gate();
    const { append, inputs, brief } = await dispatcherHarness(async (input) => (input.kind === 'message' ? slow.opened.then(() => ({ ok: false, problem: 'unreachable', detail: '' })) : answering()));
    await append(started, says('m1'));
    await eventually(() => inputs.length === 2);
    await append(takenOver(1));
    slow.open();
    await settled();
    expect(await brief()).toEqual(['customer: m1']);
  });

  test('a bot that gives every activity the same id is heard in answer to each message', async () => {
    const { append, dispatcher, brief } = await dispatcherHarness(() => answering());
    await append(started, says('m1'), says('m2'));
    await settled();
    for (const id of ['m1', 'm1', 'm2']) await dispatcher.act('bank', conversationId, reply(`to ${id}`, '1'), id);
    expect(await brief()).toEqual(['customer: m1', 'customer: m2', 'bot: to m1', 'bot: to m2']);
  });

  test('what it says to something that never was is taken for an answer to what it is being told', async () => {
    const { append, log } = await dispatcherHarness(async (input, _signal, dispatcher) => {
      if (input.kind === 'message') await dispatcher.act('bank', conversationId, reply('hello'), 'x'.repeat(1000));
      return answering();
    });
    await append(started, says('m1'));
    await settled();
    expect((await log()).at(-1)).toMatchObject({ text: 'hello', causedBy: 'm1' });
  });

  test('a slow bot that answered by call-back without saying to what has not failed', async () => {
    const { append, brief } = await dispatcherHarness(async (input, _signal, dispatcher) => {
      if (input.kind !== 'message') return answering();
      await dispatcher.act('bank', conversationId, reply('hello'), undefined);
      return { ok: false, problem: 'timed-out', detail: '' };
    });
    await append(started, says('m1'));
    await settled();
    expect(await brief()).toEqual(['customer: m1', 'bot: hello']);
  });

  test('a wish for an agent is asked for again while the store is in doubt', async () => {
    const store = createMemoryStore();
    let failures = 2;
    const append = store.append.bind(store);
    store.append = (one, id, events, expectations) => {
      if (events[0]?.type !== 'agent-requested' || failures === 0) return append(one, id, events, expectations);
      failures -= 1;
      return Promise.reject(new StoreError('unavailable', 'Busy.'));
    };
    const { runtime, log, append: say } = await dispatcherHarness((input) => answering(...(input.kind === 'message' ? [{ action: 'request-agent' } as const] : [])), { store });
    await say(started, says('m1'));
    await runtime.advance(60_000);
    expect((await log()).at(-1)?.type).toBe('agent-requested');
  });

  test('a store in doubt is asked again under the same id until it is sure', async () => {
    const store = createMemoryStore();
    let failures = 3;
    const append = store.append.bind(store);
    store.append = async (one, id, events, expectations) => {
      const appended = await append(one, id, events, expectations);
      if (events[0]?.id === 'm1:r0' && failures > 0) {
        failures -= 1;
        throw new StoreError('unavailable', 'The answer was lost.');
      }
      return appended;
    };
    const { runtime, brief, append: say } = await dispatcherHarness(echo, { store });
    await say(started, says('m1'));
    await settled();
    await runtime.advance(60_000);
    expect(failures).toBe(0);
    expect(await brief()).toEqual(['customer: m1', 'bot: echo: m1']);
  });
});
