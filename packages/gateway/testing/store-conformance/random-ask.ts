import type { NewEvent } from '@live-takeover/sdk/core';
import type { AppendExpectations, EventStore } from '../../src/store/event-store.js';
import { StoreError } from '../../src/store/event-store.js';
import { customerSays, handsBack, says, started, takesOver } from './events.js';
import { follow, positionsOf } from './follow.js';

/** Something that any store can be asked, and must answer as any other. */
export type Ask = (store: EventStore) => Promise<unknown>;

/** Few names and numbers, so that conflicts, repetitions and nonsense are as frequent as success. */
export function randomAsk(random: () => number): Ask {
  const draw = (limit: number): number => Math.floor(random() * limit);
  const tenant = `tenant-${draw(2)}`;
  const id = `c${draw(5)}`;
  const key = `k${draw(4)}`;
  const asks: readonly (() => Ask)[] = [
    () => (store) => store.read(tenant, id, 2, 5),
    () => (store) => store.readBackwards(tenant, id, 7, 3),
    () => (store) => store.threadConversations(tenant, 'shared'),
    () => (store) => store.heads({ activeSince: 1_500 }).then(({ heads, atPositions }) => [[...heads].sort(byPlace), atPositions]),
    () => (store) => store.claim(tenant, 'kind', key),
    () => {
      const holder = `node-${draw(2)}`;
      return (store) => store.lease(tenant, 'kind', key, holder, 300);
    },
    () => (store) => store.release(tenant, 'kind', key, 'node-0'),
    () => (store) => store.leases(tenant, 'kind').then((leases) => [...leases].sort((left, right) => left.key.localeCompare(right.key))),
    () => {
      const value = `value ${draw(9)}`;
      return (store) => store.putSetting(tenant, key, value);
    },
    () => (store) => store.settings(tenant, 'k').then((settings) => [...settings].sort()),
    () => {
      const [before, after] = [draw(2) === 0 ? undefined : `value ${draw(9)}`, `value ${draw(9)}`];
      return (store) => store.replaceSetting(tenant, key, before, after);
    },
    () => (store) => store.contactConversations(tenant, key),
    () => {
      const [agoMs, id] = [draw(3_000), `c${draw(5)}`];
      return (store) => store.closedHeads(tenant, { closedBefore: { at: store.now() - agoMs, id }, closedFrom: 0, limit: 3 });
    },
    () => {
      const ids = [id, `c${draw(5)}`];
      return (store) => store.erase(tenant, ids);
    },
    () => {
      const agoMs = draw(3_000);
      const limit = 1 + draw(3);
      return (store) => {
        const before = store.now() - agoMs;
        return store.prune({ closedBefore: before, auditBefore: before, claimedBefore: before, limit });
      };
    },
    () => {
      const lines = Array.from({ length: 2 }, () => ({ at: draw(30_000), actor: key, action: 'viewed', subject: id }));
      return (store) => store.audit(tenant, lines);
    },
    () => {
      const since = draw(30_000);
      return (store) => store.auditLog(tenant, { since, limit: 5 });
    },
    () => async (store) => {
      const [last = 0] = await positionsOf(store);
      return endOf(follow(store, 0, Math.max(0, last - 20), last));
    },
  ];
  if (random() < 0.4) return (asks[draw(asks.length)] ?? asks[0])?.() as Ask;
  const events = randomEvents(draw, id);
  const expectations: AppendExpectations = {
    ...(random() < 0.2 && { expectedVersion: draw(6) }),
    ...(random() < 0.5 && { expectedTerm: draw(8) }),
    ...(random() < 0.1 && { commandHash: `hash-${draw(2)}` }),
  };
  return (store) => store.append(tenant, id, events, expectations);
}

function randomEvents(draw: (limit: number) => number, id: string): readonly NewEvent[] {
  const one = (): NewEvent => {
    const term = draw(8);
    const eventId = `e${draw(300)}`;
    const kinds: readonly NewEvent[] = [
      { ...started(id, 'shared'), reference: `R${draw(4)}`, contact: { id: `k${draw(4)}`, verified: false } } as NewEvent,
      { id: eventId, type: 'attributes-changed', contact: { id: `k${draw(4)}` } },
      customerSays(eventId),
      says(eventId, 'bot', term),
      takesOver(eventId, 'ana', term),
      handsBack(eventId, term),
      { id: eventId, type: 'conversation-closed', why: 'ended' },
    ];
    return kinds[draw(kinds.length)] ?? customerSays(eventId);
  };
  return Array.from({ length: draw(4) }, one);
}

/** What a tail gave, or that it gave nothing because it was pruned. */
export async function endOf(following: Promise<unknown>): Promise<unknown> {
  return following.catch((error: unknown) => (error instanceof StoreError ? error.code : Promise.reject(error)));
}

/** What a store answers, its refusals as values. */
export async function answerOf(ask: Ask, store: EventStore): Promise<unknown> {
  try {
    return await ask(store);
  } catch (error) {
    if (error instanceof StoreError) return { code: error.code, message: error.message, head: error.head };
    throw error;
  }
}

function byPlace(left: { readonly tenant: string; readonly head: { readonly id: string } }, right: typeof left): number {
  return `${left.tenant} ${left.head.id}`.localeCompare(`${right.tenant} ${right.head.id}`);
}
