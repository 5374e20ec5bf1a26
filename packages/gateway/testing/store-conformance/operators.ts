import type { NewEvent } from '@live-takeover/sdk/core';
import { seededRandom } from '../../src/import/seeded-random.js';
import type { EventStore } from '../../src/store/event-store.js';
import { customerSays, handsBack, says, started, takesOver, tenant } from './events.js';
import type { HistoryRecorder } from './history.js';

export interface OperatorsPlan {
  readonly operators: number;
  readonly conversations: number;
  /** What each operator does, one after another. */
  readonly actions: number;
  readonly seed: number;
}

/** A wish of an operator: what to append, and for which term. */
interface Wish {
  readonly events: readonly NewEvent[];
  readonly expectedTerm: number | undefined;
}

/**
 * Operators who take over, send, hand back and pass on as they please, bots that
 * answer late, customers who write at any time, pauses between looking and
 * acting, and answers that are taken for lost, so that the same is sent again.
 */
export async function runOperators(store: EventStore, history: HistoryRecorder, plan: OperatorsPlan): Promise<void> {
  const conversationIds = Array.from({ length: plan.conversations }, (_, index) => `fought-over-${index}`);
  for (const id of conversationIds) await history.append(id, [started(id)], undefined);
  await Promise.all(
    Array.from({ length: plan.operators }, async (_, operator) => {
      const random = seededRandom(plan.seed * 1_000 + operator);
      for (let action = 0; action < plan.actions; action += 1) {
        const conversationId = conversationIds[Math.floor(random() * conversationIds.length)] ?? '';
        const head = await store.head(tenant, conversationId);
        await pause(random);
        const { events, expectedTerm } = wishOf(`o${operator}a${action}`, `agent-${operator}`, head?.term ?? 0, random);
        const sendings = random() < 0.1 ? 2 : 1;
        await Promise.all(Array.from({ length: sendings }, () => history.append(conversationId, events, expectedTerm)));
        if (random() < 0.1) await history.append(conversationId, events, expectedTerm);
      }
    }),
  );
}

function wishOf(id: string, agent: string, seenTerm: number, random: () => number): Wish {
  // The fold alternates the operator: even terms belong to the bot, odd ones to an agent (nobody transfers twice here).
  const term = random() < 0.1 ? Math.max(0, seenTerm - 1) : seenTerm;
  const dice = random();
  if (dice < 0.2) return { events: [customerSays(`${id}:0`)], expectedTerm: undefined };
  if (term % 2 === 0)
    return dice < 0.7
      ? { events: [takesOver(`${id}:0`, agent, term + 1), says(`${id}:1`, 'agent', term + 1)], expectedTerm: term }
      : { events: [says(`${id}:0`, 'bot', term)], expectedTerm: term };
  return dice < 0.6
    ? { events: [says(`${id}:0`, 'agent', term)], expectedTerm: term }
    : { events: [handsBack(`${id}:0`, term)], expectedTerm: term };
}

/** Lets a random number of other turns go first. */
async function pause(random: () => number): Promise<void> {
  for (let turns = Math.floor(random() * 4); turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
}
