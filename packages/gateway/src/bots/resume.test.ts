import type { NewEvent } from '@live-takeover/sdk/core';
import { describe, expect, test } from 'vitest';
import type { BotScript, DispatcherHarness } from '../../testing/dispatcher-harness.js';
import { answering, conversationId, dispatcherHarness, echo, handedBack, reply, says, started, takenOver, tenant } from '../../testing/dispatcher-harness.js';
import { settled } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import type { EventStore } from '../store/event-store.js';

describe('after a crash', () => {
  const resumed = async (store: EventStore, script: BotScript = echo): Promise<DispatcherHarness> => {
    const set = await dispatcherHarness(script, { store });
    await set.dispatcher.resume();
    await settled();
    return set;
  };

  test('a message stored before the bot was called is put to it under the same id', async () => {
    const store = createMemoryStore();
    await store.append(tenant, conversationId, [started, says('m1')]);
    const { inputs, brief } = await resumed(store);
    expect(inputs.map(({ activityId }) => activityId)).toEqual(['started', 'm1']);
    expect(await brief()).toEqual(['customer: m1', 'bot: echo: m1']);
  });

  test('a stop breaks off the call and leaves the message to whoever comes next', async () => {
    const first = await dispatcherHarness((_input, signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve({ ok: false, problem: 'timed-out', detail: '' }))));
    await first.append(started, says('m1'));
    await settled();
    await first.dispatcher.stop();
    await first.projection.stop();
    expect(await first.brief()).toEqual(['customer: m1']);
    expect(await (await resumed(first.store)).brief()).toEqual(['customer: m1', 'bot: echo: m1']);
  });

  test('a message behind one that was just answered is not forgotten', async () => {
    const store = createMemoryStore();
    const answered: NewEvent = { type: 'message-sent', id: 'm1:r0', from: 'bot', text: 'one', term: 0, causedBy: 'm1' };
    await store.append(tenant, conversationId, [started, says('m1'), says('m2'), answered]);
    const { inputs } = await resumed(store);
    expect(inputs.map(({ activityId }) => activityId)).toEqual(['m2']);
  });

  test('a message that comes while the log is still searched does not overtake what was left unanswered, which would then look answered', async () => {
    const store = createMemoryStore();
    await store.append(tenant, conversationId, [started, says('m1')]);
    const set = await dispatcherHarness(echo, { store });
    const readBackwards = store.readBackwards.bind(store);
    let goOn = (): void => {};
    const isSearching = new Promise<void>((resolve) => {
      store.readBackwards = async (...of) => {
        store.readBackwards = readBackwards;
        resolve();
        await new Promise<void>((release) => (goOn = release));
        return readBackwards(...of);
      };
    });
    const resuming = set.dispatcher.resume();
    await isSearching;
    await set.append(says('m2'));
    await settled();
    goOn();
    await resuming;
    await settled();
    expect(set.inputs.map(({ activityId }) => activityId)).toEqual(['started', 'm1', 'm2']);
    expect(await set.brief()).toEqual(['customer: m1', 'customer: m2', 'bot: echo: m1', 'bot: echo: m2']);
  });

  test.each<[string, readonly NewEvent[]]>([
    ['answered', [says('m1'), { type: 'message-sent', id: 'm1:r0', from: 'bot', text: 'one', term: 0, causedBy: 'm1' }]],
    ['suppressed', [says('m1'), { type: 'bot-reply-suppressed', id: 's', text: 'one', term: 0, causedBy: 'm1' }]],
    ['failed', [says('m1'), { type: 'bot-failed', id: 'm1:failed', problem: 'unreachable', causedBy: 'm1' }]],
    ['answered by a request for an agent', [says('m1'), { type: 'agent-requested', id: 'q', target: 'agents', causedBy: 'm1' }]],
    ['taken over', [says('m1'), takenOver(1)]],
    ['taken over and handed back', [says('m1'), takenOver(1), handedBack(1)]],
    ['closed', [says('m1'), { type: 'conversation-closed', id: 'c', why: 'timed-out' }]],
  ])('what was %s is not put to the bot again', async (_name, events) => {
    const store = createMemoryStore();
    await store.append(tenant, conversationId, [started, ...events]);
    expect((await resumed(store)).inputs.filter(({ kind }) => kind !== 'handoff-status')).toEqual([]);
  });

  test('a bot that had nothing to say is not asked again', async () => {
    const first = await dispatcherHarness(() => answering());
    await first.append(started, says('m1'));
    await settled();
    await first.dispatcher.stop();
    await first.projection.stop();
    expect(first.inputs).toHaveLength(2);
    expect((await resumed(first.store)).inputs).toEqual([]);
  });

  test('a bot whose wish for an agent changed nothing is not asked again', async () => {
    const first = await dispatcherHarness((input) => answering(...(input.kind === 'message' ? [{ action: 'request-agent' } as const] : [])));
    await first.append(started, { type: 'agent-requested', id: 'request-m1', target: 'agents' }, says('m1'));
    await settled();
    await first.dispatcher.stop();
    await first.projection.stop();
    expect(first.requests).toHaveLength(1);
    expect((await resumed(first.store)).inputs.filter(({ kind }) => kind === 'message')).toEqual([]);
  });

  test.each<[string, readonly NewEvent[], string]>([
    ['a takeover has come and gone', [says('m1'), takenOver(1), handedBack(1)], 'suppressed: late'],
    ['a human had it when the bot was told', [takenOver(1), says('m1'), handedBack(1)], 'suppressed: late'],
    ['nothing has changed', [says('m1')], 'bot: late'],
  ])('a reply to something told before the crash has the term of then: %s', async (_name, events, expected) => {
    const store = createMemoryStore();
    await store.append(tenant, conversationId, [started, ...events]);
    const { dispatcher, brief } = await dispatcherHarness(echo, { store });
    await dispatcher.act('bank', conversationId, reply('late'), 'm1');
    expect((await brief()).at(-1)).toBe(expected);
  });
});
