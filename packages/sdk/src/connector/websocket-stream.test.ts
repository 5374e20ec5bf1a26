import { beforeEach, describe, expect, test } from 'vitest';
import type { ConnectorUnderTest } from './connector-under-test.test-support.js';
import { connectorUnderTest, delta, everything, snapshot } from './connector-under-test.test-support.js';
import { message } from '../client/facts.test-support.js';

let sockets: ConnectorUnderTest['sockets'];
let sink: ConnectorUnderTest['sink'];
let scope: ConnectorUnderTest['scope'];
let last: ConnectorUnderTest['last'];
let calls: ConnectorUnderTest['calls'];
let sent: ConnectorUnderTest['sent'];
let connect: ConnectorUnderTest['connect'];
let follow: ConnectorUnderTest['follow'];
let comeBack: ConnectorUnderTest['comeBack'];
let welcome: ConnectorUnderTest['welcome'];
let ping: ConnectorUnderTest['ping'];

beforeEach(() => {
  ({ sockets, sink, scope, last, calls, sent, connect, follow, comeBack, welcome, ping } = connectorUnderTest());
});

describe('the stream', () => {
  test('a delta is applied when it follows the cursor', async () => {
    await follow('a');
    last().say(delta('a', 'b', 2));
    last().say(delta('b', 'c', 3));
    expect(calls('events')).toEqual([[message('c1', 2)], [message('c1', 3)]]);
  });

  test('a delta that does not follow is not applied: it starts over without a cursor', async () => {
    await follow('a');
    last().say(delta('b', 'c'));
    expect(calls('events')).toEqual([]);
    expect(calls('reset')).toEqual(['A change is missing before b.']);
    expect(last().closedWith).toBe(4_003);
    expect(sink.state).toBe('not-updating');
    await comeBack(false);
    expect(sent('hello')).toEqual([{ type: 'hello', token: 'token-2', topics: everything, clientId: 'tab-1' }]);
  });

  test('after a drop it resumes from its cursor, and is up to date when everything due has come', async () => {
    await follow('a');
    last().say(delta('a', 'b'));
    last().drop();
    await comeBack(true);
    expect(sent('hello')).toMatchObject([{ cursor: 'b' }]);
    expect(sink.state).toBe('catching-up');
    last().say(delta('b', 'c', 3));
    expect(sink.state).toBe('catching-up');
    last().say(ping());
    expect(sink.state).toBe('up-to-date');
    expect(calls('events')).toHaveLength(2);
    expect(calls('snapshot')).toHaveLength(1);
  });

  test('when the gateway cannot resume, deltas wait for its snapshot', async () => {
    await follow('a');
    last().drop();
    await comeBack(false);
    last().say(delta('a', 'x'));
    last().say(ping());
    expect(sink.state).toBe('catching-up');
    last().say(snapshot('m'));
    last().say(delta('m', 'n', 5));
    expect(calls('events')).toEqual([[message('c1', 5)]]);
    expect(sink.state).toBe('up-to-date');
  });

  test('half a snapshot is no cursor', async () => {
    await connect();
    last().say(welcome());
    last().say(snapshot('a', 1, 2));
    last().drop();
    await comeBack(false);
    expect(sent('hello')[0]).not.toHaveProperty('cursor');
  });

  test('a delta between two parts of a snapshot is applied', async () => {
    await connect();
    last().say(welcome());
    last().say(snapshot('a', 1, 2));
    last().say(delta('a', 'b'));
    last().say(snapshot('a', 2, 2));
    last().say(delta('b', 'c', 3));
    expect(calls('events')).toHaveLength(2);
    expect(calls('reset')).toEqual([]);
  });

  test('a reset is passed on and makes it catch up until a snapshot came', async () => {
    await follow('a');
    last().say({ type: 'reset', why: 'restored' });
    expect(calls('reset')).toEqual(['restored']);
    last().say(delta('a', 'b'));
    last().say(ping());
    expect(sink.state).toBe('catching-up');
    last().say(snapshot('z'));
    expect(sink.state).toBe('up-to-date');
    expect(calls('events')).toEqual([]);
  });

  test('other conversations are subscribed to on the same socket', async () => {
    await follow('a');
    scope.set({ alerts: true, conversations: ['c1'] });
    expect(sent('subscribe')).toEqual([{ type: 'subscribe', topics: { alerts: true, conversations: ['c1'] } }]);
    expect(sink.state).toBe('catching-up');
    last().say(delta('a', 'b'));
    expect(calls('events')).toEqual([]);
    last().say(snapshot('s'));
    expect(sink.state).toBe('up-to-date');
    last().drop();
    await comeBack(true);
    expect(sent('hello')).toMatchObject([{ cursor: 's', topics: { conversations: ['c1'] } }]);
    expect(sockets.all).toHaveLength(2);
  });

  test('alerts alone are added without losing the place', async () => {
    scope.set({ alerts: false, conversations: 'all' });
    await follow('a');
    scope.set(everything);
    expect(sent('subscribe')).toHaveLength(1);
    last().say(delta('a', 'b'));
    expect(calls('events')).toHaveLength(1);
    expect(sink.state).toBe('up-to-date');
  });

  test('what became wanted while connecting is subscribed to after the welcome', async () => {
    scope.set({ alerts: true, conversations: [] });
    await connect();
    scope.set(everything);
    last().say(welcome());
    expect(sent('subscribe')).toEqual([{ type: 'subscribe', topics: everything }]);
    last().say(ping());
    expect(sink.state).toBe('catching-up');
  });

  test('what it was told to anyone else is passed on', async () => {
    await follow();
    const alert = { id: 'c1:4', kind: 'agent-request' as const, conversationId: 'c1', at: 5, ring: 1, botName: 'Bank', label: 'X' };
    const typing = { signal: 'typing' as const, conversationId: 'c1', from: { kind: 'customer' as const, id: '', name: '' }, isActive: true };
    last().say({ type: 'alert', alert });
    last().say({ type: 'alert-ended', alertId: 'c1:4' });
    last().say({ type: 'presence', agents: [] });
    last().say({ type: 'signal', ...typing });
    last().say({ type: 'bot-rules-changed', rules: {} });
    last().say({ type: 'news-of-tomorrow' });
    expect(sink.calls.slice(-5)).toEqual([['alert', alert], ['alertEnded', 'c1:4'], ['presence', []], ['signal', typing], ['rules', {}]]);
  });
});
