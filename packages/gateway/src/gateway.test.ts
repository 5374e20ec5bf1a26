import type { NewEvent } from '@live-takeover/sdk/core';
import { afterEach, expect, test } from 'vitest';
import { eventually } from '../testing/fake-runtime.js';
import type { GatewayFixture } from '../testing/gateway-fixture.js';
import { createGatewayFixture } from '../testing/gateway-fixture.js';
import { createMemoryStore } from '../testing/memory-store.js';
import type { Channel } from './channels/channel.js';
import type { EventStore, StoredEvent } from './store/event-store.js';
import { StoreError } from './store/event-store.js';

const fixtures: GatewayFixture[] = [];

afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.stop();
});

/** A store whose log is first read in vain, until the test says that its place is no longer kept. */
function forgetfulStore(): { readonly store: EventStore; forget(): void } {
  const store = createMemoryStore();
  const tail = store.tail.bind(store);
  let forget = (): void => {};
  const forgotten = new Promise<void>((resolve) => (forget = resolve));
  store.tail = () => {
    store.tail = tail;
    return (async function* (): AsyncGenerator<readonly StoredEvent[]> {
      yield [];
      await forgotten;
      throw new StoreError('position-expired', 'Gone.');
    })();
  };
  return { store, forget: () => forget() };
}

/** A customer's first words, that the gateway does not hear of. */
const unheard: readonly NewEvent[] = [
  {
    type: 'conversation-started',
    id: 'started',
    bot: { id: 'bank', name: 'Bank Bot' },
    channel: 'test',
    contact: { verified: false },
    attributes: {},
    reference: 'AAAA2222',
    thread: 'unheard',
  },
  { type: 'message-sent', id: 'm', from: 'customer', text: 'Hello' },
];

test.each<[string, Error, readonly string[]]>([
  ['is in doubt', new StoreError('unavailable', 'Busy.'), ['Hello', 'Anyone?']],
  ['fails', new Error('disk full'), ['Anyone?']],
])('after changes were missed what they bring is put to the bot, and a store that %s then ends nothing', async (_name, error, expected) => {
  const { store, forget } = forgetfulStore();
  const fixture = await createGatewayFixture({ store });
  fixtures.push(fixture);
  const asked: string[] = [];
  fixture.runtime.answerRequests(async (request) => {
    asked.push(((await request.json()) as { readonly message: string }).message);
    return Response.json([]);
  });
  const leases = store.leases.bind(store);
  store.leases = () => {
    store.leases = leases;
    return Promise.reject(error);
  };
  await store.append('default', 'c1', unheard);
  forget();
  await fixture.runtime.advance(60_000);
  await fixture.write('t', 'Anyone?');
  await eventually(() => asked.includes('Anyone?'));
  expect(asked).toEqual(expected);
});

test('a restarted gateway tells each channel of the conversations in progress, but of recorded ones', async () => {
  const before = await createGatewayFixture();
  const open = await before.write('t', 'Hello');
  const closed = await before.write('c', 'Hello');
  await before.write('import:1', 'Hello');
  await before.gateway.projection.append('default', closed.conversationId, [{ type: 'conversation-closed', id: 'c', why: 'ended' }]);
  await before.stop();
  const resumed: string[] = [];
  const channel: Channel = {
    name: 'test',
    handle: async () => undefined,
    resume: (_tenant, { id }) => void resumed.push(id),
    deliver: () => {},
    signal: () => {},
  };
  fixtures.push(await createGatewayFixture({ store: before.store, runtime: before.runtime, channels: [channel] }));
  expect(resumed).toEqual([open.conversationId]);
});
