import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ClientUnderTest } from './client-under-test.test-support.js';
import { clientUnderTest } from './client-under-test.test-support.js';
import { message, started } from './facts.test-support.js';

/** Every map and set that the client makes, as long as it is still there. */
let made: WeakRef<{ readonly size: number }>[];

beforeEach(() => {
  made = [];
  const note = (collection: { readonly size: number }): void => void made.push(new WeakRef(collection));
  class NotedMap<Key, Value> extends Map<Key, Value> {
    constructor(entries?: Iterable<readonly [Key, Value]> | null) {
      super(entries);
      note(this);
    }
  }
  class NotedSet<Value> extends Set<Value> {
    constructor(values?: Iterable<Value> | null) {
      super(values);
      note(this);
    }
  }
  vi.stubGlobal('Map', NotedMap);
  vi.stubGlobal('Set', NotedSet);
});

afterEach(() => vi.unstubAllGlobals());

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** How many entries all of them hold together, those nobody can reach any more aside. */
async function entries(): Promise<number> {
  // What a weak reference was asked for stays until the turn is over.
  await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  return made.reduce((sum, collection) => sum + (collection.deref()?.size ?? 0), 0);
}

/** Alerts that were seen do not come back, so the last of them are remembered. */
const seenPerHour = 40;

/** An hour at the desk: conversations come, are looked at, held, answered, and end; views are opened and closed. */
async function anHour({ client, clock, connector, settle, takenByAna }: ClientUnderTest, hour: number): Promise<void> {
  const { sink } = connector;
  for (let number = 0; number < seenPerHour; number += 1) {
    const id = `c-${hour}-${number}`;
    const from = { kind: 'agent', id: `colleague-${hour}-${number}`, name: 'Ben' } as const;
    sink.events([started(id, clock.now()), message(id, 2, { at: clock.now() }), takenByAna(id, 3, `k-${id}`)]);
    sink.signal({ signal: 'viewing', conversationId: id, from, isActive: true });
    sink.signal({ signal: 'typing', conversationId: id, from: { ...from, kind: 'customer' }, isActive: true });
    const pane = client.conversation(id);
    const view = client.rows({ sort: { column: 'operator', isDescending: true }, thenBy: [{ column: 'attribute:plan', isDescending: false }], filter: { operatorIds: ['ana'] }, search: id });
    const stop = view.subscribe(() => undefined);
    client.markRead(id);
    view.hold();
    const sent = client.send(id, 'Hello');
    pane.setTyping(true);
    await settle();
    connector.commands.at(-1)?.answer({ ok: true, seq: 4 });
    await sent.settled;
    sink.events([message(id, 4, { from: 'agent', at: clock.now(), causedBy: sent.id }), message(id, 6, { at: clock.now() })]);
    sink.alert({ id: `alert-${id}`, kind: 'action', conversationId: id, at: clock.now(), ring: 1, botName: 'Bank', label: id });
    expect(view.rows(0, 10).length).toBe(1);
    client.markAlertSeen(`alert-${id}`);
    sink.events([message(id, 5, { from: 'bot', at: clock.now() })]);
    sink.events([{ id: `${id}-7`, conversationId: id, seq: 7, at: clock.now(), type: 'conversation-closed', why: 'ended' }]);
    stop();
    view.close();
    pane.close();
    await clock.pass(60_000);
  }
  await clock.pass(20 * 60_000);
  // The fake remembers what it was asked, and by whom.
  for (const questions of [connector.transcripts, connector.commands, connector.heads]) (questions as unknown[]).length = 0;
}

test('of a shift nothing is left but what was read last', async () => {
  const world = clientUnderTest();
  const table = world.client.rows();
  world.client.attachAlerts();
  world.connect('stays');
  const hours: number[] = [];
  for (let hour = 1; hour <= 5; hour += 1) {
    await anHour(world, hour);
    const remembered = Object.keys(world.client.readMarks.value).length + seenPerHour * hour;
    hours.push((await entries()) - remembered);
  }
  expect([table.total, table.counts.total]).toEqual([1, 1]);
  expect(hours).toEqual(hours.map(() => hours[0]));
  table.close();
  world.client.close();
  expect(world.clock.pending).toBe(0);
}, 60_000);
