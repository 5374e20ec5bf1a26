import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeClientFrame } from './client-frames.js';
import { encodeFrame } from './codec.js';
import type { ClientFrame, ServerFrame } from './frames.js';
import { defaultLimits } from './limits.js';
import { decodeServerFrame } from './server-frames.js';

const golden = new URL('golden/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, golden), 'utf8'));
const names = readdirSync(golden);

const hello: ClientFrame = { type: 'hello', token: 't', topics: { alerts: true, conversations: 'all' }, clientId: 'tab' };
const decoders = { client: decodeClientFrame, server: decodeServerFrame };

describe('the golden corpus', () => {
  for (const [from, decode] of Object.entries(decoders)) {
    for (const name of names.filter((file) => file.startsWith(`${from}-`))) {
      test(`every frame of ${name} is read back as it was written`, () => {
        for (const frame of read(name) as (ClientFrame & ServerFrame)[]) {
          expect(`${from}-${frame.type}.json`).toBe(name);
          expect(decode(encodeFrame(frame))).toEqual({ ok: true, frame });
        }
      });
    }

    test(`what a later version of a ${from} may send is ignored or passed on`, () => {
      const future = read('future.json') as Record<string, { given: unknown; read: unknown }[]>;
      for (const { given, read: expected } of future[from] ?? [])
        expect(decode(JSON.stringify(given))).toEqual({ ok: true, frame: expected });
    });
  }
});

const client = (value: unknown): ReturnType<typeof decodeClientFrame> => decodeClientFrame(JSON.stringify(value));
const server = (value: unknown): ReturnType<typeof decodeServerFrame> => decodeServerFrame(JSON.stringify(value));
const event = { id: 'e1', conversationId: 'c1', seq: 1, at: 1, type: 'message-sent', from: 'bot', text: 'Hi' };
const delta = (one: object): unknown => ({ type: 'delta', prev: 'a', cursor: 'b', events: [event, one] });

test.each([
  ['a number', client(7), 'frame.type must be text.'],
  ['a list', client([]), 'frame.type must be text.'],
  ['null', client(null), 'frame.type must be text.'],
  ['a hello without token', client({ ...hello, token: '' }), 'hello frame.token must not be empty.'],
  ['a hello without topics', client({ ...hello, topics: undefined }), 'hello frame.topics must be an object.'],
  ['an odd flag', client({ ...hello, topics: { alerts: 1, conversations: [] } }), 'hello frame.topics.alerts must be true or false.'],
  [
    'an odd conversation id',
    client({ ...hello, topics: { alerts: true, conversations: ['c1', 'c/2'] } }),
    'hello frame.topics.conversations[1] must be 1 to 128 letters, digits or any of _-.',
  ],
  ['half a page', client({ type: 'transcript', id: 'r', conversationId: 'c', before: 1.5, limit: 9 }), 'transcript frame.before must be a whole number, at least 1.'],
  ['a huge page', client({ type: 'transcript', id: 'r', conversationId: 'c', before: null, limit: 501 }), 'transcript frame.limit must be a whole number, at least 1 and at most 500.'],
  ['an unknown signal', client({ type: 'signal', signal: 'waving', conversationId: 'c', isActive: true }), 'signal frame.signal must be one of typing, viewing.'],
  ['a command without id', client({ type: 'command', command: { name: 'close' } }), 'command frame.command.id must be 1 to 100 letters, digits or any of _.-.'],
  ['an event without seq', server(delta({ ...event, seq: 0 })), 'delta frame.events[1].seq must be a whole number, at least 1.'],
  ['a message without text', server(delta({ ...event, text: undefined })), 'delta frame.events[1].text must be text.'],
  ['an operator without name', server(delta({ ...event, type: 'takeover-started', term: 1, operator: { kind: 'agent', id: 'a' } })), 'delta frame.events[1].operator.name must be text.'],
  ['a half result', server({ type: 'result', id: 'k1', ok: true }), 'result frame: ok needs seq, not ok needs error.'],
  ['rules that are no record', server({ type: 'bot-rules-changed', rules: [] }), 'bot-rules-changed frame.rules must be an object.'],
])('%s is refused with the path that is wrong', (_what, decoded, message) => {
  expect(decoded).toMatchObject({ ok: false, error: { code: 'bad-frame', message } });
});

test('what is not JSON is a bad frame', () => {
  expect(decodeClientFrame('{"type":')).toMatchObject({ ok: false, error: { code: 'bad-frame', message: 'The frame is not JSON.' } });
});

test('the sender of a command that cannot be read is named when its id can', () => {
  expect(client({ type: 'command', command: { id: 'k1', name: 'sing' } })).toMatchObject({
    ok: false,
    error: { code: 'bad-request' },
    replyTo: 'k1',
  });
  expect(client({ type: 'head', id: 'r1', conversationId: '' })).toMatchObject({ ok: false, replyTo: 'r1' });
});

test('a frame may be exactly as large as the limit, in bytes', () => {
  const limits = { ...defaultLimits, frameBytes: 100 };
  const frame = (token: string): string => encodeFrame({ type: 'auth', token });
  const room = 100 - frame('').length;
  expect(decodeClientFrame(frame('a'.repeat(room)), limits).ok).toBe(true);
  expect(decodeClientFrame(frame('a'.repeat(room + 1)), limits)).toMatchObject({ ok: false, error: { code: 'message-too-large' } });
  expect(decodeClientFrame(frame('é'.repeat(room / 2)), limits).ok).toBe(true);
  expect(decodeClientFrame(frame(`${'é'.repeat(room / 2)}a`), limits)).toMatchObject({ ok: false });
});

test('no input makes a decoder throw', () => {
  const anything = fc.oneof(fc.string(), fc.json(), fc.anything().map((value) => JSON.stringify(value) ?? ''));
  fc.assert(
    fc.property(anything, (text) => {
      for (const decode of Object.values(decoders)) expect(typeof decode(text).ok).toBe('boolean');
    }),
  );
});

test('no field of a golden frame can turn into anything else and break a decoder', () => {
  const frames = names.filter((name) => /^(client|server)-/.test(name)).flatMap((name) => read(name) as object[]);
  fc.assert(
    fc.property(fc.constantFrom(...frames), fc.nat(), fc.jsonValue(), (frame, place, value) => {
      const text = JSON.stringify(frame);
      let count = 0;
      const size = text.match(/":/g)?.length ?? 1;
      const mutated = JSON.stringify(frame, (key, old: unknown) => (key !== '' && count++ === place % size ? value : old)) ?? '';
      for (const decode of Object.values(decoders)) {
        const decoded = decode(mutated);
        if (!decoded.ok) expect(decoded.error.message).not.toBe('');
      }
    }),
    { numRuns: 2_000 },
  );
});
