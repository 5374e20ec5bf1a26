import { beforeEach, describe, expect, test } from 'vitest';
import type { ClientUnderTest } from './client-under-test.test-support.js';
import { clientUnderTest } from './client-under-test.test-support.js';
import type { Alert } from '../presence/alert.js';

let clock: ClientUnderTest['clock'];
let connector: ClientUnderTest['connector'];
let client: ClientUnderTest['client'];
let connect: ClientUnderTest['connect'];
let drop: ClientUnderTest['drop'];

beforeEach(() => {
  ({ clock, connector, client, connect, drop } = clientUnderTest());
});

describe('alerts', () => {
  const alert = (id: string, at: number, ring = 1): Alert => ({ id, kind: 'agent-request', conversationId: id, at, ring, botName: 'Bank', label: id });
  const ids = (): string[] => client.alerts.value.map(({ id }) => id);

  beforeEach(() => {
    client.attachAlerts();
    connect();
  });

  test('are listed once each, oldest first, until their cause is gone', () => {
    connector.sink.alert(alert('b', 20));
    connector.sink.alert(alert('a', 10));
    const before = client.alerts.value;
    connector.sink.alert(alert('a', 10));
    expect(client.alerts.value).toBe(before);
    expect(ids()).toEqual(['a', 'b']);
    connector.sink.alertEnded('a');
    expect(ids()).toEqual(['b']);
  });

  test('ring again', () => {
    connector.sink.alert(alert('a', 10, 1));
    connector.sink.alert(alert('a', 10, 2));
    expect(client.alerts.value).toMatchObject([{ id: 'a', ring: 2 }]);
  });

  test('that were seen do not come back, and the backend hears it again', () => {
    connector.sink.alert(alert('a', 10));
    client.markAlertSeen('a');
    expect(ids()).toEqual([]);
    connector.sink.alert(alert('a', 10, 2));
    expect(ids()).toEqual([]);
    expect(connector.told).toEqual(['seen a', 'seen a']);
  });

  test('that ended while the connection was lost are gone soon after it is back; those told again stay all the time', async () => {
    connector.sink.alert(alert('a', 10));
    connector.sink.alert(alert('b', 20));
    const seen: string[][] = [];
    client.alerts.subscribe((alerts) => seen.push(alerts.map(({ id }) => id)));
    drop();
    connect();
    connector.sink.alert(alert('b', 20));
    await clock.pass(2_000);
    expect(seen).toEqual([['b']]);
  });

  test('stay while a backend is behind itself and keeps the connection: it does not tell them again', async () => {
    connector.sink.alert(alert('a', 10));
    connector.sink.connection({ state: 'not-updating', since: clock.now(), retryAt: null });
    connector.sink.connection({ state: 'up-to-date' });
    await clock.pass(5_000);
    expect(ids()).toEqual(['a']);
  });

  test('are gone when nobody attends to them any more', async () => {
    connector.sink.alert(alert('a', 10));
    const detach = client.attachAlerts();
    detach();
    await clock.pass(5_000);
    expect(ids()).toEqual(['a']);
    client.close();
    expect(ids()).toEqual([]);
  });
});
