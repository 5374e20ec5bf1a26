import { beforeEach, describe, expect, test } from 'vitest';
import type { ConnectorUnderTest } from './connector-under-test.test-support.js';
import { connectorUnderTest, never, snapshot } from './connector-under-test.test-support.js';
import { TakeoverError } from '../base/errors.js';
import { closeCodes, isRetryable } from '../wire/close-codes.js';
import { closedAs } from './socket-session.js';

let clock: ConnectorUnderTest['clock'];
let sockets: ConnectorUnderTest['sockets'];
let sink: ConnectorUnderTest['sink'];
let scope: ConnectorUnderTest['scope'];
let connector: ConnectorUnderTest['connector'];
let closing: ConnectorUnderTest['closing'];
let page: ConnectorUnderTest['page'];
let tokens: ConnectorUnderTest['tokens'];
let last: ConnectorUnderTest['last'];
let sent: ConnectorUnderTest['sent'];
let settle: ConnectorUnderTest['settle'];
let connect: ConnectorUnderTest['connect'];
let follow: ConnectorUnderTest['follow'];
let comeBack: ConnectorUnderTest['comeBack'];
let welcome: ConnectorUnderTest['welcome'];

beforeEach(() => {
  ({ clock, sockets, sink, scope, connector, closing, page, tokens, last, sent, settle, connect, follow, comeBack, welcome } = connectorUnderTest());
});

describe('coming back', () => {
  test('waits grow at random and begin small again only after 30 s of a standing connection', async () => {
    await follow();
    const waits: number[] = [];
    const wait = (): void => {
      const state = sink.states.at(-1);
      if (state?.state === 'not-updating') waits.push((state.retryAt ?? 0) - clock.now());
    };
    for (let drops = 0; drops < 4; drops += 1) {
      last().drop();
      wait();
      await comeBack(true);
      await clock.pass(drops === 2 ? 30_000 : 29_000);
    }
    expect(waits).toEqual([250, 500, 1_000, 250]);
  });

  test.each([
    [4_000, true],
    [4_004, true],
    [1_006, true],
    [1_011, true],
  ])('close code %i is come back from', async (code) => {
    await follow();
    last().drop(code);
    expect(sink.state).toBe('not-updating');
    await comeBack(true);
    expect(tokens.given).toBe(2);
  });

  test.each([
    [4_500, 'unauthorized'],
    [4_501, 'forbidden-origin'],
    [4_502, 'version-unsupported'],
    [4_503, 'bad-frame'],
    [4_504, 'message-too-large'],
    [4_505, 'connection-lost'],
    [4_506, 'forbidden'],
    [4_999, 'connection-lost'],
  ])('close code %i is final: refused as %s', async (code, error) => {
    await follow();
    const asked = connector.head('c1', never);
    last().drop(code);
    expect(sink.states.at(-1)).toMatchObject({ state: 'refused', error: { code: error } });
    await expect(asked).rejects.toMatchObject({ code: error });
    page.wake();
    await clock.pass(600_000);
    expect(sockets.all).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test('the error that came before the close says more than the code', async () => {
    await connect();
    last().say({ type: 'error', error: { code: 'forbidden', message: 'The token names no bot.', retry: false } });
    last().drop(4_500);
    expect(sink.states.at(-1)).toMatchObject({ state: 'refused', error: { code: 'forbidden', message: 'The token names no bot.' } });
  });

  test('told to reconnect, it does so within the range it was given, without a wait', async () => {
    await follow('a');
    last().say({ type: 'reconnect', afterMs: [2_000, 6_000] });
    await clock.pass(3_999);
    expect(sockets.all).toHaveLength(1);
    expect(sink.state).toBe('up-to-date');
    await clock.pass(1);
    expect(sockets.all).toHaveLength(2);
    expect(sink.state).toBe('connecting');
    last().accept();
    expect(sent('hello')).toMatchObject([{ cursor: 'a' }]);
  });

  test('told to reconnect and then cut off, it still comes back at the moment it drew', async () => {
    await follow('a');
    const toldAt = clock.now();
    last().say({ type: 'reconnect', afterMs: [2_000, 6_000] });
    await clock.pass(1_000);
    last().drop(4_000);
    expect(sink.states.at(-1)).toMatchObject({ retryAt: toldAt + 4_000 });
  });

  test('a client that closes leaves no timer, no listener and says goodbye', async () => {
    await follow();
    const asked = connector.head('c1', never);
    closing.abort();
    expect(last().frames.at(-1)).toEqual({ type: 'bye' });
    expect(last().closedWith).toBe(1_000);
    expect(clock.pending).toBe(0);
    expect(page.subscribers).toBe(0);
    await expect(asked).rejects.toMatchObject({ code: 'aborted' });
    const told = sink.states.length;
    scope.set({ alerts: true, conversations: [] });
    await clock.pass(600_000);
    expect(sink.states).toHaveLength(told);
    expect(sockets.all).toHaveLength(1);
  });
});

describe('tokens', () => {
  test('a fresh one is fetched for each connection', async () => {
    await follow();
    last().drop(4_004);
    await comeBack(true);
    expect(sent('hello')).toMatchObject([{ token: 'token-2' }]);
  });

  test('one about to expire is renewed in band', async () => {
    await follow();
    last().say({ type: 'auth-expiring', at: clock.now() + 60_000 });
    await settle();
    expect(sent('auth')).toEqual([{ type: 'auth', token: 'token-2' }]);
  });

  test('a renewal that fails is tried again while the socket stands', async () => {
    await follow();
    const working = tokens.next;
    tokens.next = () => Promise.reject(new Error('503'));
    last().say({ type: 'auth-expiring', at: clock.now() + 60_000 });
    await clock.pass(4_000);
    tokens.next = working;
    await clock.pass(1_000);
    expect(sent('auth')).toHaveLength(1);
    expect(sink.state).toBe('up-to-date');
  });

  test('one that cannot be had is tried for again', async () => {
    const working = tokens.next;
    tokens.next = () => {
      throw new Error('503');
    };
    connector.open(scope, sink, closing.signal);
    await settle();
    expect(sink.states.at(-1)).toMatchObject({ state: 'not-updating', error: { code: 'gateway-unreachable', message: 'No token could be had: 503.' } });
    tokens.next = working;
    await comeBack(false);
    expect(sent('hello')).toHaveLength(1);
  });

  test('an agent who must sign in again is told so, and nothing is tried', async () => {
    tokens.next = () => Promise.reject(new TakeoverError('unauthorized', 'The session is over. Sign in again.'));
    connector.open(scope, sink, closing.signal);
    await settle();
    expect(sink.states.at(-1)).toMatchObject({ state: 'refused', error: { message: 'The session is over. Sign in again.' } });
    expect(clock.pending).toBe(0);
  });

  test('an agent who signed in meanwhile tries again with a new token, and only then', async () => {
    const working = tokens.next;
    tokens.next = () => Promise.reject(new TakeoverError('unauthorized', 'The session is over. Sign in again.'));
    connector.open(scope, sink, closing.signal);
    await settle();
    tokens.next = working;
    connector.retry?.();
    connector.retry?.();
    await settle();
    expect(sink.state).toBe('connecting');
    expect(sockets.all).toHaveLength(1);
    last().accept();
    last().say(welcome());
    last().say(snapshot('a'));
    expect(sink.state).toBe('up-to-date');
    connector.retry?.();
    expect(sockets.all).toHaveLength(1);
  });

  test('one that comes after the connector closed opens nothing', async () => {
    let give = (_token: { token: string; expiresAt: number }): void => {};
    tokens.next = () => new Promise((resolve) => (give = resolve));
    connector.open(scope, sink, closing.signal);
    await settle();
    closing.abort();
    give({ token: 't', expiresAt: 0 });
    await settle();
    expect(sockets.all).toHaveLength(0);
  });
});

test('what the connector says of close codes agrees with their table', () => {
  for (const { code, retry } of Object.values(closeCodes)) expect(isRetryable(code)).toBe(retry);
  expect(closedAs).toEqual({ silent: closeCodes['no-pong'].code, outOfStep: closeCodes['state-invalid'].code });
});
