import { beforeEach, describe, expect, test } from 'vitest';
import type { Signal } from '../connector/connector.js';
import type { Viewer } from '../view/row.js';
import type { RowView } from '../view/row-source.js';
import type { ClientUnderTest } from './client-under-test.test-support.js';
import { ana, clientUnderTest } from './client-under-test.test-support.js';
import { message, noon } from './facts.test-support.js';

let clock: ClientUnderTest['clock'];
let connector: ClientUnderTest['connector'];
let client: ClientUnderTest['client'];
let connect: ClientUnderTest['connect'];
let drop: ClientUnderTest['drop'];
let takenByAna: ClientUnderTest['takenByAna'];
let rows: RowView;

beforeEach(() => {
  ({ clock, connector, client, connect, drop, takenByAna } = clientUnderTest());
  rows = client.rows();
  connect('c1', 'c2');
});

describe('colleagues who look at a conversation', () => {
  const ben: Viewer = { id: 'ben', name: 'Ben' };
  const look = (conversationId: string, { id, name }: Viewer, isActive = true): void =>
    connector.sink.signal({ signal: 'viewing', conversationId, from: { kind: 'agent', id, name }, isActive } satisfies Signal);

  test('are shown in its row and in its pane, until they look no more', () => {
    const pane = client.conversation('c1');
    look('c1', ben);
    expect([rows.row('c1')?.viewers, pane.viewers.value, rows.row('c2')?.viewers]).toEqual([[ben], [ben], []]);
    look('c1', ben, false);
    expect([rows.row('c1')?.viewers, pane.viewers.value]).toEqual([[], []]);
  });

  test('are known to a pane that is opened after they began', () => {
    look('c1', ben);
    expect(client.conversation('c1').viewers.value).toEqual([ben]);
  });

  test('do not include oneself, on another device neither', () => {
    look('c1', ana);
    expect(rows.row('c1')?.viewers).toEqual([]);
  });

  test('leave every other row the same object, and are listed once however often they say so', () => {
    const before = rows.row('c2');
    look('c1', ben);
    const seen = rows.row('c1');
    look('c1', ben);
    expect([rows.row('c1') === seen, rows.row('c2') === before, seen?.viewers]).toEqual([true, true, [ben]]);
  });

  test('are not known while the connection is lost: who still looks says so again', () => {
    const pane = client.conversation('c1');
    look('c1', ben);
    drop();
    expect([rows.row('c1')?.viewers, pane.viewers.value]).toEqual([[], []]);
  });

  test('are gone when presence says that they cannot be reached', () => {
    look('c1', ben);
    look('c2', { id: 'cleo', name: 'Cleo' });
    connector.sink.presence([{ ...ben, availability: 'online', isReachable: false }]);
    expect([rows.row('c1')?.viewers, rows.row('c2')?.viewers.length]).toEqual([[], 1]);
  });
});

describe('what is unread', () => {
  const write = (conversationId: string, seq: number): void => connector.sink.events([message(conversationId, seq, { at: clock.now() })]);

  test('is what the customer wrote since it was opened here; nothing in what never was', () => {
    client.markRead('c1');
    expect(rows.row('c1')?.isUnread).toBe(false);
    write('c1', 4);
    write('c2', 4);
    expect([rows.row('c1')?.isUnread, rows.row('c2')?.isUnread]).toEqual([true, false]);
    client.markRead('c1');
    expect(rows.row('c1')?.isUnread).toBe(false);
  });

  test('is what I hold and have not opened', () => {
    connector.sink.events([takenByAna('c1', 4, 'k1')]);
    expect(rows.row('c1')?.isUnread).toBe(true);
    client.markRead('c1');
    expect(rows.row('c1')?.isUnread).toBe(false);
  });

  test('is also what was on its way while the agent looked', async () => {
    await clock.pass(10_000);
    client.markRead('c1');
    connector.sink.events([message('c1', 4, { at: clock.now() - 5_000 })]);
    expect(rows.row('c1')?.isUnread).toBe(true);
  });

  test('is told by marks that the host kept, and only what they change is looked at anew', () => {
    const before = rows.row('c2');
    let calls = 0;
    rows.subscribe(() => (calls += 1));
    client.readMarks.set({ c1: noon });
    expect([rows.row('c1')?.isUnread, rows.row('c2') === before, calls]).toEqual([true, true, 1]);
    client.readMarks.set({});
    expect(rows.row('c1')?.isUnread).toBe(false);
  });

  test('is remembered of the thousand conversations marked last', async () => {
    for (let number = 0; number < 1_010; number += 1) client.markRead(`other-${number}`);
    await clock.pass(1);
    client.markRead('other-5');
    client.markRead('other-12');
    client.markRead('other-1010');
    const kept = Object.keys(client.readMarks.value);
    expect([kept.length, kept[0], kept.at(-1), kept.includes('other-5')]).toEqual([1_000, 'other-13', 'other-1010', true]);
  });

  test('is not marked twice where nothing new was seen', () => {
    client.markRead('c1');
    const marks = client.readMarks.value;
    client.markRead('c1');
    expect(client.readMarks.value).toBe(marks);
  });
});

test('what waits tells since when, and mine come with the one that waits longest first', () => {
  connector.sink.events([takenByAna('c2', 4, 'k2'), takenByAna('c1', 4, 'k1')]);
  connector.sink.events([message('c1', 5, { from: 'agent', at: clock.now() })]);
  expect(rows.mine.map(({ id, waitingSince }) => [id, waitingSince])).toEqual([['c2', noon + 2], ['c1', null]]);
  connector.sink.events([message('c1', 6, { at: clock.now() })]);
  expect(rows.row('c1')?.waitingSince).toBe(clock.now());
  expect([rows.counts.mine, rows.nextMostUrgent(null)]).toEqual([2, undefined]);
});
