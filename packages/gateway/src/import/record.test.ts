import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRecord, turnTextLimit } from './record.js';

const turn = { from: 'user', text: 'hello', at_ms_offset: 0 };

test('a record of an id and turns is enough; everything else has a default', () => {
  expect(parseRecord('{"id":"r","turns":[{"from":"user","text":"hi"}]}')).toEqual({
    ok: true,
    record: {
      id: 'r',
      turns: [{ from: 'user', text: 'hi', atMs: null, isDefaultAnswer: false, asksForAgent: false, agentNumber: 1 }],
      timeResolutionMs: null,
      end: null,
      endsAgoMs: null,
      channel: 'web',
      contact: {},
      attributes: {},
    },
  });
});

test('every field that has a meaning is read, and others are ignored', () => {
  const line = JSON.stringify({
    ...{ id: 'r', source: 'star', language: 'en', time_resolution_ms: 1000, domain: 'bank', outcome: 'complete', end_at_ms_offset: 9_000.4 },
    ...{ ends_ago_ms: 60_000, channel: 'sms', contact: { name: 'Ann', phone: '+49301', secret: 1 }, rtl: true },
    turns: [
      { ...turn, asks_human: true, oos: true },
      { from: 'bot', text: 'What?', at_ms_offset: 1_000.6, fallback: true },
      { from: 'agent', text: 'Hi', at_ms_offset: null, agent_no: 3 },
    ],
  });
  expect(parseRecord(line)).toMatchObject({
    record: {
      turns: [{ asksForAgent: true }, { atMs: 1_001, isDefaultAnswer: true }, { atMs: null, agentNumber: 3 }],
      end: { why: 'ended', atMs: 9_000 },
      endsAgoMs: 60_000,
      channel: 'sms',
      contact: { name: 'Ann', phone: '+49301' },
      attributes: { source: 'star', language: 'en', domain: 'bank' },
    },
  });
});

test.each([
  ['{', 'not JSON'],
  ['7', 'not a JSON object'],
  ['[]', 'not a JSON object'],
  ['{"turns":[]}', '`id`'],
  ['{"id":"r"}', '`turns`'],
  ['{"id":"r","turns":[]}', '`turns`'],
  ['{"id":"r","turns":[null]}', 'Turn 1 is not'],
  [JSON.stringify({ id: 'r', turns: [turn, { ...turn, from: 'customer' }] }), 'Turn 2: `from`'],
  [JSON.stringify({ id: 'r', turns: [{ from: 'bot' }] }), 'Turn 1: `text`'],
  [JSON.stringify({ id: 'r', turns: [{ ...turn, text: 'x'.repeat(turnTextLimit + 1) }] }), `At most ${turnTextLimit}`],
  [JSON.stringify({ id: 'r', turns: [{ ...turn, at_ms_offset: -1 }] }), '`at_ms_offset` must be'],
  [JSON.stringify({ id: 'r', turns: [{ ...turn, at_ms_offset: '5' }] }), '`at_ms_offset` must be'],
  [JSON.stringify({ id: 'r', turns: [{ ...turn, at_ms_offset: 5 }, { ...turn, at_ms_offset: null }, { ...turn, at_ms_offset: 4 }] }), 'Turn 3'],
  [JSON.stringify({ id: 'r', turns: [turn], ends_ago_ms: 1e300 }), '`ends_ago_ms`'],
  [JSON.stringify({ id: 'r', turns: [turn], channel: 5 }), '`channel`'],
  [JSON.stringify({ id: 'r', turns: [turn], contact: 'Ann' }), '`contact`'],
])('%s is refused in words', (line, words) => {
  const parsed = parseRecord(line);
  expect(parsed).toEqual({ ok: false, problem: expect.stringContaining(words) as string });
});

test('whatever a line holds, it is read or refused', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.record({ id: fc.anything(), turns: fc.array(fc.anything()) }).map((value) => JSON.stringify(value))), (line) => {
      expect(typeof parseRecord(line).ok).toBe('boolean');
    }),
  );
});
