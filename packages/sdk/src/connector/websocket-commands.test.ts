import { beforeEach, describe, expect, test } from 'vitest';
import type { ConnectorUnderTest } from './connector-under-test.test-support.js';
import { connectorUnderTest, never } from './connector-under-test.test-support.js';
import { headOf, message } from '../client/facts.test-support.js';
import type { Command } from '../command/command.js';

let sink: ConnectorUnderTest['sink'];
let scope: ConnectorUnderTest['scope'];
let connector: ConnectorUnderTest['connector'];
let closing: ConnectorUnderTest['closing'];
let last: ConnectorUnderTest['last'];
let sent: ConnectorUnderTest['sent'];
let settle: ConnectorUnderTest['settle'];
let connect: ConnectorUnderTest['connect'];
let follow: ConnectorUnderTest['follow'];
let comeBack: ConnectorUnderTest['comeBack'];
let welcome: ConnectorUnderTest['welcome'];

beforeEach(() => {
  ({ sink, scope, connector, closing, last, sent, settle, connect, follow, comeBack, welcome } = connectorUnderTest());
});

const takeOver: Command = { id: 'k1', name: 'take-over', conversationId: 'c1', seenTerm: 0 };

describe('commands and reads', () => {
  test('a command is answered', async () => {
    await follow();
    const answer = connector.send(takeOver, never);
    expect(sent('command')).toEqual([{ type: 'command', command: takeOver }]);
    last().say({ type: 'result', id: 'k1', ok: true, seq: 7 });
    expect(await answer).toEqual({ ok: true, seq: 7 });
  });

  test('a refusal is an answer, with who holds the conversation', async () => {
    await follow();
    const answer = connector.send(takeOver, never);
    last().say({ type: 'result', id: 'k1', ok: false, error: { code: 'already-taken', message: 'Ben has it.', retry: false, holder: 'Ben' } });
    expect(await answer).toMatchObject({ ok: false, error: { code: 'already-taken', holder: 'Ben' } });
  });

  test('a command whose socket drops first is rejected as connection-lost, and not sent again', async () => {
    await follow();
    const answer = connector.send(takeOver, never);
    last().drop();
    await expect(answer).rejects.toMatchObject({ code: 'connection-lost' });
    await comeBack(true);
    expect(sent('command')).toEqual([]);
  });

  test('a command without a connection is rejected at once', async () => {
    await connect();
    await expect(connector.send(takeOver, never)).rejects.toMatchObject({ code: 'connection-lost' });
  });

  test('a command that its caller gave up is rejected as aborted', async () => {
    await follow();
    const caller = new AbortController();
    const answer = connector.send(takeOver, caller.signal);
    caller.abort();
    await expect(answer).rejects.toMatchObject({ code: 'aborted' });
  });

  test('a read waits for the connection, and is asked again after a drop', async () => {
    connector.open(scope, sink, closing.signal);
    const page = connector.transcript('c1', null, 50, never);
    const head = connector.head('c2', never);
    await settle();
    last().accept();
    last().say(welcome());
    expect(sent('transcript')).toEqual([{ type: 'transcript', id: 'r1', conversationId: 'c1', before: null, limit: 50 }]);
    last().drop();
    await comeBack(false);
    last().say({ type: 'transcript-page', id: 'r1', events: [message('c1', 2)], hasMore: true });
    last().say({ type: 'head', id: 'r2', head: headOf('c2') });
    expect(await page).toEqual({ events: [message('c1', 2)], hasMore: true });
    expect(await head).toEqual(headOf('c2'));
  });

  test('a read that fails is rejected with what the gateway said', async () => {
    await follow();
    const head = connector.head('c9', never);
    last().say({ type: 'request-failed', id: 'r1', error: { code: 'conversation-unknown', message: 'There is no c9.', retry: false } });
    await expect(head).rejects.toMatchObject({ code: 'conversation-unknown' });
  });

  test('signals and seen alerts are sent while connected and dropped otherwise', async () => {
    await connect();
    connector.signal?.('c1', 'typing', true);
    expect(sent('signal')).toEqual([]);
    last().say(welcome());
    connector.signal?.('c1', 'typing', true);
    connector.alertSeen?.('c1:4');
    expect(last().frames.slice(-2)).toEqual([
      { type: 'signal', signal: 'typing', conversationId: 'c1', isActive: true },
      { type: 'alert-seen', alertId: 'c1:4' },
    ]);
  });
});
