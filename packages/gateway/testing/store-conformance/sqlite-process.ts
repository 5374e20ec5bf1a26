/**
 * A process that holds a SQLite store and appends to it, to be killed or to have
 * its disk taken away. Says one JSON line per answer, written synchronously, so
 * that what was said before a SIGKILL has been said.
 *
 * `load PATH`: twenty writers without pause.
 * `steps PATH full|off`: one append per line read, the line being its event id;
 * `alive?` is answered without the store, `read?` with the ids it reads.
 */
import { createInterface } from 'node:readline';
import type { EventStore } from '../../src/store/event-store.js';
import { StoreError } from '../../src/store/event-store.js';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.js';
import { customerSays, started, tenant } from './events.js';
import { sayLine as say } from './say-line.js';

const [mode = '', path = '', synchronous = 'full'] = process.argv.slice(2);

async function load(store: EventStore, writer: number): Promise<never> {
  const conversationId = `load-${writer}`;
  const append = async (events: Parameters<EventStore['append']>[2]): Promise<void> => {
    const { version, position } = await store.append(tenant, conversationId, events);
    say({ conversationId, ids: events.map(({ id }) => id), version, position });
  };
  await append([started(conversationId)]);
  for (let count = 0; ; count += 1) {
    const id = `w${writer}n${count}`;
    await append([customerSays(`${id}:0`), customerSays(`${id}:1`), customerSays(`${id}:2`)]);
  }
}

async function step(store: EventStore, id: string): Promise<void> {
  try {
    const { duplicate } = await store.append(tenant, 'steps', [id === 'start' ? { ...started('steps'), id } : customerSays(id)]);
    say({ id, answer: 'acknowledged', duplicate });
  } catch (error) {
    say({ id, answer: error instanceof StoreError ? error.code : String(error), message: String(error) });
  }
}

async function readAll(store: EventStore, id: string): Promise<void> {
  say({ id, answer: (await store.read(tenant, 'steps', 0)).map((event) => event.id).join() });
}

const store = await openSqliteStore({
  path,
  synchronous: synchronous === 'off' ? 'off' : 'full',
  onFault: ({ code }) => say({ id: 'fault', answer: code }),
});
if (mode === 'load') await Promise.all(Array.from({ length: 20 }, (_, writer) => load(store, writer)));
else {
  void follow(store);
  for await (const id of createInterface({ input: process.stdin }))
    if (id === 'alive?') setImmediate(() => say({ id, answer: 'alive' }));
    else if (id === 'read?') void readAll(store, id);
    else void step(store, id);
  await store.close();
}

async function follow(followed: EventStore): Promise<void> {
  for await (const batch of followed.tail(0, 0, new AbortController().signal))
    for (const { event } of batch) say({ id: event.id, answer: 'followed' });
}
