import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ClientUnderTest } from './client/client-under-test.test-support.js';
import { ana, clientUnderTest } from './client/client-under-test.test-support.js';
import { fakeConnector } from './client/fake-connector.test-support.js';
import { createTakeoverClient } from './client.js';
import { headOf, message, started } from './client/facts.test-support.js';
import { defaultBotRules } from './conversation/status.js';

let clock: ClientUnderTest['clock'];
let connector: ClientUnderTest['connector'];
let client: ClientUnderTest['client'];
let connect: ClientUnderTest['connect'];
let drop: ClientUnderTest['drop'];
let settle: ClientUnderTest['settle'];
let takenByAna: ClientUnderTest['takenByAna'];

beforeEach(() => {
  ({ clock, connector, client, connect, drop, settle, takenByAna } = clientUnderTest());
});

describe('what it knows of the backend', () => {
  test('how long a message may be, once the backend said so', () => {
    expect(client.limits.value).toBe(undefined);
    connect();
    connector.sink.limits?.({ messageLength: 160 });
    expect(client.limits.value).toEqual({ messageLength: 160 });
  });

  test('that it can be tried again after a refusal, where the connector can', () => {
    expect(client.retry).toBe(undefined);
    const retry = vi.fn();
    const able = createTakeoverClient({ connector: Object.assign(fakeConnector(), { retry }) });
    able.retry?.();
    expect(retry).toHaveBeenCalledOnce();
    able.close();
  });
});

describe('what it asks of the connector', () => {
  test('nothing, until something is looked at', () => {
    expect(connector.scope.value).toEqual({ alerts: false, conversations: [] });
  });

  test('everything for a table, single conversations for panes, alerts for presence', () => {
    client.conversation('c2');
    client.conversation('c1');
    expect(connector.scope.value).toEqual({ alerts: false, conversations: ['c1', 'c2'] });
    client.rows();
    expect(connector.scope.value).toEqual({ alerts: false, conversations: 'all' });
    client.attachAlerts();
    expect(connector.scope.value).toEqual({ alerts: true, conversations: 'all' });
  });

  test('less only a while after the last view closed, so that an element may be moved', async () => {
    const first = client.rows();
    first.close();
    await clock.pass(4_999);
    const second = client.rows();
    await clock.pass(10_000);
    expect(connector.scope.value.conversations).toBe('all');
    second.close();
    second.close();
    await clock.pass(5_000);
    expect(connector.scope.value).toEqual({ alerts: false, conversations: [] });
  });

  test('a conversation open twice is asked for once, and until both are closed', async () => {
    const one = client.conversation('c1');
    const other = client.conversation('c1');
    expect(connector.transcripts).toHaveLength(1);
    one.close();
    one.close();
    await clock.pass(5_000);
    expect(connector.scope.value.conversations).toEqual(['c1']);
    other.close();
    await clock.pass(5_000);
    expect(connector.scope.value.conversations).toEqual([]);
  });
});

describe('rows', () => {
  test('show the snapshot, and follow the events', () => {
    const rows = client.rows();
    connect('c1', 'c2');
    expect(rows.total).toBe(2);
    connector.sink.events([started('c3', clock.now())]);
    expect(rows.total).toBe(3);
    connector.sink.events([message('c1', 4, { text: 'Anyone there?', at: clock.now() })]);
    expect(rows.row('c1')?.lastMessage?.text).toBe('Anyone there?');
  });

  test('know which conversation is mine', () => {
    const rows = client.rows();
    connect('c1', 'c2');
    connector.sink.events([takenByAna('c1', 4, 'k1')]);
    expect(rows.row('c1')?.isMine).toBe(true);
    expect(rows.row('c2')?.isMine).toBe(false);
  });

  test('change status when the rules change', () => {
    const rows = client.rows();
    connect('c1');
    expect(rows.row('c1')?.status).toBe('live');
    connector.sink.rules({ bank: { ...defaultBotRules, stalledAfterMs: 30_000 } });
    expect(rows.row('c1')?.status).toBe('stalled');
    connector.sink.rules({ other: defaultBotRules });
    expect(client.rules.value).toEqual({ bank: { ...defaultBotRules, stalledAfterMs: 30_000 }, other: defaultBotRules });
  });

  test('a gap is closed by the head, asked for once after 5 s', async () => {
    const rows = client.rows();
    connect('c1');
    connector.sink.events([message('c1', 6, { text: 'Six' })]);
    await clock.pass(4_999);
    expect(connector.heads).toHaveLength(0);
    await clock.pass(1);
    expect(connector.heads).toMatchObject([{ conversationId: 'c1' }]);
    await clock.pass(20_000);
    expect(connector.heads).toHaveLength(1);
    connector.heads[0]?.answer(headOf('c1', 6));
    await settle();
    expect(rows.row('c1')?.lastMessage?.text).toBe('Message 6');
  });

  test('a head that cannot be read is asked for again', async () => {
    client.rows();
    connect('c1');
    connector.sink.events([message('c1', 6)]);
    await clock.pass(5_000);
    connector.heads[0]?.fail(new Error('lost'));
    await clock.pass(5_000);
    expect(connector.heads).toHaveLength(2);
  });

  test('a new snapshot is the whole truth', () => {
    const rows = client.rows();
    connect('c1', 'c2');
    connector.sink.reset('restored');
    connector.sink.snapshot({ heads: [headOf('c2', 2)], isFirst: true, isLast: true });
    expect(rows.row('c1')).toBeUndefined();
    expect(rows.row('c2')?.lastMessage?.text).toBe('Message 2');
  });
});

describe('time', () => {
  test("is the store's, by the frame that travelled least", () => {
    const { sink } = connector;
    sink.serverTime(clock.now() + 7_000);
    sink.serverTime(clock.now() + 9_000);
    sink.serverTime(clock.now() + 8_000);
    expect(client.now() - clock.now()).toBe(9_000);
  });

  test("follows when this machine's clock is set", () => {
    const { sink } = connector;
    sink.serverTime(clock.now() + 9_000);
    sink.serverTime(clock.now() - 3_600_000);
    expect(client.now() - clock.now()).toBe(-3_600_000);
  });
});

test("availability is the agent's own among the colleagues', when both are known", () => {
  client.attachAlerts();
  const presence = { id: 'ana', name: 'Ana', availability: 'lunch', isReachable: true };
  connector.sink.presence([presence]);
  expect(client.availability.value).toBeUndefined();
  connector.sink.agent(ana);
  expect(client.availability.value).toBe('lunch');
  connector.sink.presence([{ ...presence, availability: 'online' }]);
  expect(client.availability.value).toBe('online');
  expect(client.me.value).toEqual(ana);
});

test('closing ends everything, leaves no timer and may be repeated', async () => {
  const rows = client.rows();
  const view = client.conversation('c1');
  client.attachAlerts();
  connect('c1');
  const taking = client.takeOver('c1');
  connector.sink.alert({ id: 'a', kind: 'action', conversationId: 'c1', at: 1, ring: 1, botName: '', label: '' });
  connector.sink.events([message('c1', 9)]);
  connector.sink.signal({ signal: 'typing', conversationId: 'c1', from: { kind: 'customer', id: 'kim', name: '' }, isActive: true });
  drop();
  client.close();
  client.close();
  await expect(taking.settled).rejects.toMatchObject({ code: 'outcome-unknown' });
  await expect(client.send('c1', 'Hello?').settled).rejects.toMatchObject({ code: 'aborted' });
  expect(connector.closing.aborted).toBe(true);
  view.close();
  rows.close();
  expect(clock.pending).toBe(0);
});
