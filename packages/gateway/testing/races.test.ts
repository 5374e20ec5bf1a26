import type { ConversationId } from '@live-takeover/sdk';
import { expect, test } from 'vitest';
import type { EventStore } from '../src/store/event-store.js';
import type { LiveAgent } from './live/live-agent.js';
import { openLiveAgent } from './live/live-agent.js';
import type { LiveGateway } from './live/live-gateway.js';
import { nameOf, startLiveGateway } from './live/live-gateway.js';

const races = 1000;

/** Whose takeovers came to the store, in the order in which they came, by term. */
type Arrivals = Map<number, string[]>;

interface Contender {
  readonly id: string;
  readonly agent: LiveAgent;
}

test('of two agents on two sockets exactly one wins each of a thousand takeovers, whoever comes first, and the other learns who', async () => {
  const arrivals: Arrivals = new Map();
  const gateway = await startLiveGateway({ wrapStore: (store) => noting(store, arrivals) });
  const contenders: Contender[] = [];
  for (const id of ['ana', 'ben']) contenders.push({ id, agent: await openLiveAgent(gateway.connector(id)) });
  const { conversationId } = await gateway.customer();
  for (let index = 0; index < races; index += 1) await race(gateway, conversationId, contenders, index);

  // Where both takeovers came to the store, nothing before it had decided.
  const contested = [...arrivals.values()].filter((ids) => ids.length === 2);
  for (const { id } of contenders) expect(contested.filter(([first]) => first === id).length, `first at the store: ${id}`).toBeGreaterThan(100);
  const started = (await gateway.events(conversationId)).filter((event) => event.type === 'takeover-started');
  expect(started.map(({ term }) => term)).toEqual(Array.from({ length: races }, (_, index) => 2 * index + 1));
  for (const { agent } of contenders) agent.close();
  await gateway.stop();
});

/** Two takeovers at a time, each agent the first in turn. Who won hands back by HTTP. */
async function race(gateway: LiveGateway, conversationId: ConversationId, contenders: readonly Contender[], index: number): Promise<void> {
  const seenTerm = 2 * index;
  const inOrder = index % 2 === 0 ? contenders : [...contenders].reverse();
  const takeOver = { name: 'take-over', conversationId, seenTerm } as const;
  const results = await Promise.all(inOrder.map(({ id, agent }) => agent.send(takeOver, `${id}-${index}`)));
  const winners = inOrder.filter((_, place) => results[place]?.ok);
  expect(winners).toHaveLength(1);
  const winner = winners[0]?.id ?? '';
  const refusals = results.flatMap((result) => (result.ok ? [] : [{ code: result.error.code, holder: result.error.holder }]));
  expect(refusals).toEqual([{ code: 'already-taken', holder: nameOf(winner) }]);
  await gateway.command(winner, { id: `back-${index}`, name: 'hand-back', conversationId, term: seenTerm + 1 });
}

/** The store itself, watched at its door. */
function noting(store: EventStore, arrivals: Arrivals): EventStore {
  const append: EventStore['append'] = (tenant, conversationId, events, expectations) => {
    const [event] = events;
    if (event?.type === 'takeover-started') {
      const id = event.operator.kind === 'agent' ? event.operator.id : '';
      arrivals.set(event.term, [...(arrivals.get(event.term) ?? []), id]);
    }
    return store.append(tenant, conversationId, events, expectations);
  };
  return new Proxy(store, {
    get(target, name) {
      if (name === 'append') return append;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
