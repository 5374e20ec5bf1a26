import { beforeEach, describe, expect, test } from 'vitest';
import type { ConnectorUnderTest } from './connector-under-test.test-support.js';
import { connectorUnderTest, snapshot } from './connector-under-test.test-support.js';
import { recordingSink } from './recording-sink.test-support.js';
import { websocketConnector } from './websocket.js';

let clock: ConnectorUnderTest['clock'];
let sockets: ConnectorUnderTest['sockets'];
let sink: ConnectorUnderTest['sink'];
let scope: ConnectorUnderTest['scope'];
let closing: ConnectorUnderTest['closing'];
let page: ConnectorUnderTest['page'];
let tokens: ConnectorUnderTest['tokens'];
let last: ConnectorUnderTest['last'];
let calls: ConnectorUnderTest['calls'];
let sent: ConnectorUnderTest['sent'];
let settle: ConnectorUnderTest['settle'];
let connect: ConnectorUnderTest['connect'];
let follow: ConnectorUnderTest['follow'];
let comeBack: ConnectorUnderTest['comeBack'];
let welcome: ConnectorUnderTest['welcome'];
let ping: ConnectorUnderTest['ping'];

beforeEach(() => {
  ({ clock, sockets, sink, scope, closing, page, tokens, last, calls, sent, settle, connect, follow, comeBack, welcome, ping } = connectorUnderTest());
});

describe('liveness', () => {
  test('a ping is answered, and tells the time', async () => {
    await follow();
    last().say({ type: 'ping', serverTime: 5 });
    expect(sent('pong')).toHaveLength(1);
    expect(calls('serverTime').at(-1)).toBe(5);
  });

  test('35 s without a frame are not updating, since the last one', async () => {
    await follow();
    await clock.pass(15_000);
    last().say(ping());
    const heardAt = clock.now();
    await clock.pass(34_999);
    expect(sink.state).toBe('up-to-date');
    await clock.pass(1);
    expect(sink.states.at(-1)).toMatchObject({ state: 'not-updating', since: heardAt });
    expect(sockets.all[0]?.closedWith).toBe(4_002);
  });

  test('a gateway that says it is behind itself is not updating, since then on this clock, until a ping says otherwise', async () => {
    await follow();
    const serverTime = clock.now() + 5_000_000;
    last().say({ type: 'ping', serverTime, behindSince: serverTime - 9_000 });
    expect(sink.states.at(-1)).toMatchObject({ state: 'not-updating', since: clock.now() - 9_000, retryAt: null, error: { code: 'store-unavailable' } });
    expect(sent('pong')).toHaveLength(1);
    await clock.pass(15_000);
    last().say({ type: 'ping', serverTime: serverTime + 15_000, behindSince: serverTime - 9_000 });
    expect(sink.state).toBe('not-updating');
    last().say(ping());
    expect(sink.state).toBe('up-to-date');
    expect(sockets.all).toHaveLength(1);
  });

  test('a snapshot from such a gateway makes nothing up to date', async () => {
    await connect();
    last().say(welcome());
    last().say({ type: 'ping', serverTime: 9_000, behindSince: 0 });
    last().say(snapshot('a'));
    expect(sink.state).toBe('not-updating');
    last().say(ping());
    expect(sink.state).toBe('up-to-date');
  });

  test('what comes back while its snapshot is under way catches up first', async () => {
    await connect();
    last().say(welcome());
    last().say({ type: 'ping', serverTime: 9_000, behindSince: 0 });
    last().say(ping());
    expect(sink.state).toBe('catching-up');
    last().say(snapshot('a'));
    expect(sink.state).toBe('up-to-date');
  });

  test('on waking an open socket is in doubt until it answers', async () => {
    await follow();
    page.wake();
    expect(sink.state).toBe('catching-up');
    expect(sent('ping')).toHaveLength(1);
    last().say(ping());
    expect(sink.state).toBe('up-to-date');
    await clock.pass(10_000);
    expect(sockets.all).toHaveLength(1);
  });

  test('a socket that does not answer within 5 s of waking is replaced', async () => {
    await follow();
    page.wake();
    await clock.pass(4_999);
    expect(last().closedWith).toBeUndefined();
    await clock.pass(1);
    expect(last().closedWith).toBe(4_002);
    await comeBack(true);
    expect(sockets.all).toHaveLength(2);
  });

  test('a wait is over on waking', async () => {
    await follow();
    for (let drops = 0; drops < 5; drops += 1) {
      last().drop();
      await clock.pass(30_000);
    }
    last().drop();
    const before = sockets.all.length;
    page.wake();
    await settle();
    expect(sockets.all).toHaveLength(before + 1);
  });

  test('after the machine slept, silence is doubt and no proof', async () => {
    await follow();
    let now = clock.now();
    const awake = websocketConnector({
      url: 'wss://g.example',
      getToken: tokens.next,
      WebSocket: sockets.Socket,
      clock: { now: () => now, schedule: clock.schedule },
    });
    const sleeper = recordingSink();
    awake.open(scope, sleeper, closing.signal);
    await settle();
    last().accept();
    last().say(welcome());
    last().say(snapshot('a'));
    now += 600_000;
    await clock.pass(35_000);
    expect(sleeper.state).toBe('catching-up');
    expect(sent('ping')).toHaveLength(1);
    last().say(ping());
    expect(sleeper.state).toBe('up-to-date');
  });

  test('leaving the page says goodbye at once, and waking comes back', async () => {
    await follow('a');
    page.goodbye();
    expect(last().frames.at(-1)).toEqual({ type: 'bye' });
    expect(sink.state).toBe('not-updating');
    await clock.pass(60_000);
    expect(sockets.all).toHaveLength(1);
    page.wake();
    await settle();
    last().accept();
    expect(sent('hello')).toMatchObject([{ cursor: 'a' }]);
  });

  test('what is no frame ends the socket', async () => {
    await follow();
    last().sayText('{"type":"delta"}');
    expect(last().closedWith).toBe(4_003);
    expect(sink.states.at(-1)).toMatchObject({ state: 'not-updating', error: { message: expect.stringMatching(/delta frame\.prev must be text/) } });
  });
});
