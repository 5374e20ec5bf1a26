/**
 * A process that is a node on a PostgreSQL store, to be killed or frozen. Says one JSON line per answer, written
 * synchronously, so that what was said before a SIGKILL has been said.
 *
 * `load URL SCHEMA`: twenty writers without pause, each on a conversation of its own.
 * `share URL SCHEMA NAME`: twenty writers who all write to the conversations `shared-0` to `shared-4`; what is in doubt is sent again.
 */
import type { EventStore } from '../../src/store/event-store.js';
import { StoreError } from '../../src/store/event-store.js';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.js';
import { customerSays, started, tenant } from '../store-conformance/events.js';
import { sayLine as say } from '../store-conformance/say-line.js';

const [mode = '', url = '', schema = '', name = ''] = process.argv.slice(2);
const writers = 20;
const sharedConversations = 5;

async function append(store: EventStore, conversationId: string, events: Parameters<EventStore['append']>[2]): Promise<void> {
  for (;;) {
    try {
      const { version, position } = await store.append(tenant, conversationId, events);
      return say({ conversationId, ids: events.map(({ id }) => id), version, position });
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'unavailable') throw error;
    }
  }
}

async function load(store: EventStore, writer: number): Promise<never> {
  const conversationId = `load-${writer}`;
  await append(store, conversationId, [started(conversationId)]);
  for (let count = 0; ; count += 1) await append(store, conversationId, messages(`w${writer}n${count}`));
}

async function share(store: EventStore, writer: number): Promise<never> {
  const conversationId = `shared-${writer % sharedConversations}`;
  await append(store, conversationId, [started(conversationId)]);
  for (let count = 0; ; count += 1) await append(store, conversationId, messages(`${name}w${writer}n${count}`));
}

function messages(id: string): Parameters<EventStore['append']>[2] {
  return [0, 1, 2].map((part) => customerSays(`${id}:${part}`));
}

const store = await openPostgresStore({ url, schema });
await Promise.all(Array.from({ length: writers }, (_, writer) => (mode === 'load' ? load : share)(store, writer)));
