import { beforeEach, describe, expect, test } from 'vitest';
import type { ConnectorUnderTest } from './connector-under-test.test-support.js';
import { connectorUnderTest, everything, never, snapshot } from './connector-under-test.test-support.js';
import type { FakeSockets } from './fake-socket.test-support.js';
import { defaultBotRules } from '../conversation/status.js';
import { websocketConnector } from './websocket.js';

let clock: ConnectorUnderTest['clock'];
let sockets: ConnectorUnderTest['sockets'];
let sink: ConnectorUnderTest['sink'];
let scope: ConnectorUnderTest['scope'];
let connector: ConnectorUnderTest['connector'];
let closing: ConnectorUnderTest['closing'];
let tokens: ConnectorUnderTest['tokens'];
let last: ConnectorUnderTest['last'];
let calls: ConnectorUnderTest['calls'];
let sent: ConnectorUnderTest['sent'];
let settle: ConnectorUnderTest['settle'];
let connect: ConnectorUnderTest['connect'];
let welcome: ConnectorUnderTest['welcome'];
let ping: ConnectorUnderTest['ping'];

beforeEach(() => {
  ({ clock, sockets, sink, scope, connector, closing, tokens, last, calls, sent, settle, connect, welcome, ping } = connectorUnderTest());
});

describe('connecting', () => {
  test('it says hello with token, topics and client id on a socket of our subprotocol', async () => {
    await connect();
    expect(last().url).toBe('wss://gateway.example/v1/agents');
    expect(last().protocols).toEqual(['live-takeover.v1']);
    expect(last().frames).toEqual([{ type: 'hello', token: 'token-1', topics: everything, clientId: 'tab-1' }]);
    expect(sink.state).toBe('connecting');
  });

  test('it is up to date after the last part of the snapshot, not before', async () => {
    await connect();
    last().say(welcome());
    expect(sink.state).toBe('catching-up');
    last().say(snapshot('a', 1, 2));
    expect(sink.state).toBe('catching-up');
    last().say(snapshot('a', 2, 2));
    expect(sink.state).toBe('up-to-date');
    expect(calls('snapshot')).toMatchObject([
      { isFirst: true, isLast: false },
      { isFirst: false, isLast: true },
    ]);
    expect(calls('agent')).toEqual([{ id: 'ana', name: 'Ana', role: 'agent' }]);
    expect(calls('rules')).toEqual([{ bank: defaultBotRules }]);
    expect(calls('limits')).toEqual([{ messageLength: 4_000 }]);
    expect(calls('serverTime')).toEqual([clock.now() + 1_000]);
  });

  test('without conversations there is no snapshot: the answer to its ping makes it up to date', async () => {
    scope.set({ alerts: true, conversations: [] });
    await connect();
    last().say(welcome());
    expect(sent('ping')).toHaveLength(1);
    expect(sink.state).toBe('catching-up');
    last().say(ping());
    expect(sink.state).toBe('up-to-date');
  });

  test('nothing is opened while nothing is wanted, and the socket goes when nothing is any more', async () => {
    scope.set({ alerts: false, conversations: [] });
    connector.open(scope, sink, closing.signal);
    await settle();
    expect(sockets.all).toHaveLength(0);
    scope.set(everything);
    await settle();
    last().accept();
    last().say(welcome());
    scope.set({ alerts: false, conversations: [] });
    expect(last().frames.at(-1)).toEqual({ type: 'bye' });
    expect(last().closedWith).toBe(1_000);
    expect(sink.state).toBe('idle');
    expect(clock.pending).toBe(0);
  });

  test('a gateway that never answers is given up after 20 s and tried again', async () => {
    await connect();
    await clock.pass(19_999);
    expect(sink.state).toBe('connecting');
    await clock.pass(1);
    expect(sink.states.at(-1)).toMatchObject({ state: 'not-updating', error: { code: 'gateway-unreachable' } });
  });

  test('a second open is refused', async () => {
    await connect();
    expect(() => connector.open(scope, sink, never)).toThrow(/This connector is open/);
  });
});

test('an address that is none is refused, not retried', async () => {
  const broken = websocketConnector({
    url: 'nonsense',
    getToken: tokens.next,
    WebSocket: class {
      constructor() {
        throw new SyntaxError('Invalid URL');
      }
    } as unknown as FakeSockets['Socket'],
    clock,
  });
  broken.open(scope, sink, closing.signal);
  await settle();
  expect(sink.states.at(-1)).toMatchObject({ state: 'refused', error: { code: 'bad-request' } });
  expect(clock.pending).toBe(0);
});
