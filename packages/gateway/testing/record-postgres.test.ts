import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { EventStore } from '../src/store/event-store.js';
import { openStore } from '../src/store/open-store.js';
import type { CommandHarness, EndedCommand } from './command-harness.js';
import { createCommandHarness, environment, kim, telling } from './command-harness.js';
import type { PostgresServer } from './postgres/postgres-server.js';
import { startPostgres } from './postgres/postgres-server.js';

let server: PostgresServer;
let harness: CommandHarness;
let url: string;

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.dispose());

beforeEach(async () => {
  harness = await createCommandHarness();
  url = await server.createDatabase();
});

afterEach(() => harness.dispose());

/** While another node has the database too. */
async function besideNode<Value>(work: (node: EventStore) => Promise<Value>): Promise<Value> {
  const node = await openStore({ kind: 'postgres', url });
  try {
    return await work(node);
  } finally {
    await node.close();
  }
}

function run(...parameters: readonly string[]): Promise<EndedCommand> {
  return harness.run(parameters, { ...environment, DATABASE_URL: url });
}

test('a contact is erased in PostgreSQL while a node works on it, and nobody finds them any more', async () => {
  await besideNode(async (node) => {
    const start = { bot: { id: 'bank', name: 'Bank' }, channel: 'web', attributes: {} };
    await node.append('default', 'kims', [
      { type: 'conversation-started', id: 's', ...start, contact: kim, reference: 'K1M00000', thread: kim.phone },
      { type: 'message-sent', id: 'm', from: 'customer', text: 'the kettle exploded' },
    ]);
    expect(await run('erase', '--contact', kim.id, '--compact')).toMatchObject({ code: 0, complained: [] });
    const events = await node.read('default', 'kims', 0);
    expect(events.map(({ type }) => type)).toEqual(['conversation-started', 'message-sent', 'conversation-closed', 'conversation-erased']);
    for (const text of telling) expect(JSON.stringify([events, await node.head('default', 'kims')])).not.toContain(text);
    expect(await node.contactConversations('default', kim.id)).toEqual([]);
  });
  const audit = await run('audit');
  expect(audit.printed.map((line) => (JSON.parse(line) as { readonly action: string }).action)).toEqual(['erase', 'erased', 'export-audit']);
});

test('a database that was put back counts as another one from then on', async () => {
  const before = await besideNode((node) => node.incarnation());
  expect(await besideNode((node) => node.incarnation())).toBe(before);
  expect(await run('restore', '--database')).toEqual({
    code: 0,
    printed: ['The database counts as restored. Clients that were connected before will load everything anew.'],
    complained: [],
  });
  expect(await besideNode((node) => node.incarnation())).not.toBe(before);
});
