import { expect, test } from 'vitest';
import { decodeCommand } from './command-decoder.js';

const send = { id: 'k1', name: 'send', conversationId: 'c1', term: 1, text: 'Hello!' };

test('a command is read with nothing in it but what its name allows', () => {
  expect(decodeCommand({ ...send, force: true, __proto__: { polluted: true } })).toEqual({ ok: true, command: send });
});

test.each([
  ['text instead of an object', 'send', 'bad-request', 'The command must be an object.'],
  ['an id with a colon', { ...send, id: 'k:1' }, 'bad-request', 'command.id must be 1 to 100 letters, digits or any of _.-.'],
  ['no id', { ...send, id: undefined }, 'bad-request', 'command.id must be 1 to 100 letters, digits or any of _.-.'],
  ['an unknown name', { ...send, name: 'toString' }, 'bad-request', /^command\.name must be one of take-over, hand-back, /],
  ['a term in text', { ...send, term: '1' }, 'bad-request', 'command.term must be a whole number, at least 0.'],
  ['no term', { ...send, term: undefined }, 'bad-request', 'command.term must be a whole number, at least 0.'],
  ['a text that is none', { ...send, text: 5 }, 'bad-request', 'command.text must be text.'],
  ['too long a text', { ...send, text: 'a'.repeat(4_001) }, 'message-too-large', /has 4001 characters; at most 4000/],
  ['an empty text', { ...send, text: ' \n' }, 'message-empty', /is empty/],
  ['an empty note', { id: 'k', name: 'add-note', conversationId: 'c1', text: '' }, 'message-empty', /is empty/],
  [
    'an attachment without url',
    { ...send, attachments: [{ name: 'a', contentType: 'b' }] },
    'bad-request',
    'command.attachments[0].url must be text.',
  ],
  ['11 attachments', { ...send, attachments: Array(11).fill({ name: 'a', contentType: 'b', url: 'c' }) }, 'bad-request', /at most 10 items, not 11/],
  ['a force that is no flag', { id: 'k', name: 'take-over', conversationId: 'c1', seenTerm: 0, force: 1 }, 'bad-request', 'command.force must be true or false.'],
  ['nobody to transfer to', { id: 'k', name: 'transfer', conversationId: 'c1', term: 1, to: '' }, 'bad-request', 'command.to must not be empty.'],
  ['too long an availability', { id: 'k', name: 'set-availability', availability: 'x'.repeat(51) }, 'bad-request', /at most 50 characters, not 51/],
])('%s is refused', (_what, value, code, message) => {
  const decoded = decodeCommand(value);
  expect(decoded).toMatchObject({ ok: false, error: { code } });
  if (!decoded.ok) expect(decoded.error.message).toMatch(message);
});

test('a command may say that it was sent before', () => {
  expect(decodeCommand({ ...send, isRepeat: true })).toEqual({ ok: true, command: { ...send, isRepeat: true } });
  expect(decodeCommand({ ...send, isRepeat: 'yes' })).toMatchObject({ ok: false, error: { code: 'bad-request', message: 'command.isRepeat must be true or false.' } });
});

test('a text may be exactly as long as the gateway allows', () => {
  expect(decodeCommand({ ...send, text: 'a'.repeat(10) }, 10).ok).toBe(true);
  expect(decodeCommand({ ...send, text: 'a'.repeat(11) }, 10).ok).toBe(false);
});

test('an attachment needs no text beside it', () => {
  expect(decodeCommand({ ...send, text: '', attachments: [{ name: 'a', contentType: 'b', url: 'c' }] }).ok).toBe(true);
  expect(decodeCommand({ ...send, text: '', attachments: [] }).ok).toBe(false);
});

test('the refusal names the command when its id could be read', () => {
  expect(decodeCommand({ ...send, term: -1 })).toMatchObject({ commandId: 'k1' });
  expect(decodeCommand({ ...send, id: 5 })).not.toHaveProperty('commandId');
});
