import { describe, expect, test } from 'vitest';
import type { DispatcherHarness } from '../../testing/dispatcher-harness.js';
import { answering, conversationId, dispatcherHarness, handedBack, reply, says, started, takenOver, tenant } from '../../testing/dispatcher-harness.js';
import { settled } from '../../testing/fake-runtime.js';
import { createMemoryStore } from '../../testing/memory-store.js';
import type { MemoryStore } from '../../testing/memory-store.js';
import type { EventStore, StoredEvent } from '../store/event-store.js';
import type { BotAnswer } from './bot.js';

interface TwoNodes {
  readonly store: MemoryStore;
  /** Looks after the conversation, and has asked the bot. */
  readonly asking: DispatcherHarness;
  /** Gets the bot's call-backs. */
  readonly other: DispatcherHarness;
  /** The bot answers the call itself. */
  readonly answer: (answer: BotAnswer) => Promise<void>;
  /** The other node hears nothing of what is stored from now on. */
  readonly deafen: () => void;
}

async function twoNodes(): Promise<TwoNodes> {
  const store = createMemoryStore({ partitions: 1, isShared: true });
  const answers: ((answer: BotAnswer) => void)[] = [];
  const asking = await dispatcherHarness(() => new Promise((resolve) => answers.push(resolve)), { store: store.node() });
  let isDeaf = false;
  const other = await dispatcherHarness(() => answering(), { store: lagging(store.node(), () => isDeaf), isHolder: () => false });
  return {
    store,
    asking,
    other,
    async answer(answer) {
      answers.shift()?.(answer);
      await settled();
    },
    deafen: () => (isDeaf = true),
  };
}

function lagging(store: EventStore, isDeaf: () => boolean): EventStore {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      if (name !== 'tail') return (member as () => unknown).bind(target);
      return async function* (partition: number, after: number, signal: AbortSignal): AsyncGenerator<readonly StoredEvent[]> {
        for await (const batch of target.tail(partition, after, signal)) if (!isDeaf()) yield batch;
      };
    },
  });
}

const timedOut: BotAnswer = { ok: false, problem: 'timed-out', detail: '' };

/** Both nodes know the conversation, and the bot has been asked about `m1`. */
async function asked(): Promise<TwoNodes> {
  const nodes = await twoNodes();
  await nodes.asking.append(started, says('m1'));
  await settled();
  await nodes.answer(answering());
  return nodes;
}

describe('a bot that answers by call-back to another node than the one that asked', () => {
  test.each([
    ['naming what it answers', 'm1'],
    ['without saying what it answers', undefined],
  ])('%s is not taken to have failed when the call times out', async (_how, inReplyTo) => {
    const { asking, other, answer } = await asked();
    await other.dispatcher.act('bank', conversationId, reply('There.'), inReplyTo);
    await answer(timedOut);
    expect(await asking.brief()).toEqual(['customer: m1', 'bot: There.']);
  });

  test('is not taken to have had nothing to say', async () => {
    const { store, other, answer } = await asked();
    const marks = async (): Promise<readonly string[]> => (await store.leases(tenant, 'bot-had-nothing-to-say')).map(({ key }) => key);
    await other.dispatcher.act('bank', conversationId, reply('There.'), 'm1');
    await answer(answering());
    expect(await marks()).not.toContain(`${conversationId} m1`);
  });

  test('has failed if it never answered', async () => {
    const { asking, answer } = await asked();
    await answer(timedOut);
    expect(await asking.brief()).toEqual(['customer: m1', 'failed: timed-out']);
  });

  test('is suppressed if a human came between, also where that is not known yet', async () => {
    const { asking, other, deafen } = await asked();
    deafen();
    await asking.append(takenOver(1), handedBack(1));
    // Not awaited: it returns once its node has heard of it.
    void other.dispatcher.act('bank', conversationId, reply('Late.'), 'm1');
    await settled();
    expect(await asking.brief()).toEqual(['customer: m1', 'suppressed: Late.']);
  });

  test.each([
    ['to what was said under the present term', 'm2'],
    ['on its own account', undefined],
  ])('is heard %s, also where that term is not known yet', async (_what, inReplyTo) => {
    const { asking, other, deafen } = await asked();
    deafen();
    await asking.append(takenOver(1), handedBack(1), says('m2'));
    await settled();
    void other.dispatcher.act('bank', conversationId, reply('In time.'), inReplyTo);
    await settled();
    expect((await asking.brief()).at(-1)).toBe('bot: In time.');
  });

  test('says a thing once, however often it repeats it and to whom', async () => {
    const { asking, other } = await asked();
    for (const node of [other, asking, other]) await node.dispatcher.act('bank', conversationId, reply('There.', 'activity-1'), 'm1');
    expect(await asking.brief()).toEqual(['customer: m1', 'bot: There.']);
  });
});

test('a message is put to the bot by the node that looks after its conversation, and by no other', async () => {
  const { asking, other } = await asked();
  expect(asking.inputs.map(({ activityId }) => activityId)).toEqual(['started', 'm1']);
  expect(other.inputs).toEqual([]);
});

describe('what a bot is to be told of takeovers', () => {
  test('is told by whoever comes next, if it was not', async () => {
    const store = createMemoryStore();
    await store.append(tenant, conversationId, [started, takenOver(1), handedBack(1)]);
    const { dispatcher, inputs } = await dispatcherHarness(() => answering(), { store });
    await dispatcher.resume();
    await settled();
    expect(inputs.filter(({ kind }) => kind === 'handoff-status').map(({ activityId }) => activityId)).toEqual(['t1', 'h1']);
  });

  test('is not told again', async () => {
    const first = await dispatcherHarness(() => answering());
    await first.append(started, takenOver(1), handedBack(1));
    await settled();
    await first.dispatcher.stop();
    await first.projection.stop();
    expect(first.inputs.map(({ activityId }) => activityId)).toEqual(['t1', 'h1']);
    const { dispatcher, inputs } = await dispatcherHarness(() => answering(), { store: first.store });
    await dispatcher.resume();
    await settled();
    expect(inputs).toEqual([]);
  });
});
