import { expect, test } from 'vitest';
import type { EventStore } from '../src/store/event-store.js';
import type { ClusterNode } from './cluster-fixture.js';
import { createCluster } from './cluster-fixture.js';
import { settled } from './fake-runtime.js';

/** A node dies at a call to its store: before the store hears of it, or after it did what was asked. */
const deaths = ['before', 'after'] as const;

interface Ordeal {
  /** Types and texts of what the conversation holds in the end; empty if not even the message was stored. */
  readonly story: readonly string[];
  /** Whether the node died at all, or was done before. */
  readonly hasDied: boolean;
}

interface Circumstances {
  readonly death: (typeof deaths)[number];
  /** What the bot answers. */
  readonly answer: readonly unknown[];
  /** Whether an agent is there. */
  readonly hasAgent?: boolean;
}

/** A customer writes to a node that dies at its k-th call to the store from then on; another takes over. */
async function ordeal(k: number, { death, answer, hasAgent = false }: Circumstances): Promise<Ordeal> {
  const cluster = await createCluster({ nodes: 0, partitions: 2, onRequest: async () => Response.json(answer) });
  const { world } = cluster;
  const fate = { left: Infinity, hasDied: false };
  const first: ClusterNode = await cluster.add({ wrapStore: (store) => mortal(store, death, fate, () => first.kill()) });
  await world.advance(12_000);
  if (hasAgent) await first.connect('ana', { topics: { alerts: true, conversations: [] } });
  await world.advance(1_000);
  fate.left = k;
  // It may never hear of it.
  void first.write('thread', 'Hello?').catch(() => undefined);
  await world.advance(5_000);
  first.kill();
  const second = await cluster.add();
  await world.advance(25_000);
  const [conversationId] = await cluster.store.threadConversations('default', 'thread');
  const events = conversationId === undefined ? [] : await second.events(conversationId);
  await second.stop();
  const brief = events.map((event) => (event.type === 'message-sent' ? `${event.automatic ?? event.from}: ${event.text}` : event.type));
  return { story: brief.slice(1), hasDied: fate.hasDied };
}

function mortal(store: EventStore, death: (typeof deaths)[number], fate: { left: number; hasDied: boolean }, die: () => void): EventStore {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      const call = (member as (...of: readonly unknown[]) => unknown).bind(target);
      if (name === 'now' || name === 'tail' || name === 'announce' || name === 'onAnnouncement') return call;
      return async (...of: readonly unknown[]) => {
        fate.left -= 1;
        if (fate.left !== 0) return call(...of);
        fate.hasDied = true;
        if (death === 'after') await call(...of);
        die();
        return new Promise(() => {});
      };
    },
  });
}

const most = 40;

test.each(deaths)('wherever a node dies %s its store heard, a message that was stored gets exactly one answer', async (death) => {
  let died = 0;
  for (let k = 1; k <= most; k += 1) {
    const { story, hasDied } = await ordeal(k, { death, answer: [{ text: 'One.' }, { text: 'Two.' }] });
    if (story.length > 0) expect(story, `died at call ${String(k)}`).toEqual(['customer: Hello?', 'bot: One.', 'bot: Two.']);
    if (hasDied) died += 1;
  }
  expect(died).toBeGreaterThan(10);
});

test.each([
  ['before', true, /^confirmation: /],
  ['after', true, /^confirmation: /],
  ['before', false, /^no-agents: /],
  ['after', false, /^no-agents: /],
] as const)('wherever a node dies %s its store heard, a request is made once, with what the bot said, and the customer is told once: an agent is there, %s', async (death, hasAgent, expected) => {
  for (let k = 1; k <= most; k += 1) {
    const { story } = await ordeal(k, { death, hasAgent, answer: [{ text: 'I will ask.', handoff: true }] });
    if (story.length === 0) continue;
    const [customer, bot, requested, told, ...more] = story;
    expect([customer, bot, requested], `died at call ${String(k)}`).toEqual(['customer: Hello?', 'bot: I will ask.', 'agent-requested']);
    expect(told, `died at call ${String(k)}`).toMatch(expected);
    expect(more, `died at call ${String(k)}`).toEqual([]);
  }
});

test('a node that dies while the bot thinks leaves the question to another', async () => {
  const cluster = await createCluster({ nodes: 1, partitions: 2, onRequest: () => new Promise(() => {}) });
  const [first] = cluster.nodes;
  const { conversationId } = (await first?.write('thread', 'Hello?')) ?? { conversationId: '' };
  await settled();
  first?.kill();
  const second = await cluster.add({ onRequest: async () => Response.json([{ text: 'Here.' }]) });
  await cluster.advance(15_000);
  const events = await second.events(conversationId);
  expect(events.map((event) => (event.type === 'message-sent' ? event.text : event.type))).toEqual(['conversation-started', 'Hello?', 'Here.']);
  await second.stop();
});
