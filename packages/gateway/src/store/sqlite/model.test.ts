import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewEvent } from '@live-takeover/sdk/core';
import { expect, test } from 'vitest';
import { createMemoryStore } from '../../../testing/memory-store.js';
import { customerSays, handsBack, says, started, takesOver } from '../../../testing/store-conformance/events.js';
import { follow } from '../../../testing/store-conformance/tail-group.js';
import { seededRandom } from '../../import/seeded-random.js';
import type { AppendExpectations, EventStore } from '../event-store.js';
import { StoreError } from '../event-store.js';
import { openSqliteStore } from './sqlite-store.js';

type Ask = (store: EventStore) => Promise<unknown>;

test.each([1, 2])('whatever is asked of it, the durable store answers as the one in memory does (seed %i)', async (seed) => {
  const directory = await mkdtemp(join(tmpdir(), 'live-takeover-'));
  const random = seededRandom(seed);
  const clock = { now: 1_000 };
  const memory = createMemoryStore({ now: () => clock.now });
  const open = (): Promise<EventStore> => openSqliteStore({ path: join(directory, 'store.sqlite'), now: () => clock.now });
  let durable = await open();
  for (let step = 0; step < 2_000; step += 1) {
    clock.now += Math.floor(random() * 200) - 50;
    const ask = randomAsk(random);
    expect(await answerOf(ask, durable)).toEqual(await answerOf(ask, memory));
    if (step % 500 !== 499) continue;
    await durable.close();
    durable = await open();
  }
  const [last = 0] = (await memory.heads({ activeSince: 0 })).atPositions;
  expect(last).toBeGreaterThan(200);
  expect(await follow(durable, 0, last)).toEqual(await follow(memory, 0, last));
  await durable.close();
  await rm(directory, { recursive: true });
});

/** Few names and numbers, so that conflicts, repetitions and nonsense are as frequent as success. */
function randomAsk(random: () => number): Ask {
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
  ];
  if (random() < 0.3) return (asks[draw(asks.length)] ?? asks[0])?.() as Ask;
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
      { ...started(id, 'shared'), reference: `R${draw(4)}` } as NewEvent,
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

async function answerOf(ask: Ask, store: EventStore): Promise<unknown> {
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
