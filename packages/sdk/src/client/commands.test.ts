import { beforeEach, describe, expect, test } from 'vitest';
import type { ClientUnderTest } from './client-under-test.test-support.js';
import { clientUnderTest } from './client-under-test.test-support.js';
import { TakeoverError } from '../base/errors.js';

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

describe('commands', () => {
  test('carry the term the agent sees, and change nothing until the facts come', async () => {
    const rows = client.rows();
    connect('c1');
    const taking = client.takeOver('c1');
    expect(connector.commands[0]?.command).toEqual({ id: 'k1', name: 'take-over', conversationId: 'c1', seenTerm: 0 });
    expect(rows.row('c1')).toMatchObject({ operator: { kind: 'bot' }, intent: { name: 'take-over', state: { state: 'sent' } } });
    connector.sink.events([takenByAna('c1', 4, 'k1')]);
    await taking.settled;
    expect(rows.row('c1')).toMatchObject({ operator: { id: 'ana' }, intent: null, term: 1 });
    client.send('c1', 'Hello!');
    client.handBack('c2');
    expect(connector.commands[1]?.command).toEqual({ id: 'k2', name: 'send', conversationId: 'c1', term: 1, text: 'Hello!' });
  });

  test.each([
    ['takeOver with force', () => client.takeOver('c1', { force: true }), { name: 'take-over', seenTerm: 0, force: true }],
    ['handBack', () => client.handBack('c1'), { name: 'hand-back', term: 0 }],
    ['addNote', () => client.addNote('c1', 'A note'), { name: 'add-note', text: 'A note' }],
    ['dismissAction', () => client.dismissAction('c1'), { name: 'dismiss-action', term: 0 }],
    ['setAvailability', () => client.setAvailability('lunch'), { name: 'set-availability', availability: 'lunch' }],
    ['any other', () => client.command({ name: 'close', conversationId: 'c1', term: 0 }), { name: 'close', term: 0 }],
  ])('%s is sent', (_what, give, expected) => {
    client.rows();
    connect('c1');
    give();
    expect(connector.commands[0]?.command).toMatchObject(expected);
  });

  test('about a conversation of which nothing is known fail at once', async () => {
    client.rows();
    connect('c1');
    await expect(client.takeOver('c9').settled).rejects.toMatchObject({ code: 'conversation-unknown' });
    expect(connector.commands).toHaveLength(0);
  });

  test('whose echo comes after a drop and before the answer are done, and not sent again', async () => {
    const rows = client.rows();
    connect('c1');
    const taking = client.takeOver('c1');
    connector.commands[0]?.fail(new TakeoverError('connection-lost', 'Lost.', { retry: true }));
    drop();
    await settle();
    expect(rows.row('c1')?.intent).toMatchObject({ state: { state: 'uncertain' } });
    connector.sink.connection({ state: 'connecting' });
    connector.sink.events([takenByAna('c1', 4, 'k1')]);
    connector.sink.connection({ state: 'catching-up' });
    await taking.settled;
    expect(connector.commands).toHaveLength(1);
  });

  test('that are uncertain are sent again under the same id when the connection is back', async () => {
    client.rows();
    connect('c1');
    const taking = client.takeOver('c1');
    connector.commands[0]?.fail(new TakeoverError('connection-lost', 'Lost.', { retry: true }));
    drop();
    await settle();
    connect('c1');
    expect(connector.commands.map(({ command }) => command.id)).toEqual(['k1', 'k1']);
    connector.commands[1]?.answer({ ok: true, seq: 4 });
    await taking.settled;
  });

  test('a failure stands beside the facts for a while, or until the next command', async () => {
    const rows = client.rows();
    const view = client.conversation('c1');
    connect('c1');
    const refuse = async (index: number): Promise<void> => {
      connector.commands[index]?.answer({ ok: false, error: new TakeoverError('already-taken', 'Ben has it.', { holder: 'Ben' }) });
      await settle();
    };
    client.takeOver('c1');
    await refuse(0);
    expect(rows.row('c1')?.intent).toMatchObject({ state: { state: 'failed', error: { holder: 'Ben' } } });
    expect(view.intent.value).toEqual(rows.row('c1')?.intent);
    client.takeOver('c1');
    expect(view.intent.value).toMatchObject({ state: { state: 'sent' } });
    await refuse(1);
    await clock.pass(9_999);
    expect(view.intent.value).not.toBeNull();
    await clock.pass(1);
    expect(view.intent.value).toBeNull();
    expect(rows.row('c1')?.intent).toBeNull();
  });
});
