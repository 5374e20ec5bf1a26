import { beforeEach, describe, expect, test } from 'vitest';
import type { ClientUnderTest } from './client-under-test.test-support.js';
import { clientUnderTest } from './client-under-test.test-support.js';
import { TakeoverError } from '../base/errors.js';

let clock: ClientUnderTest['clock'];
let connector: ClientUnderTest['connector'];
let client: ClientUnderTest['client'];
let connect: ClientUnderTest['connect'];

beforeEach(() => {
  ({ clock, connector, client, connect } = clientUnderTest());
});

describe('freshness', () => {
  const freshness = (): string => client.freshness.value.state;

  test('is up to date only while the connector says so', () => {
    expect(freshness()).toBe('catching-up');
    connect();
    expect(freshness()).toBe('up-to-date');
    connector.sink.connection({ state: 'catching-up' });
    expect(freshness()).toBe('catching-up');
  });

  test('says since when nothing came, and keeps saying it while trying to connect', () => {
    connect();
    connector.sink.connection({ state: 'not-updating', since: 5, retryAt: null });
    connector.sink.connection({ state: 'connecting' });
    expect(client.freshness.value).toMatchObject({ state: 'not-updating', since: 5, connection: { state: 'connecting' } });
    connector.sink.connection({ state: 'catching-up' });
    expect(freshness()).toBe('catching-up');
    connector.sink.connection({ state: 'up-to-date' });
    expect(freshness()).toBe('up-to-date');
  });

  test('catching up for 35 s is not updating', async () => {
    connect();
    const since = clock.now();
    connector.sink.connection({ state: 'catching-up' });
    await clock.pass(34_999);
    expect(freshness()).toBe('catching-up');
    await clock.pass(1);
    expect(client.freshness.value).toMatchObject({ state: 'not-updating', since });
  });

  test('of a refused connection says why', () => {
    connect();
    const error = new TakeoverError('unauthorized', 'Sign in again.');
    connector.sink.connection({ state: 'refused', error });
    expect(client.freshness.value).toMatchObject({ state: 'not-updating', since: clock.now(), connection: { state: 'refused', error } });
  });
});
